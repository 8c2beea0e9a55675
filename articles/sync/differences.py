"""The old and the new value of each key that an import changed, short enough to store; pure.

Only some of a document's texts are kept, so the page of an import could not compare them later.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from articles.documents import NewsDocument
from articles.documents.decidable import FIELDS, Value
from articles.documents.nested import ImageEntry, ProviderEntry, RelatedEntry
from articles.documents.schema import KEYS, OPAQUE_KEY
from articles.sync.merge import MergeResult

#: The most characters of a stored text, and those of them before the first difference.
MAX_LENGTH: Final = 400
CONTEXT_LENGTH: Final = 80
#: The most keys, and the most items of a list, whose values are stored.
MAX_KEYS: Final = 30
MAX_ITEMS: Final = 3

#: The value of a key before and after, in types of JSON.
Difference = list[object]
_NAMES: Final = {key: name for name, key in KEYS.items()}


def differences(
    old: NewsDocument, new: NewsDocument, merged: MergeResult, before: Mapping[str, Value]
) -> dict[str, Difference]:
    """Return the old and the new value of changed keys, by key, as [old, new] in types of JSON.

    The keys are the first MAX_KEYS of `merged.changes` without `secured`. Values of decidable
    fields are upstream's, those in `before` and those of `merged`; that of an unknown key is its
    source text, or None. Where one text is longer than MAX_LENGTH, both are cut to what is around
    their first difference. A time is in ISO 8601, a provider `name (domain)`. Images or related
    links become {"count", "items"}: their number, and the image URLs or link titles (else web URLs)
    of the first MAX_ITEMS that the other list hasn't.
    """
    keys = [key for key in merged.changes if key != OPAQUE_KEY][:MAX_KEYS]
    return {key: _difference(key, old, new, merged, before) for key in keys}


def _difference(
    key: str,
    old: NewsDocument,
    new: NewsDocument,
    merged: MergeResult,
    before: Mapping[str, Value],
) -> Difference:
    name = _NAMES.get(key, "")
    if name in FIELDS:
        return _cut_both(before[name], merged.upstream[name])
    if name in ("images", "related"):
        olds, news = getattr(old, name), getattr(new, name)
        return [_list_summary(olds, news), _list_summary(news, olds)]
    if name or key == "body":
        return _cut_both(_plain(getattr(old, name or key)), _plain(getattr(new, name or key)))
    return _cut_both(old.other.get(key), new.other.get(key))


def _plain(value: object) -> object:
    """Return a value in types of JSON: a time in ISO 8601, a provider as `name (domain)`."""
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value.name} ({value.domain})" if isinstance(value, ProviderEntry) else value


def _list_summary(
    items: Sequence[ImageEntry | RelatedEntry], others: Iterable[ImageEntry | RelatedEntry]
) -> dict[str, object]:
    """Return {"count", "items"} of a list: its length, and the items that the other list hasn't.

    An item is another where any attribute differs. `items` has the first MAX_ITEMS of these, as
    texts cut to MAX_LENGTH: the URL of an image, the title of a link or, without one, its web URL.
    """
    only_here = [item for item in items if item not in others]
    shown = [
        item.url if isinstance(item, ImageEntry) else item.title or item.web_url
        for item in only_here[:MAX_ITEMS]
    ]
    return {"count": len(items), "items": [_cut(text, 0) for text in shown]}


def _cut_both(before: object, after: object) -> Difference:
    """Return the two values as a list; texts are cut where one is longer than MAX_LENGTH.

    Of each, at most MAX_LENGTH characters are kept, from CONTEXT_LENGTH before the first
    difference on, with an ellipsis where it is cut. Values that are no texts are kept whole.
    """
    texts = [text if isinstance(text, str) else "" for text in (before, after)]
    if max(map(len, texts)) <= MAX_LENGTH:
        return [before, after]
    pairs = enumerate(zip(*texts, strict=False))
    differs = next((at for at, (a, b) in pairs if a != b), min(map(len, texts)))
    start = max(0, differs - CONTEXT_LENGTH)
    return [_cut(each, start) if isinstance(each, str) else each for each in (before, after)]


def _cut(text: str, start: int) -> str:
    """Return at most MAX_LENGTH characters of a text from `start`, an ellipsis where it is cut."""
    end = start + MAX_LENGTH
    return f"{'…' * (start > 0)}{text[start:end]}{'…' * (len(text) > end)}"
