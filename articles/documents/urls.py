"""Which addresses may become links and pictures."""

import re
from typing import Final
from urllib.parse import urljoin

from .limits import ADDRESS

# A host and port that every browser and every library read alike: no user-info, which can make
# evil.example look like another site, and no brackets. No IGNORECASE, which takes U+017F for an s.
_ABSOLUTE: Final = re.compile(
    r"[hH][tT]{2}[pP][sS]?://[^\W_][\w.-]{0,252}(?::(?P<port>[0-9]{0,5}))?(?:[/?#].*)?"
)
_SCHEME: Final = re.compile(r"[^/?#]*:")
# Browsers drop tabs and line breaks inside an address, and read a backslash as a slash.
_MISREAD: Final = re.compile(r"[\s\\]")


def is_link(address: str) -> bool:
    """Whether `address` is http(s), with a host, without user-info or anything misread."""
    if not _is_clean(address):
        return False
    found = _ABSOLUTE.fullmatch(address)
    return found is not None and int(found["port"] or 0) <= 65_535


def is_picture(address: str) -> bool:
    """Whether `address` is a link, or a path on the document's own site."""
    if is_link(address):
        return True
    return _is_clean(address) and not address.startswith("//") and not _SCHEME.match(address)


def on_site(address: str, site: str) -> str:
    """`address` as a browser on `site`, where that is known, would read it."""
    try:
        return urljoin(site, address) if site else address
    except ValueError:
        return address


def _is_clean(address: str) -> bool:
    least, most = ADDRESS
    return least <= len(address) <= most and address.isprintable() and not _MISREAD.search(address)
