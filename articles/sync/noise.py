"""Noise: rewrites of a document in which only `secured` or `heat` differ.

The definition is that of newsroom/docs/architecture.md.
"""

from collections.abc import Collection
from typing import Final

from articles.documents.schema import ARTICLE_KEYS, OPAQUE_KEY

NOISE_KEYS: Final = frozenset({OPAQUE_KEY, "heat"})


def is_noise(changed_keys: Collection[str]) -> bool:
    """Tell whether no key but `secured` and `heat` changed; True too where no key did."""
    return NOISE_KEYS.issuperset(changed_keys)


def changes_version(changed_keys: Collection[str]) -> bool:
    """Tell whether one of the changed keys is that of an article's field other than heat.

    If so, the caller has to increase the article's version, which makes open forms outdated.
    """
    return bool(set(changed_keys) & (ARTICLE_KEYS - {"heat"}))
