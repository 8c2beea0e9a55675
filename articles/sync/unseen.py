"""Note on an article what an import changed and no person has seen: versions and returns."""

from collections.abc import Collection, Mapping
from typing import Final

from articles.documents.decidable import FIELDS, Value
from articles.documents.schema import KEYS
from articles.models import Article
from articles.rules import EffectiveState
from articles.rules.upstream_word import publishes

#: The columns with versions that an import sets.
VERSION_COLUMNS: Final = ("version", "changed_version", "withdrawn_version")


def note_changes(
    article: Article,
    changed_keys: Collection[str],
    state: EffectiveState,
    upstream_before: Mapping[str, Value],
) -> None:
    """Set the versions of the article's last change and withdrawal, and count upstream's returns.

    `changed_version` becomes the current version where one of the keys is a field, other than heat,
    that has no owner: a new upstream value of an owned field is a conflict, a return to a value
    that was looked at, or the value decided. `withdrawn_version` is set by `note_withdrawal`.
    `returns` counts, by owned field, how often upstream's value changed to one that was looked at.
    `article` has its new version and upstream values, `state` follows from these. Saves nothing.
    """
    shown = (key for name, key in KEYS.items() if name != "heat" and name not in state.owners)
    if not set(changed_keys).isdisjoint(shown):
        article.changed_version = article.version
    note_withdrawal(article, upstream_before)
    returned = [name for name in FIELDS if _has_returned(name, article, state, upstream_before)]
    article.returns |= {name: article.returns.get(name, 0) + 1 for name in returned}


def note_withdrawal(article: Article, upstream_before: Mapping[str, Value]) -> None:
    """Set `withdrawn_version`: 0 where upstream publishes, the version where it ceased to.

    It ceased to where `upstream_before` published (`publishes`); the version is the article's
    current one. In all other cases it stays. Saves nothing.
    """
    if publishes(article.upstream):
        article.withdrawn_version = 0
    elif publishes(upstream_before):
        article.withdrawn_version = article.version


def _has_returned(
    name: str, article: Article, state: EffectiveState, upstream_before: Mapping[str, Value]
) -> bool:
    """Tell whether a field has an owner, and upstream changed it to a value looked at before."""
    owner, now = state.owners.get(name), article.upstream[name]
    return (
        owner is not None
        and now != upstream_before.get(name)
        and any(look.value == now for look in owner.looks)
    )
