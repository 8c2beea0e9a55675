"""The picture of an article that a page loads, or the reason why there is none.

`decide` alone chooses, by the setting NEWSROOM_PICTURES, what a reader's browser requests.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from django.conf import settings

from articles.documents.hosts import ascii_host, host_of, is_public_host, literal_address
from articles.documents.invisible import visible
from articles.documents.urls import absolute_url, is_link
from articles.models import Article, Collection, Image

#: What follows STATIC_URL in the address of a file of the desk's own: no escapes, no query, and no
#: segment that begins with a dot, for a browser would resolve it to another address of the desk.
_OWN_FILE: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")


class Picture(NamedTuple):
    """A picture's address, and either what to load (`src`) or why nothing is loaded (`reason`)."""

    #: The address where the picture is, absolute where it could be resolved; '' without a picture.
    url: str
    #: The URL for an `<img>`, or ''.
    src: str = ""
    #: A phrase such as `example.org: not https`, or ''.
    reason: str = ""

    @property
    def host(self) -> str:
        """The host of the picture's own address, also where a proxy serves it; or ''."""
        return host_of(self.url)


def decide(url: str, site: str) -> Picture:
    """Return what a page loads for a picture, or why nothing: the one rule for all pages.

    A relative URL is first resolved against `site`, the URL of the collection's site, unless that
    is ''. If it is a plain path under STATIC_URL then, it is loaded in any mode. Else it is loaded
    only as a link (`is_link`) by https to a public host (`is_public_host`) other than that of
    NEWSROOM_URL: as it is with NEWSROOM_PICTURES=direct, never with `off`, else from the proxy,
    percent-encoded after its prefix.
    """
    url = absolute_url(url, site)
    prefix = settings.STATIC_URL
    if url.startswith(prefix) and _OWN_FILE.fullmatch(url.removeprefix(prefix)):
        return Picture(url, url)
    host = host_of(url)
    if not host:
        return Picture(url, reason="no site to load from")
    name = visible(host)
    if not is_public_host(host):
        return Picture(url, reason=f"{name}: a private address, never loaded")
    if not is_link(url):
        return Picture(url, reason=f"{name}: not a valid address")
    if settings.SITE_URL and _plain_host(host) == _plain_host(host_of(settings.SITE_URL)):
        return Picture(url, reason=f"{name}: this desk, not a picture")
    if url[:8].lower() != "https://":
        return Picture(url, reason=f"{name}: not https")
    match settings.PICTURES:
        case "direct":
            return Picture(url, url)
        case "off":
            return Picture(url, reason=f"{name}: pictures are off")
    return Picture(url, settings.PICTURES + quote(url, safe=""))


def first_of(images: Iterable[Image], collection: Collection | None) -> Picture:
    """Return the first picture that pages load (`decide`); else the first, with why they don't.

    `images` are in the order given. Without any, the reason is `no picture`.
    """
    site = collection.site_url if collection else ""
    pictures = [decide(image.url, site) for image in images]
    loaded = (picture for picture in pictures if picture.src)
    return next(loaded, pictures[0] if pictures else Picture("", reason="no picture"))


def picture(article: Article) -> Picture:
    """Return the first of the article's pictures that is loaded, as `first_of` does."""
    return first_of(article.images.all(), article.collection)


def _plain_host(host: str) -> str:
    """Return a host as browsers compare it: an address in its one spelling, a name in ASCII.

    Escapes are decoded, and a name has no final dot.
    """
    try:
        address = literal_address(host)
    except ValueError:  # no browser has a desk there
        address = None
    return str(address) if address else ascii_host(unquote(host))
