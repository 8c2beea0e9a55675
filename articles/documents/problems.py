"""Problems of a document, and the exception for one that can't be read, both for people to read.

Also how texts and keys of a document are quoted in them.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["error", "warning"]

#: The most characters of a quotation from a document in a message, with its quotes.
QUOTED_LENGTH: Final = 80

#: A character outside YAML's printable set (c-printable in YAML 1.1 and 1.2). XML 1.0, PostgreSQL
#: and terminals accept every character in the set. Values are checked too, because an escape such
#: as "\0" must not bring in a character that the file itself may not contain.
UNSAFE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one document.

    An error makes the document invalid, a warning doesn't; some warnings say that the faulty part
    is left out. `line` counts from 1 in the file and is None for a fault without a line. `field` is
    a path such as `related[0].webUrl`, empty where the fault is of no one field. `expected` and
    `found` are phrases; `found` is printable and on one line, whatever the document contains.
    """

    level: Level
    line: int | None
    field: str
    expected: str
    found: str

    @property
    def message(self) -> str:
        """What was expected and what was found, as one phrase, without the line and the field."""
        return f"expected {self.expected}, found {self.found}"


class DocumentError(Exception):
    """A file or text can't be read as a document.

    `problem` is the Problem, `str` its message only.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def quoted(text: str) -> str:
    """Return a text in quotes as `repr` does, at most QUOTED_LENGTH characters with the quotes.

    A longer result is cut, and ends with … instead of its closing quote. Characters that
    `str.isprintable` refuses, such as line breaks, controls and those of the direction, are
    escaped: the result is on one line, and a document can neither drive a terminal nor forge a line
    of a report.
    """
    literal = repr(text[:QUOTED_LENGTH])
    if len(text) <= QUOTED_LENGTH and len(literal) <= QUOTED_LENGTH:
        return literal
    return literal[: QUOTED_LENGTH - 1] + "…"


def quoted_key(key: str) -> str:
    """Return a key as a step of a Problem's `field`.

    A printable key of 1–40 characters is unchanged; of any other the first 40 characters are in
    quotes (`quoted`).
    """
    return key if len(key) <= 40 and key.isprintable() and key else quoted(key[:40])
