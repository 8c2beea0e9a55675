"""The keys of a document's front matter that become fields of an article, and related ones.

These are keys that other sites use instead, and that of the opaque value that is kept.
"""

from collections.abc import Mapping
from typing import Final

#: The key of each attribute of NewsDocument but `other` and `body`, in the order in which sites
#: write the keys. Each name, except `provider` and those of lists, is a column of Article too.
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

_ADDRESSES: Final = (
    "link", "url", "external_url", "externalUrl", "source_url", "sourceUrl", "canonical",
    "canonical_url", "canonicalUrl", "permalink",
)  # fmt: skip
#: Keys under which other sites keep what a required key means, the likeliest first. `url` is that
#: of an image, `webUrl` that of a related link, `name` that of a provider.
SIMILAR_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("headline", "name", "Title"),
    "publishedDateTime": (
        "date", "pubDate", "pubdate", "publishDate", "publishedAt", "published_at", "datePublished",
        "created", "created_at", "lastmod",
    ),
    "originalUrl": _ADDRESSES,
    "webUrl": ("originalUrl", *_ADDRESSES, "href"),
    "url": ("src", "href", "link", "image", "webUrl"),
    "provider": ("source", "publisher", "site", "site_name", "author"),
    "name": ("title", "url", "site", "website", "homepage"),
}  # fmt: skip

#: The key of a value that upstream encrypts anew at every rewrite: kept in the text, never used.
OPAQUE_KEY: Final = "secured"
