"""The public feed of published articles, as Atom (RFC 4287) and JSON Feed 1.1.

An item's id is `urn:uuid:` and a UUID (version 5) of its collection's name and its document's
path. So the id stays the same when the document is rewritten, in both formats, and in each
database with the same documents.
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
from articles.documents.problems import UNSAFE, quoted
from articles.documents.urls import absolute_url
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
#: How many items a feed has, the newest ones.
MAX_ITEMS: Final = 50
#: Must never change: all item ids would change, and feed readers would show every item again.
NAMESPACE: Final = UUID("3b0f5c64-6f0e-4f0b-9d0a-5a4c8e9d7a11")
#: The date of a feed without items, and of one before the first import.
EMPTY_FEED_DATE: Final = datetime(2020, 1, 1, tzinfo=UTC)

# Bidirectional controls that a title does not close would reorder the text around it.
_BIDI_CONTROLS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
# JSON does not require it, but a title that is put into a script can't end that or a line of it.
_ESCAPES: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


class NoSuchFeed(Exception):
    """The parameters name no feed; the message is a sentence with the reason."""


@dataclass(frozen=True, slots=True)
class Item:
    """A published article as an item of a feed: plain texts, absolute addresses."""

    uid: str
    title: str
    summary: str
    url: str
    #: Address of the first image with an https address, or "".
    image: str
    author: str
    topics: Sequence[str]
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """The content of a feed in either format; `address` is the feed's own, `home` the site's."""

    home: str
    address: str
    items: Sequence[Item]

    @property
    def updated(self) -> datetime:
        """The newest change of an item."""
        return max((item.updated for item in self.items), default=EMPTY_FEED_DATE)


def parse_parameters(query: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the parameters of a query string (value by name), in the order of _FILTERS.

    Raises NoSuchFeed for one that is unknown, given twice, or can't be a name.
    """
    unknown = sorted(set(query) - set(_FILTERS))
    if unknown:
        known = ", ".join(_FILTERS)
        raise NoSuchFeed(f"Unknown parameter {quoted(unknown[0])}. A feed takes {known}.")
    for name, values in query.items():
        if len(values) != 1:
            raise NoSuchFeed(f"The parameter {name} is given twice. Name one {name}.")
        if UNSAFE.search(values[0]) or len(values[0]) > limits.DOMAIN[1]:
            raise NoSuchFeed(f"No {name} is called {quoted(values[0])}.")
    return {name: query[name][0] for name in _FILTERS if name in query}


def published_feed(parameters: Mapping[str, str], *, home: str, path: str) -> Feed:
    """Return the feed at the path, with the articles that match all parameters.

    The newest item is the article that was published here last. Raises NoSuchFeed for a name that
    does not exist. Takes the same number of queries for any number of articles.
    """
    articles = Article.objects.published()
    for name, text in parameters.items():
        articles = _FILTERS[name](articles, text)
    newest = (
        articles.order_by("-public_since", "-id")
        .select_related("collection", "provider")
        .prefetch_related("filed_topics__topic", "images")[:MAX_ITEMS]
    )
    address = urljoin(home, path) + (f"?{urlencode(parameters)}" if parameters else "")
    return Feed(home, address, [_item(article, home) for article in newest])


def last_change() -> datetime:
    """Return when an act or an import may have changed a feed last (UTC).

    The dates of the items are not enough: an article that was taken down has no item, and a
    request with If-Modified-Since must get that change too. Nor is the date of the act: a batch
    adds decisions long after it. The newest decision's article has the date of that decision, or
    of an import since then, which counts as well.
    """
    imports = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT)
    done = imports.exclude(finished_at=None).order_by("-finished_at")
    running = imports.filter(finished_at=None).order_by("-beat_at")
    moments = (
        Decision.objects.order_by("-pk").values_list("article__changed_at", flat=True).first(),
        done.values_list("finished_at", flat=True).first(),
        running.values_list("beat_at", flat=True).first(),
    )
    return max(filter(None, moments), default=EMPTY_FEED_DATE)


def atom(feed: Feed) -> bytes:
    """Return the feed as Atom (RFC 4287)."""
    document = _Atom(
        TITLE,
        feed.home,
        None,
        feed_url=feed.address,
        feed_guid=feed.address,
        author_name="Newsroom",
        updated=feed.updated,
    )
    for item in feed.items:
        document.add_item(
            item.title,
            item.url,
            item.summary,
            author_name=item.author,
            pubdate=item.published,
            unique_id=item.uid,
            categories=item.topics,
            updateddate=item.updated,
        )
    return document.writeString("utf-8").encode()


def json_feed(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "items": [_json_item(item) for item in feed.items],
    }
    return json.dumps(document, ensure_ascii=False).translate(_ESCAPES).encode()


class _Atom(Atom1Feed):
    """Django's Atom feed with a given date, and with summaries marked as plain text, not HTML."""

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["updated"]
        return moment

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})


def _json_item(item: Item) -> dict[str, Any]:
    fields = {
        "id": item.uid,
        "url": item.url,
        "title": item.title,
        # The format requires content, also of an item without an excerpt.
        "content_text": item.summary or item.title,
        "summary": item.summary,
        "image": item.image,
        "date_published": rfc3339_date(item.published),
        "date_modified": rfc3339_date(item.updated),
        "authors": [{"name": item.author}],
        "tags": list(item.topics),
    }
    return {name: value for name, value in fields.items() if value}


def _item(article: Article, home: str) -> Item:
    url = iri_to_uri(article.url)
    name = f"{article.collection.name}\0{article.path}"
    return Item(
        uid=uuid5(NAMESPACE, name).urn,
        title=" ".join(_plain_text(article.title).split()) or url,
        summary=_plain_text(article.excerpt).strip(),
        url=url,
        image=_image_url(article, home),
        author=_plain_text(article.provider.name),
        topics=article.topic_names,
        published=cast("datetime", article.public_since),
        updated=article.changed_at,
    )


def _plain_text(text: str) -> str:
    """Return the text with its entities decoded, without characters that XML can't carry.

    A document has no such character, but may have an entity of one, such as `&#12;`, with which
    the whole feed would be invalid.
    """
    return _BIDI_CONTROLS.sub("", UNSAFE.sub("", html.unescape(text)))


def _image_url(article: Article, home: str) -> str:
    site = article.collection.site_url
    addresses = (
        absolute_url(absolute_url(image.url, site), home) for image in article.images.all()
    )
    return iri_to_uri(next((each for each in addresses if each[:8].lower() == "https://"), ""))


def _by_collection(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    collections = Collection.objects.filter(name=text)
    if not collections.exists():
        raise NoSuchFeed(f"No collection is named {quoted(text)}.")
    return articles.filter(collection__in=collections.order_by().values("pk"))


def _by_topic(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    topics = Topic.objects.filter(name__iexact=text)
    if not topics.exists():
        raise NoSuchFeed(f"No topic is named {quoted(text)}.")
    rows = ArticleTopic.objects.filter(topic__in=topics.order_by().values("pk"))
    return articles.filter(pk__in=rows.order_by().values("article"))


def _by_provider(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    providers = Provider.objects.filter(Q(name__iexact=text) | Q(domain__iexact=text))
    if not providers.exists():
        raise NoSuchFeed(f"No provider has the name or domain {quoted(text)}.")
    return articles.filter(provider__in=providers.order_by().values("pk"))


#: The parameters of a feed, and how each filters the articles.
_FILTERS: Final[Mapping[str, Callable[[ArticleQuerySet, str], ArticleQuerySet]]] = {
    "collection": _by_collection,
    "topic": _by_topic,
    "provider": _by_provider,
}
