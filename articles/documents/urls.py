"""Check and normalise URLs: which a document may contain, and which are equal.

`normalised_url` is the one normaliser: equal results mean equal addresses. `is_same_address` also
weighs fragments, which tell stories apart on some sites and mean nothing on others. The syntax of
URLs is that of RFC 3986, as browsers read it (WHATWG URL Standard); hosts follow IDNA (UTS 46).
"""

import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

import idna

from . import limits
from .tracking import TRACKING_NAMES, TRACKING_PREFIX

# A host and port that every browser and every library read alike: no user-info, which can make
# evil.example look like another site, and no brackets. No IGNORECASE, which takes U+017F for an s.
_ABSOLUTE: Final = re.compile(
    r"[hH][tT]{2}[pP][sS]?://[^\W_][\w.-]{0,252}(?::(?P<port>[0-9]{0,5}))?(?:[/?#].*)?"
)
_SCHEME: Final = re.compile(r"[^/?#]*:")
# Browsers drop tabs and line breaks inside a URL, and read a backslash as a slash.
_MISREAD: Final = re.compile(r"[\s\\]")
_HOST: Final = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
    r"(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)

#: Parameters that ask for the AMP page, whatever their value, and those that do with value `amp`.
_AMP_NAMES: Final = frozenset({"amp", "noamp", "isamp", "wpamp"})
_NAMES_OF_AMP_VALUE: Final = frozenset(
    {"outputtype", "output", "mode", "view", "version", "template"}
)

#: Path of a page in an AMP cache: `…/c/s/` is for https, `…/c/` for http; `v` is the cache's
#: viewer, `wp` its web package.
_AMP_CACHE_PATH: Final = re.compile(r"/(?:c|v|wp/c|wp/v)/(?:s/)?(?P<page>.+)", re.DOTALL)
_AMP_CACHE_HOSTS: Final = (".cdn.ampproject.org", ".ampproject.net", ".bing-amp.com")
_GOOGLE_VIEWER_PATH: Final = re.compile(r"/amp/(?:s/)?(?P<page>[^/]+\.[^/]+/?.*)", re.DOTALL)
_GOOGLE_HOST: Final = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}")
_VARIANT_HOST_PREFIXES: Final = ("www.", "amp.", "m.", "mobile.")
_AMP_SUFFIX: Final = re.compile(r"\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
_WITH_SCHEME: Final = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_WITHOUT_SCHEME: Final = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::[0-9]+)?/\S*")

_ESCAPE: Final = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
#: What `quote` leaves alone: everything that RFC 3986 allows in a path, and escapes.
_KEPT_IN_PATH: Final = "%:@!$&'()*+,;=~/"
#: What stays as it is in a URL: delimiters (RFC 3986, section 2.2), and escapes.
_KEPT_IN_URL: Final = "%/:?#[]@!$&'()*+,;=~"
#: A fragment that names a page of a single-page site, as a path does.
_ROUTE_STARTS: Final = ("!", "/")
#: Fragments of share buttons (Tynt, AddThis, ShareThis).
_TRACKING_FRAGMENT: Final = re.compile(r"ixzz\w+|\.\w{6,}(?:\.\w+)?|sthash\.\w+.*", re.IGNORECASE)
_TEXT_FRAGMENT: Final = ":~:"


def is_link(url: str) -> bool:
    """Tell whether a URL is safe as a link: absolute http(s), with a host, without user-info.

    Its port is valid, its length within limits.URL, and it has no white space, backslash or
    unprintable character, which browsers drop or read differently.
    """
    if not _is_clean(url):
        return False
    match = _ABSOLUTE.fullmatch(url)
    return match is not None and int(match["port"] or 0) <= 65_535


def is_image_url(url: str) -> bool:
    """Tell whether a URL is safe for an image: a link, or a path on the document's own site."""
    if is_link(url):
        return True
    return _is_clean(url) and not url.startswith("//") and not _SCHEME.match(url)


def encode_spaces(url: str) -> str:
    """Return a URL without spaces around it and with those inside percent-encoded, as browsers do.

    Spaces are those of Unicode's category Zs; tabs and line breaks, which browsers drop, stay.
    """
    spaces = {char for char in url if unicodedata.category(char) == "Zs"}
    stripped = url.strip("".join(spaces)) if spaces else url
    return "".join(quote(char) if char in spaces else char for char in stripped)


def host_name(text: str) -> str:
    """Return a host name in lower case and in Unicode (IDNA); '' where the text is none.

    White space around it and final dots are left out; a port or a path makes it no host name.
    """
    ascii_name = _ascii_host(text.strip().rstrip("."))
    if not _HOST.fullmatch(ascii_name):
        return ""
    try:
        return idna.decode(ascii_name) if "xn--" in ascii_name else ascii_name
    except idna.IDNAError:
        return ""


def absolute_url(url: str, site: str) -> str:
    """Return a URL resolved against `site`, the URL of its site (RFC 3986, section 5).

    `url` is returned unchanged where it can't be resolved or `site` is ''.
    """
    try:
        return urljoin(site, url) if site else url
    except ValueError:
        return url


def ascii_url(url: str) -> str:
    """Return a URL in ASCII, for feeds: the host by IDNA, the rest percent-encoded (RFC 3987).

    The scheme is in lower case, user-info is left out. A URL without a host, or that can't be
    parsed, is percent-encoded as a whole.
    """
    encoded = quote(url, safe=_KEPT_IN_URL)
    try:
        parts = urlsplit(url)
        host, port = _punycode_host(_ascii_host(parts.hostname or "")), parts.port
    except (ValueError, UnicodeError):
        return encoded
    if not parts.netloc:
        return encoded
    netloc = host if port is None else f"{host}:{port}"
    rest = quote(url.partition(parts.netloc)[2], safe=_KEPT_IN_URL)
    return f"{parts.scheme.lower()}://{netloc}{rest}"


def pasted_url(text: str) -> str:
    """Return the URL that a whole text in a search box is, stripped, or '' where it is none.

    https:// is put before one without a scheme, which counts only where a path follows the host: a
    domain alone is a word to search for.
    """
    text = text.strip()
    if _WITH_SCHEME.fullmatch(text):
        return text
    return f"https://{text}" if _WITHOUT_SCHEME.fullmatch(text) else ""


def normalised_url(url: str) -> str:
    """Return a URL normalised, without a scheme: equal for all spellings of one address.

    Spellings differ in: scheme, `www.`, mobile and AMP hosts, AMP caches, paths and parameters,
    letter case of host and escapes, IDNA, default ports, dot segments, double and trailing slashes,
    escapes of unreserved characters, order of the query, tracking parameters, and any fragment but
    a route (`#!…`, `#/…`). A URL that can't be parsed is returned unchanged.
    """
    try:
        base, fragment = _normalised_parts(url)
    except (ValueError, UnicodeError):
        return url
    return f"{base}#{fragment}" if fragment.startswith(_ROUTE_STARTS) else base


def is_same_address(one: str, other: str) -> bool:
    """Tell whether two URLs are spellings of one address: normalised, equal up to their fragments.

    Different fragments tell stories apart; but one that only one of the URLs has does so only where
    it is a route (`#!…`, `#/…`), and tracking and text fragments don't count. URLs that can't be
    parsed are compared as texts.
    """
    try:
        base, fragment = _normalised_parts(one)
        other_base, other_fragment = _normalised_parts(other)
    except (ValueError, UnicodeError):
        return one == other
    if base != other_base:
        return False
    if fragment == other_fragment:
        return True
    longer = fragment or other_fragment
    return not (fragment and other_fragment) and not longer.startswith(_ROUTE_STARTS)


def _normalised_parts(url: str) -> tuple[str, str]:
    """Return a URL normalised without scheme and fragment, and its fragment if that counts, or ''.

    Raises ValueError.
    """
    parts = urlsplit(_uncached_url(url))
    host = _ascii_host(parts.hostname or "")
    while host.startswith(_VARIANT_HOST_PREFIXES) and "." in host.partition(".")[2]:
        host = host.partition(".")[2]
    path = _path_without_amp(_without_dot_segments(_normalised_escapes(parts.path)))
    query = urlencode(sorted(_telling_parameters(parts.query)))
    base = f"{host}{_port(parts)}{path}{'?' if query else ''}{query}"
    return base, _telling_fragment(parts.fragment)


def _uncached_url(url: str) -> str:
    """Return the https URL of the page that a URL of an AMP cache serves, or the URL itself."""
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
        query = f"?{parts.query}" if parts.query else ""
        url = f"https://{unquote(match['page'])}{query}"
    return url


def _ascii_host(host: str) -> str:
    """Return a host in lower case, in ASCII (IDNA with UTS 46) unless IDNA refuses it."""
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host


def _punycode_host(host: str) -> str:
    """Return a host with its Unicode labels in Punycode, even where IDNA 2008 refuses them."""
    labels = unicodedata.normalize("NFKC", host).split(".")
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels
    )


def _normalised_escapes(path: str) -> str:
    """Return a path in NFC and percent-encoded: unreserved characters plain, escapes upper-case."""

    def decoded(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else f"%{match[1].upper()}"

    composed = unicodedata.normalize("NFC", path)
    return _ESCAPE.sub(decoded, quote(composed, safe=_KEPT_IN_PATH))


def _without_dot_segments(path: str) -> str:
    """Return a path with `.` and `..` resolved (RFC 3986, 5.2.4), without empty segments."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "".join(f"/{segment}" for segment in kept)


def _path_without_amp(path: str) -> str:
    """Return a path without `amp` segments and `.amp` suffixes; `amp` segments alone are kept."""
    segments = [each for each in _AMP_SUFFIX.sub("", path).split("/") if each]
    plain = [each for each in segments if each.lower() != "amp"]
    return "".join(f"/{each}" for each in plain or segments)


def _telling_parameters(query: str) -> list[tuple[str, str]]:
    """Return (name, value) of a query's parameters that are neither tracking nor AMP parameters."""
    return [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _is_tracking(name) and not _is_amp_parameter(name, value)
    ]


def _is_tracking(name: str) -> bool:
    return name.lower() in TRACKING_NAMES or name.lower().startswith(TRACKING_PREFIX)


def _is_amp_parameter(name: str, value: str) -> bool:
    name, value = name.lower(), value.lower()
    return name in _AMP_NAMES or (name in _NAMES_OF_AMP_VALUE and value == "amp")


def _telling_fragment(fragment: str) -> str:
    """Return a fragment without its text fragment (`:~:…`); '' where the rest is only tracking."""
    fragment = fragment.partition(_TEXT_FRAGMENT)[0]
    if _TRACKING_FRAGMENT.fullmatch(fragment):
        return ""
    names = [name for name, _ in parse_qsl(fragment, keep_blank_values=True)] if (
        "=" in fragment
    ) else []  # fmt: skip
    return "" if names and all(map(_is_tracking, names)) else fragment


def _port(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port not in (None, 80, 443) else ""


def _is_clean(url: str) -> bool:
    least, most = limits.URL
    return least <= len(url) <= most and url.isprintable() and not _MISREAD.search(url)
