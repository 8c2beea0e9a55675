"""Figures of several providers at once: what waits of each, its articles by status, arrivals."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count as CountOf
from django.db.models import IntegerField, Max, OuterRef, Q, Subquery

from articles.models import Article, ArticleQuerySet, Provider
from articles.moderation.dealing import COUNT_LIMIT
from articles.rules import Status
from articles.stats.counts import Count

#: The most waiting articles that are counted by provider. No index has provider and `gone_at`, so
#: each is read from the table.
WAITING_LIMIT: Final = 100_000
#: How many of the last arrivals are looked through, before those of a provider are.
RECENT: Final = 5_000


@dataclass(frozen=True, slots=True)
class Figures:
    """A provider's articles, published and rejected, and when its newest came; None without any.

    The counts stop at COUNT_LIMIT.
    """

    published: Count
    rejected: Count
    newest: datetime | None


class _CountOfRows(Subquery):
    """The number of rows of a sliced subquery: a count that reads no further than the slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Waiting:
    """The number of waiting articles by the provider's primary key; a provider without any has 0.

    With `is_more`, more than WAITING_LIMIT wait, and those that have waited longest were counted.
    """

    by_provider: Counter[int]
    is_more: bool


def waiting_by_provider() -> Waiting:
    """Return how many articles of each provider wait; two queries.

    The first finds in an index where to stop; the second reads at most WAITING_LIMIT articles.
    """
    rows = Article.objects.waiting()
    longest = rows.order_by("status_since", "id").values_list("status_since", "id")
    beyond = list(longest[WAITING_LIMIT : WAITING_LIMIT + 1])
    for since, pk in beyond:
        # The first condition follows from the second, but an index can use it.
        rows = rows.filter(status_since__lte=since)
        rows = rows.filter(Q(status_since__lt=since) | Q(pk__lt=pk))
    counts = rows.order_by().values_list("provider").annotate(CountOf("pk"))
    return Waiting(Counter(dict(counts)), bool(beyond))


def figures_of(providers: Collection[int]) -> dict[int, Figures]:
    """Return the figures of providers, by primary key; at most three queries.

    Meant for one page of them: it reads at most COUNT_LIMIT + 1 articles for each count. Articles
    whose documents are gone count as arrivals only. Providers that don't exist are left out.
    """
    arrivals = newest_arrivals(providers)
    rows = Provider.objects.filter(pk__in=providers).order_by()
    counts = rows.values_list("pk", _count_of(Article.objects.published()), _count_of(_rejected()))
    return {
        pk: Figures(_capped(published), _capped(rejected), arrivals.get(pk))
        for pk, published, rejected in counts
    }


def newest_arrivals(providers: Collection[int]) -> dict[int, datetime]:
    """Return when the newest article of each provider arrived, by primary key.

    Providers without articles are left out; gone articles count. One query, and another for
    providers that have none among the RECENT last arrivals: no index has the arrivals of a
    provider, so it reads all articles of these.
    """
    last = Article.objects.order_by("-arrived_at", "-id").values_list("provider", "arrived_at")
    newest: dict[int, datetime] = {}
    for provider, arrived_at in last[:RECENT]:
        if provider in providers:
            newest.setdefault(provider, arrived_at)
    others = [each for each in providers if each not in newest]
    if others:
        rows = Article.objects.filter(provider__in=others).order_by()
        newest |= dict(rows.values_list("provider").annotate(Max("arrived_at")))
    return newest


def _rejected() -> ArticleQuerySet:
    return Article.objects.filter(status=Status.REJECTED, gone_at=None)


def _count_of(articles: ArticleQuerySet) -> _CountOfRows:
    """Return an expression for providers: how many of the articles are theirs, in numbers.

    It is COUNT_LIMIT + 1 for any more.
    """
    own = articles.filter(provider=OuterRef("pk")).order_by().values("pk")
    return _CountOfRows(own[: COUNT_LIMIT + 1])


def _capped(number: int) -> Count:
    return Count(min(number, COUNT_LIMIT), number > COUNT_LIMIT)
