"""Dealing: lease the next article of a selection to a reviewer, and count what is left."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from articles.models import Article, ArticleQuerySet, Lease, Skip, StoryCopy
from articles.models.sort_orders import Sorting
from articles.moderation.deal_request import DealRequest, of_story, stories_of
from articles.moderation.leases import LEASE_LENGTH, claim, release, renew

#: Counts stop at one more than this; none counts a whole table.
COUNT_LIMIT: Final = 1000
#: How many articles one query reads, to lease the first of them that is free.
CANDIDATES: Final = 12
#: How often a search is repeated where other reviewers leased all candidates first.
ATTEMPTS: Final = 8
#: How many expired leases are deleted at a time.
DELETED_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Deal:
    """A dealt article with its lease; or, without an article, the numbers of what is left.

    Where `article` is None and `with_others` is 0, nothing is left but what the page shows and what
    the reviewer skipped twice or more today in this scope, which `skipped` counts.
    """

    article: Article | None = None
    lease: Lease | None = None
    #: How many remain (COUNT_LIMIT + 1 at most), leased to others or lost to them just now, and
    #: when one may be free (UTC; None: none remain). 0 and None with an article.
    with_others: int = 0
    next_free: datetime | None = None
    #: How many (COUNT_LIMIT + 1 at most) the reviewer skipped twice today; dealt only if asked for.
    skipped: int = 0


def deal(
    user: User,
    articles: ArticleQuerySet,
    *,
    sorting: Sorting,
    scope: str,
    exclude: Iterable[int] = (),
    first: int | None = None,
    each_copy: bool = False,
    with_skipped: bool = False,
    page: str = "",
) -> Deal:
    """Lease the next of the waiting `articles` to the reviewer, and return it with the lease.

    Copies of a story are dealt as one: the best of `one_a_story` stands for all, and what another
    holds, the page shows or the reviewer skipped of a story concerns all its copies. With
    `each_copy` the reviewer is dealt each; but what another holds still concerns all.

    The article `first`, if it is one of them (even excluded or skipped), is dealt before others,
    unless another holds it. Then, without the primary keys `exclude`, which the page shows: what
    the reviewer holds already, oldest lease first, renewed; the first by `sorting` that nobody
    holds and they did not skip today (current time zone) in this `scope`; those skipped once
    (`with_skipped`: or more often), by last skip, longest ago first. Without any, the deal has the
    numbers of what is left, and old leases and skips are deleted. Leases of the reviewer that it
    finds on articles that wait no longer are deleted too. `page` identifies the opened page and is
    stored with the lease, for `release`.
    """
    excluded = frozenset(exclude)
    stories = frozenset() if each_copy else stories_of(excluded)
    request = DealRequest(
        user, articles, sorting, scope, excluded, stories, each_copy, with_skipped, page
    )
    remaining = Deal()
    for _ in range(ATTEMPTS):
        dealt = _requested(request, first) if first else None
        dealt = dealt or _already_held(request) or _next_in_order(request) or _next_skipped(request)
        if dealt:
            return dealt
        remaining, is_any_free = _remaining(request)
        if not is_any_free:
            break
    _delete_expired(user)
    return remaining


def _requested(request: DealRequest, article_id: int) -> Deal | None:
    """Lease the article and return its deal, or None.

    None where it is not among those of the request (excluded ones are), or another holds it.
    """
    if not request.articles.filter(pk=article_id).exists():
        return None
    lease = renew(request.user, article_id, page=request.page)
    return _with_article(request, lease) if lease else None


def _already_held(request: DealRequest) -> Deal | None:
    """Renew the oldest unexpired lease of the reviewer and return its deal, or None.

    So a reloaded page shows the same article. Passes over articles to exclude and those of other
    filters; deletes the leases, but of articles to exclude, on articles that wait no longer.
    """
    now = timezone.now()
    leases = Lease.objects.filter(by=request.user, until__gt=now).order_by("claimed_at", "pk")
    held = [each for each in leases[:COUNT_LIMIT] if each.article_id not in request.exclude]
    if not held:
        return None
    pks = [lease.article_id for lease in held]
    articles = request.without_excluded(request.articles)
    matching = set(articles.filter(pk__in=pks).order_by().values_list("pk", flat=True))
    if len(matching) < len(pks):  # decided elsewhere, or of another filter in another tab
        waiting = Article.objects.waiting().filter(pk__in=pks).order_by()
        release(request.user, set(pks).difference(waiting.values_list("pk", flat=True)))
    for pk in pks:
        lease = renew(request.user, pk, page=request.page) if pk in matching else None
        dealt = _with_article(request, lease) if lease else None
        if dealt:
            return dealt
    return None


def _next_in_order(request: DealRequest) -> Deal | None:
    """Lease the first article that nobody holds and the reviewer did not skip today in this scope.

    It is the first by `sorting`, without those to exclude. Returns its deal, or None without one.
    """
    free = _free(request, request.in_order())
    unskipped = free.filter(~request.is_skipped(request.skips()))
    return _claim_first(request, unskipped.order_by(*request.sorting.columns))


def _next_skipped(request: DealRequest) -> Deal | None:
    """Lease a free article that is dealt again: the one whose last skip is the oldest.

    Returns its deal, or None without one.
    """
    of_article = request.skips().filter(article=OuterRef("pk")).order_by("-pk")
    # Of all articles: another copy of the story may have become the best since.
    free = _free(request, request.without_excluded(request.articles))
    free = free.filter(pk__in=request.dealt_again().values("article"))
    again = free.annotate(last_skip=Subquery(of_article.values("pk")[:1]))
    return _claim_first(request, again.order_by("last_skip"))


def _free(request: DealRequest, articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return the articles without an unexpired lease of anybody, or of others on their stories."""
    live = Lease.objects.filter(until__gt=timezone.now())
    own = Exists(live.filter(article=OuterRef("pk")))
    return articles.filter(~own, ~of_story(live.exclude(by=request.user)))


def _claim_first(request: DealRequest, in_order: ArticleQuerySet) -> Deal | None:
    """Lease the first of the articles that no other reviewer leases before, and return its deal.

    None where there is none, or ATTEMPTS searches of CANDIDATES each gave no lease.
    """
    for _ in range(ATTEMPTS):
        candidates = list(in_order.values_list("pk", "story_copy__story")[:CANDIDATES])
        if not candidates:
            return None
        for pk, story in candidates:
            lease = claim(request.user, pk, LEASE_LENGTH, request.page, story=story)
            dealt = _with_article(request, lease) if lease else None
            if dealt:
                return dealt
    return None


def _with_article(request: DealRequest, lease: Lease) -> Deal | None:
    """Return the deal of a leased article if it is still among those of the request.

    Otherwise, as after a decision made meanwhile, delete the lease and return None.
    """
    article = request.articles.filter(pk=lease.article_id).first()
    if article is None:
        release(request.user, [lease.article_id])
        return None
    return Deal(article, lease)


def _remaining(request: DealRequest) -> tuple[Deal, bool]:
    """Return a deal without an article but the numbers of what is left, and whether one is free.

    It is free if no other reviewer holds it, so that a new search may find it.
    """
    now = timezone.now()
    left_out = request.left_out()
    waiting = request.in_order().filter(~request.is_skipped(left_out))
    pks = list(waiting.order_by().values_list("pk", flat=True)[: COUNT_LIMIT + 1])
    until = sorted(_held_until(request, pks))
    remaining = Deal(
        with_others=len(pks),
        next_free=(until[0] if len(until) == len(pks) else now) if pks else None,
        skipped=_capped_count(request.articles.filter(pk__in=left_out.values("article"))),
    )
    return remaining, len(until) < len(pks)


def _held_until(request: DealRequest, pks: Collection[int]) -> list[datetime]:
    """Return when the leases of others end of those of the articles that others hold (UTC).

    An article is held as long as the longest lease on any copy of its story.
    """
    others = Lease.objects.filter(until__gt=timezone.now()).exclude(by=request.user)
    leases = others.values_list("article", "article__story_copy__story", "until")
    of_article: dict[int, datetime] = {}
    of_story: dict[int, datetime] = {}
    for pk, story, until in leases.order_by("until"):
        of_article[pk] = until
        if story:
            of_story[story] = until
    held = {pk: of_article[pk] for pk in pks if pk in of_article}
    copies = StoryCopy.objects.filter(story__in=of_story, article__in=pks)
    for pk, story in copies.values_list("article", "story"):
        held[pk] = max(of_story[story], held.get(pk, of_story[story]))
    return list(held.values())


def _capped_count(articles: ArticleQuerySet) -> int:
    return articles.order_by()[: COUNT_LIMIT + 1].count()


def _delete_expired(user: User) -> None:
    """Delete any DELETED_AT_ONCE of all reviewers' leases that expired more than a day ago.

    Also delete all skips of this reviewer before yesterday.
    """
    long_ago = timezone.now() - timedelta(days=1)
    expired = Lease.objects.filter(until__lt=long_ago).order_by().values_list("pk", flat=True)
    Lease.objects.filter(pk__in=list(expired[:DELETED_AT_ONCE]), until__lt=long_ago).delete()
    Skip.objects.filter(by=user, day__lt=timezone.localdate() - timedelta(days=1)).delete()
