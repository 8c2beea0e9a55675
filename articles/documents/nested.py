"""Read the nested parts of a news document: images, providers and related links.

Most faults in a part that the document can do without are warnings, and the part is left out.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from . import limits
from .fields import Fields
from .urls import host_name, is_image_url, is_link
from .yaml_tree import Mapping, Scalar

#: A URL of any scheme, or a host name (with a dot) that a port or a path follows.
_HOST_IN_URL: Final = re.compile(
    r"(?:(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#\\]*@)?|(?=[^\s/?#\\@:]+\.))"
    r"(?P<host>[^\s/?#\\@:]+)(?::[0-9]*)?(?:[/?#\\].*)?",
    re.IGNORECASE | re.DOTALL,
)
#: What remains of a URL that was cut: names of schemes, and no hosts.
_NO_HOSTS: Final = frozenset({"http", "https", "ftp"})


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """An image of a document, a provider or a related link.

    `url` may be a path on the document's own site. `width` and `height` are in pixels. Where
    missing or faulty, these two are None, `title` and `attribution` "", `is_cached` (`isCached`)
    False.
    """

    url: str
    width: int | None
    height: int | None
    is_cached: bool
    title: str
    attribution: str


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """The publisher of a story, identified by (name, domain); neither is empty.

    `domain` is a lower-case host name in Unicode, or equals `name` where the document has no host
    name there. `name` is the domain, cut to limits.PROVIDER_NAME, where the document has no name.
    """

    name: str
    domain: str
    images: tuple[ImageEntry, ...]


@dataclass(frozen=True, slots=True)
class RelatedEntry:
    """A link to other coverage of the story; `title` or `web_url` is set, the rest may be missing.

    A missing or faulty text or URL is "", a time, provider or quality None, a `type` the default.
    `published_at` is in UTC, `quality` in points.
    """

    title: str
    excerpt: str
    published_at: datetime | None
    web_url: str
    amp_web_url: str
    cdn_amp_web_url: str
    type: str
    provider: ProviderEntry | None
    quality: int | None
    images: tuple[ImageEntry, ...]


class RelatedLinks(NamedTuple):
    """The related links of a document that are kept, and how many repeated ones are left out."""

    links: tuple[RelatedEntry, ...]
    repeated: int


def read_images(owner: Fields) -> tuple[ImageEntry, ...]:
    """Return the images of a document, a provider or a related link, in order.

    Left out are, with a warning, an image that is no mapping, or whose URL is missing or not
    allowed (`is_image_url`), and, without one, an image with the URL of an earlier one. Other
    faulty fields read as missing, with a warning. A value that is no list gives (), and of more
    than limits.IMAGES the first are read, with the problems of `Fields.items`.
    """
    images: dict[str, ImageEntry] = {}
    for position, node in enumerate(owner.items("images", limits.IMAGES)):
        step = f"images[{position}]"
        if not isinstance(node, Mapping):
            owner.add_problem("warning", step, "an image with a url", node)
            continue
        fields = owner.nested(node, step, "warning")
        url = fields.url("url", is_image_url)
        if not url:
            fields.refuse_once("url", "an address")
        elif url not in images:
            images[url] = ImageEntry(
                url=url,
                width=fields.whole_number("width", limits.PIXELS),
                height=fields.whole_number("height", limits.PIXELS),
                is_cached=fields.flag("isCached") or False,
                title=fields.text("title", limits.CAPTION),
                attribution=fields.text("attribution", limits.CAPTION),
            )
    return tuple(images.values())


def read_provider(owner: Fields) -> ProviderEntry | None:
    """Return the provider of a document or a related link, or None where it has none.

    None, refused at the owner's level, where it is missing, no mapping, or has neither name nor
    domain. A faulty name is refused at that level too; all else is a warning: of a domain that is a
    URL, or has a port or a path, only the host counts; the name stands in for a missing domain or
    one that is no host name, and the domain, even if it is no host name, for a missing name (cut to
    its limit).
    """
    node = owner.node("provider")
    if not isinstance(node, Mapping):
        owner.refuse_once("provider", "a provider with a name or a domain")
        return None
    fields = owner.nested(node, "provider", owner.level)
    optional = owner.nested(node, "provider", "warning")
    name = fields.text("name", limits.PROVIDER_NAME)
    text = optional.text("domain", limits.URL)
    domain = _host(text)
    if text and not (domain and host_name(text) == domain):
        instead = "" if name or domain else "; taken as the name"
        expected = f"a host name such as news.example{instead}"
        fields.add_problem("warning", "domain", expected, fields.node("domain"))
    if not name and not text:
        fields.refuse_once("name", "a name or a domain")
        return None
    if not name:
        if domain:
            _warn_of_substitute(fields, "name", "a name; the domain stands in")
        name = (domain or text)[: limits.PROVIDER_NAME[1]]
    elif not text:
        _warn_of_substitute(optional, "domain", "a domain; the name stands in")
    return ProviderEntry(name, domain or name, read_images(optional))


def _host(text: str) -> str:
    """Return a provider's domain as a lower-case host name in Unicode; "" where it has none.

    Of a URL of any scheme, or of a host with a port or a path, it is the host. Names of schemes,
    which remain of a URL that was cut, are no hosts.
    """
    host = host_name(text)
    if not host and (match := _HOST_IN_URL.fullmatch(text)):
        host = host_name(match["host"])
    return "" if host in _NO_HOSTS else host


def read_related(owner: Fields, latest: datetime) -> RelatedLinks:
    """Return the related links of a document in order, and how many repeated ones are left out.

    Left out are also, with a warning: an item that is no mapping; a link whose `webUrl` is missing,
    null or invalid; one whose webUrl is an empty text or spaces (videos) without a title. Other
    faulty fields are warnings and read as missing. A repeated link has the same webUrl as an
    earlier one or, both without, the same title and provider name; there is no warning. A value
    that is no list gives no links, and of more than limits.RELATED the first are read, with the
    problems of `Fields.items`. `latest` is the latest time of publication allowed, with a time
    zone.
    """
    related: dict[tuple[str, ...], RelatedEntry] = {}
    repeated = 0
    for position, node in enumerate(owner.items("related", limits.RELATED)):
        step = f"related[{position}]"
        if not isinstance(node, Mapping):
            owner.add_problem("warning", step, "a link with a title and a webUrl", node)
            continue
        fields = owner.nested(node, step, "warning")
        url = fields.url("webUrl", is_link)
        if not url and not _has_empty_url(fields):
            fields.refuse_once("webUrl", "an address")
            continue
        link = _read_link(fields, url, latest)
        if not url and not link.title:
            continue
        key = (url,) if url else ("", link.title, link.provider.name if link.provider else "")
        repeated += key in related
        related.setdefault(key, link)
    return RelatedLinks(tuple(related.values()), repeated)


def read_type(fields: Fields) -> str:
    """Return the type of a document or a related link.

    limits.DEFAULT_TYPE where it is missing, null, empty or refused. A word of ASCII letters,
    digits, - and _ with at least one letter or digit, within limits.TYPE, is allowed: it is safe as
    a CSS class.
    """
    value = fields.text("type", limits.TYPE)
    if value and not (value.isascii() and value.replace("-", "").replace("_", "").isalnum()):
        fields.refuse_once("type", "a word of letters, digits, - and _")
        value = ""
    return value or limits.DEFAULT_TYPE


def _has_empty_url(link: Fields) -> bool:
    node = link.node("webUrl")
    return isinstance(node, Scalar) and not node.value.strip() and not link.is_refused("webUrl")


def _warn_of_substitute(provider: Fields, key: str, expected: str) -> None:
    if not provider.is_refused(key):
        provider.add_problem("warning", key, expected, provider.node(key))


def _read_link(fields: Fields, url: str, latest: datetime) -> RelatedEntry:
    title = fields.text("title", limits.TITLE)
    if not title:
        fields.refuse_once("title", "a title")
    if fields.node("related") is not None:
        fields.refuse_once("related", "no related links of a related link")
    return RelatedEntry(
        title=title,
        excerpt=fields.text("excerpt", limits.EXCERPT, lines=True),
        published_at=fields.date_time("publishedDateTime", latest),
        web_url=url,
        amp_web_url=fields.url("ampWebUrl", is_link),
        cdn_amp_web_url=fields.url("cdnAmpWebUrl", is_link),
        type=read_type(fields),
        provider=read_provider(fields),
        quality=fields.whole_number("quality", limits.QUALITY),
        images=read_images(fields),
    )
