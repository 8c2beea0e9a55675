"""What a reviewer should know before deciding, each with its evidence a click away.

`hints_for` tells all of one article, `row_hints` a few short words for each row of a list. Both
ask the database a fixed number of questions.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Subquery

from articles.documents.text_repair import repaired_title
from articles.hints.changes import contradiction, is_contradictory, since_decided
from articles.hints.content import cut_short, misdecoded, outranked
from articles.hints.duplicates import (
    at_address,
    here_by_link,
    published_twin,
    same,
    with_address_of,
    with_headline_of,
)
from articles.hints.hint import Hint
from articles.hints.provider_record import record
from articles.models import Article, ArticleAddress, StoryChange
from articles.rules import Status

__all__ = ["Hint", "at_address", "here_by_link", "hints_for", "published_twin", "row_hints"]

#: Where a row's hint leads: the hints on the article's page.
ANCHOR: Final = "#worth-knowing"


def hints_for(article: Article, user: User | None = None) -> list[Hint]:
    """Return all that is worth knowing of an article, what weighs most first.

    `user` is who asks: only who may edit is offered to apply a repaired headline.
    """
    found = [
        same(article, "same-headline", "headline", with_headline_of(article)),
        same(article, "same-url", "address", with_address_of(article)),
        outranked(article),
        *since_decided(article),
        contradiction(article),
        misdecoded(article, user),
        record(article),
        cut_short(article),
    ]
    return sorted(filter(None, found), key=lambda hint: not hint.is_warning)


def row_hints(articles: Sequence[Article]) -> dict[int, list[Hint]]:
    """Return a few hints in short words for each of a page of articles.

    One query, and another where approving one of them would publish a headline twice.
    """
    marks = _marks([article.pk for article in articles])
    twins = Article.objects.select_related("provider").in_bulk(
        {row["twin"] for row in marks.values() if row["twin"]}
    )
    return {
        article.pk: list(
            _in_short(article, marks[article.pk], twins.get(marks[article.pk]["twin"]))
        )
        for article in articles
    }


def _marks(pks: list[int]) -> dict[int, Mapping[str, Any]]:
    """Return, by article, what only the database knows of it."""
    twins = Article.objects.filter(title_key=OuterRef("title_key"), gone_at=None)
    twins = twins.exclude(pk=OuterRef("pk")).order_by()
    shared = ArticleAddress.objects.filter(key=OuterRef("key"), article__gone_at=None)
    shared = shared.exclude(article=OuterRef("article")).order_by()
    own = ArticleAddress.objects.filter(article=OuterRef("pk")).order_by()
    # A replacement is what its status dates from.
    story_changes = StoryChange.objects.filter(
        article=OuterRef("pk"), at__gte=OuterRef("status_since")
    )
    rows = Article.objects.filter(pk__in=pks).order_by().annotate(
        has_twin=Exists(twins),
        twin=Subquery(twins.filter(status=Status.PUBLISHED).values("pk")[:1]),
        shares_address=Exists(own.filter(Exists(shared))),
        source_changed=Exists(story_changes.filter(kind=StoryChange.Kind.SOURCE_CHANGE).order_by()),
        replaced=Exists(story_changes.filter(kind=StoryChange.Kind.REPLACED).order_by()),
    )  # fmt: skip
    found = rows.values("pk", "has_twin", "twin", "shares_address", "source_changed", "replaced")
    return {row["pk"]: row for row in found}


def _in_short(article: Article, marks: Mapping[str, Any], twin: Article | None) -> Iterator[Hint]:
    def hint(kind: str, words: str, **more: Any) -> Hint:
        return Hint(kind, words, link=article.get_absolute_url() + ANCHOR, **more)

    if twin and article.status == Status.PUBLISHED:
        yield hint("same-headline", "published twice", is_warning=True)
    elif twin:
        words = "same headline is published"
        yield hint("same-headline", words, is_warning=True, twin=twin)
    elif marks["has_twin"]:
        yield hint("same-headline", "same headline elsewhere")
    if marks["replaced"]:
        yield hint("replaced", "replaced by another story", is_warning=True)
    elif marks["source_changed"]:
        yield hint("source-change", "source changed")
    if is_contradictory(article):
        yield hint("contradiction", "decision and quality disagree", is_warning=True)
    if marks["shares_address"]:
        yield hint("same-url", "same address elsewhere")
    if article.is_outranked:
        yield hint("outranked", "outranked")
    if repaired_title(article.title):
        yield hint("misdecoded", "headline decoded wrongly")
