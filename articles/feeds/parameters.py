"""The parameters of a feed's address: filters by name, and the cursor of a page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlencode

from articles.documents import limits
from articles.documents.problems import UNSAFE, quoted
from articles.documents.urls import is_link
from articles.feeds.pages import Position, parse_cursor
from articles.models import ArticleQuerySet, ArticleTopic
from articles.models.story import first_published
from articles.search.names import (
    collections_named,
    folded_names,
    providers_named,
    topics_named,
)

CURSORS: Final = ("after", "before")
#: The value of the parameter `copies` by which a feed has one item a story.
FIRST_COPY: Final = "first"


class NoSuchFeed(Exception):
    """The parameters name no feed; the message is a sentence with the reason."""


@dataclass(frozen=True, slots=True)
class FeedQuery:
    """The checked parameters of a feed's address: filters in the order of FILTERS, and a cursor.

    `cursor` is the cursor as the address has it, by name, and `position` the place that it names;
    empty and None for the first page.
    """

    filters: Mapping[str, str]
    cursor: Mapping[str, str]
    position: Position | None


class Filtered(NamedTuple):
    """The articles that match all filters, and pairs of a filter's parameter and the name it found.

    `site` is the site of the collection that they are filtered by; "" without such a filter, where
    it finds several collections, and where the site is no link.
    """

    articles: ArticleQuerySet
    names: Sequence[tuple[str, str]]
    site: str


class _Match(NamedTuple):
    """The articles that match one filter, the name as it is stored, and its home page or ""."""

    articles: ArticleQuerySet
    name: str
    site: str = ""


def parse_parameters(query: Mapping[str, Sequence[str]]) -> FeedQuery:
    """Return the parameters of a feed's query string, given as values by name.

    Raises NoSuchFeed for a parameter that is unknown or given more than once, a filter that is too
    long or has characters no name can have, a cursor that `parse_cursor` refuses, and two cursors.
    Whether a name exists is not checked.
    """
    unknown = sorted(set(query) - set(FILTERS) - set(CURSORS))
    if unknown:
        known = ", ".join(FILTERS)
        raise NoSuchFeed(f"Unknown parameter {quoted(unknown[0])}. A feed takes {known}.")
    for name, values in query.items():
        if len(values) != 1:
            raise NoSuchFeed(f"The parameter {name} is given twice. Name one {name}.")
    filters = {name: query[name][0] for name in FILTERS if name in query}
    for name, text in filters.items():
        if UNSAFE.search(text) or len(text) > limits.DOMAIN[1]:
            raise NoSuchFeed(f"No {name} is called {quoted(text)}.")
    cursor = {name: query[name][0] for name in CURSORS if name in query}
    return FeedQuery(filters, cursor, _position(cursor))


def apply_filters(articles: ArticleQuerySet, filters: Mapping[str, str]) -> Filtered:
    """Return the articles that match all filters, with the names found and the home page.

    `filters` is the text of each filter by parameter, a key of FILTERS; names are found as in
    `articles.search.names`. Raises NoSuchFeed for a name that doesn't exist.
    """
    names, site = [], ""
    for parameter, text in filters.items():
        match = FILTERS[parameter](articles, text)
        articles = match.articles
        names.append((parameter, match.name))
        site = site or match.site
    return Filtered(articles, names, site)


def feed_query(parameters: Mapping[str, str]) -> str:
    """Return a feed's query string, with its `?`, for the filters of a list (such as the queue).

    `parameters` are the list's, by name; empty ones, those that aren't in FILTERS and `copies`,
    which a list means otherwise, are left out. "" where none is left.
    """
    names = [name for name in FILTERS if name != "copies"]
    filters = {name: parameters[name] for name in names if parameters.get(name)}
    return f"?{urlencode(filters)}" if filters else ""


def _position(cursor: Mapping[str, str]) -> Position | None:
    if len(cursor) > 1:
        raise NoSuchFeed("A page of a feed begins after a place or ends before one. Name one.")
    for name, text in cursor.items():
        position = parse_cursor(text, is_before=name == "before")
        if position is None:
            raise NoSuchFeed(
                f"The parameter {name} names no page: {quoted(text)}. "
                "Follow the links of the feed, which begins without it."
            )
        return position
    return None


def _by_collection(articles: ArticleQuerySet, text: str) -> _Match:
    collections = collections_named(text)
    if not collections:
        raise NoSuchFeed(f"No collection is named {quoted(text)}.")
    sites = {each.site_url for each in collections if is_link(each.site_url)}
    return _Match(
        articles.filter(collection__in=collections),
        collections[0].name,
        sites.pop() if len(collections) == len(sites) == 1 else "",
    )


def _by_topic(articles: ArticleQuerySet, text: str) -> _Match:
    topics = topics_named(text)
    names = list(topics.values_list("name", flat=True))
    if not names:
        raise NoSuchFeed(f"No topic is named {quoted(text)}.")
    rows = ArticleTopic.objects.filter(topic__in=topics.order_by().values("pk"))
    return _Match(
        articles.filter(pk__in=rows.order_by().values("article")),
        text if text in names else names[0],
    )


def _by_provider(articles: ArticleQuerySet, text: str) -> _Match:
    providers = providers_named(text)
    # Hundreds may share a domain, but all have it as their name then.
    first = providers.first()
    if first is None:
        raise NoSuchFeed(f"No provider has the name or domain {quoted(text)}.")
    is_name = first.folded_name in folded_names(text)
    return _Match(
        articles.filter(provider__in=providers.order_by().values("pk")),
        first.name if is_name else first.domain,
    )


def _by_copies(articles: ArticleQuerySet, text: str) -> _Match:
    if text != FIRST_COPY:
        raise NoSuchFeed(
            f"The parameter copies takes only {quoted(FIRST_COPY)}, not {quoted(text)}."
        )
    return _Match(first_published(articles), "the first of each story")


#: The filters of a feed, by parameter; that of copies applies to what the others leave.
FILTERS: Final[Mapping[str, Callable[[ArticleQuerySet, str], _Match]]] = {
    "collection": _by_collection,
    "topic": _by_topic,
    "provider": _by_provider,
    "copies": _by_copies,
}
