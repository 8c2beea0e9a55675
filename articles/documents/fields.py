"""Reading one mapping of a document, field by field, each by its own type."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import yaml

from .limits import ADDRESS, FARTHEST_OFFSET_MINUTES, FIRST_YEAR
from .problems import Level, Problem, shown
from .yaml_tree import Mapping, Node, Scalar, Sequence

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS: Final = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False
}  # fmt: skip
_WHOLE: Final = re.compile("0|-?[1-9][0-9]{0,15}")
_MOMENT: Final = re.compile(
    "([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    "(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.]([0-9]*))?"
    "[ \t]*(Z|z|([-+])([0-9]{1,2})(?::?([0-9]{2}))?)?)?"
)
_RESOLVERS: Final = yaml.SafeLoader.yaml_implicit_resolvers


class Fields:
    """The fields of one mapping.

    Each method returns what a field holds, or None (an empty text, no items) where it is
    missing, null or faulty; a fault goes to `problems`. `level` says what a fault in this
    mapping is: an error makes the document invalid, with a warning the field is left out.
    """

    __slots__ = ("_faulty", "level", "mapping", "path", "problems")

    def __init__(
        self, mapping: Mapping, problems: list[Problem], path: str = "", level: Level = "error"
    ) -> None:
        self.mapping = mapping
        self.problems = problems
        self.path = path
        self.level: Level = level
        self._faulty: set[str] = set()

    def node(self, key: str) -> Node | None:
        """What stands at `key`; None where that is nothing or null."""
        entry = self.mapping.entries.get(key)
        if entry is None:
            return None
        node = entry[1]
        return None if type(node) is Scalar and is_null(node) else node

    def note(
        self, level: Level, key: str, expected: str, node: Node | None, found: str = ""
    ) -> None:
        """Add a problem of the field `key`, which is what stands at `node`, or what is missing."""
        line = node.line if node else self.mapping.line if self.path else None
        field = f"{self.path}.{key}" if self.path else key
        self.problems.append(Problem(level, line, field, expected, found or _described(node)))

    def refuse(self, key: str, expected: str, node: Node | None, found: str = "") -> None:
        """Add the problem for which `key` is left out, or the document invalid."""
        self._faulty.add(key)
        self.note(self.level, key, expected, node, found)

    def require(self, key: str, expected: str) -> None:
        """Refuse `key` for what it lacks, unless it was refused before."""
        if key not in self._faulty:
            entry = self.mapping.entries.get(key)
            self.refuse(key, expected, entry and entry[1])

    def is_faulty(self, key: str) -> bool:
        """Whether `key` was refused."""
        return key in self._faulty

    def text(self, key: str, length: tuple[int, int], *, lines: bool = False) -> str:
        """The scalar's own text, whatever YAML would make of it, without white space around.

        Line breaks inside become spaces, with a warning, unless `lines` allows them.
        """
        node = self.node(key)
        if node is None:
            return ""
        if type(node) is not Scalar:
            self.refuse(key, "a text", node)
            return ""
        return self.text_of(node, key, length, lines=lines)

    def text_of(
        self, node: Scalar, key: str, length: tuple[int, int], *, lines: bool = False
    ) -> str:
        """Like `text`, for a scalar that stands in a list at `key`."""
        value = node.value.strip()
        if not node.style and _looks_typed(value):
            expected = "quotes around a text that YAML can take for a number, a date or yes/no"
            self.note("warning", key, expected, node)
        if not lines and len(parts := value.splitlines()) > 1:
            value = " ".join(part.strip() for part in parts if part.strip())
            self.note("warning", key, "a text on one line", node)
        if len(value) > length[1]:
            expected = f"a text of at most {length[1]} characters"
            self.refuse(key, expected, node, f"{len(value)} characters")
            return ""
        return value

    def address(self, key: str, allowed: Callable[[str], bool]) -> str:
        """The address at `key`, if it is an allowed one; an empty one is as good as none."""
        node = self.node(key)
        if node is None:
            return ""
        if type(node) is Scalar:
            if not node.value or allowed(node.value):
                return node.value
            if len(node.value) > ADDRESS[1]:
                found = f"{len(node.value)} characters"
                self.refuse(key, f"an address of at most {ADDRESS[1]} characters", node, found)
                return ""
        self.refuse(key, "an http or https address with a host and no user name", node)
        return ""

    def whole_number(self, key: str, bounds: tuple[int, int]) -> int | None:
        """A plain decimal number within `bounds`; a quoted one is taken, with a warning."""
        node = self.node(key)
        if node is None:
            return None
        if type(node) is Scalar and _WHOLE.fullmatch(node.value):
            number = int(node.value)
            if bounds[0] <= number <= bounds[1]:
                if node.style:
                    self.note("warning", key, "a number without quotes", node)
                return number
        self.refuse(key, f"a whole number from {bounds[0]} to {bounds[1]}", node)
        return None

    def flag(self, key: str) -> bool | None:
        """Plain true or false; yes, no, on and off differ between versions of YAML."""
        node = self.node(key)
        if node is None:
            return None
        if type(node) is Scalar and not node.style and node.value in _FLAGS:
            return _FLAGS[node.value]
        self.refuse(key, "true or false", node)
        return None

    def moment(self, key: str, latest: datetime) -> datetime | None:
        """A date and time in UTC, from FIRST_YEAR to `latest`."""
        node = self.node(key)
        if node is None:
            return None
        found = _MOMENT.fullmatch(node.value) if type(node) is Scalar else None
        moment = _moment(found) if found else None
        if found is None or moment is None:
            self.refuse(key, "a date and time such as 2022-07-12T10:24:00Z", node)
        elif moment.year < FIRST_YEAR or moment > latest:
            expected = f"a date from {FIRST_YEAR} to {latest:%Y-%m-%d}"
            self.refuse(key, expected, node)
            return None
        elif found[4] is None:
            self.note("warning", key, "a time with the date; midnight UTC is taken", node)
        elif found[8] is None:
            self.note("warning", key, "a time zone; UTC is taken", node)
        return moment

    def items(self, key: str, most: int) -> list[Node]:
        """The items of a list of at most `most`; an empty mapping is as good as an empty list."""
        node = self.node(key)
        if node is None:
            return []
        if type(node) is Sequence:
            if len(node.items) > most:
                found = f"{len(node.items)} items"
                self.refuse(key, f"at most {most} items", node, found)
            return node.items[:most]
        if type(node) is Mapping and not node.entries:
            self.note("warning", key, "a list", node)
        else:
            self.refuse(key, "a list", node)
        return []

    def inside(self, node: Mapping, step: str, level: Level) -> "Fields":
        """The fields of a mapping that stands at `step` in this one."""
        path = f"{self.path}.{step}" if self.path else step
        return Fields(node, self.problems, path, level)


def is_null(node: Scalar) -> bool:
    """Whether a scalar says that there is no value: plain null, ~ or nothing."""
    return not node.style and node.value in _NULLS


def _looks_typed(value: str) -> bool:
    return any(regexp.match(value) for _, regexp in _RESOLVERS.get(value[:1], ()))


def _described(node: Node | None) -> str:
    if node is None:
        return "nothing"
    if type(node) is Scalar:
        return shown(node.value) if node.style or node.value else "nothing"
    return "a list" if type(node) is Sequence else "a mapping"


def _moment(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second, fraction, _, sign, hours, minutes = found.groups()
    microsecond = int((fraction or "")[:6].ljust(6, "0"))
    offset = int(hours or 0) * 60 + int(minutes or 0)
    if offset > FARTHEST_OFFSET_MINUTES or int(minutes or 0) > 59:
        return None
    try:
        local = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            microsecond, UTC,
        )  # fmt: skip
        return local + timedelta(minutes=offset if sign == "-" else -offset)
    except (ValueError, OverflowError):
        return None
