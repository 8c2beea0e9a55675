"""Write scalars and lists in the style of a document, as edits of its text.

The functions take a document's text and nodes of its tree and never change them. Offsets count
characters of the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from . import limits
from .fields import Fields, is_null
from .frontmatter import parse
from .problems import DocumentError, Problem
from .yaml_tree import Mapping, Node, Scalar
from .yaml_tree import Sequence as List

#: The styles of block scalars: literal and folded.
BLOCK_STYLES: Final = frozenset("|>")

_REST_OF_LINE: Final = re.compile("[ \t]*(#[^\n]*)?\r?\n")
_LINE_BREAK: Final = re.compile("[\n\r\x85\u2028\u2029]")
_BLOCK_HEADER: Final = re.compile("[|>][-+0-9]*")
_DASH: Final = re.compile(" *-[ \t]*")
_COLON: Final = re.compile("[ \t]*:")
#: Characters that double quotes don't preserve, or that would break the line, with their escapes
#: (YAML 1.2, section 5.7; the same in 1.1).
_ESCAPES: Final = str.maketrans(
    {
        "\\": r"\\",
        '"': r"\"",
        "\n": r"\n",
        "\r": r"\r",
        "\t": r"\t",
        "\x85": r"\N",
        "\u2028": r"\L",
        "\u2029": r"\P",
    }
)


class SpliceError(Exception):
    """A document can't be changed safely.

    `field` is the key concerned, or several separated by a comma and a space. `reason` says why, or
    what to give or do instead.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Edit(NamedTuple):
    """The replacement of `text[start:end]` by `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line that holds one whole entry, and besides at most a comment.

    It is `text[start:end]`, with its line ending; `has_comment` tells whether a comment is on it.
    """

    start: int
    end: int
    has_comment: bool


def scalar_source(value: str, style: str, *, flow: bool = False) -> str:
    """Return a YAML source of a text, in one line: without line feeds.

    `style` is a style of Scalar. For "" (plain) and "'" the source has that style if the reader
    reads it as exactly `value`, without a problem; else, and for all other styles, it is
    double-quoted, which isn't checked. `flow` is for a place in brackets or braces.
    """
    if value and style == "" and _reads_as(value, value, flow):
        return value
    single = "'" + value.replace("'", "''") + "'"
    if style == "'" and _reads_as(single, value, flow):
        return single
    return '"' + value.translate(_ESCAPES) + '"'


def _reads_as(source: str, value: str, flow: bool) -> bool:
    """Tell whether the reader reads a source as exactly this value, without a problem."""
    lines = f"{{k: {source}}}" if flow else f"k: {source}"
    try:
        root = parse(f"---\n{lines}\n---\n").root
    except DocumentError:
        return False
    problems: list[Problem] = []
    text = Fields(root, problems).text("k", limits.EXCERPT, lines=True)
    return text == value and not problems


def replacement_edits(text: str, node: Node, source: str) -> list[Edit]:
    """Return the edits that replace a node by `source`, which must be one line.

    A comment after it is kept; a space is added where none precedes an empty node. Of a block
    scalar the header is replaced and the lines of content are removed, empty lines after it are
    kept.
    """
    if not isinstance(node, Scalar) or node.style not in BLOCK_STYLES:
        space = " " if node.start == node.end and text[node.start - 1] != " " else ""
        return [Edit(node.start, node.end, space + source)]
    header = _BLOCK_HEADER.match(text, node.start)
    edits = [Edit(node.start, header.end() if header else node.end, source)]
    # Only a block's header and its lines of content are removed; blank lines after it are kept, and
    # so is the last line's ending, which a restored source needs again.
    start = _end_of_line(text, node.start)
    end = _end_of_line(text, last_line_offset(text, node))
    if start < end:
        edits.append(Edit(start, end, ""))
    return edits


def removal_edits(text: str, name: Scalar, node: Scalar) -> list[Edit]:
    """Return the edits that remove a key with a scalar value, or set its value to null.

    The key's line is removed where it has nothing but the key and its whole value. Where it has
    more, such as a comment, or the value is a block or has several lines, the value becomes null.
    """
    line = entry_line(text, name, node)
    if line is None or line.has_comment:
        return replacement_edits(text, node, "null")
    return [Edit(line.start, line.end, "")]


def list_source(values: Sequence[str], prefix: str, ending: str, style: str = "") -> str:
    """Return the lines of a block list of texts, one a line; "" for no values.

    `prefix` is the indentation, dash and space of an item, `ending` its line ending, `style` the
    style of its scalar, as far as `scalar_source` can use it.
    """
    return "".join(f"{prefix}{scalar_source(value, style)}{ending}" for value in values)


def bracket_edits(
    text: str, field: str, node: List, old_values: Sequence[str], values: Sequence[str]
) -> list[Edit]:
    """Return one edit, in a list, after which a list in brackets contains `values` in this order.

    `old_values` are the texts of its items, all scalars. Items that are kept keep their source. The
    first separator with its white space (", " if there is none) stands between all; what follows
    `[` and precedes `]`, such as a trailing comma, is kept unless the list was or becomes empty.
    Raises SpliceError, about the key `field`, for a `#` outside the items, as of a comment.
    """
    starts = [*(item.start for item in node.items), node.end - 1]
    ends = [node.start + 1, *(item.end for item in node.items)]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    if any("#" in gap for gap in gaps):
        raise SpliceError(field, "comments inside the brackets; write one item a line")
    # In reverse, so that the first of equal items wins.
    old_sources = {
        value: text[item.start : item.end]
        for item, value in zip(reversed(node.items), reversed(old_values), strict=True)
    }
    style = _item_style(node)
    sources = (old_sources.get(value) or scalar_source(value, style, flow=True) for value in values)
    inside = (gaps[1] if len(gaps) > 2 else ", ").join(sources)
    if values and node.items:
        inside = f"{gaps[0]}{inside}{gaps[-1]}"
    return [Edit(node.start + 1, node.end - 1, inside)]


def block_edits(
    text: str, name: Scalar, node: List, old_values: Sequence[str], values: Sequence[str]
) -> list[Edit]:
    """Return the edits after which a block list contains `values` in this order, by whole lines.

    `old_values` are the texts of its items, all scalars. Items that are kept keep their lines; old
    empty and repeated items are removed; comment lines and blank lines between items keep their
    place. Without `values` the list becomes `[]`. Raises SpliceError where an item has something
    other than its dash before it in its line, and, without `values`, where no colon is behind the
    key in its line.
    """
    spans = [_item_span(text, name.value, item) for item in node.items]
    if not values:
        colon = _COLON.match(text, name.end)
        if colon is None:
            raise SpliceError(name.value, "its colon isn't behind it; write key, colon, list")
        return [Edit(colon.end(), colon.end(), " []"), *(Edit(*span, "") for span in spans)]
    first_index = {value: index for index, value in reversed([*enumerate(old_values)]) if value}
    old_lines = {value: text[slice(*spans[index])] for value, index in first_index.items()}
    # An index, which equals no text, takes the place of empty and repeated items: they are removed.
    matchable = [
        value if first_index.get(value) == index else index
        for index, value in enumerate(old_values)
    ]
    prefix = text[spans[0][0] : node.items[0].start]
    prefix += " " if prefix.endswith("-") else ""
    style = _item_style(node)
    edits: list[Edit] = []
    for tag, low, high, start, end in SequenceMatcher(None, matchable, values, False).get_opcodes():
        if tag == "equal":
            continue
        neighbour = low if tag == "replace" else max(low - 1, 0)
        place = spans[neighbour][0 if tag == "replace" or low == 0 else 1]
        ending = line_ending(text, spans[neighbour][1] - 1)
        new = "".join(
            old_lines.get(value) or list_source([value], prefix, ending, style)
            for value in values[start:end]
        )
        edits.append(Edit(place, place, new))
        edits += (Edit(*span, "") for span in spans[low:high])
    return edits


def _item_style(node: List) -> str:
    """Return the style for new items of a list: that of its first item, or "" for plain.

    Plain where the list is empty, or the first item is no scalar or has a value that needs quotes.
    """
    first = node.items[0] if node.items else None
    if not isinstance(first, Scalar) or not first.style:
        return ""
    return first.style if scalar_source(first.value, "") == first.value else ""


def _item_span(text: str, field: str, item: Node) -> tuple[int, int]:
    """Return the offsets (start, end) of the whole lines of an item of a block list.

    Raises SpliceError where the item shares its first line with more than its dash.
    """
    start = line_start(text, item.start)
    if not _DASH.fullmatch(text, start, item.start):
        raise SpliceError(field, "an item isn't on the line of its dash; write one item a line")
    return start, next_line_start(text, last_line_offset(text, item))


def style_for_new_value(old: Scalar, default: str) -> str:
    """Return the style of a scalar's new value: that of `old`, or `default` where `old` is null."""
    return default if is_null(old) else old.style


def entry_line(text: str, name: Scalar, node: Node) -> EntryLine | None:
    """Return the line of an entry whose value is a scalar in that line, or None.

    None where the entry has more than one line, where its line contains more than it and a comment,
    or where the value is a list, a mapping or a block scalar.
    """
    if not isinstance(node, Scalar) or node.style in BLOCK_STYLES:
        return None
    start = line_start(text, name.start)
    rest = _REST_OF_LINE.match(text, node.end)
    is_first = not text[start : name.start].strip(" ")
    if rest is None or not is_first or _LINE_BREAK.search(text, name.start, node.end):
        return None
    return EntryLine(start, rest.end(), rest[1] is not None)


def entry_span(text: str, name: Scalar, node: Node, root: Mapping) -> tuple[int, int]:
    """Return the offsets (start, end) of an entry of the root mapping.

    These are its whole lines with their line ending, without empty lines at the end of a block, or,
    in a flow mapping, only its characters from the key to the end of the value.
    """
    if is_flow(text, root):
        return name.start, node.end
    return line_start(text, name.start), next_line_start(text, last_line_offset(text, node))


def is_flow(text: str, node: Node) -> bool:
    """Tell whether a list or a mapping is in flow style: in brackets or braces."""
    return text[node.start : node.start + 1] in ("[", "{")


def last_line_offset(text: str, node: Node) -> int:
    """Return an offset in a node's last line, not counting empty lines at the end of a block."""
    return node.start + len(text[node.start : node.end].rstrip("\r\n"))


def line_start(text: str, offset: int) -> int:
    """Return the offset at which the line of `offset` begins."""
    return text.rfind("\n", 0, offset) + 1


def next_line_start(text: str, offset: int) -> int:
    """Return the offset at which the line after that of `offset` begins, or the text's length."""
    return text.find("\n", offset) + 1 or len(text)


def _end_of_line(text: str, offset: int) -> int:
    """Return the offset at which the line ending of the line of `offset` begins."""
    return next_line_start(text, offset) - len(line_ending(text, offset))


def line_ending(text: str, offset: int) -> str:
    r"""Return the line ending of the line of `offset`: "\r\n", or in all other cases "\n"."""
    return "\r\n" if text.endswith("\r\n", 0, next_line_start(text, offset)) else "\n"
