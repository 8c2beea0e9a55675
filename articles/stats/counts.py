"""Counts for Today: articles waiting and arrived, decisions, conflicts, and the last imports.

No count goes through a whole table: each counts at most LIMIT + 1 rows, which an index finds.
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
from articles.moderation.publish_threshold import publish_threshold
from articles.rules import Kind, Ruling, Status, withdrawn
from articles.sync.locks import LOCK_TIMEOUT

#: Counts stop here.
LIMIT: Final = 10_000
#: The most collections that are listed; a newsroom has several.
MAX_COLLECTIONS: Final = 100


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows, and whether there are more than were counted.

    As text `1,234`, with `+` if there are more; false for 0.
    """

    number: int
    is_more: bool = False

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Self:
        """Return the count of the rows, LIMIT at most; one query."""
        return cls.up_to(rows.order_by()[: LIMIT + 1].count())

    @classmethod
    def up_to(cls, number: int, *, is_more: bool = False) -> Self:
        """Return a count of `number`, LIMIT at most; set `is_more` also where the number is above.

        So callers need to count no further than LIMIT + 1.
        """
        return cls(min(number, LIMIT), is_more or number > LIMIT)

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.is_more else ''}"

    def __bool__(self) -> bool:
        return self.number > 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """The articles that wait: their count, the longest-waiting one, and the count by collection.

    Articles whose documents are gone don't count. `oldest` is None where none waits.
    `by_collection` is empty where at most one collection has waiting articles, or more wait than
    were counted; otherwise it may lack collections, as `waiting` says.
    """

    count: Count
    oldest: Article | None
    by_collection: list[tuple[Collection, Count]]


@dataclass(frozen=True, slots=True)
class Decided:
    """How many decisions one person and all people made since a time, and how many were undone.

    `undone` counts those of anybody that were made since then and are undone now; they don't count
    in `own` and `all`. Undos and redos aren't counted.
    """

    own: Count
    all: Count
    undone: Count


@dataclass(frozen=True, slots=True)
class Contradictions:
    """How many articles have a status that contradicts upstream's rule, by people's decision.

    They are published below the publish threshold, or rejected at or above it, by their effective
    quality now. Articles that were taken down, that have no quality, or whose documents are gone
    don't count.
    """

    published_below: Count
    rejected_above: Count


@dataclass(frozen=True, slots=True)
class Unseen:
    """How many public articles upstream changed, or withdrew, after a person published them.

    Left out are those on which a person has decided since the change, unless that was undone;
    *seen, stays* is a decision, opening an article isn't. In `changed`, changes of heat, and of
    fields that people decided, don't count.
    """

    changed: Count
    withdrawn: Count


@dataclass(frozen=True, slots=True)
class LastImport:
    """The last imports of a collection, and what is wrong with them.

    `fault` is '' where nothing is wrong, and while the newest runs with a heartbeat within
    LOCK_TIMEOUT, else the first of: `no-heartbeat` (the newest is unfinished), `interrupted` (the
    newest was), `never` (`finished` is None), `old` (`finished` ended over IMPORT_WARN_HOURS ago; 0
    is no limit). `newest` is None before the first. `invalid` counts rows of InvalidDocument.
    """

    collection: Collection
    newest: ImportRun | None
    #: The newest that finished without interruption.
    finished: ImportRun | None
    invalid: Count
    fault: str

    @property
    def missing(self) -> int:
        """The number of missing documents for which the run in `finished` marked none as gone.

        It is above 0 only where they were too many to mark: 0 where `finished` is None, where the
        run marked the missing ones, and where it read only a part of the collection.
        """
        return int(self.finished.totals.get("missing", 0)) if self.finished else 0


def start_of_day(now: datetime | None = None) -> datetime:
    """Return midnight of the day of `now` in the active time zone: on a page, the reader's.

    `now` is aware, and the current time by default.
    """
    today = timezone.localtime(now).date()
    return datetime.combine(today, time.min, tzinfo=timezone.get_current_timezone())


def collections() -> list[Collection]:
    """Return the first MAX_COLLECTIONS collections, sorted by name."""
    return list(Collection.objects.order_by("sort_name")[:MAX_COLLECTIONS])


def waiting(selected: Iterable[Collection]) -> Waiting:
    """Return how many articles wait, the longest-waiting one, and how many in each collection.

    Of the `selected` collections, in their order, those with waiting articles are listed; none is
    where one collection has all waiting articles, or more than LIMIT wait. Two queries.
    """
    rows = Article.objects.waiting()
    shares = Counter(rows.order_by().values_list("collection_id", flat=True)[: LIMIT + 1])
    count = Count.up_to(shares.total())
    oldest = rows.select_related("provider").order_by("status_since", "id").first()
    is_shared = len(shares) > 1 and not count.is_more
    by_collection = [
        (each, Count(shares[each.pk])) for each in selected if is_shared and shares[each.pk]
    ]
    return Waiting(count, oldest, by_collection)


def arrived(since: datetime) -> Count:
    """Return the count of articles that arrived at or after `since`, at most LIMIT; one query.

    Those whose documents are gone now count, too.
    """
    return Count.of(Article.objects.filter(arrived_at__gte=since))


def acts(since: datetime, by: User | None = None) -> Count:
    """Return the count of acts from `since` on, at most LIMIT, those of `by` if given; one query.

    Undos are included, and without `by` the acts of imports, as history lists them.
    """
    rows = Act.objects.filter(at__gte=since)
    return Count.of(rows.filter(by=by) if by else rows)


def decided(since: datetime, by: User) -> Decided:
    """Return how many decisions people made from `since` on, how many `by` did, and those undone.

    A decision has the time of its act. Undone decisions, of anybody, count only as undone;
    decisions of imports and undos don't count. An undo that was undone itself has no effect. At
    most two queries, of the newest LIMIT + 1 rows each; where one has over LIMIT, `is_more` is set.
    """
    acts = Act.objects.filter(at__gte=since, by__isnull=False).order_by("-at", "-id")
    person_by_act = dict(acts.values_list("pk", "by")[: LIMIT + 1])
    if not person_by_act:
        return Decided(Count(0), Count(0), Count(0))
    # By the lowest primary key of the acts instead of a join, for which PostgreSQL would read all
    # decisions.
    rows = Decision.objects.filter(act__gte=min(person_by_act)).exclude(kind=Kind.REPLACED)
    decisions = list(
        rows.order_by("-act_id").values_list("pk", "kind", "withdraws", "act_id")[: LIMIT + 1]
    )
    is_more = max(len(person_by_act), len(decisions)) > LIMIT
    # Primary keys grow like an article's decision numbers, so `withdrawn` takes them instead.
    undos = [
        Ruling(pk, Kind(kind), withdraws=target) for pk, kind, target, _ in decisions if target
    ]
    undone = withdrawn(undos)
    made = [
        (pk, person_by_act[act])
        for pk, kind, _, act in decisions
        if act in person_by_act and kind != Kind.UNDO
    ]
    in_effect = [person for pk, person in made if pk not in undone]
    return Decided(
        own=Count.up_to(sum(person == by.pk for person in in_effect), is_more=is_more),
        all=Count.up_to(len(in_effect), is_more=is_more),
        undone=Count.up_to(len(made) - len(in_effect), is_more=is_more),
    )


def conflicts() -> Count:
    """Return the count of articles with an open conflict, gone or not, at most LIMIT; one query."""
    return Count.of(Article.objects.in_conflict())


def unseen() -> Unseen:
    """Return how many public articles upstream changed, or withdrew, after a person published them.

    See `Unseen`. Two queries.
    """
    return Unseen(
        Count.of(Article.objects.changed_since_decided()),
        Count.of(Article.objects.withdrawn_upstream()),
    )


def contradictions() -> Contradictions:
    """Return how many articles people published or rejected against the publish threshold.

    By their effective quality now; see `Contradictions`. Two queries.
    """
    threshold = publish_threshold()
    by_people = Article.objects.filter(decided_by__isnull=False, gone_at=None)
    return Contradictions(
        Count.of(by_people.filter(status=Status.PUBLISHED, quality__lt=threshold)),
        Count.of(by_people.filter(status=Status.REJECTED, quality__gte=threshold)),
    )


def last_imports(selected: list[Collection], now: datetime) -> list[LastImport]:
    """Return the last imports of each of the collections, in their order; at most three queries.

    `now` is the time at which the age of heartbeats and finished imports is taken. Of more than
    LIMIT invalid documents in all collections, LIMIT + 1 are counted, and each count has `is_more`.
    """
    runs = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT)
    newest_first = runs.filter(collection=OuterRef("pk")).order_by("-id").values("pk")
    finished = newest_first.filter(finished_at__isnull=False, interrupted=False)
    pairs = {
        pk: (newest, last)
        for pk, newest, last in Collection.objects.filter(pk__in=[each.pk for each in selected])
        .order_by()
        .values_list("pk", Subquery(newest_first[:1]), Subquery(finished[:1]))
    }
    runs_by_pk = runs.order_by().in_bulk({pk for pair in pairs.values() for pk in pair if pk})
    invalid = Counter(
        InvalidDocument.objects.order_by().values_list("collection_id", flat=True)[: LIMIT + 1]
    )
    is_more = invalid.total() > LIMIT
    result = []
    for each in selected:
        newest, last = (runs_by_pk.get(pk) for pk in pairs.get(each.pk, (None, None)))
        count = Count.up_to(invalid[each.pk], is_more=is_more)
        result.append(LastImport(each, newest, last, count, _fault(newest, last, now)))
    return result


def _fault(newest: ImportRun | None, finished: ImportRun | None, now: datetime) -> str:
    if newest and newest.finished_at is None:
        return "no-heartbeat" if now - newest.beat_at > LOCK_TIMEOUT else ""
    if newest and newest.interrupted:
        return "interrupted"
    if finished is None or finished.finished_at is None:
        return "never"
    hours = settings.IMPORT_WARN_HOURS
    is_old = hours and now - finished.finished_at > timedelta(hours=hours)
    return "old" if is_old else ""
