"""Duplicates of an article: other articles with its headline or one of its addresses.

Also the articles at the addresses of related links.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Max, QuerySet

from articles.documents.identity import url_keys
from articles.hints.hint import Hint
from articles.models import Article, ArticleAddress, ArticleQuerySet, RelatedLink
from articles.rules import Status

#: The most articles that a hint lists.
LISTED_LIMIT: Final = 10
#: The most rows read; many articles may share an address, such as a site's front page.
ROWS_READ_LIMIT: Final = 500
PUBLISHED: Final = Status.PUBLISHED


class Repeat(NamedTuple):
    """An article that one of a selection repeats: its primary key, and whether it is published."""

    article: int
    is_published: bool


def with_headline_of(article: Article) -> ArticleQuerySet:
    """Return a query of the other articles with the same digest of the normalised headline.

    Published ones come first, then rejected, taken down and waiting ones, each newest first by
    arrival. Those whose documents are gone are left out.
    """
    return _present_others(article).filter(title_key=article.title_key)


def with_address_of(article: Article) -> ArticleQuerySet:
    """Return a query of the other articles that share an address digest with this one.

    Order and omissions are as in `with_headline_of`. At most ROWS_READ_LIMIT addresses are read,
    those of the article itself and of gone ones included, so that some articles may be missing.
    """
    keys = ArticleAddress.objects.filter(article=article).order_by().values("key")
    shared = ArticleAddress.objects.filter(key__in=keys).order_by().values("article")
    shared = shared[:ROWS_READ_LIMIT]
    return _present_others(article).filter(pk__in=shared)


def duplicates_hint(
    article: Article, kind: str, attribute: str, others: ArticleQuerySet
) -> Hint | None:
    """Return a hint that lists the `others`, which have the same `attribute`, or None without any.

    `others` must have published ones first. The hint has the first LISTED_LIMIT of them. Where one
    is published and the article is not, it is a warning with the first such one as
    `published_duplicate`. Its text counts the published ones, but for more than LISTED_LIMIT, and
    names no article. One query.
    """
    duplicates = list(others[: LISTED_LIMIT + 1])
    if not duplicates:
        return None
    published = [each for each in duplicates if each.status == PUBLISHED]
    has_more = len(duplicates) > LISTED_LIMIT
    may_be_more = has_more and len(published) == len(duplicates)
    # Published ones come first: of those not read, any number may be published as well.
    quantity = "many of them " if may_be_more else _quantifier(len(published), len(duplicates))
    repeated = published[0] if published and article.status != PUBLISHED else None
    return Hint(
        kind,
        f"Same {attribute}, {quantity}published:" if published else f"Same {attribute}:",
        is_warning=repeated is not None,
        articles=tuple(duplicates[:LISTED_LIMIT]),
        has_more=has_more,
        published_duplicate=repeated,
    )


def repeats(selection: QuerySet[Any, int]) -> dict[int, Repeat]:
    """Return which articles of a selection would repeat another if all of it were approved.

    `selection` is a query of primary keys, in order. The result has, by primary key, the article
    repeated: one with the same headline, else one with an equal address. Of each headline or
    address it is the newest published one whose document isn't gone, else the first of the
    selection that is unpublished and repeats none. Published articles repeat none. At most five
    queries.
    """
    articles = Article.objects.filter(pk__in=selection.order_by()).exclude(status=PUBLISHED)
    addresses = ArticleAddress.objects.filter(article__in=articles).order_by()
    out = Article.objects.filter(status=PUBLISHED, gone_at=None).order_by()
    at_address = ArticleAddress.objects.filter(article__in=out).order_by()
    keys: dict[int, list[tuple[str, str]]] = {}
    for pk, key in articles.order_by().values_list("pk", "title_key"):
        keys.setdefault(pk, []).append(("headline", key))
    for pk, key in addresses.values_list("article", "key"):
        keys.setdefault(pk, []).append(("address", key))
    titled = out.filter(title_key__in=articles.order_by().values("title_key"))
    located = at_address.filter(key__in=addresses.values("key"))
    first = {
        ("headline", key): Repeat(pk, True)
        for key, pk in titled.values_list("title_key").annotate(Max("pk"))
    } | {
        ("address", key): Repeat(pk, True)
        for key, pk in located.values_list("key").annotate(Max("article"))
    }
    repeated = {}
    for pk in selection:
        own = keys.get(pk, [])
        original = next((first[key] for key in own if key in first), None)
        if original:
            repeated[pk] = original
        else:
            first |= dict.fromkeys(own, Repeat(pk, False))
    return repeated


def articles_by_link(links: Sequence[RelatedLink]) -> dict[int, Article]:
    """Return the article at any of the addresses of each related link, by the link's primary key.

    Links without such an article are left out; the link's own article, and articles whose documents
    are gone, don't count. Of several it is the newest published one, else the newest, by arrival.
    At most one query, of ROWS_READ_LIMIT addresses: where more match, those of the newest articles.
    """
    keys = {
        link.pk: url_keys(link.web_url, link.amp_web_url, link.cdn_amp_web_url) for link in links
    }
    all_keys = {key for each in keys.values() for key in each}
    rows = ArticleAddress.objects.filter(key__in=all_keys, article__gone_at=None)
    rows = rows.select_related("article__decided_by").order_by("-article")
    by_key: dict[str, list[Article]] = {}
    if all_keys:
        for row in rows[:ROWS_READ_LIMIT]:
            by_key.setdefault(row.key, []).append(row.article)
    by_link = {}
    for link in links:
        matching = [each for key in keys[link.pk] for each in by_key.get(key, [])]
        others = [each for each in matching if each.pk != link.article_id]
        if others:
            by_link[link.pk] = max(others, key=lambda each: (each.status == PUBLISHED, each.pk))
    return by_link


def _quantifier(count: int, total: int) -> str:
    """Return a part of a total as text: `both `, `all `, `one `, `3 `, or '' for one of one.

    The space at the end is for the word that follows.
    """
    if count == total:
        return "both " if total == 2 else "all " if total > 2 else ""
    return "one " if count == 1 else f"{count} "


def _present_others(article: Article) -> ArticleQuerySet:
    """Return the other articles whose documents are not gone.

    Published ones first, then by status, each newest first.
    """
    others = Article.objects.filter(gone_at=None).exclude(pk=article.pk)
    return others.select_related("provider", "decided_by").order_by("status", "-id")
