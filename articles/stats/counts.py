"""The figures of the day: what waits, what came, what was decided, and how the imports went.

None counts a whole table: each looks at LIMIT rows at most, which an index hands over.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from articles.models import Act, Article, Collection, Decision, ImportRun, InvalidDocument
from articles.rules import Kind, Ruling, Status, withdrawn
from articles.sync.locks import LOCK_TIMEOUT

#: Counts stop here.
LIMIT: Final = 10_000
#: So many collections are told of; a newsroom has several.
COLLECTIONS: Final = 100


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are, or that there are more than were counted."""

    number: int
    is_more: bool = False

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Self:
        return cls.up_to(rows.order_by()[: LIMIT + 1].count())

    @classmethod
    def up_to(cls, number: int, *, is_more: bool = False) -> Self:
        """Count a number that was itself counted no further than one beyond the limit."""
        return cls(min(number, LIMIT), is_more or number > LIMIT)

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.is_more else ''}"

    def __bool__(self) -> bool:
        return self.number > 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, the longest-waiting first of all, and how it is shared out.

    `by_collection` is empty where one collection has all, or there are more than were counted.
    """

    count: Count
    oldest: Article | None
    by_collection: list[tuple[Collection, Count]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided in a while; a decision undone in it counts as undone alone."""

    own: Count
    all: Count
    undone: Count


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Decisions of people on publishing that upstream's rule would have made otherwise."""

    published_below: Count
    rejected_above: Count


@dataclass(frozen=True, slots=True)
class LastImport:
    """How importing a collection went lately."""

    collection: Collection
    newest: ImportRun | None
    #: The newest that came to its end.
    finished: ImportRun | None
    invalid: Count
    #: '', `silent`, `interrupted`, `never` or `old`.
    fault: str

    @property
    def missing(self) -> int:
        """How many documents were missing, where so many were that none was marked as gone."""
        return int(self.finished.totals.get("missing", 0)) if self.finished else 0


def start_of_day(now: datetime | None = None) -> datetime:
    """Return the midnight with which the reader's day began."""
    today = timezone.localtime(now).date()
    return datetime.combine(today, time.min, tzinfo=timezone.get_current_timezone())


def collections() -> list[Collection]:
    return list(Collection.objects.order_by("name")[:COLLECTIONS])


def waiting(among: Iterable[Collection]) -> Waiting:
    """Return what waits, told by collection for those named; two queries."""
    rows = Article.objects.waiting()
    shares = Counter(rows.order_by().values_list("collection_id", flat=True)[: LIMIT + 1])
    count = Count.up_to(shares.total())
    oldest = rows.select_related("provider").order_by("status_since", "id").first()
    is_shared = len(shares) > 1 and not count.is_more
    told = [(each, Count(shares[each.pk])) for each in among if is_shared and shares[each.pk]]
    return Waiting(count, oldest, told)


def arrived(since: datetime) -> Count:
    return Count.of(Article.objects.filter(arrived_at__gte=since))


def decided(since: datetime, by: User) -> Decided:
    """Return how many decisions people made, and how many of them this person; two queries.

    An import's own decisions don't count, nor do undos; an undo that was undone undoes nothing.
    """
    acts = Act.objects.filter(at__gte=since, by__isnull=False).order_by("-at", "-id")
    who = dict(acts.values_list("pk", "by")[: LIMIT + 1])
    if not who:
        return Decided(Count(0), Count(0), Count(0))
    # By number, not by joining the acts: PostgreSQL would read all decisions for that.
    rows = Decision.objects.filter(act__gte=min(who)).exclude(kind=Kind.REPLACED)
    found = list(
        rows.order_by("-act_id").values_list("pk", "kind", "withdraws", "act_id")[: LIMIT + 1]
    )
    is_more = max(len(who), len(found)) > LIMIT
    # Primary keys grow as an article's numbers do, so the rule of what is withdrawn holds of them.
    undos = (Ruling(pk, Kind(kind), withdraws=target) for pk, kind, target, _ in found if target)
    gone = withdrawn(undos)
    made = [(pk, who[act]) for pk, kind, _, act in found if act in who and kind != Kind.UNDO]
    held = [person for pk, person in made if pk not in gone]
    return Decided(
        own=Count.up_to(sum(person == by.pk for person in held), is_more=is_more),
        all=Count.up_to(len(held), is_more=is_more),
        undone=Count.up_to(len(made) - len(held), is_more=is_more),
    )


def conflicts() -> Count:
    return Count.of(Article.objects.in_conflict())


def contradictions() -> Contradictions:
    """Return how many people published below the threshold, or rejected at it or above."""
    line = settings.PUBLISH_THRESHOLD
    by_people = Article.objects.filter(decided_by__isnull=False, gone_at=None)
    return Contradictions(
        Count.of(by_people.filter(status=Status.PUBLISHED, quality__lt=line)),
        Count.of(by_people.filter(status=Status.REJECTED, quality__gte=line)),
    )


def last_imports(among: list[Collection], now: datetime) -> list[LastImport]:
    """Return how importing each of the collections went lately; three queries."""
    runs = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT)
    newest_first = runs.filter(collection=OuterRef("pk")).order_by("-id").values("pk")
    finished = newest_first.filter(finished_at__isnull=False, interrupted=False)
    pairs = {
        pk: (newest, last)
        for pk, newest, last in Collection.objects.filter(pk__in=[each.pk for each in among])
        .order_by()
        .values_list("pk", Subquery(newest_first[:1]), Subquery(finished[:1]))
    }
    found = runs.order_by().in_bulk({pk for pair in pairs.values() for pk in pair if pk})
    invalid = Counter(
        InvalidDocument.objects.order_by().values_list("collection_id", flat=True)[: LIMIT + 1]
    )
    is_more = invalid.total() > LIMIT
    told = []
    for each in among:
        newest, last = (found.get(pk) for pk in pairs.get(each.pk, (None, None)))
        count = Count.up_to(invalid[each.pk], is_more=is_more)
        told.append(LastImport(each, newest, last, count, _fault(newest, last, now)))
    return told


def _fault(newest: ImportRun | None, finished: ImportRun | None, now: datetime) -> str:
    if newest and newest.finished_at is None:
        return "silent" if now - newest.beat_at > LOCK_TIMEOUT else ""
    if newest and newest.interrupted:
        return "interrupted"
    if finished is None or finished.finished_at is None:
        return "never"
    hours = settings.IMPORT_WARN_HOURS
    is_old = hours and now - finished.finished_at > timedelta(hours=hours)
    return "old" if is_old else ""
