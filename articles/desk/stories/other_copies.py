"""The other copies of an article's story, as a row of the queue shows them under it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from articles.formatting.inline_diff import InlineDiff, text_diff
from articles.models import Article, StoryCopy
from articles.rules import Status

#: The most copies that a row lists.
LISTED: Final = 3
#: The most copies of a story that are read: the latest.
READ: Final = 20
#: The columns of a copy that a row shows.
_COLUMNS: Final = (
    "title", "provider", "quality", "status", "status_since", "published", "published_at",
    "decided_by",
)  # fmt: skip


class OtherCopy(NamedTuple):
    """Another copy, and its headline with what differs from the row's marked; None if none does."""

    article: Article
    headline: InlineDiff | None


@dataclass(frozen=True, slots=True)
class OtherCopies:
    """The other copies of an article's story that aren't gone: the best LISTED, and numbers.

    A published copy is better than others, then one of higher quality, then the earlier. `count`
    and `waiting` are how many there are and how many of these wait; with `has_more` at least that
    many, as only the latest READ copies of a story are read.
    """

    address: str
    listed: list[OtherCopy]
    count: int
    waiting: int
    has_more: bool


def other_copies(articles: Iterable[Article]) -> dict[int, OtherCopies]:
    """Return the other copies of each article that has any, by the article's primary key.

    At most three queries.
    """
    by_pk = {article.pk: article for article in articles}
    own = StoryCopy.objects.filter(article__in=by_pk, story__isnull=False)
    story_of = dict(own.values_list("article", "story"))
    if not story_of:
        return {}
    copies = _latest_copies(set(story_of.values()))
    pks = [pk for each in copies.values() for pk in each]
    rows = Article.objects.filter(pk__in=pks, gone_at=None).only(*_COLUMNS)
    read = rows.select_related("provider", "decided_by").in_bulk()
    found = {}
    for pk, story in story_of.items():
        others = [read[each] for each in copies[story] if each != pk and each in read]
        if others:
            has_more = len(copies[story]) > READ
            found[pk] = _other_copies(by_pk[pk], story, others, has_more=has_more)
    return found


def _latest_copies(stories: set[int]) -> dict[int, list[int]]:
    """Return the primary keys of the latest READ + 1 copies of each story that aren't gone."""
    number = Window(RowNumber(), partition_by=F("story"), order_by=F("published_at").desc())
    copies = StoryCopy.objects.filter(story__in=stories, article__gone_at=None)
    copies = copies.annotate(number=number)
    latest: dict[int, list[int]] = {}
    for story, pk in copies.filter(number__lte=READ + 1).values_list("story", "article"):
        latest.setdefault(story, []).append(pk)
    return latest


def _other_copies(
    article: Article, story: int, others: list[Article], *, has_more: bool
) -> OtherCopies:
    others.sort(key=lambda copy: (-copy.published, -_points(copy), copy.published_at, copy.pk))
    return OtherCopies(
        reverse("story", args=[story]),
        [OtherCopy(each, _compared(each, article)) for each in others[:LISTED]],
        len(others),
        sum(each.status == Status.WAITING for each in others),
        has_more,
    )


def _points(copy: Article) -> int:
    return -1 if copy.quality is None else copy.quality


def _compared(copy: Article, article: Article) -> InlineDiff | None:
    is_same = copy.headline == article.headline
    return None if is_same else text_diff(copy.headline, article.headline)
