"""Noise: rewrites of a document in which only `secured` or `heat` differ.

About 97 % of all rewrites of real documents are noise. The definition is that of
newsroom/docs/architecture.md.
"""

from collections.abc import Collection
from typing import Final

from articles.documents.schema import ARTICLE_KEYS, OPAQUE_KEY

NOISE_KEYS: Final = frozenset({OPAQUE_KEY, "heat"})


def is_noise(changed_keys: Collection[str]) -> bool:
    """Tell whether a change of these keys is noise, which no report lists."""
    return NOISE_KEYS.issuperset(changed_keys)


def changes_version(changed_keys: Collection[str]) -> bool:
    """Tell whether a change of these keys makes an open form outdated: any field but heat."""
    return bool(set(changed_keys) & (ARTICLE_KEYS - {"heat"}))
