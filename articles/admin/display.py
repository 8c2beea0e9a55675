"""HTML for the values that the admin's pages show."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import formatting
from articles.documents.urls import is_link
from articles.formatting import exact
from articles.formatting.pictures import picture_src
from articles.models import Article, Collection, Image


def thumbnail(images: Iterable[Image], collection: Collection | None) -> SafeString:
    """Return an `<img>` of the first image, in the order given, that a page can load.

    Loaded are https URLs, this desk's static files and URLs at this desk's own address. Relative
    URLs are resolved against the site of the collection, if there is one. Without such an image,
    return an empty `<span>` of the same class.
    """
    sources = (picture_src(image, collection or Collection()) for image in images)
    src = next(filter(None, sources), "")
    if not src:
        return SafeString('<span class="thumbnail"></span>')
    return format_html(
        '<img class="thumbnail" src="{}" width="72" height="48" alt="" loading="lazy" '
        'referrerpolicy="no-referrer">',
        src,
    )


def external_link(url: str, text: str = "") -> SafeString:
    """Return a link that opens another site in a new tab, showing `text` or else the address.

    Where the address isn't safe as a link (`is_link`), return the text, or else the address,
    escaped and without a link; a dash where both are empty.
    """
    if not is_link(url):
        return format_html("{}", text or url or "–")
    return format_html(
        '<a href="{}" rel="noreferrer noopener" target="_blank">{}</a>', url, text or url
    )


def page_link(name: str, text: Any, *args: Any, query: dict[str, Any] | None = None) -> SafeString:
    """Return a link showing `text` to a page of this site: the URL pattern `name` with `args`.

    `query` becomes the query string.
    """
    return format_html('<a href="{}">{}</a>', reverse(name, args=args, query=query), text)


def status_badge(article: Article) -> SafeString:
    """Return the article's status as a coloured badge: `Published by editor`, `Waiting` …"""
    return format_html(
        '<span class="badge badge-{}">{}</span>', article.status, formatting.status(article)
    )


def time_tag(at: datetime | None) -> SafeString:
    """Return a `<time>` element, to the minute in the current time zone, or a dash for None."""
    if at is None:
        return SafeString("–")
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), exact(at))


def text_box(text: str) -> SafeString:
    """Return a text, escaped, in a box that scrolls, with the keyboard too; a dash for no text."""
    if not text:
        return SafeString("–")
    return format_html('<pre class="text-box" tabindex="0">{}</pre>', text)


def bullet_list(items: Iterable[Any]) -> SafeString:
    """Return the items as an HTML list, each escaped unless it is safe HTML already."""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((i,) for i in items)))
