"""Three-way merge of a document's new text, its last text, and what exports wrote into it; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from articles.documents import NewsDocument
from articles.documents.decidable import DECIDABLE, FIELDS, Value
from articles.documents.identity import (
    StoryChangeKind,
    is_same_story,
    story_change,
    story_key,
    story_url,
)
from articles.documents.schema import ARTICLE_KEYS, KEYS
from articles.rules import STORY
from articles.rules.upstream_word import DOUBTS, Known, read_text


def upstream_values(document: NewsDocument) -> dict[str, Value]:
    """Return the value that a document gives of each decidable field, and its story's digest.

    They are by field, the digest under STORY. Quality and `published` are None where the document
    lacks them; a missing excerpt is '', a missing type its default, missing topics are [].
    """
    values = {name: field.value_in(document) for name, field in DECIDABLE.items()}
    return {**values, STORY: story_key(story_url(document), document.title)}


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The result of merging a new text.

    `upstream` has the upstream value of each decidable field, doubts if any, and the story's
    digest. `written` and `restored` are those of `upstream_word.Reading`; `rewritten` are the keys
    of its `changed`. `changes` are the keys of decidable fields whose upstream value differs from
    the stored one, and other keys whose value differs from the last text's: in the order of KEYS,
    then unknown ones, `body` last. `changes_doubts` tells whether the doubts differ, which needs no
    key in `changes`. `story_change` is that of `identity.story_change`. Where the last text can't
    be read any more, `changes` are all of KEYS, and `story_change` is None.
    """

    upstream: dict[str, Value]
    written: dict[str, Value]
    changes: list[str]
    story_change: StoryChangeKind | None
    changes_doubts: bool = False
    rewritten: tuple[str, ...] = ()
    restored: Mapping[str, Value] = field(default_factory=dict)


def merge(
    old: NewsDocument | None, new: NewsDocument, known: Known, *, is_as_left: bool
) -> MergeResult:
    """Merge a new text into the stored values: own exported values leave upstream values unchanged.

    So do values that the document gives as before, also where this release reads it otherwise than
    the one that stored the values. `old` is the document of the last text, None where that can't be
    read any more; then the story's digest is computed anew. Else a story that stays the same
    (`is_same_story`) keeps its stored digest, if any. Titles compared are upstream's, not exported
    ones. `is_as_left` is what `splicing.is_as_left` tells of the new text.
    """
    before, given = upstream_values(old) if old else {}, upstream_values(new)
    others = _changed_others(old, new) if old else list(KEYS.values())
    reading = read_text(known, before, given, others_changed=not is_as_left)
    upstream = reading.upstream
    old_title, title = str(known.upstream["title"]), str(upstream["title"])
    decidable = [KEYS[name] for name in FIELDS if known.upstream[name] != upstream[name]]
    changes = _in_order([*decidable, *others]) if old else list(KEYS.values())
    change = story_change(old, new, old_title, title) if old else None
    is_as_before = old is not None and is_same_story(old, new, old_title, title)
    kept_key = known.upstream.get(STORY) if is_as_before else None
    upstream[STORY] = kept_key or story_key(story_url(new), title)
    changes_doubts = known.upstream.get(DOUBTS) != upstream.get(DOUBTS)
    rewritten = tuple(KEYS[name] for name in reading.changed)
    return MergeResult(
        upstream, reading.written, changes, change, changes_doubts, rewritten, reading.restored
    )


def _changed_others(old: NewsDocument, new: NewsDocument) -> list[str]:
    """Return the keys that differ of those that nobody may decide, `body` last."""
    names = [name for name in KEYS if name not in FIELDS]
    changed = [KEYS[name] for name in names if getattr(old, name) != getattr(new, name)]
    keys = {**old.other, **new.other}
    changed += [key for key in keys if old.other.get(key) != new.other.get(key)]
    return changed + (["body"] if old.body != new.body else [])


def _in_order(keys: Sequence[str]) -> list[str]:
    """Return the keys, those of KEYS first and in its order."""
    known = [key for key in KEYS.values() if key in keys]
    return known + [key for key in keys if key not in ARTICLE_KEYS]
