"""What is wrong with a document, in words for the person who has to mend it."""

import re
from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["error", "warning"]

SHOWN_LENGTH: Final = 80

# YAML takes just these characters in its text. All that XML 1.0, PostgreSQL or a terminal would
# stumble over lies outside; an escape such as "\0" must not bring in what can't be written raw.
UNSAFE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one document.

    An error means that the document isn't taken, a warning that it is, without or in spite of
    the faulty part. `line` counts from 1 in the file and is None for a fault of the whole file;
    `field` is a path such as `related[0].webUrl`, empty for the whole document. `found` is
    printable and on one line, whatever the document holds.
    """

    level: Level
    line: int | None
    field: str
    expected: str
    found: str

    @property
    def message(self) -> str:
        return f"expected {self.expected}, found {self.found}"


class DocumentError(Exception):
    """A text that can't be taken at all; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def shown(text: str) -> str:
    """`text` quoted, on one line, cut to SHOWN_LENGTH.

    Control, direction and other invisible characters come out as escapes, so that a document
    can neither drive a terminal nor forge a line of a report.
    """
    quoted = repr(text[:SHOWN_LENGTH])
    if len(text) <= SHOWN_LENGTH and len(quoted) <= SHOWN_LENGTH:
        return quoted
    return quoted[: SHOWN_LENGTH - 1] + "…"


def shown_key(key: str) -> str:
    """`key` as a step of a path: as it is where that is harmless, else quoted and cut."""
    return key if len(key) <= 40 and key.isprintable() and key else shown(key[:40])
