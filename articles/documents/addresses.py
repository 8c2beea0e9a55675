"""What an address is at heart, whichever variant of it was copied: scheme, `www.`, mobile and AMP
hosts, AMP caches, tracking parameters, fragment and last slash aside.

For finding an article by any of its addresses. Whether a document changed its source is decided
by the stricter `identity.url_at_heart`.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from w3lib.url import canonicalize_url

_TRACKING_PREFIXES: Final = ("utm_", "mc_", "pk_", "hsa_", "mtm_", "at_", "amp_", "_hs", "vero_")
_TRACKING: Final = frozenset(
    {
        "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "igsh", "twclid", "ttclid",
        "gbraid", "wbraid", "gad_source", "srsltid", "cmpid", "cmp", "ncid", "ocid", "smid",
        "ref_src", "ref_url", "guccounter", "guce_referrer", "guce_referrer_sig", "xtor", "s_cid",
        "mkt_tok", "mbid", "spm", "_ga", "_gl", "echobox", "__twitter_impression", "usqp", "aoh",
    }
)  # fmt: skip
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


def pasted(text: str) -> str:
    """Return the address that a text typed into a search box is, with a scheme, or ''.

    Without a scheme, something must follow the host: a domain alone is a word to look for.
    """
    text = text.strip()
    if _WITH_SCHEME.fullmatch(text):
        return text
    return f"https://{text}" if _WITHOUT_SCHEME.fullmatch(text) else ""


def address_at_heart(url: str) -> str:
    """Return the address without all that makes variants of it; one that none can read as it is."""
    try:
        return _at_heart(canonicalize_url(_original(url)))
    except (ValueError, UnicodeError):
        return url


def _original(url: str) -> str:
    """Return the page behind an address at an AMP cache, or the address itself."""
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


def _at_heart(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    while host.startswith(_SAME_SITE) and "." in host.partition(".")[2]:
        host = host.partition(".")[2]
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in pairs if not _is_aside(name, value)])
    return f"{host}{port}{''.join(_path(parts.path))}{'?' if query else ''}{query}"


def _path(path: str) -> Iterator[str]:
    segments = [each for each in _AMP_FILE.sub("", path.rstrip("/")).split("/") if each]
    plain = [each for each in segments if each.lower() != "amp"]
    for each in plain or segments:
        yield f"/{each}"


def _is_aside(name: str, value: str) -> bool:
    name, value = name.lower(), value.lower()
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES) or name in _AMP:
        return True
    return name in _MAYBE_AMP and value == "amp"
