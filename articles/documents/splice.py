"""Set fields in the text of a document and leave all else unchanged.

A document is never rebuilt. Edits are placed by the offsets of the tree; then the result is read
again, and returned only if exactly the fields asked for have changed.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from . import limits
from .fields import Fields, is_null
from .frontmatter import FrontMatter, parse
from .schema import KEYS, OPAQUE_KEY
from .splice_check import FIELDS_BY_KEY, Value, current_value, verify
from .yaml_tree import Node, Scalar
from .yaml_tree import Sequence as List
from .yaml_write import (
    Edit,
    SpliceError,
    block_edits,
    bracket_edits,
    entry_line,
    is_flow,
    last_line_offset,
    line_ending,
    line_start,
    list_source,
    next_line_start,
    removal_edits,
    replacement_edits,
    scalar_source,
    style_for_new_value,
)

__all__ = ["SpliceError", "Value", "splice"]

#: The keys in the order of sites, which decides where a missing key is inserted.
_ORDER: Final = (*KEYS.values(), OPAQUE_KEY)


def splice(text: str, values: Mapping[str, Value]) -> str:
    """Return the text of a document with top-level keys set and nothing else changed.

    `values` maps keys to values: title, excerpt and type (texts), topics (texts in their order),
    quality (points, a whole number) and published (true or false). None removes quality or
    published, or sets it to null. A key that has the value already, also by its default, isn't
    touched. A new value keeps the style of the old one as far as it can; a missing key is inserted
    next to its neighbours in the usual order.

    Raises SpliceError for a key that isn't one of these, an invalid value, or where the edit isn't
    possible or would not be read back exactly; DocumentError where `parse` refuses `text`; and
    nothing else. Without `values`, `text` is returned unread.
    """
    if not values:
        return text
    unknown = sorted(str(key) for key in values if key not in FIELDS_BY_KEY)
    if unknown:
        raise SpliceError(", ".join(unknown), f"only {', '.join(FIELDS_BY_KEY)} can be set")
    front = parse(text)
    changes: dict[str, Value] = {}
    edits: list[Edit] = []
    for key in sorted(values, key=_ORDER.index):
        value = _checked(key, values[key])
        if current_value(front, key) != value:
            changes[key] = value
            edits += _edits(front, key, value)
    if not changes:
        return text
    result = _apply(text, edits)
    verify(front, result, changes)
    return result


def _checked(key: str, value: Value) -> Value:
    """Return the value for a key, a list as a tuple.

    Raises SpliceError for a wrong type, points outside limits.QUALITY and too many topics.
    """
    least, most = limits.QUALITY
    form = FIELDS_BY_KEY[key].form
    if form == "list":
        expected = f"a list of at most {limits.TOPICS} texts"
        fits = False
        if isinstance(value, list | tuple) and len(value) <= limits.TOPICS:
            value = tuple(value)
            fits = all(isinstance(each, str) for each in value)
    elif form == "flag":
        expected, fits = "true, false or None", value is None or type(value) is bool
    elif form == "points":
        expected = f"a whole number from {least} to {most}, or None"
        fits = value is None or (type(value) is int and least <= value <= most)
    else:
        expected, fits = "a text", isinstance(value, str)
    if not fits:
        raise SpliceError(key, f"give {expected}")
    return value


def _edits(front: FrontMatter, key: str, value: Value) -> list[Edit]:
    """Return the edits that set one key (None: `removal_edits`), or raise SpliceError."""
    text, entry = front.text, front.root.entries.get(key)
    if entry is None:
        return [_insertion(front, key, value)]
    name, node = entry
    if isinstance(value, tuple):
        return _topic_edits(front, name, node, value)
    if not isinstance(node, Scalar):
        raise SpliceError(key, "it holds a list or a mapping; write a single value there")
    if value is None:
        return removal_edits(text, name, node)
    return replacement_edits(text, node, _source(front, key, value, node))


def _source(front: FrontMatter, key: str, value: Value, old: Scalar | None) -> str:
    """Return the YAML source of a text, flag or number; not for None or a list.

    A text has the old style, a flag the old case. Without an old value, or after null, a text has
    the field's default quotes; without an old true or false a flag is in lower case. A text that
    its style can't represent in one line is double-quoted. `front` tells whether it is in braces.
    """
    if isinstance(value, bool):
        flag = str(value)
        if old is None or old.value.lower() not in ("true", "false") or old.value.islower():
            return flag.lower()
        return flag.upper() if old.value.isupper() else flag
    if isinstance(value, int):
        return str(value)
    quotes = FIELDS_BY_KEY[key].quotes
    style = style_for_new_value(old, quotes) if old else quotes
    return scalar_source(str(value), style, flow=is_flow(front.text, front.root))


def _insertion(front: FrontMatter, key: str, value: Value) -> Edit:
    """Return the edit that inserts a missing key on a line of its own.

    Its place is after the nearest key before it in _ORDER that has one line (`entry_line`), else at
    `_start_of_successor`; topics: `_topics_insertion`. Raises SpliceError in a flow mapping, and
    without a neighbour but for topics.
    """
    text, root = front.text, front.root
    if is_flow(text, root):
        reason = "the front matter is a flow mapping without it; add the key by hand"
        raise SpliceError(key, reason)
    indent = " " * (root.start - line_start(text, root.start))
    if isinstance(value, tuple):
        return _topics_insertion(front, indent, value)
    before = reversed(_ORDER[: _ORDER.index(key)])
    lines = (entry_line(text, *root.entries[name]) for name in before if name in root.entries)
    line = next(filter(None, lines), None)
    start = line.end if line else _start_of_successor(front, key)
    ending = line_ending(text, line.start if line else start)
    return Edit(start, start, f"{indent}{key}: {_source(front, key, value, None)}{ending}")


def _topics_insertion(front: FrontMatter, indent: str, topics: Sequence[str]) -> Edit:
    """Return the edit that inserts a missing list of topics at `_start_of_successor`.

    A blank line is put after the list if there is one above that place and a key follows.
    """
    text, start = front.text, _start_of_successor(front, "topics")
    ending = line_ending(text, min(start, front.end - 1))
    above = text[line_start(text, start - 1) : start]
    gap = "" if above.strip() or start == front.end else ending
    items = list_source(topics, f"{indent}  - ", ending)
    return Edit(start, start, f"{indent}topics:{ending}{items}{gap}")


def _start_of_successor(front: FrontMatter, key: str) -> int:
    """Return the start of the line of the nearest key after `key` in _ORDER, or of comments above.

    Without such a key, return the end of the front matter for topics, else raise SpliceError.
    """
    text, end, present = front.text, front.start, front.root.entries
    nearest = next((each for each in _ORDER[_ORDER.index(key) :] if each in present), None)
    if nearest is None:
        if key == "topics":  # every key that is usual after topics is missing
            return front.end
        raise SpliceError(key, "no neighbour to insert it beside; add the key by hand")
    for name, node in present.values():
        if name.value == nearest:
            break
        end = next_line_start(text, last_line_offset(text, node))
    start = line_start(text, present[nearest][0].start)
    while start > end and text[line_start(text, start - 1) : start].lstrip(" ").startswith("#"):
        start = line_start(text, start - 1)
    return start


def _topic_edits(front: FrontMatter, name: Scalar, node: Node, topics: Sequence[str]) -> list[Edit]:
    """Return the edits that set the topics where the key exists.

    A list keeps its style; null on a line becomes a block list, another single value or `{}` a list
    in brackets. Raises SpliceError for any other mapping and for a list that can't be edited.
    """
    text = front.text
    if isinstance(node, List):
        old_topics = _texts_of_items(front, node)
        if is_flow(text, node):
            return bracket_edits(text, "topics", node, old_topics, topics)
        return block_edits(text, name, node, old_topics, topics)
    if not isinstance(node, Scalar) and node.entries:
        raise SpliceError("topics", "it holds a mapping; write a list there")
    line = None if is_flow(text, front.root) else entry_line(text, name, node)
    if line and isinstance(node, Scalar) and is_null(node):
        ending = line_ending(text, line.start)
        key_end = name.end + len(text[name.end : node.start].rstrip())
        items = list_source(topics, f"{text[line.start : name.start]}  - ", ending)
        return [Edit(key_end, node.end, ""), Edit(line.end, line.end, items)]
    items = ", ".join(scalar_source(topic, "", flow=True) for topic in topics)
    return replacement_edits(text, node, f"[{items}]")


def _texts_of_items(front: FrontMatter, node: List) -> list[str]:
    """Return the texts of a list's items in order, "" for null and for one above limits.TOPIC.

    Raises SpliceError for an item that is a list or a mapping.
    """
    fields = Fields(front.root, [])
    texts = [
        "" if is_null(item) else fields.scalar_text(item, "topics", limits.TOPIC)
        for item in node.items
        if isinstance(item, Scalar)
    ]
    if len(texts) < len(node.items):
        raise SpliceError("topics", "an item is no text; mend the list by hand")
    return texts


def _apply(text: str, edits: list[Edit]) -> str:
    pieces: list[str] = []
    position = 0
    # The sort is stable: insertions at one offset keep the order of their keys, and come before a
    # removal that begins there.
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += (text[position:start], new)
        position = end
    return "".join((*pieces, text[position:]))
