"""What an import changed in a document, for its page: the old and new value of each key."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from articles import formatting
from articles.documents.decidable import FIELDS
from articles.documents.invisible import visible
from articles.documents.schema import KEYS, OPAQUE_KEY
from articles.formatting.inline_diff import InlineDiff, inline_diff, text_diff
from articles.models import ImportEntry

_NAMES: Final = {key: name for name, key in KEYS.items()}
_ITEMS: Final = {"images": "image", "related": "link"}


class KeyChange(NamedTuple):
    """A changed key with both its values, each with the part marked in which it differs.

    Nothing is marked where `InlineDiff.differs` is empty, such as for published and quality.
    """

    key: str
    before: InlineDiff
    after: InlineDiff

    @property
    def is_shown(self) -> bool:
        """Whether the two values differ as text; where not, pages show the key without them."""
        return self.before.whole != self.after.whole


class ListedEntry(NamedTuple):
    """A document of an import: its stored result, the values that changed, and other keys."""

    entry: ImportEntry
    values: list[KeyChange]
    #: Changed keys without stored values, but for `secured`: of imports by old releases, all keys.
    keys: list[str]


def listed_entry(entry: ImportEntry) -> ListedEntry:
    """Return an entry with its changed keys: those with stored values, and those without.

    Both are in the order of `entry.changes`. `secured`, which has no stored values and says nothing
    to people, is left out.
    """
    stored: dict[str, list[Any]] = entry.differences
    values = [_key_change(key, *stored[key]) for key in entry.changes if key in stored]
    keys = [key for key in entry.changes if key not in stored and key != OPAQUE_KEY]
    return ListedEntry(entry, values, keys)


def _key_change(key: str, before: Any, after: Any) -> KeyChange:
    name = _NAMES.get(key, key)
    if name in FIELDS:
        return KeyChange(key, inline_diff(name, before, after), inline_diff(name, after, before))
    old, new = _text(name, before), _text(name, after)
    return KeyChange(key, text_diff(old, new), text_diff(new, old))


def _text(name: str, value: Any) -> str:
    """Return the stored value of a key that isn't decidable, as text; '' for None.

    Of images or links it is their number and the stored items, URLs or titles, shortened: `3 links,
    here: “…”`. The date of publication is in the current time zone.
    """
    if name in _ITEMS and isinstance(value, dict):
        noun = _ITEMS[name] if value["count"] == 1 else f"{_ITEMS[name]}s"
        items = [f"“{formatting.shortened(item)}”" for item in value["items"]]
        return f"{value['count']:,} {noun}" + (f", here: {', '.join(items)}" if items else "")
    if name == "published_at":
        return formatting.exact(datetime.fromisoformat(value))
    return "" if value is None else visible(str(value))
