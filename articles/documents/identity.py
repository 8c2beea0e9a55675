"""Compute the keys that identify a story, and tell whether a rewritten document changed its story.

The keys are digests of normalised URLs and titles. The rules of story changes are those of
newsroom/docs/architecture.md.
"""

import hashlib
from html import unescape
from typing import Literal

from .reader import NewsDocument
from .urls import is_same_address, normalised_url, split_address

#: The story changes that a rewrite of a document can be: another source, or another story.
StoryChangeKind = Literal["source-change", "replaced"]


def story_url(document: NewsDocument) -> str:
    """Return the URL that identifies a document's story: its `original_url`, else its `web_url`."""
    return document.original_url or document.web_url


def normalised_title(title: str) -> str:
    """Return the letters and digits of a title, case-folded and without spaces.

    HTML entities aren't decoded; accents count only in composed letters, other combining marks,
    such as most vowel signs of Hindi, not at all. A title without letters and digits is returned
    unchanged.
    """
    return "".join(char for char in title.casefold() if char.isalnum()) or title


def url_key(url: str) -> str:
    """Return a digest of a URL, normalised by `normalised_url`, as 32 hexadecimal digits."""
    return digest(normalised_url(url))


def url_keys(*urls: str) -> set[str]:
    """Return the set of the digests (`url_key`) of those URLs that aren't empty."""
    return {url_key(url) for url in urls if url}


def title_key(title: str) -> str:
    """Return a digest of a title as 32 hexadecimal digits.

    It is of the title with its HTML entities decoded, then normalised by `normalised_title`.
    """
    return digest(normalised_title(unescape(title)))


def story_key(url: str, title: str) -> str:
    """Return one digest of a story's URL and title, both normalised, 32 hexadecimal digits.

    Unlike that of `url_key` it is also of the fragment that `split_address` returns, which may tell
    stories apart. HTML entities in the title aren't decoded. Different digests may be of one story:
    see `is_same_story`.
    """
    address, fragment = split_address(url)
    return digest(f"{address}{'#' if fragment else ''}{fragment}\n{normalised_title(title)}")


def is_same_title(one: str, other: str) -> bool:
    """Tell whether two titles, HTML entities decoded, are equal by `normalised_title`."""
    return normalised_title(unescape(one)) == normalised_title(unescape(other))


def is_same_story(old: NewsDocument, new: NewsDocument, old_title: str, new_title: str) -> bool:
    """Tell whether two documents are about one story, by the given titles instead of their own.

    That is so where titles (`is_same_title`) and story URLs (`is_same_address`) are equal.
    """
    return is_same_title(old_title, new_title) and is_same_address(story_url(old), story_url(new))


def story_change(
    old: NewsDocument, new: NewsDocument, old_title: str, new_title: str
) -> StoryChangeKind | None:
    """Return the kind of story change from the version `old` of a document to `new`, or None.

    "replaced" where both title (`is_same_title`) and story URL (`is_same_address`) differ;
    "source-change" where the title is equal and the URL or the provider (name, domain) differs;
    None otherwise, also for a new title at the same URL, whatever the provider. `old_title` and
    `new_title` are upstream values, not titles that an export wrote.
    """
    same_title = is_same_title(old_title, new_title)
    same_url = is_same_address(story_url(old), story_url(new))
    same_provider = (old.provider.name, old.provider.domain) == (
        new.provider.name,
        new.provider.domain,
    )
    if not same_title and not same_url:
        return "replaced"
    return "source-change" if same_title and not (same_url and same_provider) else None


def digest(text: str) -> str:
    """Return a digest of a text as 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
