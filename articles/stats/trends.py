"""How the desk fares over time: how many waited day by day, and where quality was decided.

As `figures` does, each looks at so many rows at most, which an index hands over in order.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from articles.models import Article, ImportRun
from articles.rules import Status
from articles.stats.counts import LIMIT, Count, start_of_day

WEEKS: Final = 8
#: Of so many articles, the newest of each status, the quality is told.
NEWEST: Final = 5_000
#: With fewer than these there is nothing to see.
FEWEST: Final = 10
#: The bands of quality, in points: their width, how far they are told even where they are empty,
#: and the low end of the last one, which has no other.
BAND: Final = 10
SCALE: Final = 100
LAST_BAND: Final = 200


@dataclass(frozen=True, slots=True)
class Day:
    """How many waited when the day's last import had ended; or, today, how many wait now."""

    day: date
    waiting: int
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """How many waited day by day, the oldest day first; false before the second day of imports."""

    days: list[Day]

    def __bool__(self) -> bool:
        return sum(not each.is_now for each in self.days) > 1

    @property
    def first(self) -> Day:
        return self.days[0]

    @property
    def last(self) -> Day:
        return self.days[-1]

    @property
    def highest(self) -> Day:
        return max(self.days, key=lambda each: each.waiting)

    @property
    def lowest(self) -> Day:
        return min(self.days, key=lambda each: each.waiting)

    @property
    def newest_first(self) -> list[Day]:
        return self.days[::-1]


@dataclass(frozen=True, slots=True)
class Band:
    """How many articles have a quality from `low` on; `high` is None for the last band."""

    low: int
    high: int | None
    published: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Scored:
    """The qualities of some articles: of how many, how many of them have none, or reach the line.

    `bands` counts them by band, the number of the band first.
    """

    total: int
    unscored: int
    reaching: int
    bands: Counter[int]


@dataclass(frozen=True, slots=True)
class Spread:
    """The qualities of the newest published and the newest rejected articles, in bands.

    False where hardly any has one.
    """

    published: Scored
    rejected: Scored
    #: Width of a band, in points.
    width: int
    bands: list[Band]

    def __bool__(self) -> bool:
        return (self.published.bands + self.rejected.bands).total() >= FEWEST


def course_of_waiting(now: datetime, count: Count) -> Course:
    """Return how many waited on the days of the last weeks, and `count`, how many wait now."""
    begin = start_of_day(now) - timedelta(weeks=WEEKS)
    rows = ImportRun.objects.filter(
        kind=ImportRun.Kind.IMPORT, finished_at__gte=begin, waiting__isnull=False
    )
    newest_first = rows.order_by("-finished_at").values_list("finished_at", "waiting")[:LIMIT]
    zone = timezone.get_current_timezone()
    found: dict[date, int] = {}
    for moment, number in newest_first:
        if moment is not None and number is not None:
            found.setdefault(moment.astimezone(zone).date(), number)
    days = [Day(day, number) for day, number in found.items()][::-1]
    if not count.is_more:
        days.append(Day(now.astimezone(zone).date(), count.number, is_now=True))
    return Course(days)


def qualities() -> Spread:
    """Return the qualities of the newest published and rejected articles; two queries."""
    line = settings.PUBLISH_THRESHOLD
    # Where the threshold is set far beyond upstream's scale, so are the bands.
    width = BAND * max(1, -(-line // LAST_BAND))
    last = LAST_BAND // BAND
    published = _scored(Status.PUBLISHED, line, width, last)
    rejected = _scored(Status.REJECTED, line, width, last)
    top = max(SCALE // BAND - 1, line // width, *published.bands, *rejected.bands)
    bands = [
        Band(
            number * width,
            None if number == last else (number + 1) * width - 1,
            published.bands[number],
            rejected.bands[number],
        )
        for number in range(top + 1)
    ]
    return Spread(published, rejected, width, bands)


def _scored(status: Status, line: int, width: int, last: int) -> Scored:
    rows = Article.objects.filter(status=status, gone_at=None).order_by("-status_since", "-id")
    found = list(rows.values_list("quality", flat=True)[:NEWEST])
    scores = [quality for quality in found if quality is not None]
    return Scored(
        total=len(found),
        unscored=len(found) - len(scores),
        reaching=sum(quality >= line for quality in scores),
        bands=Counter(min(quality // width, last) for quality in scores),
    )
