"""What a new text of a document changes: pure comparison of two readings."""

from collections.abc import Mapping
from typing import Final

from articles.documents import NewsDocument
from articles.standing import Value

#: Attribute of NewsDocument (and, but for `provider` and the lists, column of Article) -> key.
KEYS: Final[Mapping[str, str]] = {
    "category": "category",
    "title": "title",
    "excerpt": "excerpt",
    "published_at": "publishedDateTime",
    "original_url": "originalUrl",
    "web_url": "webUrl",
    "amp_web_url": "ampWebUrl",
    "cdn_amp_web_url": "cdnAmpWebUrl",
    "type": "type",
    "quality": "quality",
    "heat": "heat",
    "published": "published",
    "featured_content": "featuredContent",
    "provider": "provider",
    "topics": "topics",
    "images": "images",
    "related": "related",
}
#: What a site rewrites without meaning anything by it (97 % of all rewrites).
NOISE: Final = frozenset({"secured", "heat"})


def words(document: NewsDocument) -> dict[str, Value]:
    """Return upstream's word on each field that a person may decide."""
    return {
        "published": document.published,
        "quality": document.quality,
        "title": document.title,
        "excerpt": document.excerpt,
        "type": document.type,
        "topics": list(document.topics),
    }


def changes(old: NewsDocument | None, new: NewsDocument) -> list[str]:
    """Return the keys whose meaning differs, `body` included, in the order of KEYS.

    Without an old reading (it was taken under rules that have changed since) everything differs.
    """
    if old is None:
        return list(KEYS.values())
    known = [key for name, key in KEYS.items() if getattr(old, name) != getattr(new, name)]
    keys = {**old.other, **new.other}
    other = [key for key in keys if old.other.get(key) != new.other.get(key)]
    return known + other + (["body"] if old.body != new.body else [])


def is_noise(changed: list[str]) -> bool:
    """Whether nobody needs to hear of it."""
    return NOISE.issuperset(changed)


def moves_version(changed: list[str]) -> bool:
    """Whether a person who decides should look again: an imported field other than heat moved."""
    return bool(set(changed) & (set(KEYS.values()) - {"heat"}))
