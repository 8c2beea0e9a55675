"""The public feed of published articles: which articles a page of it has, and as which items.

An item's id is `urn:uuid:` and the article's `feed_id`, the same in both formats. It stays when the
document is rewritten or moved; a story that replaced another has an id of its own.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast
from urllib.parse import urlencode, urljoin

from django.contrib.admin.models import LogEntry

from articles.documents.hosts import host_of, is_public_host
from articles.documents.invisible import without_hidden
from articles.documents.problems import UNSAFE
from articles.documents.urls import absolute_url, ascii_url
from articles.feeds.pages import Page, paginate
from articles.feeds.parameters import FeedQuery, apply_filters
from articles.models import Article, Decision, ImportRun
from articles.rules import KEEPS_CONTENT

TITLE: Final = "Newsroom: published"
#: The date of a feed without items, and of one before the first import.
EMPTY_FEED_DATE: Final = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """A published article as an item of a feed: plain texts, absolute addresses in ASCII."""

    uid: str
    title: str
    summary: str
    url: str
    #: Address of the first image by https, of this desk or a public host, once resolved against the
    #: collection's site and the desk's address; or "".
    image: str
    author: str
    topics: Sequence[str]
    #: When the article appeared at its source (UTC).
    published: datetime
    #: When the desk published or changed it, whichever was later (UTC).
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed, for either format; addresses are absolute.

    `first` is the address of the feed's first page, which names the feed. `address` is the page's
    own; `next` and `previous` are those of the pages beside it, or "".
    """

    title: str
    home: str
    first: str
    address: str
    next: str
    previous: str
    items: Sequence[Item]

    @property
    def updated(self) -> datetime:
        """The latest `updated` (UTC) of the page's items; EMPTY_FEED_DATE without items."""
        return max((item.updated for item in self.items), default=EMPTY_FEED_DATE)


def published_feed(query: FeedQuery, *, home: str, path: str) -> Feed:
    """Return the page of the feed of published articles that the query selects.

    Without a cursor in the query it is the first page; the articles published here last come first.
    `home` is the address of the desk, `path` that of the feed; the feed of one collection has that
    collection's site as its home page, where that is a link. Raises NoSuchFeed for a name that does
    not exist. More articles take no more queries.
    """
    filtered = apply_filters(Article.objects.published(), query.filters)
    page = paginate(
        filtered.articles.select_related("collection", "provider").prefetch_related(
            "filed_topics__topic", "images"
        ),
        query.position,
    )
    base = urljoin(home, path)

    def address(**cursor: str) -> str:
        parameters = {**query.filters, **{name: text for name, text in cursor.items() if text}}
        return ascii_url(f"{base}?{urlencode(parameters)}" if parameters else base)

    return Feed(
        title=_feed_title(filtered.names),
        home=ascii_url(filtered.site or home),
        first=address(),
        address=address(**query.cursor),
        next=address(after=page.after) if page.after else "",
        previous=address(before=page.before) if page.before else "",
        items=_items(page, home),
    )


def last_change() -> datetime:
    """Return when a decision, import or edit in the admin may have changed a feed last (UTC).

    EMPTY_FEED_DATE without any. It may be later than the dates of all items: an article that was
    taken down has no item, and a request with If-Modified-Since must get that change too.
    """
    # Not the date of the act: a batch adds decisions long after it. The article of the newest
    # decision that changed content has the date of that decision, or of an import since then, which
    # counts as well. A collection's site is edited in the admin.
    changing = Decision.objects.exclude(kind__in=KEEPS_CONTENT)
    imports = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT)
    done = imports.exclude(finished_at=None).order_by("-finished_at")
    running = imports.filter(finished_at=None).order_by("-beat_at")
    moments = (
        changing.order_by("-pk").values_list("article__changed_at", flat=True).first(),
        done.values_list("finished_at", flat=True).first(),
        running.values_list("beat_at", flat=True).first(),
        LogEntry.objects.order_by("-pk").values_list("action_time", flat=True).first(),
    )
    return max(filter(None, moments), default=EMPTY_FEED_DATE)


def _feed_title(names: Sequence[tuple[str, str]]) -> str:
    """Return the title of a feed with these filters: `Newsroom: published (topic Physics)`.

    `names` are pairs of a parameter and the name it found; without any, the title is TITLE.
    """
    filters = ", ".join(f"{parameter} {_one_line(name)}" for parameter, name in names)
    return f"{TITLE} ({filters})" if filters else TITLE


def _items(page: Page, home: str) -> list[Item]:
    return [_item(article, home) for article in page.articles]


def _item(article: Article, home: str) -> Item:
    url = ascii_url(article.url)
    public_since = cast("datetime", article.public_since)
    return Item(
        uid=article.feed_id.urn,
        title=_one_line(article.title) or url,
        summary=_plain_text(article.excerpt).strip(),
        url=url,
        image=_image_url(article, home),
        author=_one_line(article.provider.name) or article.provider.domain,
        topics=list(dict.fromkeys(filter(None, map(_one_line, article.topic_names)))),
        published=article.published_at,
        updated=max(public_since, article.changed_at),
    )


def _one_line(text: str) -> str:
    return " ".join(_plain_text(text).split())


def _plain_text(text: str) -> str:
    """Return the text with its entities decoded, without hidden characters.

    Also without characters that XML can't carry: a document has none, but may have an entity of
    one, such as `&#12;`, with which the whole feed would be invalid.
    """
    return without_hidden(UNSAFE.sub("", html.unescape(text)))


def _image_url(article: Article, home: str) -> str:
    """Return the address of the first picture by https that readers can load, or ''.

    It is this desk's, or that of a public host (`is_public_host`).
    """
    site = article.collection.site_url
    addresses = (
        absolute_url(absolute_url(image.url, site), home) for image in article.images.all()
    )
    loadable = (
        each
        for each in addresses
        if each[:8].lower() == "https://"
        and (each.startswith(home) or is_public_host(host_of(each)))
    )
    address = next(loadable, "")
    return ascii_url(address) if address else ""
