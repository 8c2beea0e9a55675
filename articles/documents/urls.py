"""URLs: which are allowed in documents, and the one normaliser that compares them.

`normalised_url` answers whether two URLs are one address, `lookup_form` is looser and finds an
article by any variant of its address that a person pastes.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit

from w3lib.url import canonicalize_url

from .limits import ADDRESS

# A host and port that every browser and every library read alike: no user-info, which can make
# evil.example look like another site, and no brackets. No IGNORECASE, which takes U+017F for an s.
_ABSOLUTE: Final = re.compile(
    r"[hH][tT]{2}[pP][sS]?://[^\W_][\w.-]{0,252}(?::(?P<port>[0-9]{0,5}))?(?:[/?#].*)?"
)
_SCHEME: Final = re.compile(r"[^/?#]*:")
# Browsers drop tabs and line breaks inside an address, and read a backslash as a slash.
_MISREAD: Final = re.compile(r"[\s\\]")

#: Query parameters that campaigns and mailings add, by prefix and by name.
_TRACKING_PREFIXES: Final = ("utm_", "mc_", "pk_", "hsa_")
_TRACKING: Final = frozenset(
    {
        "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "cmpid", "cmp", "ncid", "ocid",
        "smid", "ref_src", "guccounter", "xtor", "s_cid",
    }
)  # fmt: skip
#: Further ones that a lookup ignores: a few sites may use them for something else.
_LOOKUP_TRACKING_PREFIXES: Final = (*_TRACKING_PREFIXES, "mtm_", "at_", "amp_", "_hs", "vero_")
_LOOKUP_TRACKING: Final = _TRACKING | {
    "igsh", "twclid", "ttclid", "gbraid", "wbraid", "gad_source", "srsltid", "ref_url",
    "guce_referrer", "guce_referrer_sig", "mkt_tok", "mbid", "spm", "_ga", "_gl", "echobox",
    "__twitter_impression", "usqp", "aoh",
}  # fmt: skip
#: Parameters that say "the AMP page of it", whatever their value, and those that may say so.
_AMP: Final = frozenset({"amp", "noamp", "isamp", "wpamp"})
_MAYBE_AMP: Final = frozenset({"outputtype", "output", "mode", "view", "version", "template"})

#: `…/c/s/` leads to https, `…/c/` to http; `v` is the cache's viewer, `wp` its web package.
_CACHED: Final = re.compile(r"/(?:c|v|wp/c|wp/v)/(?:s/)?(?P<page>.+)", re.DOTALL)
_CACHES: Final = (".cdn.ampproject.org", ".ampproject.net", ".bing-amp.com")
_VIEWED: Final = re.compile(r"/amp/(?:s/)?(?P<page>[^/]+\.[^/]+/?.*)", re.DOTALL)
_GOOGLE: Final = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}")
_SAME_SITE: Final = ("www.", "amp.", "m.", "mobile.")
_AMP_FILE: Final = re.compile(r"\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
_WITH_SCHEME: Final = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_WITHOUT_SCHEME: Final = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::[0-9]+)?/\S*")


def is_link(url: str) -> bool:
    """Tell whether a URL is http(s), with a host, without user-info or anything misread."""
    if not _is_clean(url):
        return False
    found = _ABSOLUTE.fullmatch(url)
    return found is not None and int(found["port"] or 0) <= 65_535


def is_picture(url: str) -> bool:
    """Tell whether a URL is a link, or a path on the document's own site."""
    if is_link(url):
        return True
    return _is_clean(url) and not url.startswith("//") and not _SCHEME.match(url)


def on_site(url: str, site: str) -> str:
    """Resolve a URL against the site's, where that is known, as a browser would."""
    try:
        return urljoin(site, url) if site else url
    except ValueError:
        return url


def pasted_url(text: str) -> str:
    """Return the URL that a text typed into a search box is, with a scheme, or ''.

    Without a scheme, something must follow the host: a domain alone is a word to look for.
    """
    text = text.strip()
    if _WITH_SCHEME.fullmatch(text):
        return text
    return f"https://{text}" if _WITHOUT_SCHEME.fullmatch(text) else ""


def normalised_url(url: str) -> str:
    """Return a URL without scheme, `www.`, tracking parameters, fragment and trailing slash.

    Equal results mean one address: an import asks it whether a document changed its source.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    pairs = _kept(parts.query, _TRACKING, _TRACKING_PREFIXES)
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{host}{_port(parts)}{parts.path.rstrip('/')}{query}"


def lookup_form(url: str) -> str:
    """Return a URL without all that its variants differ in; one that can't be parsed as it is.

    Besides what `normalised_url` leaves out: mobile and AMP hosts, AMP caches and paths, escapes,
    the order of the query, and more tracking parameters.
    """
    try:
        return _lookup_form(canonicalize_url(_behind_amp_cache(url)))
    except (ValueError, UnicodeError):
        return url


def _lookup_form(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    while host.startswith(_SAME_SITE) and "." in host.partition(".")[2]:
        host = host.partition(".")[2]
    pairs = _kept(parts.query, _LOOKUP_TRACKING, _LOOKUP_TRACKING_PREFIXES)
    query = urlencode([pair for pair in pairs if not _says_amp(*pair)])
    path = "".join(_without_amp(parts.path))
    return f"{host}{_port(parts)}{path}{'?' if query else ''}{query}"


def _behind_amp_cache(url: str) -> str:
    """Return the page behind a URL of an AMP cache, or the URL itself."""
    # A cached page may be named by the address of another cache, but not without end.
    for _ in range(3):
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if host.endswith(_CACHES):
            found = _CACHED.fullmatch(parts.path)
        elif _GOOGLE.fullmatch(host):
            found = _VIEWED.fullmatch(parts.path)
        else:
            return url
        if not found:
            return url
        query = f"?{parts.query}" if parts.query else ""
        url = f"https://{unquote(found['page'])}{query}"
    return url


def _kept(query: str, names: frozenset[str], prefixes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the parameters of a query without those of these names and prefixes."""
    return [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in names and not name.lower().startswith(prefixes)
    ]


def _port(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port not in (None, 80, 443) else ""


def _without_amp(path: str) -> Iterator[str]:
    segments = [each for each in _AMP_FILE.sub("", path.rstrip("/")).split("/") if each]
    plain = [each for each in segments if each.lower() != "amp"]
    for each in plain or segments:
        yield f"/{each}"


def _says_amp(name: str, value: str) -> bool:
    return name.lower() in _AMP or (name.lower() in _MAYBE_AMP and value.lower() == "amp")


def _is_clean(url: str) -> bool:
    least, most = ADDRESS
    return least <= len(url) <= most and url.isprintable() and not _MISREAD.search(url)
