"""The other copies of an article's story, as a row of the queue shows them under it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
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
    "changed_at", "decided_by",
)  # fmt: skip


class OtherCopy(NamedTuple):
    """Another copy, and its headline with what differs from the row's marked; None if none does."""

    article: Article
    headline: InlineDiff | None


@dataclass(frozen=True, slots=True)
class OtherCopies:
    """The other copies of an article's story that aren't gone: the best LISTED, and numbers.

    `changed_at` (UTC) is the newest change of any of those that were read.
    A published copy is better than others, then one of higher quality, then the earlier. `count`
    and `waiting` are how many there are and how many of these wait; with `has_more` at least that
    many, as only the latest READ copies of a story are read.
    """

    address: str
    listed: list[OtherCopy]
    count: int
    waiting: int
    has_more: bool
    changed_at: datetime


def other_copies(articles: Iterable[Article]) -> dict[int, OtherCopies]:
    """Return the other copies of each article that has any, by the article's primary key.

    At most three queries.
    """
    by_pk = {article.pk: article for article in articles}
    return {
        pk: _other_copies(by_pk[pk], story, others) for pk, (story, others) in _read(by_pk).items()
    }


def newest_changes(pks: Iterable[int]) -> dict[int, datetime]:
    """Return the `changed_at` of the other copies of each article that has any, by primary key.

    `pks` are those of the articles. At most three queries.
    """
    return {pk: _newest_change(others) for pk, (_, others) in _read(pks).items()}


def _newest_change(copies: Iterable[Article]) -> datetime:
    return max(copy.changed_at for copy in copies)


def _read(pks: Iterable[int]) -> dict[int, tuple[int, list[Article]]]:
    """Return the story of each article and its latest other copies, by the article's primary key.

    At most READ + 1 copies of a story are read. Articles without another one are left out.
    """
    own = StoryCopy.objects.filter(article__in=list(pks), story__isnull=False)
    story_of = dict(own.values_list("article", "story"))
    if not story_of:
        return {}
    copies = _latest_copies(set(story_of.values()))
    found = {pk for each in copies.values() for pk in each}
    rows = Article.objects.filter(pk__in=found).only(*_COLUMNS)
    read = rows.select_related("provider", "decided_by").in_bulk()
    others = {
        pk: (story, [read[each] for each in copies[story] if each != pk])
        for pk, story in story_of.items()
    }
    return {pk: each for pk, each in others.items() if each[1]}


def _latest_copies(stories: set[int]) -> dict[int, list[int]]:
    """Return the primary keys of the latest READ + 1 copies of each story that aren't gone."""
    number = Window(RowNumber(), partition_by=F("story"), order_by=F("published_at").desc())
    copies = StoryCopy.objects.filter(story__in=stories, article__gone_at=None)
    copies = copies.annotate(number=number)
    latest: dict[int, list[int]] = {}
    for story, pk in copies.filter(number__lte=READ + 1).values_list("story", "article"):
        latest.setdefault(story, []).append(pk)
    return latest


def _other_copies(article: Article, story: int, others: list[Article]) -> OtherCopies:
    best_first = sorted(
        others, key=lambda each: (-each.published, -_points(each), each.published_at, each.pk)
    )
    return OtherCopies(
        reverse("story", args=[story]),
        [OtherCopy(each, _compared(each, article)) for each in best_first[:LISTED]],
        len(others),
        sum(each.status == Status.WAITING for each in others),
        has_more=len(others) >= READ,
        changed_at=_newest_change(others),
    )


def _points(copy: Article) -> int:
    return -1 if copy.quality is None else copy.quality


def _compared(copy: Article, article: Article) -> InlineDiff | None:
    is_same = copy.headline == article.headline
    return None if is_same else text_diff(copy.headline, article.headline)
