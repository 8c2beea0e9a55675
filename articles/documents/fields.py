"""Read the fields of one mapping of a document as typed values, and collect their problems."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from . import limits
from .dates import parse_moment
from .problems import Level, Problem, quoted
from .schema import SIMILAR_KEYS
from .urls import encode_spaces
from .yaml_tree import Mapping, Node, Scalar, Sequence
from .yaml_types import is_typed

#: The plain scalars that are null, in YAML 1.1 and in the core schema of YAML 1.2.
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
#: The booleans of YAML 1.2's core schema; YAML 1.1 has yes, no, on and off too.
_FLAGS: Final = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE_NUMBER: Final = re.compile("0|-?[1-9][0-9]{0,15}")


class Fields:
    """The fields of one mapping, read by type; problems found are appended to `problems`.

    A field that is missing, null or refused is read as None, a text or URL as "", a list as []; of
    too long a list the first items are read. `level` is the level of a refusal: an error makes the
    document invalid, a warning doesn't. A value that is odd but usable is returned, with a warning
    whatever the level.
    """

    __slots__ = ("_refused", "level", "mapping", "path", "problems")

    def __init__(
        self, mapping: Mapping, problems: list[Problem], path: str = "", level: Level = "error"
    ) -> None:
        self.mapping = mapping
        self.problems = problems
        self.path = path
        self.level: Level = level
        self._refused: set[str] = set()

    def node(self, key: str) -> Node | None:
        """Return the value node of a key, or None where the key is missing or its value is null."""
        entry = self.mapping.entries.get(key)
        if entry is None:
            return None
        node = entry[1]
        return None if type(node) is Scalar and is_null(node) else node

    def add_problem(
        self, level: Level, key: str, expected: str, node: Node | None, found: str = ""
    ) -> None:
        """Append a problem about `key`, with the path of this mapping before it, to `problems`.

        Its line is that of `node`. `node` is None for a missing field: the line is then that of the
        mapping, or None at the top level. Without `found`, the problem says what `node` is.
        """
        line = node.line if node else self.mapping.line if self.path else None
        field = f"{self.path}.{key}" if self.path else key
        self.problems.append(Problem(level, line, field, expected, found or _description(node)))

    def refuse(self, key: str, expected: str, node: Node | None, found: str = "") -> None:
        """Append a problem of this object's `level` about `key`, and remember `key` as refused.

        An error makes the document invalid, a warning doesn't.
        """
        self._refused.add(key)
        self.add_problem(self.level, key, expected, node, found)

    def refuse_once(self, key: str, expected: str) -> None:
        """Refuse `key` unless this object has refused it already.

        Where the key is missing, the problem names the first present one of the keys that may be
        meant instead (SIMILAR_KEYS), if any.
        """
        if key not in self._refused:
            entries = self.mapping.entries
            entry = entries.get(key)
            similar = next((each for each in SIMILAR_KEYS.get(key, ()) if each in entries), "")
            found = f"nothing, but the key {similar}" if similar and entry is None else ""
            self.refuse(key, expected, entry and entry[1], found)

    def is_refused(self, key: str) -> bool:
        """Tell whether this object has refused `key`."""
        return key in self._refused

    def text(self, key: str, length: tuple[int, int], *, lines: bool = False) -> str:
        """Return a field's scalar as its text, stripped, whatever type YAML would give it.

        `length` is the (minimum, maximum) number of characters; only the maximum is checked. ""
        where the key is missing or null, or refused: a list, a mapping or too long a text. Unless
        `lines` allows several lines, they are stripped and joined by spaces, without blank ones,
        with a warning. A plain scalar that YAML may take for another type (`is_typed`) adds a
        warning.
        """
        node = self.node(key)
        if node is None:
            return ""
        if type(node) is not Scalar:
            self.refuse(key, "a text", node)
            return ""
        return self.scalar_text(node, key, length, lines=lines)

    def scalar_text(
        self, node: Scalar, key: str, length: tuple[int, int], *, lines: bool = False
    ) -> str:
        """Return the text of a scalar node, such as an item of a list, under the rules of `text`.

        `key` names the node in problems. Null isn't recognised: `~` is a text, with the warning for
        another type. "" where the text is empty, or too long, which refuses `key`.
        """
        value = node.value.strip()
        if not node.style and value and is_typed(value):
            expected = "quotes around a text that YAML can take for a number, a date or yes/no"
            self.add_problem("warning", key, expected, node)
        if not lines and len(parts := value.splitlines()) > 1:
            value = " ".join(part.strip() for part in parts if part.strip())
            self.add_problem("warning", key, "a text on one line", node)
        if len(value) > length[1]:
            expected = f"a text of at most {length[1]} characters"
            self.refuse(key, expected, node, f"{len(value)} characters")
            return ""
        return value

    def url(self, key: str, is_allowed: Callable[[str], bool]) -> str:
        """Return a field's URL that `is_allowed` accepts; "" where missing, null, empty or refused.

        One that is accepted only with its spaces percent-encoded, and those around it stripped
        (`encode_spaces`), is returned so, with a warning; spaces alone are "", with a warning too.
        Any other value is refused.
        """
        node = self.node(key)
        if node is None:
            return ""
        if type(node) is Scalar:
            if not node.value or is_allowed(node.value):
                return node.value
            encoded = encode_spaces(node.value)
            if encoded != node.value and (not encoded or is_allowed(encoded)):
                self.add_problem("warning", key, "an address without spaces; encoded", node)
                return encoded
            if len(node.value) > limits.URL[1]:
                found = f"{len(node.value)} characters"
                self.refuse(key, f"an address of at most {limits.URL[1]} characters", node, found)
                return ""
        self.refuse(key, "an http or https address with a host and no user name", node)
        return ""

    def whole_number(self, key: str, bounds: tuple[int, int]) -> int | None:
        """Return a field's decimal whole number from bounds[0] to bounds[1], both allowed.

        None where it is missing, null or refused: out of bounds, with a plus, leading zeros or more
        than 16 digits, `-0`, or no whole number. A number in quotes is taken, with a warning.
        """
        node = self.node(key)
        if node is None:
            return None
        if type(node) is Scalar and _WHOLE_NUMBER.fullmatch(node.value):
            number = int(node.value)
            if bounds[0] <= number <= bounds[1]:
                if node.style:
                    self.add_problem("warning", key, "a number without quotes", node)
                return number
        self.refuse(key, f"a whole number from {bounds[0]} to {bounds[1]}", node)
        return None

    def flag(self, key: str) -> bool | None:
        """Return a field's boolean: an unquoted true, True, TRUE, false, False or FALSE.

        None where it is missing, null or refused: any other value, including yes, no, on and off,
        which are booleans in YAML 1.1 and texts in YAML 1.2.
        """
        node = self.node(key)
        if node is None:
            return None
        if type(node) is Scalar and not node.style and node.value in _FLAGS:
            return _FLAGS[node.value]
        self.refuse(key, "true or false", node)
        return None

    def date_time(self, key: str, latest: datetime) -> datetime | None:
        """Return a field's date and time in UTC; None where it is missing, null or refused.

        Refused is what `parse_moment` doesn't read, a list or a mapping, an unquoted whole number
        (such as 20220712), and a time before limits.FIRST_YEAR or after `latest`, which must have a
        time zone. A date without a time is taken as midnight UTC, a time without a zone as UTC,
        each with a warning.
        """
        node = self.node(key)
        if node is None:
            return None
        moment = None
        if type(node) is Scalar and (node.style or not _WHOLE_NUMBER.fullmatch(node.value)):
            moment = parse_moment(node.value)
        if moment is None:
            self.refuse(key, "a date and time such as 2022-07-12T10:24:00Z", node)
            return None
        if moment.value.year < limits.FIRST_YEAR or moment.value > latest:
            expected = f"a date from {limits.FIRST_YEAR} to {latest:%Y-%m-%d}"
            self.refuse(key, expected, node)
            return None
        if not moment.has_time:
            self.add_problem("warning", key, "a time with the date; midnight UTC is taken", node)
        elif not moment.has_zone:
            self.add_problem("warning", key, "a time zone; UTC is taken", node)
        return moment.value

    def items(self, key: str, most: int) -> list[Node]:
        """Return the nodes of a field's list in order, at most the first `most`.

        A longer list is refused, though its first nodes are returned. [] where the field is missing
        or null, or refused because it is no list. An empty mapping counts as an empty list, with a
        warning.
        """
        node = self.node(key)
        if node is None:
            return []
        if type(node) is Sequence:
            if len(node.items) > most:
                found = f"{len(node.items)} items"
                self.refuse(key, f"at most {most} items", node, found)
            return node.items[:most]
        if type(node) is Mapping and not node.entries:
            self.add_problem("warning", key, "a list", node)
        else:
            self.refuse(key, "a list", node)
        return []

    def nested(self, node: Mapping, step: str, level: Level) -> "Fields":
        """Return a reader of a mapping inside this one, which appends to the same problems.

        `step` is the mapping's key or `key[index]` in their paths, `level` the level of its
        refusals.
        """
        path = f"{self.path}.{step}" if self.path else step
        return Fields(node, self.problems, path, level)


def is_null(node: Scalar) -> bool:
    """Tell whether a scalar is YAML's null: unquoted null, Null, NULL or ~, or nothing at all."""
    return not node.style and node.value in _NULLS


def _description(node: Node | None) -> str:
    if node is None:
        return "nothing"
    if type(node) is Scalar:
        return quoted(node.value) if node.style or node.value else "nothing"
    return "a list" if type(node) is Sequence else "a mapping"
