"""Hints: facts that a reviewer should know before deciding, most with their evidence.

`hints_for` returns all hints of one article, `row_hints` a few short ones for each row of a list.
Both make a bounded number of queries, whatever the number of rows.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Subquery

from articles import formatting
from articles.documents.text_repair import repaired_title
from articles.formatting import addresses
from articles.hints.address import address_hint
from articles.hints.changes import contradiction, is_contradictory, since_decided
from articles.hints.content import (
    cut_short,
    in_doubt,
    is_shown_by_site,
    misdecoded,
    outranked,
    shown_by_site,
)
from articles.hints.duplicates import (
    Repeat,
    articles_by_link,
    duplicates_hint,
    repeats,
    with_address_of,
    with_headline_of,
)
from articles.hints.hint import Hint
from articles.hints.provider_record import provider_record_hint
from articles.hints.story_copies import story_hint
from articles.models import Article, ArticleAddress, StoryChange
from articles.rules import Status

__all__ = [
    "Hint",
    "Repeat",
    "articles_by_link",
    "hints_for",
    "repeats",
    "row_hints",
]

#: The fragment of the hints on the article's page, to which the hints of a row link.
ANCHOR: Final = "#worth-knowing"
#: The flags of a row that are the primary keys of other articles.
DUPLICATES: Final = ("same_headline", "same_address")
#: The most characters of another article's headline in the hint of a row.
TWIN_LENGTH: Final = 40


def hints_for(article: Article, user: User | None = None) -> list[Hint]:
    """Return all hints of an article, warnings first; an empty list without any.

    For a `user` with the permission to edit, the hint on a wrongly decoded headline has the
    snapshot for applying the repaired one.
    """
    same_headline = duplicates_hint(article, "same-headline", "headline", with_headline_of(article))
    same_address = duplicates_hint(article, "same-url", "address", with_address_of(article))
    hints = [
        in_doubt(article),
        address_hint(article),
        same_headline,
        same_address,
        story_hint(article, named=same_address.articles if same_address else ()),
        shown_by_site(article),
        outranked(article),
        *since_decided(article),
        contradiction(article),
        misdecoded(article, user),
        provider_record_hint(article),
        cut_short(article),
    ]
    return sorted(filter(None, hints), key=lambda hint: not hint.is_warning)


def row_hints(
    articles: Sequence[Article], listed: Mapping[int, Collection[int]] | None = None
) -> dict[int, list[Hint]]:
    """Return the short hints of each article, by primary key; empty lists where there are none.

    They are on the address, equal headlines or addresses, another source or story since it has its
    status, waiting in doubt, contradictory decisions, being shown by its site or outranked, and a
    wrongly decoded headline. Each links to the hints on the article's page. At most two queries.
    `listed` has for an article the primary keys of others that its row lists anyway: equal
    headlines and addresses of these are no hint, but for a warning.
    """
    listed = listed or {}
    flags = _row_flags([article.pk for article in articles])
    named = {row[name] for row in flags.values() for name in DUPLICATES if row[name]}
    duplicates = Article.objects.select_related("provider").in_bulk(named)
    return {
        article.pk: list(
            _short_hints(article, flags[article.pk], duplicates, listed.get(article.pk, ()))
        )
        for article in articles
    }


def _row_flags(pks: list[int]) -> dict[int, Mapping[str, Any]]:
    """Return the flags for short hints that take a query, by the article's primary key; one query.

    `same_headline` and `same_address` are the primary key of another article whose document is not
    gone, or None: with the headline, the newest published one, else one of another status; with an
    address, any one. `source_changed` and `replaced` tell whether the article had such a story
    change at or after its `status_since`.
    """
    duplicates = Article.objects.filter(title_key=OuterRef("title_key"), gone_at=None)
    # Published ones first: the statuses are in the order of their names.
    duplicates = duplicates.exclude(pk=OuterRef("pk")).order_by("status", "-id")
    shared = ArticleAddress.objects.filter(key=OuterRef("key"), article__gone_at=None)
    shared = shared.exclude(article=OuterRef("article")).order_by()
    own = ArticleAddress.objects.filter(article=OuterRef("pk")).order_by()
    own = own.annotate(other=Subquery(shared.values("article")[:1])).exclude(other=None)
    # A replaced article's status dates from the replacement.
    story_changes = StoryChange.objects.filter(
        article=OuterRef("pk"), at__gte=OuterRef("status_since")
    )
    source_changes = story_changes.filter(kind=StoryChange.Kind.SOURCE_CHANGE)
    replacements = story_changes.filter(kind=StoryChange.Kind.REPLACED)
    flags = {
        "same_headline": Subquery(duplicates.values("pk")[:1]),
        "same_address": Subquery(own.values("other")[:1]),
        "source_changed": Exists(source_changes.order_by()),
        "replaced": Exists(replacements.order_by()),
    }
    articles = Article.objects.filter(pk__in=pks).order_by().annotate(**flags)
    return {row["pk"]: row for row in articles.values("pk", *flags)}


def _short_hints(
    article: Article,
    flags: Mapping[str, Any],
    duplicates: Mapping[int, Article],
    listed: Collection[int],
) -> Iterator[Hint]:
    """Yield an article's hints with short texts, from its flags and its columns; no query.

    `duplicates` has the articles that the flags name, by primary key, with their providers;
    `listed` is that of `row_hints`.
    """
    twin = duplicates.get(flags["same_headline"])
    at_address = duplicates.get(flags["same_address"])

    def hint(kind: str, text: str, **fields: Any) -> Hint:
        return Hint(kind, text, link=article.get_absolute_url() + ANCHOR, **fields)

    suspicions = addresses.warnings(article.url)
    if suspicions:
        yield hint("address", f"address: {', '.join(suspicions)}", is_warning=True)
    if twin and twin.status == article.status == Status.PUBLISHED:
        text = f"published twice, also as {twin.provider}’s"
        yield hint("same-headline", text, is_warning=True)
    elif twin and twin.status == Status.PUBLISHED:
        text = f"same headline is published as {twin.provider}’s"
        yield hint("same-headline", text, is_warning=True, published_duplicate=twin)
    elif twin and twin.pk not in listed:
        yield hint("same-headline", f"same headline as {twin.provider}’s, {_status(twin)}")
    if flags["replaced"]:
        yield hint("replaced", "replaced by another story", is_warning=True)
    elif flags["source_changed"]:
        yield hint("source-change", "source changed")
    if formatting.why_it_waits(article):
        yield hint("in-doubt", "waits: upstream’s word is in doubt", is_warning=True)
    if is_contradictory(article):
        yield hint("contradiction", "decision and quality disagree", is_warning=True)
    if at_address and at_address.pk not in listed:
        title = formatting.shortened(at_address.headline, TWIN_LENGTH)
        yield hint("same-url", f"same address as “{title}”, {_status(at_address)}")
    if is_shown_by_site(article):
        yield hint("shown-by-site", "its site shows it already")
    if article.is_outranked:
        yield hint("outranked", "outranked")
    if repaired_title(article.title):
        yield hint("misdecoded", "headline decoded wrongly")


def _status(article: Article) -> str:
    return formatting.STATUS[Status(article.status)].lower()
