"""Check and normalise URLs: which a document may contain, and which are equal.

`normalised_url` is the one normaliser. `is_same_address` also weighs fragments, which tell stories
apart on some sites and mean nothing on others. The syntax of URLs is that of RFC 3986, as browsers
read it (WHATWG URL Standard); hosts follow IDNA (UTS 46).
"""

import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

import idna

from . import limits
from .escapes import normalised_escapes, parameters, without_html_ampersand
from .hosts import ascii_host
from .tracking import is_ignored, is_share_fragment, is_tracking
from .variants import path_without_amp, site_host, uncached_url

# A host and port that every browser and every library read alike: no user-info, which can make
# evil.example look like another site, and no brackets. No IGNORECASE, which takes U+017F for an s.
_ABSOLUTE: Final = re.compile(
    r"[hH][tT]{2}[pP][sS]?://[^\W_][\w.-]{0,252}(?::(?P<port>[0-9]{0,5}))?(?:[/?#].*)?"
)
_SCHEME: Final = re.compile(r"[^/?#]*:")
# Browsers drop tabs and line breaks inside a URL, and read a backslash as a slash.
MISREAD: Final = re.compile(r"[\s\\]")
_HOST: Final = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
    r"(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)

_WITH_SCHEME: Final = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_WITHOUT_SCHEME: Final = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::[0-9]+)?/\S*")

#: What a path or fragment may contain besides unreserved characters and escapes (RFC 3986, 3.3).
_KEPT_IN_PATH: Final = ":@!$&'()*+,;=/"
#: What stays as it is in a URL: delimiters (RFC 3986, section 2.2), and escapes.
_KEPT_IN_URL: Final = "%/:?#[]@!$&'()*+,;=~"
#: A fragment that names a page of a single-page site, as a path does. Some tools escape the `!`.
_ROUTE: Final = re.compile(r"(?:(?P<bang>!|%21)|(?=/))(?P<route>.*)", re.DOTALL)
#: What begins a text fragment: words for the browser to look for in the page.
_TEXT_FRAGMENT: Final = re.compile(":(?:~|%7[eE]):")


def is_link(url: str) -> bool:
    """Tell whether a URL is safe as a link: absolute http(s), with a host, without user-info.

    Its host begins with a letter or digit of any script, holds only those, `.`, `-` and `_` (so is
    no IPv6 address), and has at most 253 characters. Its port, if any, is empty or at most 65535,
    its length within limits.URL, and it has no white space, backslash or unprintable character,
    which browsers drop or read differently.
    """
    if not _is_clean(url):
        return False
    match = _ABSOLUTE.fullmatch(url)
    return match is not None and int(match["port"] or 0) <= 65_535


def is_image_url(url: str) -> bool:
    """Tell whether a URL is safe for an image: a link, or a path on the document's own site.

    A link is what `is_link` accepts. A path, absolute or relative, has no `//` at its beginning, no
    colon before its first `/`, `?` or `#`, and length and characters as those of a link.
    """
    if is_link(url):
        return True
    return _is_clean(url) and not url.startswith("//") and not _SCHEME.match(url)


def encode_spaces(url: str) -> str:
    """Return a URL without spaces around it and with those inside percent-encoded, as UTF-8.

    Spaces are those of Unicode's category Zs; tabs and line breaks, which browsers drop, stay.
    """
    spaces = {char for char in url if unicodedata.category(char) == "Zs"}
    stripped = url.strip("".join(spaces)) if spaces else url
    return "".join(quote(char) if char in spaces else char for char in stripped)


def host_name(text: str) -> str:
    """Return a host name in lower case and in Unicode (IDNA); '' where the text is none.

    White space around it and final dots are left out; a port or a path makes it no host name, and
    so do characters that IDNA 2008 refuses, such as emoji. A single label and an IPv4 address are
    taken.
    """
    ascii_name = ascii_host(text.strip().rstrip("."))
    if not _HOST.fullmatch(ascii_name):
        return ""
    try:
        return idna.decode(ascii_name) if "xn--" in ascii_name else ascii_name
    except idna.IDNAError:
        return ""


def absolute_url(url: str, site: str) -> str:
    """Return a URL resolved against `site`, the URL of its site.

    `url` is returned unchanged where it can't be resolved or `site` is ''.
    """
    try:
        return urljoin(site, url) if site else url
    except ValueError:
        return url


def ascii_url(url: str) -> str:
    """Return a URL in ASCII, for feeds: the host by IDNA, the rest percent-encoded (RFC 3987).

    Scheme and host are in lower case, user-info and final dots of the host are left out, existing
    escapes kept. A path alone, or a URL that can't be parsed, is percent-encoded as a whole. Not
    for IPv6 addresses, or hosts without a scheme. Raises UnicodeEncodeError for surrogates.
    """
    encoded = quote(url, safe=_KEPT_IN_URL)
    try:
        parts = urlsplit(url)
        host, port = ascii_host(parts.hostname or ""), parts.port
    except (ValueError, UnicodeError):
        return encoded
    if not parts.netloc:
        return encoded
    netloc = host if port is None else f"{host}:{port}"
    rest = quote(url.partition("//")[2].partition(parts.netloc)[2], safe=_KEPT_IN_URL)
    return f"{parts.scheme.lower()}://{netloc}{rest}"


def pasted_url(text: str) -> str:
    """Return a search text, stripped, if it is an http(s) URL as a whole, else ''.

    https:// is put before a URL without a scheme. Such a one counts as a URL only where a `/`
    follows a host with a dot that ends in two letters or more (and a port, if any): `AI/ML` and a
    domain alone are words to search for, and give ''.
    """
    text = text.strip()
    if _WITH_SCHEME.fullmatch(text):
        return text
    return f"https://{text}" if _WITHOUT_SCHEME.fullmatch(text) else ""


def normalised_url(url: str) -> str:
    """Return a URL normalised, without a scheme: equal for the spellings of one address.

    Spellings differ in: scheme, user-info, `www.`, mobile and AMP hosts, AMP caches, AMP paths and
    parameters, letter case of host and escapes, IDNA, ports 80 and 443, dot segments, double and
    trailing slashes, escapes of unreserved characters, order of the query, tracking parameters, and
    any fragment but a route (`#!…`, `#/…`), which is kept, with its escapes and query normalised,
    without tracking. A URL that can't be parsed is returned unchanged.
    """
    return split_address(url)[0]


def is_same_address(one: str, other: str) -> bool:
    """Tell whether two URLs are of one address: equal by `normalised_url`, fragments not different.

    Fragments, as `split_address` returns them, differ where both URLs have one and these aren't
    equal; tracking, share-button and text fragments don't count. A route (`#!…`, `#/…`) is a part
    of the address. A URL that can't be parsed is compared as a text.
    """
    (address, fragment), (other_address, other_fragment) = split_address(one), split_address(other)
    if address != other_address:
        return False
    return fragment == other_fragment or not (fragment and other_fragment)


def split_address(url: str) -> tuple[str, str]:
    """Split a URL into its address (`normalised_url`) and its fragment, normalised, or ''.

    The fragment has no `#` before it. A route (`#!…`, `#/…`) belongs to the address; the fragment
    is then what follows a second `#`. Tracking parameters in it (`name=value`), text fragments
    (`:~:…`), fragments of share buttons, and the parameters of a query in it for which `is_ignored`
    is true are left out. A URL that can't be parsed is returned unchanged, with ''.
    """
    try:
        parts = urlsplit(uncached_url(url))
        host = site_host(ascii_host(parts.hostname or ""))
        path = path_without_amp(_without_dot_segments(_normalised_path(parts.path)))
        address = f"{host}{_port(parts)}{path}{_normalised_query(parts.query)}"
        fragment = _TEXT_FRAGMENT.split(parts.fragment, maxsplit=1)[0]
        route = _ROUTE.fullmatch(fragment)
        if not route:
            return address, _normalised_fragment(fragment)
        page, _, fragment = route["route"].partition("#")
        mark = "#!" if route["bang"] else "#"
        return f"{address}{mark}{_normalised_route(page)}", _normalised_fragment(fragment)
    except (ValueError, UnicodeError):
        return url, ""


def _normalised_path(path: str) -> str:
    return normalised_escapes(path, _KEPT_IN_PATH)


def _normalised_query(query: str) -> str:
    """Return a query, with its `?`, in alphabetical order without ignored parameters, or ''."""
    kept = [
        (name, value)
        for name, value in parameters(query)
        if not is_ignored(name.decode(errors="replace"), value.decode(errors="replace"))
    ]
    return f"?{urlencode(sorted(kept))}" if kept else ""


def _normalised_route(route: str) -> str:
    """Return a route, without its `#` or `#!`, with escapes and query normalised, without tracking.

    One that begins with `/` has dot segments, empty segments and the trailing slash removed; AMP
    segments stay.
    """
    page, _, query = route.partition("?")
    path = _without_tracking(_normalised_path(page))
    if path.startswith("/"):
        path = _without_dot_segments(path) or "/"
    return path + _normalised_query(query)


def _normalised_fragment(fragment: str) -> str:
    """Return a fragment, without its `#`, with escapes and a query in it normalised.

    Tracking parameters and a share button's fragment are left out; '' where nothing remains.
    """
    name, _, query = fragment.partition("?")
    name = _without_tracking(_normalised_path(name))
    return ("" if is_share_fragment(name) else name) + _normalised_query(query)


def _without_tracking(fragment: str) -> str:
    """Return a fragment without the tracking parameters (`name=value`) that `&` separates in it."""
    pairs = [(part, *part.partition("=")[:2]) for part in fragment.split("&")]
    return "&".join(
        part
        for part, name, equals in pairs
        if not (equals and is_tracking(without_html_ampersand(name)))
    )


def _without_dot_segments(path: str) -> str:
    """Return a path with `.` and `..` resolved (RFC 3986, 5.2.4), without empty segments.

    So it has no trailing slash, and is '' for the root.
    """
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "".join(f"/{segment}" for segment in kept)


def _port(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port not in (None, 80, 443) else ""


def _is_clean(url: str) -> bool:
    least, most = limits.URL
    return least <= len(url) <= most and url.isprintable() and not MISREAD.search(url)
