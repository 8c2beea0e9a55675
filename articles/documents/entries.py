"""The parts of a news document that come in lists or are nested: images, providers, links.

A fault in a part that the document can do without is a warning, and the part is left out.
"""

from dataclasses import dataclass
from datetime import datetime

from . import limits
from .fields import Fields
from .urls import is_link, is_picture
from .yaml_tree import Mapping


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """A picture; `url` may be a path on the document's own site. Unknown sizes are None."""

    url: str
    width: int | None
    height: int | None
    is_cached: bool
    title: str
    attribution: str


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """Who published a story, known by (name, domain); neither is empty."""

    name: str
    domain: str
    images: tuple[ImageEntry, ...]


@dataclass(frozen=True, slots=True)
class RelatedEntry:
    """Other coverage of the story; only `web_url` and `type` are always there."""

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


def read_images(owner: Fields) -> tuple[ImageEntry, ...]:
    """The images of a document, a provider or a related link, each address once."""
    images: dict[str, ImageEntry] = {}
    for position, node in enumerate(owner.items("images", limits.IMAGES)):
        step = f"images[{position}]"
        if not isinstance(node, Mapping):
            owner.note("warning", step, "an image with a url", node)
            continue
        fields = owner.inside(node, step, "warning")
        url = fields.address("url", is_picture)
        if not url:
            fields.require("url", "an address")
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
    """The provider at `provider`; its name or its domain stands in for the other."""
    node = owner.node("provider")
    if not isinstance(node, Mapping):
        owner.require("provider", "a provider with a name or a domain")
        return None
    fields = owner.inside(node, "provider", owner.level)
    name = fields.text("name", limits.PROVIDER_NAME)
    domain = fields.text("domain", limits.DOMAIN)
    if not name and not domain:
        fields.require("name", "a name or a domain")
        return None
    if not name:
        _note_stand_in(fields, "name", "a name; the domain stands in")
        name = domain[: limits.PROVIDER_NAME[1]]
    elif not domain:
        _note_stand_in(fields, "domain", "a domain; the name stands in")
        domain = name
    pictures = read_images(owner.inside(node, "provider", "warning"))
    return ProviderEntry(name, domain, pictures)


def read_related(owner: Fields, latest: datetime) -> tuple[RelatedEntry, ...]:
    """The related links of a document, each address once; one without an address is left out."""
    related: dict[str, RelatedEntry] = {}
    for position, node in enumerate(owner.items("related", limits.RELATED)):
        step = f"related[{position}]"
        if not isinstance(node, Mapping):
            owner.note("warning", step, "a link with a title and a webUrl", node)
            continue
        fields = owner.inside(node, step, "warning")
        url = fields.address("webUrl", is_link)
        if not url:
            fields.require("webUrl", "an address")
        elif url in related:
            fields.require("webUrl", "each address once")
        else:
            related[url] = _read_link(fields, url, latest)
    return tuple(related.values())


def read_type(fields: Fields) -> str:
    """The kind of story, a word that is safe as a CSS class; kinds never seen are kept."""
    kind = fields.text("type", limits.TYPE)
    if kind and not (kind.isascii() and kind.replace("-", "").replace("_", "").isalnum()):
        fields.require("type", "a word of letters, digits, - and _")
        kind = ""
    return kind or limits.DEFAULT_TYPE


def _note_stand_in(provider: Fields, key: str, expected: str) -> None:
    if not provider.is_faulty(key):
        provider.note("warning", key, expected, provider.node(key))


def _read_link(fields: Fields, url: str, latest: datetime) -> RelatedEntry:
    title = fields.text("title", limits.TITLE)
    if not title:
        fields.require("title", "a title")
    if fields.node("related") is not None:
        fields.require("related", "no related links of a related link")
    return RelatedEntry(
        title=title,
        excerpt=fields.text("excerpt", limits.EXCERPT, lines=True),
        published_at=fields.moment("publishedDateTime", latest),
        web_url=url,
        amp_web_url=fields.address("ampWebUrl", is_link),
        cdn_amp_web_url=fields.address("cdnAmpWebUrl", is_link),
        type=read_type(fields),
        provider=read_provider(fields),
        quality=fields.whole_number("quality", limits.QUALITY),
        images=read_images(fields),
    )
