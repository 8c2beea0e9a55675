"""Whether two readings of a document are one story: what its URL and its title are, at heart."""

import hashlib
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from .addresses import address_at_heart
from .news import NewsDocument

#: What a rewrite makes of the story: another site or address for it, or another story.
Turn = Literal["source-change", "replaced"]

_TRACKING_PREFIXES: Final = ("utm_", "mc_", "pk_", "hsa_")
_TRACKING: Final = frozenset(
    {
        "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "cmpid", "cmp", "ncid", "ocid",
        "smid", "ref_src", "guccounter", "xtor", "s_cid",
    }
)  # fmt: skip


def story_url(document: NewsDocument) -> str:
    """Return the URL by which a document's story is known."""
    return document.original_url or document.web_url


def url_at_heart(url: str) -> str:
    """Return the URL without scheme, `www.`, tracking parameters, fragment and last slash."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith(_TRACKING_PREFIXES)
    ]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"


def title_at_heart(title: str) -> str:
    """Return the title's letters and digits, case aside; one without any as it is."""
    return "".join(char for char in title.casefold() if char.isalnum()) or title


def url_key(url: str) -> str:
    """Return a digest of the URL at heart, short enough to index."""
    return _digest(url_at_heart(url))


def title_key(title: str) -> str:
    """Return a digest of the title at heart."""
    return _digest(title_at_heart(title))


def address_key(url: str) -> str:
    """Return a digest of the address at heart: the same for all variants of it."""
    return _digest(address_at_heart(url))


def address_keys(*urls: str) -> set[str]:
    """Return the keys of the addresses that are there: a document names up to four for a story."""
    return {address_key(url) for url in urls if url}


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def turn_of(old: NewsDocument, new: NewsDocument, old_title: str, new_title: str) -> Turn | None:
    """Return whether the story changed its source, or was replaced by another one.

    The titles are upstream's words: what an export wrote into a document is no word of it.
    """
    same_title = title_at_heart(old_title) == title_at_heart(new_title)
    same_url = url_at_heart(story_url(old)) == url_at_heart(story_url(new))
    same_provider = (old.provider.name, old.provider.domain) == (
        new.provider.name,
        new.provider.domain,
    )
    if not same_title and not same_url:
        return "replaced"
    return "source-change" if same_title and not (same_url and same_provider) else None
