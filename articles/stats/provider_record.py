"""What people decided on a provider's articles: by month, by reason and by upstream's score.

Counted is what stands now, as in the hint of a provider's record: an article whose status stands by
a person's decision counts once, in the month since when it has this status. What was undone or sent
back doesn't count; documents that are gone do.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple

from django.db.models import Case, F, When
from django.utils import timezone

from articles.models import Article
from articles.models.decision import reason_of_status
from articles.moderation.reasons import reason_label, reasons
from articles.rules import Status
from articles.stats.counts import LIMIT
from articles.stats.trends import BAND_WIDTH, LAST_BAND_START, MIN_SAMPLE

#: How many months the record goes back, the current one included.
MONTHS: Final = 12
#: The most articles that the page of a provider names as newest.
NEWEST: Final = 5


@dataclass(slots=True)
class Tally:
    """Standing decisions, counted by the status that they gave."""

    approved: int = 0
    rejected: int = 0
    taken_down: int = 0

    @property
    def decided(self) -> int:
        return self.approved + self.rejected + self.taken_down

    @property
    def share(self) -> int | None:
        """The approved of the decided in per cent; None with fewer than MIN_SAMPLE decided."""
        return round(100 * self.approved / self.decided) if self.decided >= MIN_SAMPLE else None

    def add(self, status: str) -> None:
        """Count a decision that gave the status published, rejected or taken down."""
        self.approved += status == Status.PUBLISHED
        self.rejected += status == Status.REJECTED
        self.taken_down += status == Status.TAKEN_DOWN


class Month(NamedTuple):
    """A month, by its first day, and what was decided in it."""

    begin: date
    tally: Tally


@dataclass(frozen=True, slots=True)
class Reason:
    """The label of a reason, '' for rejections without one, and its number of rejections."""

    label: str
    count: int


class ScoreBand(NamedTuple):
    """A band of upstream's score, `low` to `high` points inclusive, and what was decided in it.

    `high` is None for the last possible band, which has no high end; both are None for articles
    that upstream gave no score.
    """

    low: int | None
    high: int | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Record:
    """The standing decisions of people on a provider's articles; false where there are none at all.

    `total`, `months` (newest first), `reasons` (most first) and `bands` (highest first, only those
    with decisions) are of the last MONTHS months; `months` and `bands` each add up to `total`,
    `reasons` to its rejections. `newest` is when the newest decision was made, also an older one.
    `rejected` has the labels of the reasons, '' for none, of the NEWEST newest rejected articles
    whose documents aren't gone, by primary key. With `is_more` there are decisions besides the
    newest LIMIT, which are all that was counted.
    """

    total: Tally
    months: list[Month]
    reasons: list[Reason]
    bands: list[ScoreBand]
    newest: datetime | None
    rejected: dict[int, str]
    is_more: bool

    def __bool__(self) -> bool:
        return self.newest is not None


class _Row(NamedTuple):
    """An article with a standing decision; `reason` is a key, '' or None, `score` upstream's."""

    pk: int
    status: str
    since: datetime
    gone_at: datetime | None
    score: Any
    reason: str | None


def record_of(provider: int, now: datetime) -> Record:
    """Return the record of the provider with this primary key; one query of at most LIMIT + 1 rows.

    Months are those of the current time zone; the latest of them, the first in the list, is that of
    `now`.
    """
    decided = Article.objects.decided_of(provider)
    columns = decided.values_list(
        "pk",
        "status",
        "status_since",
        "gone_at",
        F("upstream__quality"),
        Case(When(status=Status.REJECTED, then=reason_of_status())),
    )
    rows = [_Row(*columns) for columns in columns[: LIMIT + 1]]
    counted = rows[:LIMIT]
    begins = _months(now)
    start = datetime.combine(begins[-1], time.min, tzinfo=timezone.get_current_timezone())
    late = [row for row in counted if row.since >= start]
    rejected = [row for row in counted if row.status == Status.REJECTED and not row.gone_at]
    return Record(
        total=_tally(late),
        months=_by_month(late, begins),
        reasons=_by_reason(late),
        bands=_by_band(late),
        newest=rows[0].since if rows else None,
        rejected={row.pk: _label(row.reason) for row in rejected[:NEWEST]},
        is_more=len(rows) > LIMIT,
    )


def _months(now: datetime) -> list[date]:
    """Return the first days of the last MONTHS months, that of `now` first."""
    today = timezone.localtime(now).date()
    numbers = range(today.year * 12 + today.month - 1, 0, -1)[:MONTHS]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _tally(rows: Iterable[_Row]) -> Tally:
    tally = Tally()
    for row in rows:
        tally.add(row.status)
    return tally


def _by_month(rows: Iterable[_Row], begins: list[date]) -> list[Month]:
    months = {begin: Tally() for begin in begins}
    for row in rows:
        begin = timezone.localtime(row.since).date().replace(day=1)
        # A clock that was ahead may have stored a later month; it counts in the newest.
        months[min(begin, begins[0])].add(row.status)
    return [Month(begin, tally) for begin, tally in months.items()]


def _by_reason(rows: Iterable[_Row]) -> list[Reason]:
    """Return the reasons of rejected rows, most first.

    Of equally many, those of the setting come first, in its order, then others, then no reason.
    """
    counts = Counter(row.reason or "" for row in rows if row.status == Status.REJECTED)
    known = [key for key in reasons() if key in counts]
    keys = known + sorted(key for key in counts if key and key not in known) + [""] * ("" in counts)
    keys.sort(key=lambda key: -counts[key])
    return [Reason(_label(key), counts[key]) for key in keys]


def _label(reason: str | None) -> str:
    return reason_label(reason) if reason else ""


def _by_band(rows: Iterable[_Row]) -> list[ScoreBand]:
    """Return the bands of upstream's score that have rows, highest first, then those without one.

    Upstream's score, not the effective quality, which people set along with their decisions.
    """
    tallies: dict[int, Tally] = {}
    for row in rows:
        has_score = isinstance(row.score, int)
        low = min(row.score // BAND_WIDTH * BAND_WIDTH, LAST_BAND_START) if has_score else -1
        tallies.setdefault(low, Tally()).add(row.status)
    return [
        ScoreBand(
            None if low < 0 else low,
            None if low in (-1, LAST_BAND_START) else low + BAND_WIDTH - 1,
            tallies[low],
        )
        for low in sorted(tallies, reverse=True)
    ]
