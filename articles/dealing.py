"""Who is looking at what: the next article for a reviewer, and for no other reviewer.

A lease is one row an article, claimed by a conditional write, so the same code keeps two reviewers
apart on both databases. It ends by itself; nothing has to clean up after somebody who went away.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from articles.models import Article, ArticleQuerySet, Lease, Skip
from articles.sorting import Sorting

#: How long an article stays in front of somebody who touches nothing.
READING: Final = timedelta(minutes=2)
#: The same after they opened the original.
READING_ORIGINAL: Final = timedelta(minutes=10)
#: Counts stop here; none counts a whole table.
COUNTED: Final = 1000
#: How many articles are tried before the database is asked for more.
CANDIDATES: Final = 12
#: How often a look that others overtook is repeated.
LOOKS: Final = 8
#: Leases that lapsed long ago, deleted at a time.
SWEPT: Final = 500


@dataclass(frozen=True, slots=True)
class Dealt:
    """An article with the lease on it; or why there is none.

    There is nothing left exactly where `article` is None and `with_others` is 0; what the
    reviewer passed over again is not counted as left, but told.
    """

    article: Article | None = None
    lease: Lease | None = None
    #: How many in front of others are all that remains, and when the first of them comes free.
    with_others: int = 0
    next_free: datetime | None = None
    #: How many the reviewer passed over today, and is not dealt without asking for them.
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    """Who sits at it, what lies on it, and how it is dealt."""

    user: User
    articles: ArticleQuerySet
    sorting: Sorting
    scope: str
    beside: Collection[int]
    with_skipped: bool
    #: The page that asks; what is dealt to it, it may give back.
    page: str

    def passed(self) -> QuerySet[Skip]:
        """What the reviewer passed over today."""
        return Skip.objects.filter(by=self.user, scope=self.scope, day=timezone.localdate())

    def coming_round(self) -> QuerySet[Skip]:
        return self.passed() if self.with_skipped else self.passed().filter(times=1)

    def put_aside(self) -> QuerySet[Skip]:
        return self.passed().none() if self.with_skipped else self.passed().filter(times__gt=1)


def deal(
    user: User,
    articles: ArticleQuerySet,
    *,
    sorting: Sorting,
    scope: str,
    beside: Iterable[int] = (),
    first: int | None = None,
    with_skipped: bool = False,
    page: str = "",
) -> Dealt:
    """Return the next of the waiting `articles` for the reviewer, on a lease of their own.

    What lies before them already comes first, oldest lease first, unless it is `beside`: held by
    the page that asks. Then the order's first that nobody reads, then what the reviewer passed
    over once today in this `scope` (`with_skipped`: however often). `first` is dealt before all
    others if nobody else reads it. `page` is noted on the lease, for `release`.
    """
    table = _Table(user, articles, sorting, scope, frozenset(beside), with_skipped, page)
    rest = Dealt()
    for _ in range(LOOKS):
        dealt = _asked_for(table, first) if first else None
        dealt = dealt or _lying_before(table) or _fresh(table) or _come_round(table)
        if dealt:
            return dealt
        rest, has_come_free = _what_remains(table)
        if not has_come_free:
            break
    _sweep(user)
    return rest


def renew(user: User, article_id: int, *, opened: bool = False, page: str = "") -> Lease | None:
    """Move the lease on, or take it again where it lapsed and nobody else took it.

    It is the page's from then on, if one is named. Returns None where somebody else reads the
    article now, or it was decided.
    """
    now = timezone.now()
    until = now + (READING_ORIGINAL if opened else READING)
    own = Lease.objects.filter(article=article_id, by=user)
    later = Greatest("until", Value(until, output_field=DateTimeField()))
    if own.update(until=later, **({"page": page} if page else {})):
        return own.first()
    if not Article.objects.waiting().filter(pk=article_id).exists():
        return None
    return _claim(user, article_id, until - now, page)


def holder(article_id: int) -> User | None:
    """Return who reads the article now."""
    return readers([article_id]).get(article_id)


def readers(article_ids: Iterable[int], *, but: User | None = None) -> dict[int, User]:
    """Return who reads which of the articles now; one query, without the leases of `but`."""
    leases = Lease.objects.filter(article__in=list(article_ids), until__gt=timezone.now())
    if but:
        leases = leases.exclude(by=but)
    return {lease.article_id: lease.by for lease in leases.select_related("by").order_by()}


def release(user: User, article_ids: Iterable[int], *, page: str = "") -> int:
    """Give back what lies before the reviewer, on this page if one is named; returns how many did.

    A page is told to go after the next one was dealt to, which may be the same articles.
    """
    leases = Lease.objects.filter(by=user, article__in=list(article_ids))
    count, _ = (leases.filter(page=page) if page else leases).delete()
    return count


def skip(user: User, article: Article, scope: str) -> None:
    """Pass the article over for today; it comes round once, at the end."""
    now, is_held = timezone.now(), release(user, [article.pk]) > 0
    row, is_new = Skip.objects.get_or_create(
        by=user, article=article, scope=scope, day=timezone.localdate(), defaults={"at": now}
    )
    # A form that is sent twice holds no lease the second time.
    if is_held and not is_new:
        Skip.objects.filter(pk=row.pk).update(at=now, times=F("times") + 1)


def passed_at(user: User, article_id: int, scope: str) -> datetime | None:
    """Return when the reviewer passed the article over today, in this scope."""
    skips = Skip.objects.filter(by=user, article=article_id, scope=scope, day=timezone.localdate())
    return skips.values_list("at", flat=True).first()


def _asked_for(table: _Table, article_id: int) -> Dealt | None:
    if not table.articles.filter(pk=article_id).exists():
        return None
    lease = renew(table.user, article_id, page=table.page)
    return _handed(table, lease) if lease else None


def _lying_before(table: _Table) -> Dealt | None:
    """Deal again what the reviewer has: a page that is reloaded shows the same article."""
    now = timezone.now()
    leases = Lease.objects.filter(by=table.user, until__gt=now).order_by("claimed_at", "pk")
    mine = [lease for lease in leases[:COUNTED] if lease.article_id not in table.beside]
    if not mine:
        return None
    pks = [lease.article_id for lease in mine]
    there = set(table.articles.filter(pk__in=pks).order_by().values_list("pk", flat=True))
    if len(there) < len(pks):  # decided elsewhere, or of another filter in another tab
        waiting = Article.objects.waiting().filter(pk__in=pks).order_by()
        release(table.user, set(pks).difference(waiting.values_list("pk", flat=True)))
    for pk in pks:
        lease = renew(table.user, pk, page=table.page) if pk in there else None
        dealt = _handed(table, lease) if lease else None
        if dealt:
            return dealt
    return None


def _fresh(table: _Table) -> Dealt | None:
    passed = table.passed().filter(article=OuterRef("pk"))
    in_order = _free(table).filter(~Exists(passed)).order_by(*table.sorting.columns)
    return _first_claimed(table, in_order)


def _come_round(table: _Table) -> Dealt | None:
    passed = table.coming_round()
    at = Subquery(passed.filter(article=OuterRef("pk")).values("at"))
    again = _free(table).filter(pk__in=passed.values("article")).annotate(passed_at=at)
    return _first_claimed(table, again.order_by("passed_at", "pk"))


def _free(table: _Table) -> ArticleQuerySet:
    live = Lease.objects.filter(article=OuterRef("pk"), until__gt=timezone.now())
    return table.articles.exclude(pk__in=table.beside).filter(~Exists(live))


def _first_claimed(table: _Table, in_order: ArticleQuerySet) -> Dealt | None:
    """Claim the first that nobody else claims before; asks again where all were lost."""
    for _ in range(LOOKS):
        candidates = list(in_order.values_list("pk", flat=True)[:CANDIDATES])
        if not candidates:
            return None
        for pk in candidates:
            lease = _claim(table.user, pk, READING, table.page)
            dealt = _handed(table, lease) if lease else None
            if dealt:
                return dealt
    return None


def _claim(user: User, article_id: int, length: timedelta, page: str) -> Lease | None:
    """Lease the article if nobody else does: of two at the same moment one is told so."""
    now = timezone.now()
    words = {"by": user, "claimed_at": now, "until": now + length, "page": page}
    Lease.objects.bulk_create([Lease(article_id=article_id, **words)], ignore_conflicts=True)
    open_to_us = Lease.objects.filter(article=article_id).filter(Q(by=user) | Q(until__lte=now))
    return Lease(article_id=article_id, **words) if open_to_us.update(**words) == 1 else None


def _handed(table: _Table, lease: Lease) -> Dealt | None:
    """Return the article under the lease, or give it back: it may be decided since it was found."""
    article = table.articles.filter(pk=lease.article_id).first()
    if article is None:
        release(table.user, [lease.article_id])
        return None
    return Dealt(article, lease)


def _what_remains(table: _Table) -> tuple[Dealt, bool]:
    """Return why there is no article, and whether one has come free since it was looked for."""
    now = timezone.now()
    aside = table.put_aside()
    waiting = table.articles.exclude(pk__in=table.beside).exclude(pk__in=aside.values("article"))
    pks = list(waiting.order_by().values_list("pk", flat=True)[: COUNTED + 1])
    theirs = Lease.objects.filter(article__in=pks, until__gt=now).exclude(by=table.user)
    until = sorted(theirs.order_by().values_list("until", flat=True))
    rest = Dealt(
        with_others=len(pks),
        next_free=(until[0] if len(until) == len(pks) else now) if pks else None,
        skipped=_counted(table.articles.filter(pk__in=aside.values("article"))),
    )
    return rest, len(until) < len(pks)


def _counted(articles: ArticleQuerySet) -> int:
    return articles.order_by()[: COUNTED + 1].count()


def _sweep(user: User) -> None:
    """Delete what has had its day: old leases, whoever's, and the reviewer's earlier skips."""
    long_ago = timezone.now() - timedelta(days=1)
    lapsed = Lease.objects.filter(until__lt=long_ago).order_by().values_list("pk", flat=True)
    Lease.objects.filter(pk__in=list(lapsed[:SWEPT]), until__lt=long_ago).delete()
    Skip.objects.filter(by=user, day__lt=timezone.localdate() - timedelta(days=1)).delete()
