"""The hint on the other documents that tell an article's story."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from articles import formatting
from articles.hints.duplicates import LISTED_LIMIT
from articles.hints.hint import Hint
from articles.models import Article, StoryCopy
from articles.rules import Status

#: The most copies of a story that are looked at for a hint.
COPIES_READ: Final = 50


def story_hint(article: Article, named: Iterable[Article] = ()) -> Hint | None:
    """Return a hint on the documents that tell an article's story under another headline, or None.

    Gone ones, and articles `named` by another hint, are left out. It counts them by status and
    lists the first LISTED_LIMIT, published ones first; those of the article's own headline have a
    hint of their own. Only the latest COPIES_READ of the story are looked at. Its link is the page
    of the story. At most three queries.
    """
    copy = StoryCopy.objects.filter(article=article).select_related("story").first()
    if copy is None or copy.story is None:
        return None
    latest = StoryCopy.objects.filter(story=copy.story_id).order_by("-published_at")
    pks = list(latest.values_list("article", flat=True)[:COPIES_READ])
    others = Article.objects.filter(pk__in=pks, gone_at=None)
    others = others.exclude(pk=article.pk).exclude(title_key=article.title_key)
    others = others.exclude(pk__in=[each.pk for each in named])
    others = others.select_related("provider", "decided_by").order_by("status", "-published_at")
    found = list(others[: LISTED_LIMIT + 1])
    if not found:
        return None
    return Hint(
        "same-story",
        f"{_quantity(len(found))} under another headline: {_by_status(found)}.",
        articles=tuple(found[:LISTED_LIMIT]),
        has_more=len(found) > LISTED_LIMIT,
        link=copy.story.get_absolute_url(),
        link_words="The story",
    )


def _quantity(count: int) -> str:
    if count > LISTED_LIMIT:
        return f"More than {LISTED_LIMIT} others tell this story"
    return "Another one tells this story" if count == 1 else f"{count} others tell this story"


def _by_status(articles: list[Article]) -> str:
    counts = Counter(Status(article.status) for article in articles[:LISTED_LIMIT])
    return ", ".join(
        f"{count} {formatting.STATUS[status].lower()}" for status, count in sorted(counts.items())
    )
