"""Three-way merge: a document's new text, its last text, and what exports wrote into it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from articles.documents import NewsDocument
from articles.documents.decidable import DECIDABLE, FIELDS, Value
from articles.documents.identity import StoryChangeKind, story_change
from articles.documents.schema import KEYS


def upstream_values(document: NewsDocument) -> dict[str, Value]:
    """Return the value that a document gives of each decidable field."""
    return {name: field.of(document) for name, field in DECIDABLE.items()}


@dataclass(frozen=True, slots=True)
class LastKnown:
    """What is stored of a document: upstream values, exported values, and announced ones.

    `written` has the values that a confirmed export left in the document, `writing` those that an
    interrupted one may have left.
    """

    upstream: Mapping[str, Value]
    written: Mapping[str, Value]
    writing: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a new text changes.

    `upstream` has the upstream value of each decidable field, `written` the values in the text
    that are exported ones. `changes` are the keys whose meaning differs, `body` included, in the
    order of KEYS; exported values are no change.
    """

    upstream: dict[str, Value]
    written: dict[str, Value]
    changes: list[str]
    story_change: StoryChangeKind | None


def merge(old: NewsDocument | None, new: NewsDocument, known: LastKnown) -> MergeResult:
    """Merge a new text: values that an export wrote leave the upstream values as they were.

    `old` is None where the stored text can't be read any more, because the rules of documents
    have changed since: then every key has changed.
    """
    given = upstream_values(new)
    exported = {name for name in FIELDS if _is_exported(name, given[name], known)}
    upstream: dict[str, Value] = {
        name: known.upstream[name] if name in exported else given[name] for name in FIELDS
    }
    written: dict[str, Value] = {name: given[name] for name in FIELDS if name in exported}
    if old is None:
        return MergeResult(upstream, written, list(KEYS.values()), None)
    titles = str(known.upstream["title"]), str(upstream["title"])
    changes = _changed_keys(old, new, known.upstream, upstream)
    return MergeResult(upstream, written, changes, story_change(old, new, *titles))


def _is_exported(name: str, value: Value, known: LastKnown) -> bool:
    """Whether a value is one that an export wrote, or was about to write when it was killed."""
    if value == known.upstream[name]:
        return False
    return any(name in each and each[name] == value for each in (known.written, known.writing))


def _changed_keys(
    old: NewsDocument, new: NewsDocument, before: Mapping[str, Value], now: Mapping[str, Value]
) -> list[str]:
    changed = [
        key
        for name, key in KEYS.items()
        if (
            before[name] != now[name]
            if name in FIELDS
            else getattr(old, name) != getattr(new, name)
        )
    ]
    keys = {**old.other, **new.other}
    changed += [key for key in keys if old.other.get(key) != new.other.get(key)]
    return changed + (["body"] if old.body != new.body else [])
