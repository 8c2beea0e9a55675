"""The keys of a document's front matter that become fields of an article."""

from collections.abc import Mapping
from typing import Final

#: Attribute of NewsDocument (and, but for `provider` and the lists, column of Article) -> key, in
#: the order in which sites write the keys.
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
ARTICLE_KEYS: Final = frozenset(KEYS.values())

#: Re-encrypted by the site at every rewrite; known, kept, never read.
OPAQUE_KEY: Final = "secured"
