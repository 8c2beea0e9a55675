"""What a check of the history found: where, what was expected, and what is there instead."""

import json
from dataclasses import dataclass
from typing import Any, Final

#: Characters of a value that are shown.
SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where the database doesn't follow from its record.

    `place` names what was checked, in most cases a row, `field` its column or part. `article` is
    the primary key of the article concerned, or None. `is_repairable`: whether
    `articles.audit.repair` can make it as expected, unless something else hinders it.
    """

    place: str
    field: str
    expected: str
    found: str
    article: int | None = None
    is_repairable: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.field}: expected {self.expected}, found {self.found}"


def shown(value: Any) -> str:
    """Return a value on one line as JSON, cut to SHOWN characters, the last an ellipsis, if longer.

    A value that JSON hasn't, such as a time, is a text in it; unprintable characters are escaped.
    """
    text = json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)
    text = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
