"""Three-way merge of a document's new text, its last text, and what exports wrote into it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from articles.documents import NewsDocument
from articles.documents.decidable import DECIDABLE, FIELDS, Value
from articles.documents.identity import (
    StoryChangeKind,
    is_same_story,
    story_change,
    story_key,
    story_url,
)
from articles.documents.schema import KEYS
from articles.rules import STORY

#: No document gives this value.
_NONE: Final = object()


def upstream_values(document: NewsDocument) -> dict[str, Value]:
    """Return the value that a document gives of each decidable field, and its story's digest.

    They are by field, the digest under STORY. Quality and `published` are None where the document
    lacks them; a missing excerpt is '', a missing type its default, missing topics are [].
    """
    values = {name: field.value_in(document) for name, field in DECIDABLE.items()}
    return {**values, STORY: story_key(story_url(document), document.title)}


@dataclass(frozen=True, slots=True)
class LastKnown:
    """The stored values of a document, by field: upstream, exported and pending ones.

    `written` has the values that a confirmed export left in the document, `writing` the pending
    ones, which an interrupted export may have left there.
    """

    upstream: Mapping[str, Value]
    written: Mapping[str, Value]
    writing: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The result of merging a new text.

    `upstream` has the upstream value of each decidable field and the story's digest, `written` the
    own exported values in the text. `changes` are the keys whose meaning differs: in the order of
    KEYS, then others, `body` last; own exported values are no change. `story_change` is that of
    `identity.story_change`, None where the last text can't be read any more.
    """

    upstream: dict[str, Value]
    written: dict[str, Value]
    changes: list[str]
    story_change: StoryChangeKind | None


def merge(old: NewsDocument | None, new: NewsDocument, known: LastKnown) -> MergeResult:
    """Merge a new text into the stored values: own exported values leave upstream values unchanged.

    So do values that the document gives as before: where a release reads documents better than the
    one that stored the values, that alone changes nothing. `old` is the document of the last text,
    None where that can't be read any more, because the rules of documents have changed since: then
    `changes` has all of KEYS, no story change is found, and the digest is computed anew. Else a
    story that stays the same (`is_same_story`) keeps its stored digest, which decisions on it have
    too. Titles compared are upstream's, not exported ones.
    """
    before = upstream_values(old) if old else {}
    given = upstream_values(new)
    exported = {name for name in FIELDS if _is_exported(name, given[name], known)}
    kept = {name for name in FIELDS if name in exported or before.get(name, _NONE) == given[name]}
    upstream = {name: known.upstream[name] if name in kept else given[name] for name in FIELDS}
    old_title, title = str(known.upstream["title"]), str(upstream["title"])
    written: dict[str, Value] = {name: given[name] for name in FIELDS if name in exported}
    changes = _changed_keys(old, new, known.upstream, upstream) if old else list(KEYS.values())
    change = story_change(old, new, old_title, title) if old else None
    is_as_before = old is not None and is_same_story(old, new, old_title, title)
    kept_key = known.upstream.get(STORY) if is_as_before else None
    upstream[STORY] = kept_key or story_key(story_url(new), title)
    return MergeResult(upstream, written, changes, change)


def _is_exported(name: str, value: Value, known: LastKnown) -> bool:
    """Tell whether a value is one that an export wrote, or may have written when interrupted.

    False for the upstream value, even if an export wrote it too.
    """
    if value == known.upstream[name]:
        return False
    return any(name in each and each[name] == value for each in (known.written, known.writing))


def _changed_keys(
    old: NewsDocument, new: NewsDocument, before: Mapping[str, Value], now: Mapping[str, Value]
) -> list[str]:
    """Return the keys that differ; `before` and `now` are the upstream values.

    They are in the order of KEYS, then other keys, `body` last.
    """
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
