"""Variants of one page: mobile and AMP hosts, AMP paths, and copies in AMP caches."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

#: Path of a page in an AMP cache: `…/c/s/` is for https, `…/c/` for http; `v` is the cache's
#: viewer, `wp` its web package.
_AMP_CACHE_PATH: Final = re.compile(r"/(?:c|v|wp/c|wp/v)/(?:s/)?(?P<page>.+)", re.DOTALL)
_AMP_CACHE_HOSTS: Final = (".cdn.ampproject.org", ".ampproject.net", ".bing-amp.com")
_GOOGLE_VIEWER_PATH: Final = re.compile(r"/amp/(?:s/)?(?P<page>[^/]+\.[^/]+/?.*)", re.DOTALL)
_GOOGLE_HOST: Final = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}")
_ASCII_ESCAPE: Final = re.compile("%([0-7][0-9A-Fa-f])")

_MOBILE_LABELS: Final = frozenset({"m", "mobile", "mobil", "touch", "wap", "amp"})
#: Labels that name mobile pages behind a label for the language or the section too.
_INNER_MOBILE_LABELS: Final = frozenset({"m", "mobile"})
#: Labels under which countries register names: m.co.uk is a site, and not the mobile one of co.uk.
_REGISTRY_LABELS: Final = frozenset(
    {"ac", "co", "com", "edu", "gob", "gouv", "gov", "mil", "ne", "net", "nom", "or", "org", "sch"}
)

_AMP_SUFFIX: Final = re.compile(r"\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
_AMP_PAGES: Final = frozenset({"amp.html", "amp.htm"})


def uncached_url(url: str) -> str:
    """Return the https URL of the page that a URL of an AMP cache or Google's viewer shows.

    The page's URL then always has a `#`, followed by the fragment of the cache's URL, if any; the
    query of the cache's URL is added to the page's. Escapes of ASCII characters in the page's
    address, which hide its query, are decoded once. Caches inside one another are resolved, at most
    three. Any other URL, also one of a cache whose path names no page, is returned unchanged.
    Raises ValueError where a URL can't be parsed.
    """
    # A cached page may itself be in another cache; the number of steps is limited.
    for _ in range(3):
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if host.endswith(_AMP_CACHE_HOSTS):
            match = _AMP_CACHE_PATH.fullmatch(parts.path)
        elif _GOOGLE_HOST.fullmatch(host):
            match = _GOOGLE_VIEWER_PATH.fullmatch(parts.path)
        else:
            return url
        if not match:
            return url
        page = _ASCII_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), match["page"])
        query = f"{'&' if '?' in page else '?'}{parts.query}" if parts.query else ""
        url = f"https://{page}{query}#{parts.fragment}"
    return url


def site_host(host: str) -> str:
    """Return a host without its labels for `www`, mobile and AMP pages.

    `host` must be in lower case. All such labels that lead it are removed, and one `m` or `mobile`
    after its first label (en.m.wikipedia.org). A mobile or AMP label stays where it is part of the
    registered name, by common rules of registries: m.example, m.co.uk; `www` where one label
    follows.
    """
    labels = host.split(".")
    while _is_variant(labels):
        del labels[0]
    if len(labels) > 3 and labels[1] in _INNER_MOBILE_LABELS and _is_site(labels[2:]):
        del labels[1]
    return ".".join(labels)


def path_without_amp(path: str) -> str:
    """Return a path without what asks for an AMP page, and without empty segments; "" for the root.

    Left out, in any letter case, are `.amp` at the end or before a final `.html` or `.htm`, then
    `amp` segments and a last segment `amp.html` or `amp.htm`; these segments stay where no other
    would be left.
    """
    segments = [each for each in _AMP_SUFFIX.sub("", path).split("/") if each]
    plain = [each for each in segments if each.lower() != "amp"]
    if plain and plain[-1].lower() in _AMP_PAGES:
        del plain[-1]
    return "".join(f"/{each}" for each in plain or segments)


def _is_variant(labels: Sequence[str]) -> bool:
    """Tell whether the first label of a host names a variant of the site of the others."""
    if labels[0] == "www":
        return len(labels) > 2
    return labels[0] in _MOBILE_LABELS and _is_site(labels[1:])


def _is_site(labels: Sequence[str]) -> bool:
    """Tell whether labels are, or end with, a registered name, by common rules of registries."""
    if len(labels) > 2:
        return True
    return len(labels) == 2 and not (len(labels[1]) == 2 and labels[0] in _REGISTRY_LABELS)
