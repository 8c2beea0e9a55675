"""Parse YAML into a tree of nodes with lines and offsets, in one pass over the parser's events.

PyYAML's own composer and constructor never run: they follow aliases, merge keys and tags, let
the last of two equal keys win, turn `no` into False (YAML 1.1), and recurse. Here a scalar keeps
its text. Limits and refused features of YAML are those of newsroom/docs/documents.md.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import yaml
from yaml import events

from .limits import MAX_DEPTH, MAX_EVENTS
from .problems import UNSAFE, DocumentError, Problem, quoted, quoted_key

HAS_LIBYAML: Final[bool] = bool(yaml.__with_libyaml__)
"""Whether PyYAML has libyaml's parser; parsing is much slower without it."""

_LOADER: Any = yaml.CSafeLoader if HAS_LIBYAML else yaml.SafeLoader


@dataclass(slots=True)
class Scalar:
    """A single value, or a key. `text[start:end]` is its source, including quotes.

    `value` is its text, unquoted, escapes decoded; of an alias its source. `style` is the empty
    string for a plain scalar, the quotation mark of a quoted one, `|` or `>` for a block, and `*`
    for an alias. The source of a block scalar includes the line breaks and blank lines at its end.
    `line` counts from 1.
    """

    value: str
    style: str
    line: int
    start: int
    end: int

    @property
    def plain(self) -> bool:
        """Whether the scalar is unquoted, and neither a block nor an alias."""
        return not self.style


@dataclass(slots=True)
class Sequence:
    """A list: its source is `text[start:end]`; `line` counts from 1.

    A block list ends where its last item ends, before any comments that follow.
    """

    line: int
    start: int
    end: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """A mapping: each key's text, with its (key, value) nodes, in text order.

    Of a repeated key only the first is there. The source is `text[start:end]`; `line` counts from
    1. A block mapping ends where its last value ends, before any comments that follow.
    """

    line: int
    start: int
    end: int
    entries: dict[str, tuple[Scalar, "Node"]] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping

# Parts of the messages of libyaml and PyYAML, each with what the text should have instead.
_REMEDIES: Final = (
    ("mapping values are not allowed", "quotes around a text that holds a colon and a space"),
    ("tab character", "spaces for indentation"),
    ("cannot start any token", "spaces for indentation, and quotes around a text like this"),
    ("could not find expected ':'", "a key, a colon and a space, without tabs"),
    ("did not find expected key", "a key where the others begin, or a quote closed further up"),
    ("expected <block end>", "a key where the others begin, or a quote closed further up"),
    ("unknown escape", "a backslash only before a letter that YAML knows, else written twice"),
    ("document indicator", "a closing quote before the line ---"),
    ("unexpected end of stream", "a closing quote"),
    ("did not find expected ',' or", "a closing bracket"),
    ("document start", "one YAML document"),
)


def parse_yaml(text: str, start: int, end: int) -> tuple[Mapping, list[Problem]]:
    """Return the mapping that `text[start:end]` is as YAML, and the problems in it.

    The part must begin with its `---` line (libyaml's offsets would be wrong after a byte order
    mark) and end with a line feed. Offsets and lines of nodes are those in `text`. The problems are
    errors that leave the rest readable: of two equal keys the first is kept, an alias becomes a
    scalar of its source; others are anchors, tags, merge keys and escapes of unprintable
    characters. Raises DocumentError for all other faults, also where the part is no mapping, such
    as an empty one.
    """
    builder = _TreeBuilder(text, start)
    try:
        builder.build(_LOADER(text[start:end]))
    # ValueError and OverflowError come from chr() of an escape beyond Unicode.
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise _syntax_error(error, text, start, end) from None
    root = builder.root
    if isinstance(root, Mapping):
        return root, builder.problems
    found, line = "nothing", None
    if root is not None and (isinstance(root, Sequence) or root.value):
        found = "a list" if isinstance(root, Sequence) else quoted(root.value)
        line = root.line
    raise DocumentError(Problem("error", line, "", "keys and values", found))


def _syntax_error(error: Exception, text: str, start: int, end: int) -> DocumentError:
    """Return a parser's error as a DocumentError, with its line in the file and advice.

    `found` is the text of that line. Where the parser gives no position, `line` is None, `expected`
    "valid YAML" and `found` the parser's message.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    message = str(getattr(error, "problem", None) or error)
    if mark is None:
        return DocumentError(Problem("error", None, "", "valid YAML", quoted(message)))
    # An error at the very end concerns the last line, not the `---` line below it.
    offset = min(start + mark.index, end - 1)
    expected = next((remedy for part, remedy in _REMEDIES if part in message), "valid YAML")
    first = text.rfind("\n", 0, offset) + 1
    found = quoted(text[first : text.index("\n", offset)].strip())
    line = text.count("\n", 0, offset) + 1
    return DocumentError(Problem("error", line, "", expected, found))


class _TreeBuilder:
    """Build the tree of a text from a parser's events (`build`), and collect its `problems`.

    Lines end with a line feed, as a text editor counts them; YAML 1.1 would count U+2028 and others
    too. `base` is the offset in `text` of the part that the parser reads.
    """

    def __init__(self, text: str, base: int) -> None:
        self.problems: list[Problem] = []
        self._base = base
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._has_escapes = "\\" in text
        # The root node of each YAML document; a second document is refused.
        self._roots = Sequence(1, base, base)
        self._open_node: Sequence | Mapping = self._roots
        self._key: Scalar | None = None
        self._parents: list[tuple[Sequence | Mapping, Scalar | None]] = []
        self._documents = 0

    @property
    def root(self) -> Node | None:
        """The root node, or None before `build`; of an empty document it is an empty Scalar."""
        return self._roots.items[0] if self._roots.items else None

    def build(self, parser: Any) -> None:
        """Add the nodes of all events of a parser to the tree, and their faults to `problems`.

        Raises DocumentError beyond MAX_EVENTS or MAX_DEPTH, for a collection as key and for a
        second document, and any exception of the parser.
        """
        handlers: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._add_scalar,
            events.MappingStartEvent: self._open_mapping,
            events.SequenceStartEvent: self._open_sequence,
            events.MappingEndEvent: self._close,
            events.SequenceEndEvent: self._close,
            events.AliasEvent: self._add_alias,
            events.DocumentStartEvent: self._count_document,
        }
        for count, event in enumerate(iter(parser.get_event, None)):
            if count >= MAX_EVENTS:
                self._raise(event, f"at most {MAX_EVENTS} YAML events", "more")
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)

    def _add_scalar(self, event: Any) -> None:
        start = event.start_mark.index + self._base
        line = bisect_left(self._line_ends, start) + 1
        style = event.style or ""
        node = Scalar(event.value, style, line, start, event.end_mark.index + self._base)
        if event.anchor is not None or event.tag is not None:
            self._check_properties(event, node)
        if self._has_escapes and style == '"' and UNSAFE.search(node.value):
            self._add_problem(node, "only printable characters", quoted(node.value))
        self._add_node(node)

    def _add_alias(self, event: Any) -> None:
        start = event.start_mark.index + self._base
        line = bisect_left(self._line_ends, start) + 1
        node = Scalar(f"*{event.anchor}", "*", line, start, event.end_mark.index + self._base)
        self._add_problem(node, "no alias", quoted(node.value))
        self._add_node(node)

    def _open_mapping(self, event: Any) -> None:
        start = event.start_mark.index + self._base
        line = bisect_left(self._line_ends, start) + 1
        self._open(event, Mapping(line, start, event.end_mark.index + self._base))

    def _open_sequence(self, event: Any) -> None:
        start = event.start_mark.index + self._base
        line = bisect_left(self._line_ends, start) + 1
        self._open(event, Sequence(line, start, event.end_mark.index + self._base))

    def _open(self, event: Any, node: Sequence | Mapping) -> None:
        if self._key is None and type(self._open_node) is Mapping:
            self._raise(event, "a text as key", "a list or a mapping")
        if event.anchor is not None or event.tag is not None:
            self._check_properties(event, node)
        if len(self._parents) >= MAX_DEPTH:
            self._raise(event, f"at most {MAX_DEPTH} levels", "more")
        self._parents.append((self._open_node, self._key))
        self._open_node, self._key = node, None

    def _close(self, event: Any) -> None:
        node = self._open_node
        end = event.end_mark.index
        if end > event.start_mark.index:  # closed by a bracket, not by indentation
            node.end = end + self._base
        elif isinstance(node, Sequence):
            node.end = node.items[-1].end if node.items else node.end
        elif node.entries:
            node.end = next(reversed(node.entries.values()))[1].end
        self._open_node, self._key = self._parents.pop()
        self._add_node(node)

    def _add_node(self, node: Node) -> None:
        """Add a finished node to the open collection, or make it the pending key there.

        A key that is there already, and a merge key, add a problem; a repeated key's value is
        dropped.
        """
        parent, key = self._open_node, self._key
        if type(parent) is Sequence:
            parent.items.append(node)
        elif type(parent) is Mapping and key is not None:
            parent.entries.setdefault(key.value, (key, node))
            self._key = None
        elif type(parent) is Mapping and type(node) is Scalar:
            self._key = node
            if node.value in parent.entries:
                first = parent.entries[node.value][0].line
                found = f"{quoted(node.value)} again, first in line {first}"
                self._add_problem(node, "each key once", found)
            elif node.value == "<<" and not node.style:
                self._add_problem(node, "no merge key", "'<<'")

    def _check_properties(self, event: Any, node: Node) -> None:
        """Add a problem for an anchor and for a tag ("node properties" in YAML 1.2, 6.9)."""
        if event.anchor is not None:
            self._add_problem(node, "no anchor", quoted(f"&{event.anchor}"))
        if event.tag is not None:
            self._add_problem(node, "no tag", quoted(event.tag))

    def _count_document(self, event: Any) -> None:
        """Count the YAML documents; raise DocumentError at the start of the second."""
        self._documents += 1
        if self._documents > 1:
            self._raise(event, "one YAML document", "a second one")

    def _add_problem(self, node: Node, expected: str, found: str) -> None:
        self.problems.append(Problem("error", node.line, self._path(), expected, found))

    def _raise(self, event: Any, expected: str, found: str) -> NoReturn:
        line = bisect_left(self._line_ends, event.start_mark.index + self._base) + 1
        raise DocumentError(Problem("error", line, self._path(), expected, found))

    def _path(self) -> str:
        """Return the path of the current position, such as `related[0].webUrl`, "" at the root."""
        steps = ""
        for node, key in [*self._parents, (self._open_node, self._key)][1:]:
            if isinstance(node, Sequence):
                steps += f"[{len(node.items)}]"
            elif key is not None:
                steps += f".{quoted_key(key.value)}"
        return steps.removeprefix(".")
