"""The same story in other documents: by address, by headline, as related coverage."""

from collections.abc import Sequence
from typing import Final

from articles.documents.identity import lookup_key, lookup_keys
from articles.hints.hint import Hint
from articles.models import Article, ArticleAddress, ArticleQuerySet, RelatedLink
from articles.rules import Status

#: How many other articles a hint lists; of more it only says that there are.
LISTED: Final = 10
#: How many rows are looked at where an address, such as a site's front page, is that of many.
LOOKED_AT: Final = 500
PUBLISHED: Final = Status.PUBLISHED


def with_headline_of(article: Article) -> ArticleQuerySet:
    """Return the other articles of the same headline, the published ones first."""
    return _others(article).filter(title_key=article.title_key)


def with_address_of(article: Article) -> ArticleQuerySet:
    """Return the other articles that share an address with this one, the published ones first."""
    keys = ArticleAddress.objects.filter(article=article).order_by().values("key")
    shared = ArticleAddress.objects.filter(key__in=keys).order_by().values("article")[:LOOKED_AT]
    return _others(article).filter(pk__in=shared)


def at_address(url: str) -> ArticleQuerySet:
    """Return the articles known by an address, whichever variant of it this is."""
    found = ArticleAddress.objects.filter(key=lookup_key(url)).order_by()
    return Article.objects.filter(pk__in=found.values("article"))


def published_twin(article: Article) -> Article | None:
    """Return the published article of the same headline, or address, that approving would repeat.

    At most two short queries; none where this article is published itself.
    """
    if article.status == PUBLISHED:
        return None
    for others in (with_headline_of(article), with_address_of(article)):
        twin = others.filter(status=PUBLISHED).first()
        if twin:
            return twin
    return None


def same(article: Article, kind: str, what: str, others: ArticleQuerySet) -> Hint | None:
    """Tell of the other articles that have the same `what`."""
    found = list(others[: LISTED + 1])
    if not found:
        return None
    count = f"more than {LISTED}" if len(found) > LISTED else str(len(found))
    live = [each for each in found if each.status == PUBLISHED]
    words = f"Same {what} as {count} other article{'s' if len(found) > 1 else ''}"
    if live:
        words += f", {_how_many(len(live), len(found))}published"
    twin = live[0] if live and article.status != PUBLISHED else None
    listed = tuple(found[:LISTED])
    return Hint(kind, f"{words}.", is_warning=twin is not None, articles=listed, twin=twin)


def here_by_link(links: Sequence[RelatedLink]) -> dict[int, Article]:
    """Return which related links (by primary key) are articles of this desk; one query.

    Of several articles at one address it is a published one, else the newest.
    """
    keys = {
        link.pk: lookup_keys(link.web_url, link.amp_web_url, link.cdn_amp_web_url) for link in links
    }
    wanted = {key for each in keys.values() for key in each}
    rows = ArticleAddress.objects.filter(key__in=wanted, article__gone_at=None)
    by_key: dict[str, list[Article]] = {}
    if wanted:
        for row in rows.select_related("article__decided_by").order_by("-article")[:LOOKED_AT]:
            by_key.setdefault(row.key, []).append(row.article)
    here = {}
    for link in links:
        found = [each for key in keys[link.pk] for each in by_key.get(key, [])]
        others = [each for each in found if each.pk != link.article_id]
        if others:
            here[link.pk] = max(others, key=lambda each: (each.status == PUBLISHED, each.pk))
    return here


def _how_many(some: int, of: int) -> str:
    if some == of:
        return "both " if of == 2 else "all " if of > 2 else ""
    return "one " if some == 1 else f"{some} "


def _others(article: Article) -> ArticleQuerySet:
    there = Article.objects.filter(gone_at=None).exclude(pk=article.pk)
    return there.select_related("provider", "decided_by").order_by("status", "-id")
