"""Statistics for the plots of Today: articles waiting by day, and the distribution of quality.

As in `articles.stats.counts`, each takes a limited number of rows, which an index finds.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from articles.models import Article, ImportRun
from articles.moderation.publish_threshold import publish_threshold
from articles.rules import Status
from articles.stats.counts import LIMIT, Count, start_of_day

#: How far back the history of waiting articles goes.
HISTORY_WEEKS: Final = 8
#: The distribution of quality is that of so many articles of each status, the newest.
SAMPLE_SIZE: Final = 5_000
#: With fewer articles that have a quality there is no distribution to show.
MIN_SAMPLE: Final = 10
#: The bands of quality, in points: their width, up to where they are shown even if empty, and the
#: low end of the last one, which has no high end.
BAND_WIDTH: Final = 10
SHOWN_UP_TO: Final = 100
LAST_BAND_START: Final = 200


@dataclass(frozen=True, slots=True)
class Day:
    """How many articles waited after the day's last import; with `is_now`, how many wait now.

    The last import is that which finished last without interruption. All collections count.
    """

    day: date
    waiting: int
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class WaitingHistory:
    """How many articles waited by day, the oldest first; the last `Day` may be that of now.

    That one may have the same date as the one before. False with fewer than two days besides that
    of now. Without any `Day`, `first` and `last` raise IndexError, `highest` and `lowest`
    ValueError.
    """

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
    """A band of quality, `low` to `high` points inclusive, and how many sampled articles are in it.

    The sample is that of `quality_distribution`: of published, rejected and waiting articles the
    newest SAMPLE_SIZE each. `high` is None for a band without a high end, the last possible one.
    """

    low: int
    high: int | None
    published: int
    rejected: int
    waiting: int


@dataclass(frozen=True, slots=True)
class QualitySample:
    """The qualities of the newest articles of one status.

    `total` counts the articles, `unscored` those without quality, `reaching` those at or above
    the publish threshold; `bands` counts those with a quality by the number of their band, from 0.
    """

    total: int
    unscored: int
    reaching: int
    bands: Counter[int]


@dataclass(frozen=True, slots=True)
class QualityDistribution:
    """The qualities of the newest published, rejected and waiting articles, in bands.

    False where fewer than MIN_SAMPLE of them have a quality.
    """

    published: QualitySample
    rejected: QualitySample
    waiting: QualitySample
    #: Width of a band, in points.
    width: int
    bands: list[Band]

    def __bool__(self) -> bool:
        return sum(each.bands.total() for each in self.samples) >= MIN_SAMPLE

    @property
    def samples(self) -> list[QualitySample]:
        return [self.published, self.rejected, self.waiting]


def waiting_history(now: datetime, count: Count) -> WaitingHistory:
    """Return how many articles waited after the last import of each day, and how many wait now.

    The numbers are of all collections. The oldest day is first, HISTORY_WEEKS weeks ago at the
    earliest; days are those of the current time zone. Left out are days without an import that
    finished uninterrupted, and `count`, how many wait now, where it stopped at its limit. Of more
    than LIMIT such imports, the newest LIMIT are read.
    """
    begin = start_of_day(now) - timedelta(weeks=HISTORY_WEEKS)
    rows = ImportRun.objects.filter(
        kind=ImportRun.Kind.IMPORT, finished_at__gte=begin, waiting__isnull=False
    )
    newest_first = rows.order_by("-finished_at").values_list("finished_at", "waiting")[:LIMIT]
    zone = timezone.get_current_timezone()
    waiting_by_day: dict[date, int] = {}
    for moment, number in newest_first:
        if moment is not None and number is not None:
            waiting_by_day.setdefault(moment.astimezone(zone).date(), number)
    days = [Day(day, number) for day, number in waiting_by_day.items()][::-1]
    if not count.is_more:
        days.append(Day(now.astimezone(zone).date(), count.number, is_now=True))
    return WaitingHistory(days)


def quality_distribution() -> QualityDistribution:
    """Return the qualities of the newest published, rejected and waiting articles, in bands.

    Of each status at most the SAMPLE_SIZE newest by `status_since`, none of them gone. The bands
    begin at 0 points, have no gaps, and go on to the highest quality, at least to the publish
    threshold and through all below SHOWN_UP_TO; they are BAND_WIDTH wide, wider for a threshold
    above LAST_BAND_START. Only one that begins at LAST_BAND_START (further up for wider bands) has
    no high end, and none follows it. Three queries.
    """
    threshold = publish_threshold()
    # Bands grow wider where the threshold is set far beyond upstream's scale.
    width = BAND_WIDTH * max(1, -(-threshold // LAST_BAND_START))
    last = LAST_BAND_START // BAND_WIDTH
    published = _quality_sample(Status.PUBLISHED, threshold, width, last)
    rejected = _quality_sample(Status.REJECTED, threshold, width, last)
    waiting = _quality_sample(Status.WAITING, threshold, width, last)
    shown = SHOWN_UP_TO // BAND_WIDTH - 1, threshold // width
    top = max(*shown, *published.bands, *rejected.bands, *waiting.bands)
    bands = [
        Band(
            number * width,
            None if number == last else (number + 1) * width - 1,
            published.bands[number],
            rejected.bands[number],
            waiting.bands[number],
        )
        for number in range(top + 1)
    ]
    return QualityDistribution(published, rejected, waiting, width, bands)


def _quality_sample(status: Status, threshold: int, width: int, last: int) -> QualitySample:
    """Return the qualities of the status's SAMPLE_SIZE newest articles, counted by band.

    The newest have the latest `status_since`; articles whose documents are gone don't count.
    `width` is in points; `last` is the number of the last band, which has no high end.
    """
    rows = Article.objects.filter(status=status, gone_at=None).order_by("-status_since", "-id")
    qualities = list(rows.values_list("quality", flat=True)[:SAMPLE_SIZE])
    scores = [quality for quality in qualities if quality is not None]
    return QualitySample(
        total=len(qualities),
        unscored=len(qualities) - len(scores),
        reaching=sum(quality >= threshold for quality in scores),
        bands=Counter(min(quality // width, last) for quality in scores),
    )
