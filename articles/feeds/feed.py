"""Feeds of what is published, for everybody: from an address's parameters to Atom and JSON Feed.

An item is known by `urn:uuid:` and a UUID (version 5) made of its collection's name and its
document's path, so it keeps its id whatever is rewritten in it, in both formats and in each
database that holds the same documents.
"""

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast
from urllib.parse import urlencode, urljoin
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Atom1Feed, rfc3339_date

from articles.documents import limits
from articles.documents.problems import UNSAFE, shown
from articles.documents.urls import on_site
from articles.models import (
    Article,
    ArticleQuerySet,
    ArticleTopic,
    Collection,
    Decision,
    ImportRun,
    Provider,
    Topic,
)

TITLE: Final = "Newsroom: published"
LENGTH: Final = 50
#: Never to change: with another one every item would come anew to every subscriber.
NAMESPACE: Final = UUID("3b0f5c64-6f0e-4f0b-9d0a-5a4c8e9d7a11")
#: The date of a feed in which nothing has happened yet.
BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)

# Directions that a title leaves open would turn what a feed reader shows around it.
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Nothing in JSON asks for it, but so no title can end a script or a line that it is put into.
_ESCAPES: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


class NoSuchFeed(Exception):
    """The parameters name no feed; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Item:
    """A published article as feeds tell it: plain texts, absolute addresses."""

    uid: str
    title: str
    summary: str
    url: str
    #: Address of the first picture that https loads, or "".
    image: str
    author: str
    topics: Sequence[str]
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """What both formats say; `address` is the feed's own."""

    home: str
    address: str
    items: Sequence[Item]

    @property
    def updated(self) -> datetime:
        return max((item.updated for item in self.items), default=BEGINNING)


def chosen(query: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return an address's parameters, each once, in one order.

    Raises NoSuchFeed for one that is unknown, given twice, or can't be anything's name.
    """
    unknown = sorted(set(query) - set(_FILTERS))
    if unknown:
        known = ", ".join(_FILTERS)
        raise NoSuchFeed(f"Unknown parameter {shown(unknown[0])}. A feed takes {known}.")
    for name, values in query.items():
        if len(values) != 1:
            raise NoSuchFeed(f"The parameter {name} is given twice. Name one {name}.")
        if UNSAFE.search(values[0]) or len(values[0]) > limits.DOMAIN[1]:
            raise NoSuchFeed(f"No {name} is called {shown(values[0])}.")
    return {name: query[name][0] for name in _FILTERS if name in query}


def published(asked: Mapping[str, str], *, home: str, path: str) -> Feed:
    """Return the feed at the path with the parameters asked for; all of them must fit an item.

    Newest is what became public here last. Raises NoSuchFeed for a name that nothing has. Costs
    the same queries for any number of articles.
    """
    articles = Article.objects.published()
    for name, text in asked.items():
        articles = _FILTERS[name](articles, text)
    newest = (
        articles.order_by("-public_since", "-id")
        .select_related("collection", "provider")
        .prefetch_related("filed_topics__topic", "images")[:LENGTH]
    )
    address = urljoin(home, path) + (f"?{urlencode(asked)}" if asked else "")
    return Feed(home, address, [_item(article, home) for article in newest])


def last_change() -> datetime:
    """Return when an act or an import last may have changed a feed.

    The items can't tell: of an article that is taken down none is left, and whoever asks by date
    alone must hear of that too. Nor can the act: a batch goes on for long after its own date. The
    newest decision's article can: it was changed with it, or since by an import, which counts too.
    """
    imports = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT)
    done = imports.exclude(finished_at=None).order_by("-finished_at")
    running = imports.filter(finished_at=None).order_by("-beat_at")
    moments = (
        Decision.objects.order_by("-pk").values_list("article__changed_at", flat=True).first(),
        done.values_list("finished_at", flat=True).first(),
        running.values_list("beat_at", flat=True).first(),
    )
    return max(filter(None, moments), default=BEGINNING)


def atom(feed: Feed) -> bytes:
    """Write the feed as Atom (RFC 4287)."""
    told = _Atom(
        TITLE, feed.home, None, feed_url=feed.address, feed_guid=feed.address,
        author_name="Newsroom", updated=feed.updated,
    )  # fmt: skip
    for item in feed.items:
        told.add_item(
            item.title, item.url, item.summary, author_name=item.author, pubdate=item.published,
            unique_id=item.uid, categories=item.topics, updateddate=item.updated,
        )  # fmt: skip
    return told.writeString("utf-8").encode()


def json_feed(feed: Feed) -> bytes:
    """Write the feed as JSON Feed 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "items": [_told(item) for item in feed.items],
    }
    return json.dumps(told, ensure_ascii=False).translate(_ESCAPES).encode()


class _Atom(Atom1Feed):
    """Django's Atom, dated by us, and with summaries that no reader takes for HTML."""

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["updated"]
        return moment

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})


def _told(item: Item) -> dict[str, Any]:
    told = {
        "id": item.uid,
        "url": item.url,
        "title": item.title,
        # The format demands a content, whether or not there is an excerpt.
        "content_text": item.summary or item.title,
        "summary": item.summary,
        "image": item.image,
        "date_published": rfc3339_date(item.published),
        "date_modified": rfc3339_date(item.updated),
        "authors": [{"name": item.author}],
        "tags": list(item.topics),
    }
    return {name: value for name, value in told.items() if value}


def _item(article: Article, home: str) -> Item:
    url = iri_to_uri(article.url)
    name = f"{article.collection.name}\0{article.path}"
    return Item(
        uid=uuid5(NAMESPACE, name).urn,
        title=" ".join(_plain(article.title).split()) or url,
        summary=_plain(article.excerpt).strip(),
        url=url,
        image=_picture(article, home),
        author=_plain(article.provider.name),
        topics=article.topic_names,
        published=cast("datetime", article.public_since),
        updated=article.changed_at,
    )


def _plain(text: str) -> str:
    """Return the text with its entities as characters, but none that XML can't carry.

    A document holds no such character, but it can spell one: `&#12;` alone would take down a feed.
    """
    return _TURNING.sub("", UNSAFE.sub("", html.unescape(text)))


def _picture(article: Article, home: str) -> str:
    site = article.collection.site_url
    addresses = (on_site(on_site(image.url, site), home) for image in article.images.all())
    found = next((each for each in addresses if each[:8].lower() == "https://"), "")
    return iri_to_uri(found)


def _by_collection(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    found = Collection.objects.filter(name=text)
    if not found.exists():
        raise NoSuchFeed(f"No collection is named {shown(text)}.")
    return articles.filter(collection__in=found.order_by().values("pk"))


def _by_topic(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    found = Topic.objects.filter(name__iexact=text)
    if not found.exists():
        raise NoSuchFeed(f"No topic is named {shown(text)}.")
    filed = ArticleTopic.objects.filter(topic__in=found.order_by().values("pk"))
    return articles.filter(pk__in=filed.order_by().values("article"))


def _by_provider(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    found = Provider.objects.filter(Q(name__iexact=text) | Q(domain__iexact=text))
    if not found.exists():
        raise NoSuchFeed(f"No provider has the name or domain {shown(text)}.")
    return articles.filter(provider__in=found.order_by().values("pk"))


_FILTERS: Final[Mapping[str, Callable[[ArticleQuerySet, str], ArticleQuerySet]]] = {
    "collection": _by_collection,
    "topic": _by_topic,
    "provider": _by_provider,
}
