"""Noise: rewrites of a document in which only `secured` or `heat` differ.

About 97 % of all rewrites of real documents are noise. The definition is that of
newsroom/docs/architecture.md.
"""

from collections.abc import Collection
from typing import Final

from articles.documents.schema import ARTICLE_KEYS, OPAQUE_KEY

NOISE_KEYS: Final = frozenset({OPAQUE_KEY, "heat"})


def is_noise(changed_keys: Collection[str]) -> bool:
    """Tell whether there is no key but `secured` and `heat`: noise, which no report lists."""
    return NOISE_KEYS.issuperset(changed_keys)


def changes_version(changed_keys: Collection[str]) -> bool:
    """Tell whether one of the keys is a field of an article other than heat.

    The article's version grows then, which makes open forms outdated.
    """
    return bool(set(changed_keys) & (ARTICLE_KEYS - {"heat"}))
