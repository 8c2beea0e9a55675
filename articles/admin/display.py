"""HTML for the values that the admin's pages show."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import formatting
from articles.documents.invisible import has_hidden, visible
from articles.documents.urls import is_link
from articles.formatting import exact, hidden_characters
from articles.formatting.addresses import address_element, warnings_element
from articles.formatting.pictures import first_of
from articles.models import Article, Collection, Image

#: A text as HTML that changes nothing around it.
isolated = hidden_characters.isolated


def thumbnail(images: Iterable[Image], collection: Collection | None) -> SafeString:
    """Return an `<img>` of the first image, in the order given, that a page loads.

    `pictures.decide` chooses what is loaded. Without such an image, return a box that says why the
    first isn't loaded, or that there is none.
    """
    picture = first_of(images, collection)
    if not picture.src:
        return format_html(
            '<span class="thumbnail" title="{}"><bdi>{}</bdi></span>',
            visible(picture.url),
            picture.reason,
        )
    return format_html(
        '<img class="thumbnail" src="{}" width="72" height="48" alt="" loading="lazy" '
        'referrerpolicy="no-referrer">',
        picture.src,
    )


def external_link(url: str, text: str = "") -> SafeString:
    """Return a link that opens an address in a new tab, showing `text` or else the address.

    Where the address isn't safe as a link (`is_link`), return the text, or else the address,
    escaped and without a link; a dash where both are empty. An address is shown by
    `address_element`; after a text, warnings on the address are named.
    """
    shown = isolated(text) + warnings_element(url) if text else address_element(url)
    if not is_link(url):
        return shown if text or url else SafeString("–")
    return format_html('<a href="{}" rel="noreferrer noopener" target="_blank">{}</a>', url, shown)


def page_link(name: str, text: Any, *args: Any, query: dict[str, Any] | None = None) -> SafeString:
    """Return a link showing `text` to a page of this site: the URL pattern `name` with `args`.

    `query` becomes the query string.
    """
    page = reverse(name, args=args, query=query)
    return format_html('<a href="{}">{}</a>', page, isolated(text))


def status_badge(article: Article) -> SafeString:
    """Return the article's status as a coloured badge: `Published by editor`, `Waiting` …"""
    return format_html(
        '<span class="badge badge-{}">{}</span>', article.status, formatting.status(article)
    )


def time_tag(at: datetime | None) -> SafeString:
    """Return a `<time>` that shows a moment as `exact`, to the minute, or a dash for None."""
    if at is None:
        return SafeString("–")
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), exact(at))


def text_box(text: str) -> SafeString:
    """Return a text, escaped, in a box that scrolls, with the keyboard too; a dash for no text.

    Hidden characters are written out, as chips.
    """
    if not text:
        return SafeString("–")
    return format_html('<pre class="text-box" tabindex="0">{}</pre>', hidden_characters.shown(text))


def hidden_characters_of(value: object) -> SafeString:
    """Return a sentence with a text whose hidden characters are written out, a space first.

    '' for a text without any, and for a value that is no text.
    """
    if not isinstance(value, str) or not has_hidden(value):
        return SafeString("")
    return format_html(" It hides characters: {}", isolated(value))


def bullet_list(items: Iterable[Any]) -> SafeString:
    """Return the items as an HTML list, each `isolated` unless it is safe HTML already."""
    shown = (each if isinstance(each, SafeString) else isolated(each) for each in items)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((i,) for i in shown)))
