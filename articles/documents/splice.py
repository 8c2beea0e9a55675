"""Setting fields in a document's own text, and leaving every other character as it is.

A document is never written anew. Each edit is placed by the offsets of the tree; then the
result is read again, and given out only if it says just what was wanted.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from . import limits
from .decidable import DECIDABLE
from .fields import Fields, is_null
from .frontmatter import FrontMatter, decode, parse
from .problems import DocumentError, Problem, shown
from .schema import KEYS, OPAQUE_KEY
from .yaml_tree import Node, Scalar
from .yaml_tree import Sequence as List
from .yaml_write import (
    Edit,
    SpliceError,
    block_edits,
    bracket_edits,
    is_flow,
    item_lines,
    last,
    line_end,
    line_of,
    line_start,
    next_line,
    own_span,
    removal,
    replacement,
    scalar_source,
    style_of,
)

__all__ = ["SpliceError", "Value", "splice"]

Value = bool | int | str | Sequence[str] | None

#: As the sites write them: a missing key is put where it would stand.
_ORDER: Final = (*KEYS.values(), OPAQUE_KEY)
_FIELDS: Final = {field.key: field for field in DECIDABLE.values()}
_FAULTY: Final = object()
"""What a field says that the reader refuses: never equal to a value."""


def splice(text: str, values: Mapping[str, Value]) -> str:
    """The text with exactly these top-level keys set, and no other character changed.

    Keys are title, excerpt and type (a text), topics (texts in their order), quality (a whole
    number) and published (true or false); for the last two None takes the key back. What the
    reader takes from the text already is not touched. A value is written as the one before it
    was, as far as it can be; a missing key gets a line where its neighbours stand.

    Raises SpliceError where that can't be done or the result would not read back as wanted,
    DocumentError where `text` itself can't be read, and nothing else.
    """
    if not values:
        return text
    unknown = sorted(str(key) for key in values if key not in _FIELDS)
    if unknown:
        raise SpliceError(", ".join(unknown), f"only {', '.join(_FIELDS)} can be set")
    front = parse(text)
    wanted: dict[str, Value] = {}
    edits: list[Edit] = []
    for key in sorted(values, key=_ORDER.index):
        value = _checked(key, values[key])
        if _said(front, key) != value:
            wanted[key] = value
            edits += _edits(front, key, value)
    if not wanted:
        return text
    result = _applied(text, edits)
    _verify(front, result, wanted)
    return result


def _checked(key: str, value: Value) -> Value:
    """Return the value, a list as a tuple; raise SpliceError for another kind of value."""
    least, most = limits.QUALITY
    form = _FIELDS[key].form
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


def _said(front: FrontMatter, key: str) -> object:
    problems: list[Problem] = []
    value = _FIELDS[key].read(Fields(front.root, problems))
    return _FAULTY if any(problem.level == "error" for problem in problems) else value


def _edits(front: FrontMatter, key: str, value: Value) -> list[Edit]:
    text, entry = front.text, front.root.entries.get(key)
    if entry is None:
        return [_insertion(front, key, value)]
    name, node = entry
    if isinstance(value, tuple):
        return _topic_edits(front, name, node, value)
    if not isinstance(node, Scalar):
        raise SpliceError(key, "it holds a list or a mapping; write a single value there")
    if value is None:
        return removal(text, name, node)
    return replacement(text, node, _source(front, key, value, node))


def _source(front: FrontMatter, key: str, value: Value, old: Scalar | None) -> str:
    if isinstance(value, bool):
        flag = str(value)
        if old is None or old.value.lower() not in ("true", "false") or old.value.islower():
            return flag.lower()
        return flag.upper() if old.value.isupper() else flag
    if isinstance(value, int):
        return str(value)
    quotes = _FIELDS[key].quotes
    style = style_of(old, quotes) if old else quotes
    return scalar_source(str(value), style, flow=is_flow(front.text, front.root))


def _insertion(front: FrontMatter, key: str, value: Value) -> Edit:
    text, root = front.text, front.root
    if is_flow(text, root):
        reason = "the front matter is a flow mapping without it; add the key by hand"
        raise SpliceError(key, reason)
    indent = " " * (root.start - line_start(text, root.start))
    before = reversed(_ORDER[: _ORDER.index(key)])
    if isinstance(value, tuple):
        return _topics_insertion(front, indent, value)
    above = (line_of(text, *root.entries[name]) for name in before if name in root.entries)
    line = next(filter(None, above), None)
    start = line.end if line else _place_before(front, key)
    ending = line_end(text, line.start if line else start)
    return Edit(start, start, f"{indent}{key}: {_source(front, key, value, None)}{ending}")


def _topics_insertion(front: FrontMatter, indent: str, topics: Sequence[str]) -> Edit:
    """The list comes before its successor, a blank line between them if one is there now."""
    text, start = front.text, _place_before(front, "topics")
    ending = line_end(text, min(start, front.end - 1))
    above = text[line_start(text, start - 1) : start]
    gap = "" if above.strip() or start == front.end else ending
    items = item_lines(topics, f"{indent}  - ", ending)
    return Edit(start, start, f"{indent}topics:{ending}{items}{gap}")


def _place_before(front: FrontMatter, key: str) -> int:
    """Where the line of the nearest successor begins, or the comment above that."""
    text, end, present = front.text, front.start, front.root.entries
    nearest = next((each for each in _ORDER[_ORDER.index(key) :] if each in present), None)
    if nearest is None:
        if key == "topics":  # nothing but unknown keys can follow what it comes after
            return front.end
        raise SpliceError(key, "no neighbour to insert it beside; add the key by hand")
    for name, node in present.values():
        if name.value == nearest:
            break
        end = next_line(text, last(text, node))
    start = line_start(text, present[nearest][0].start)
    while start > end and text[line_start(text, start - 1) : start].lstrip(" ").startswith("#"):
        start = line_start(text, start - 1)
    return start


def _topic_edits(front: FrontMatter, name: Scalar, node: Node, topics: Sequence[str]) -> list[Edit]:
    text = front.text
    if isinstance(node, List):
        fields = Fields(front.root, [])
        said = [
            "" if is_null(item) else fields.text_of(item, "topics", limits.TOPIC)
            for item in node.items
            if isinstance(item, Scalar)
        ]
        if len(said) < len(node.items):
            raise SpliceError("topics", "an item is no text; mend the list by hand")
        if is_flow(text, node):
            return bracket_edits(text, "topics", node, said, topics)
        return block_edits(text, name, node, said, topics)
    if not isinstance(node, Scalar) and node.entries:
        raise SpliceError("topics", "it holds a mapping; write a list there")
    line = None if is_flow(text, front.root) else line_of(text, name, node)
    if line and isinstance(node, Scalar) and is_null(node):
        ending = line_end(text, line.start)
        bare = name.end + len(text[name.end : node.start].rstrip())
        items = item_lines(topics, f"{text[line.start : name.start]}  - ", ending)
        return [Edit(bare, node.end, ""), Edit(line.end, line.end, items)]
    items = ", ".join(scalar_source(topic, "", flow=True) for topic in topics)
    return replacement(text, node, f"[{items}]")


def _applied(text: str, edits: list[Edit]) -> str:
    pieces: list[str] = []
    position = 0
    # What is inserted at one place stays in the order of the keys, and before what is cut there.
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += (text[position:start], new)
        position = end
    return "".join((*pieces, text[position:]))


def _verify(front: FrontMatter, result: str, wanted: Mapping[str, Value]) -> None:
    """Raise SpliceError unless `result` says what is wanted, and all else as `front` does."""
    keys = ", ".join(wanted)
    try:
        after = parse(result)
        decode(result.encode())
    except DocumentError as error:
        reason = f"the document could no longer be read ({error}); change it by hand"
        raise SpliceError(keys, reason) from None
    same = _outline(after, front, wanted) == _outline(front, after, wanted)
    if not same or not _same_rest(front, after, wanted):
        raise SpliceError(keys, "more than that would change; change it by hand")
    for key, value in wanted.items():
        if _said(after, key) != value:
            raise SpliceError(key, f"{shown(str(value))} would not be read back as it is")


def _outline(
    front: FrontMatter, other: FrontMatter, wanted: Mapping[str, Value]
) -> list[tuple[str, str]]:
    """The keys in their order, but for those put in or taken out, and what is to stay of each."""
    present = other.root.entries
    return [
        (key, "" if key in wanted else front.text[slice(*own_span(front.text, *entry, front.root))])
        for key, entry in front.root.entries.items()
        if key not in wanted or key in present
    ]


def _same_rest(before: FrontMatter, after: FrontMatter, wanted: Mapping[str, Value]) -> bool:
    """Whether all outside the wanted entries is the same, comments and body with it.

    A blank line may have come with new topics, and comments between old ones stay behind.
    """
    old, new = _rest(before, wanted), _rest(after, wanted)
    if "topics" not in wanted:
        return old == new
    lines = iter(new.split("\n"))
    return after.body == before.body and all(line in lines for line in old.split("\n"))


def _rest(front: FrontMatter, wanted: Mapping[str, Value]) -> str:
    pieces: list[str] = []
    position = 0
    for key, entry in front.root.entries.items():
        if key in wanted:
            start, end = own_span(front.text, *entry, front.root)
            pieces.append(front.text[position:start])
            position = end
    return "".join((*pieces, front.text[position:]))
