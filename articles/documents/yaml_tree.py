"""From YAML to a tree that remembers where everything stands, in one pass over the events.

PyYAML's own composer and constructor never run: they follow aliases, merge keys and tags, let
the last of two equal keys win, turn `no` into False, and recurse. Here a scalar stays its text.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import yaml
from yaml import events

from .limits import MAX_DEPTH, MAX_EVENTS
from .problems import UNSAFE, DocumentError, Problem, shown, shown_key

HAS_LIBYAML: Final[bool] = bool(yaml.__with_libyaml__)
"""Whether the fast parser is there; without it reading takes about ten times as long."""

_LOADER: Any = yaml.CSafeLoader if HAS_LIBYAML else yaml.SafeLoader


@dataclass(slots=True)
class Scalar:
    """A single value as it is written; `start` and `end` bound it, quotes included."""

    value: str
    style: str
    line: int
    start: int
    end: int

    @property
    def plain(self) -> bool:
        """Whether it stands there without quotes and isn't a block."""
        return not self.style


@dataclass(slots=True)
class Sequence:
    """A list. A block list ends where its last item does, whatever comments follow."""

    line: int
    start: int
    end: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order of the text; ends like a Sequence."""

    line: int
    start: int
    end: int
    entries: dict[str, tuple[Scalar, "Node"]] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping

# What libyaml and PyYAML say, and what a person would have to do about it.
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
    """The mapping that `text[start:end]` holds as YAML, and what in it is refused.

    The part begins with its `---` line: so no mark of libyaml's is off by a byte order mark.
    The problems, all errors, are those that leave the rest readable: of equal keys the first
    is kept, an alias stands as its own text. Raises DocumentError for all other faults.
    """
    growth = _TreeBuilder(text, start)
    try:
        growth.take(_LOADER(text[start:end]))
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # chr() of a mad escape
        raise _syntax_error(error, text, start, end) from None
    root = growth.holder.items[0] if growth.holder.items else None
    if isinstance(root, Mapping):
        return root, growth.problems
    found, line = "nothing", None
    if root is not None and (isinstance(root, Sequence) or root.value):
        found = "a list" if isinstance(root, Sequence) else shown(root.value)
        line = root.line
    raise DocumentError(Problem("error", line, "", "keys and values", found))


def _syntax_error(error: Exception, text: str, start: int, end: int) -> DocumentError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or error)
    if mark is None:
        return DocumentError(Problem("error", None, "", "valid YAML", shown(said)))
    # An error at the very end is about the last line, not about the fence below it.
    offset = min(start + mark.index, end - 1)
    expected = next((remedy for words, remedy in _REMEDIES if words in said), "valid YAML")
    first = text.rfind("\n", 0, offset) + 1
    found = shown(text[first : text.index("\n", offset)].strip())
    line = text.count("\n", 0, offset) + 1
    return DocumentError(Problem("error", line, "", expected, found))


class _TreeBuilder:
    """The half-grown tree: the open collection, its pending key, and those around it.

    Lines are counted as a text editor does, where YAML would count U+2028 and others too.
    """

    def __init__(self, text: str, base: int) -> None:
        self.holder = Sequence(1, base, base)
        self.problems: list[Problem] = []
        self._base = base
        self._line_ends = [found.start() for found in re.finditer("\n", text)]
        self._has_escapes = "\\" in text
        self._top: Sequence | Mapping = self.holder
        self._key: Scalar | None = None
        self._around: list[tuple[Sequence | Mapping, Scalar | None]] = []
        self._documents = 0

    def take(self, parser: Any) -> None:
        steps: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._open_mapping,
            events.SequenceStartEvent: self._open_sequence,
            events.MappingEndEvent: self._close,
            events.SequenceEndEvent: self._close,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._document,
        }
        for count, event in enumerate(iter(parser.get_event, None)):
            if count >= MAX_EVENTS:
                self._refuse(event, f"at most {MAX_EVENTS} YAML events", "more")
            step = steps.get(type(event))
            if step is not None:
                step(event)

    def _scalar(self, event: Any) -> None:
        start = event.start_mark.index + self._base
        line = bisect_left(self._line_ends, start) + 1
        style = event.style or ""
        node = Scalar(event.value, style, line, start, event.end_mark.index + self._base)
        if event.anchor is not None or event.tag is not None:
            self._forbid_properties(event, node)
        if self._has_escapes and style == '"' and UNSAFE.search(node.value):
            self._note(node, "only printable characters", shown(node.value))
        self._place(node)

    def _alias(self, event: Any) -> None:
        start = event.start_mark.index + self._base
        line = bisect_left(self._line_ends, start) + 1
        node = Scalar(f"*{event.anchor}", "*", line, start, event.end_mark.index + self._base)
        self._note(node, "no alias", shown(node.value))
        self._place(node)

    def _open_mapping(self, event: Any) -> None:
        start = event.start_mark.index + self._base
        line = bisect_left(self._line_ends, start) + 1
        self._open(event, Mapping(line, start, event.end_mark.index + self._base))

    def _open_sequence(self, event: Any) -> None:
        start = event.start_mark.index + self._base
        line = bisect_left(self._line_ends, start) + 1
        self._open(event, Sequence(line, start, event.end_mark.index + self._base))

    def _open(self, event: Any, node: Sequence | Mapping) -> None:
        if self._key is None and type(self._top) is Mapping:
            self._refuse(event, "a text as key", "a list or a mapping")
        if event.anchor is not None or event.tag is not None:
            self._forbid_properties(event, node)
        if len(self._around) >= MAX_DEPTH:
            self._refuse(event, f"at most {MAX_DEPTH} levels", "more")
        self._around.append((self._top, self._key))
        self._top, self._key = node, None

    def _close(self, event: Any) -> None:
        node = self._top
        end = event.end_mark.index
        if end > event.start_mark.index:  # a bracket of its own
            node.end = end + self._base
        elif isinstance(node, Sequence):
            node.end = node.items[-1].end if node.items else node.end
        elif node.entries:
            node.end = next(reversed(node.entries.values()))[1].end
        self._top, self._key = self._around.pop()
        self._place(node)

    def _place(self, node: Node) -> None:
        top, key = self._top, self._key
        if type(top) is Sequence:
            top.items.append(node)
        elif type(top) is Mapping and key is not None:
            top.entries.setdefault(key.value, (key, node))
            self._key = None
        elif type(top) is Mapping and type(node) is Scalar:
            self._key = node
            if node.value in top.entries:
                first = top.entries[node.value][0].line
                found = f"{shown(node.value)} again, first in line {first}"
                self._note(node, "each key once", found)
            elif node.value == "<<" and not node.style:
                self._note(node, "no merge key", "'<<'")

    def _forbid_properties(self, event: Any, node: Node) -> None:
        if event.anchor is not None:
            self._note(node, "no anchor", shown(f"&{event.anchor}"))
        if event.tag is not None:
            self._note(node, "no tag", shown(event.tag))

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(event, "one YAML document", "a second one")

    def _note(self, node: Node, expected: str, found: str) -> None:
        self.problems.append(Problem("error", node.line, self._path(), expected, found))

    def _refuse(self, event: Any, expected: str, found: str) -> NoReturn:
        line = bisect_left(self._line_ends, event.start_mark.index + self._base) + 1
        raise DocumentError(Problem("error", line, self._path(), expected, found))

    def _path(self) -> str:
        """Where the open place is; what holds the document itself is no step of it."""
        steps = ""
        for node, key in [*self._around, (self._top, self._key)][1:]:
            if isinstance(node, Sequence):
                steps += f"[{len(node.items)}]"
            elif key is not None:
                steps += f".{shown_key(key.value)}"
        return steps.removeprefix(".")
