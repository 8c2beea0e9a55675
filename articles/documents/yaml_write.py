"""How a value or a list of them is written in a document's own style, and the edits for it."""

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

BLOCKS: Final = frozenset("|>")

_REST_OF_LINE: Final = re.compile("[ \t]*(#[^\n]*)?\r?\n")
_BREAK: Final = re.compile("[\n\r\x85\u2028\u2029]")
_BLOCK_HEADER: Final = re.compile("[|>][-+0-9]*")
_DASH: Final = re.compile(" *-[ \t]*")
_COLON: Final = re.compile("[ \t]*:")
# What would not come back as it is from between double quotes, or would break the line.
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
    """A document that can't be changed safely; `reason` says why, and what a person can do.

    `field` is the key concerned, or several with commas between them.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Edit(NamedTuple):
    """`text[start:end]` is to become `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds one key and its scalar, from its first character past its line end."""

    start: int
    end: int
    comment: bool


def scalar_source(value: str, style: str, *, flow: bool = False) -> str:
    """The source of a scalar that the reader takes for exactly `value`, without a warning.

    `style` is a scalar's: "" and "'" are kept where the value can be written so, all others
    become double quotes. `flow` says that it stands between brackets or braces.
    """
    if value and style == "" and _reads_as(value, value, flow):
        return value
    single = "'" + value.replace("'", "''") + "'"
    if style == "'" and _reads_as(single, value, flow):
        return single
    return '"' + value.translate(_ESCAPES) + '"'


def _reads_as(source: str, value: str, flow: bool) -> bool:
    """Whether `source` is one scalar on one line that says `value`; asks the reader itself."""
    lines = f"{{k: {source}}}" if flow else f"k: {source}"
    try:
        root = parse(f"---\n{lines}\n---\n").root
    except DocumentError:
        return False
    problems: list[Problem] = []
    said = Fields(root, problems).text("k", limits.EXCERPT, lines=True)
    return said == value and not problems


def replacement(text: str, node: Node, source: str) -> list[Edit]:
    """The edits that leave `source` where `node` stands; a comment behind it stays."""
    if not isinstance(node, Scalar) or node.style not in BLOCKS:
        space = " " if node.start == node.end and text[node.start - 1] != " " else ""
        return [Edit(node.start, node.end, space + source)]
    header = _BLOCK_HEADER.match(text, node.start)
    edits = [Edit(node.start, header.end() if header else node.end, source)]
    # Of a block go its header and whole lines of content; blank lines behind it stay.
    content, end = next_line(text, node.start), next_line(text, last(text, node))
    if content < end:
        edits.append(Edit(content, end, ""))
    return edits


def removal(text: str, name: Scalar, node: Scalar) -> list[Edit]:
    """The edits after which a key has no value: its line is gone, or where more stands there
    than the key and its value, the value is null."""
    line = line_of(text, name, node)
    if line is None or line.comment:
        return replacement(text, node, "null")
    return [Edit(line.start, line.end, "")]


def item_lines(values: Sequence[str], prefix: str, ending: str, style: str = "") -> str:
    """The lines of a block list; `prefix` is indentation, dash and space, `style` a scalar's."""
    return "".join(f"{prefix}{scalar_source(value, style)}{ending}" for value in values)


def bracket_edits(
    text: str, field: str, node: List, said: Sequence[str], values: Sequence[str]
) -> list[Edit]:
    """The edit after which `[…]` holds `values`; `said` is what its items, all scalars, say.

    What stays keeps its source; spaces, line breaks and a last comma stay as they were.
    """
    starts = [*(item.start for item in node.items), node.end - 1]
    ends = [node.start + 1, *(item.end for item in node.items)]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    if any("#" in gap for gap in gaps):
        raise SpliceError(field, "comments inside the brackets; write one item a line")
    stay = {
        value: text[item.start : item.end]
        for item, value in zip(reversed(node.items), reversed(said), strict=True)
    }
    style = _item_style(node)
    sources = (stay.get(value) or scalar_source(value, style, flow=True) for value in values)
    inside = (gaps[1] if len(gaps) > 2 else ", ").join(sources)
    if values and node.items:
        inside = f"{gaps[0]}{inside}{gaps[-1]}"
    return [Edit(node.start + 1, node.end - 1, inside)]


def block_edits(
    text: str, name: Scalar, node: List, said: Sequence[str], values: Sequence[str]
) -> list[Edit]:
    """Like `bracket_edits`, for a list of one item a line; whole lines come, go and move.

    Comment lines and blank lines between them stay where they are.
    """
    spans = [_item_lines_span(text, name.value, item) for item in node.items]
    if not values:
        colon = _COLON.match(text, name.end)
        if colon is None:
            raise SpliceError(name.value, "its colon isn't behind it; write key, colon, list")
        return [Edit(colon.end(), colon.end(), " []"), *(Edit(*span, "") for span in spans)]
    first = {value: index for index, value in reversed([*enumerate(said)]) if value}
    stay = {value: text[slice(*spans[index])] for value, index in first.items()}
    slots = [value if first.get(value) == index else index for index, value in enumerate(said)]
    prefix = text[spans[0][0] : node.items[0].start]
    prefix += " " if prefix.endswith("-") else ""
    style = _item_style(node)
    edits: list[Edit] = []
    for tag, low, high, start, end in SequenceMatcher(None, slots, values, False).get_opcodes():
        if tag == "equal":
            continue
        beside = low if tag == "replace" else max(low - 1, 0)
        place = spans[beside][0 if tag == "replace" or low == 0 else 1]
        ending = line_end(text, spans[beside][1] - 1)
        new = "".join(
            stay.get(value) or item_lines([value], prefix, ending, style)
            for value in values[start:end]
        )
        edits.append(Edit(place, place, new))
        edits += (Edit(*span, "") for span in spans[low:high])
    return edits


def _item_style(node: List) -> str:
    """The quotes of the first item, unless it has them only because it needs them."""
    first = node.items[0] if node.items else None
    quoted = (
        isinstance(first, Scalar) and first.style and scalar_source(first.value, "") == first.value
    )
    return first.style if isinstance(first, Scalar) and quoted else ""


def _item_lines_span(text: str, field: str, item: Node) -> tuple[int, int]:
    start = line_start(text, item.start)
    if not _DASH.fullmatch(text, start, item.start):
        raise SpliceError(field, "an item isn't on the line of its dash; write one item a line")
    return start, next_line(text, last(text, item))


def style_of(node: Scalar, otherwise: str) -> str:
    """The style that a new value of `node` should have: null has none to keep."""
    return otherwise if is_null(node) else node.style


def line_of(text: str, name: Scalar, node: Node) -> Line | None:
    """The line of an entry, if it is a scalar's and nothing but a comment shares it."""
    if not isinstance(node, Scalar) or node.style in BLOCKS:
        return None
    start = line_start(text, name.start)
    rest = _REST_OF_LINE.match(text, node.end)
    alone = not text[start : name.start].strip(" ")
    if rest is None or not alone or _BREAK.search(text, name.start, node.end):
        return None
    return Line(start, rest.end(), rest[1] is not None)


def own_span(text: str, name: Scalar, node: Node, root: Mapping) -> tuple[int, int]:
    """All that is an entry's: its whole lines, or in a flow mapping just its characters."""
    if is_flow(text, root):
        return name.start, node.end
    return line_start(text, name.start), next_line(text, last(text, node))


def is_flow(text: str, node: Node) -> bool:
    """Whether a list or a mapping is written in brackets or braces."""
    return text[node.start : node.start + 1] in ("[", "{")


def last(text: str, node: Node) -> int:
    """Where a node's last line is: a block scalar's end is past the blank lines after it."""
    return node.start + len(text[node.start : node.end].rstrip("\r\n"))


def line_start(text: str, offset: int) -> int:
    """The first character of the line in which `offset` lies."""
    return text.rfind("\n", 0, offset) + 1


def next_line(text: str, offset: int) -> int:
    """The first character after the line in which `offset` lies."""
    return text.find("\n", offset) + 1 or len(text)


def line_end(text: str, offset: int) -> str:
    """How the line in which `offset` lies ends: as Windows does it, or as the others do."""
    return "\r\n" if text.endswith("\r\n", 0, next_line(text, offset)) else "\n"
