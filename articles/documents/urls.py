"""Check and normalise URLs: which a document may contain, and which are equal.

`normalised_url` decides whether two URLs are equal; `lookup_form` is looser and finds an article by
any variant of its URL that a person pastes. The syntax of URLs is that of RFC 3986, as browsers
read it (WHATWG URL Standard).
"""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit

from w3lib.url import canonicalize_url

from . import limits

# A host and port that every browser and every library read alike: no user-info, which can make
# evil.example look like another site, and no brackets. No IGNORECASE, which takes U+017F for an s.
_ABSOLUTE: Final = re.compile(
    r"[hH][tT]{2}[pP][sS]?://[^\W_][\w.-]{0,252}(?::(?P<port>[0-9]{0,5}))?(?:[/?#].*)?"
)
_SCHEME: Final = re.compile(r"[^/?#]*:")
# Browsers drop tabs and line breaks inside a URL, and read a backslash as a slash.
_MISREAD: Final = re.compile(r"[\s\\]")

#: Query parameters that campaigns and mailings add, by prefix and by name.
_TRACKING_PREFIXES: Final = ("utm_", "mc_", "pk_", "hsa_")
_TRACKING_NAMES: Final = frozenset(
    {
        "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "cmpid", "cmp", "ncid", "ocid",
        "smid", "ref_src", "guccounter", "xtor", "s_cid",
    }
)  # fmt: skip
#: Further ones that a lookup ignores: a few sites may use them for something else.
_LOOKUP_TRACKING_PREFIXES: Final = (*_TRACKING_PREFIXES, "mtm_", "at_", "amp_", "_hs", "vero_")
_LOOKUP_TRACKING_NAMES: Final = _TRACKING_NAMES | {
    "igsh", "twclid", "ttclid", "gbraid", "wbraid", "gad_source", "srsltid", "ref_url",
    "guce_referrer", "guce_referrer_sig", "mkt_tok", "mbid", "spm", "_ga", "_gl", "echobox",
    "__twitter_impression", "usqp", "aoh",
}  # fmt: skip
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


def is_link(url: str) -> bool:
    """Tell whether a URL is safe as a link: http(s), with a host, without user-info.

    No longer than limits.URL, and without characters that browsers drop or read differently.
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


def absolute_url(url: str, site: str) -> str:
    """Resolve a URL against the URL of its site (RFC 3986, section 5).

    A URL that can't be resolved, or whose site is '', is returned unchanged.
    """
    try:
        return urljoin(site, url) if site else url
    except ValueError:
        return url


def pasted_url(text: str) -> str:
    """Return the URL that a text in a search box is, with a scheme, or '' where it is none.

    Without a scheme, a path must follow the host: a domain alone is a word to search for.
    """
    text = text.strip()
    if _WITH_SCHEME.fullmatch(text):
        return text
    return f"https://{text}" if _WITHOUT_SCHEME.fullmatch(text) else ""


def normalised_url(url: str) -> str:
    """Return a URL without scheme, `www.`, tracking parameters, fragment and trailing slash.

    Equal results mean equal URLs: an import compares them to detect story changes. Raises
    ValueError where the URL can't be parsed; those that `is_link` allows can be.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    pairs = _other_parameters(parts.query, _TRACKING_NAMES, _TRACKING_PREFIXES)
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{host}{_port(parts)}{parts.path.rstrip('/')}{query}"


def lookup_form(url: str) -> str:
    """Return a URL without everything that its variants differ in; one that can't be parsed as is.

    Removes what `normalised_url` does, and also mobile and AMP hosts, AMP caches and paths,
    escapes, the order of the query, and more tracking parameters.
    """
    try:
        return _lookup_form(canonicalize_url(_uncached_url(url)))
    except (ValueError, UnicodeError):
        return url


def _lookup_form(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    while host.startswith(_VARIANT_HOST_PREFIXES) and "." in host.partition(".")[2]:
        host = host.partition(".")[2]
    pairs = _other_parameters(parts.query, _LOOKUP_TRACKING_NAMES, _LOOKUP_TRACKING_PREFIXES)
    query = urlencode([pair for pair in pairs if not _is_amp_parameter(*pair)])
    return f"{host}{_port(parts)}{_path_without_amp(parts.path)}{'?' if query else ''}{query}"


def _uncached_url(url: str) -> str:
    """Return the URL of the page that a URL of an AMP cache serves, or the URL itself."""
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


def _other_parameters(
    query: str, names: frozenset[str], prefixes: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Return the parameters of a query that have none of these names and prefixes."""
    return [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in names and not name.lower().startswith(prefixes)
    ]


def _port(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port not in (None, 80, 443) else ""


def _path_without_amp(path: str) -> str:
    """Return a path without `amp` segments and suffixes; a path of nothing else is kept."""
    segments = [each for each in _AMP_SUFFIX.sub("", path.rstrip("/")).split("/") if each]
    plain = [each for each in segments if each.lower() != "amp"]
    return "".join(f"/{each}" for each in plain or segments)


def _is_amp_parameter(name: str, value: str) -> bool:
    name, value = name.lower(), value.lower()
    return name in _AMP_NAMES or (name in _NAMES_OF_AMP_VALUE and value == "amp")


def _is_clean(url: str) -> bool:
    least, most = limits.URL
    return least <= len(url) <= most and url.isprintable() and not _MISREAD.search(url)
