"""How the admin's pages show an article's parts."""

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
    """Return the first picture that can be loaded, small; else a quiet empty box."""
    sources = (picture_src(image, collection or Collection()) for image in images)
    src = next(filter(None, sources), "")
    if not src:
        return SafeString('<span class="thumbnail"></span>')
    return format_html(
        '<img class="thumbnail" src="{}" width="72" height="48" alt="" loading="lazy" '
        'referrerpolicy="no-referrer">',
        src,
    )


def original(url: str, text: str = "") -> SafeString:
    """Return a link that leaves the desk, or the plain text of what is no safe address."""
    if not is_link(url):
        return format_html("{}", text or url or "–")
    return format_html(
        '<a href="{}" rel="noreferrer noopener" target="_blank">{}</a>', url, text or url
    )


def inside(name: str, text: Any, *args: Any, query: dict[str, Any] | None = None) -> SafeString:
    """Return a link to one of our own pages."""
    return format_html('<a href="{}">{}</a>', reverse(name, args=args, query=query), text)


def badge(article: Article) -> SafeString:
    """Return the status in words, on its colour."""
    return format_html(
        '<span class="badge badge-{}">{}</span>', article.status, formatting.status(article)
    )


def moment(at: datetime | None) -> SafeString:
    """Return a moment, to the minute."""
    if at is None:
        return SafeString("–")
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), exact(at))


def box(text: str) -> SafeString:
    """Return a text as it is, in a box that scrolls; by keyboard too."""
    if not text:
        return SafeString("–")
    return format_html('<pre class="text-box" tabindex="0">{}</pre>', text)


def listed(items: Iterable[Any]) -> SafeString:
    """Return sentences as a list."""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((i,) for i in items)))
