"""Write a feed as Atom (RFC 4287, with the paged feeds of RFC 5005) or as JSON Feed 1.1."""

import json
import mimetypes
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed, rfc3339_date

from articles.feeds.feed import Feed, Item

_MEDIA: Final = "http://search.yahoo.com/mrss/"
# JSON does not require it, but a title that is put into a script can't end that or a line of it.
_ESCAPES: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def atom(feed: Feed) -> bytes:
    """Return the page of a feed as an Atom document in UTF-8.

    It links to the next and the previous page, where there are such, and where there is either, to
    the first page too.
    """
    document = _Atom(
        feed.title,
        feed.home,
        None,
        feed_url=feed.address,
        feed_guid=feed.first,
        author_name="Newsroom",
        feed=feed,
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
            image=item.image,
        )
    return document.writeString("utf-8").encode()


def json_feed(feed: Feed) -> bytes:
    """Return the page of a feed as JSON Feed 1.1 in UTF-8.

    `next_url` is the next page, if there is one. An item without summary, image or topics lacks the
    field; without a summary, its title is its content. `<`, `>`, `&` and Unicode's line separators
    are escaped, so that the document is safe within a script.
    """
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        **({"next_url": feed.next} if feed.next else {}),
        "items": [_json_item(item) for item in feed.items],
    }
    return json.dumps(document, ensure_ascii=False).translate(_ESCAPES).encode()


class _Atom(Atom1Feed):
    """Django's Atom feed with a given date, links to other pages, plain summaries and pictures."""

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["feed"].updated
        return moment

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": _MEDIA}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        feed: Feed = self.feed["feed"]
        pages = {"next": feed.next, "previous": feed.previous}
        first = {"first": feed.first} if any(pages.values()) else {}
        for rel, address in {**first, **pages}.items():
            if address:
                handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})
        if item["image"]:
            handler.addQuickElement("link", "", _enclosure(item["image"]))
            handler.addQuickElement("media:thumbnail", "", {"url": item["image"]})


def _enclosure(image: str) -> dict[str, str]:
    """Return an Atom link's attributes for the picture, with `type` if its name is an image's."""
    media_type = mimetypes.guess_type(urlsplit(image).path)[0] or ""
    known = {"type": media_type} if media_type.startswith("image/") else {}
    return {"rel": "enclosure", "href": image, **known}


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
