"""What a new text of a document means, beside what was known of it: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from articles.documents import NewsDocument
from articles.documents.identity import Turn, turn_of
from articles.standing import FIELDS, Value

#: Attribute of NewsDocument (and, but for `provider` and the lists, column of Article) -> key.
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
#: What a site rewrites without meaning anything by it (97 % of all rewrites).
NOISE: Final = frozenset({"secured", "heat"})


def words(document: NewsDocument) -> dict[str, Value]:
    """Return upstream's word on each field that a person may decide."""
    return {
        "published": document.published,
        "quality": document.quality,
        "title": document.title,
        "excerpt": document.excerpt,
        "type": document.type,
        "topics": list(document.topics),
    }


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document from before: upstream's words, and what we wrote into it."""

    words: Mapping[str, Value]
    written: Mapping[str, Value]
    writing: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a new text means.

    `changes` are the keys whose meaning differs, `body` included, in the order of KEYS; what we
    wrote ourselves is no change.
    """

    words: dict[str, Value]
    written: dict[str, Value]
    changes: list[str]
    turn: Turn | None


def merge(old: NewsDocument | None, new: NewsDocument, known: Known) -> Merged:
    """Return what the new text says, told apart from the echo of what we wrote.

    Without an old reading (it was taken under rules that have changed since) everything differs.
    """
    said = words(new)
    echoes = {name for name in FIELDS if _is_echo(name, said[name], known)}
    now: dict[str, Value] = {
        name: known.words[name] if name in echoes else said[name] for name in FIELDS
    }
    written: dict[str, Value] = {name: said[name] for name in FIELDS if name in echoes}
    if old is None:
        return Merged(now, written, list(KEYS.values()), None)
    turn = turn_of(old, new, str(known.words["title"]), str(now["title"]))
    return Merged(now, written, _changes(old, new, known.words, now), turn)


def _is_echo(name: str, value: Value, known: Known) -> bool:
    """Whether a value is ours: written by an export, or by one that was killed on the way."""
    if value == known.words[name]:
        return False
    ours = [known.written, known.writing]
    return any(name in each and each[name] == value for each in ours)


def _changes(
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


def is_noise(changed: list[str]) -> bool:
    """Whether nobody needs to hear of it."""
    return NOISE.issuperset(changed)


def moves_version(changed: list[str]) -> bool:
    """Whether a person who decides should look again: an imported field other than heat moved."""
    return bool(set(changed) & (set(KEYS.values()) - {"heat"}))
