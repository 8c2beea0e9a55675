"""Read an export line by line, and refuse what isn't whole."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from articles.transfer.exporting import FORMAT, VERSION
from articles.transfer.faults import TransferError, shown
from articles.transfer.tables import schema


class Row(NamedTuple):
    """A row of an export: the number of its line, its table (`app.model`), its values by column."""

    line: int
    table: str
    columns: dict[str, Any]


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of an export in their order.

    Raises TransferError for a file that can't be read and, with the line's number, for one that is
    no export, is of another format or schema, was changed or has no end. A change may be found only
    at the checkpoint after it, when its row was yielded: keep rows only if the iterator ends
    without an error.
    """
    try:
        with path.open("rb") as file:
            yield from _Reader(path).read(file)
    except OSError as error:
        raise TransferError(f"{path} can't be read ({error.strerror}).") from None


class _Reader:
    """Reads lines, keeps the digest of what was read and the number of rows by table."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digest = hashlib.sha256()
        self.counts: Counter[str] = Counter()
        self.checked = 1

    def read(self, lines: Any) -> Iterator[Row]:
        has_ended = False
        number = 0
        for number, text in enumerate(lines, 1):
            if has_ended:
                raise self._error(number, "follows the closing line: it doesn't belong here")
            line = self._parse(number, text)
            if number == 1:
                self._check_header(line)
            elif "table" in line:
                yield self._row(number, line)
            else:
                self._check_digest(number, line)
                has_ended = "end" in line
                if has_ended:
                    self._check_counts(number, line)
            self.digest.update(text)
        if not has_ended:
            raise self._error(number, "is the last, and no closing line: the file was cut off")

    def _parse(self, number: int, text: bytes) -> dict[str, Any]:
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            line = None
        if not isinstance(line, dict) or not text.endswith(b"\n"):
            what = "is no line of an export" if number == 1 else "was changed or cut off"
            raise self._error(number, what)
        return line

    def _check_header(self, line: dict[str, Any]) -> None:
        if line.get("format") != FORMAT:
            raise self._error(1, "is not the beginning of an export")
        if line.get("version") != VERSION:
            raise self._error(
                1,
                f"says format {shown(repr(line.get('version')))}; this release reads {VERSION}. "
                f"Restore it by the release that made it ({shown(line.get('release'))}), or a "
                "newer one",
            )
        if line.get("schema") != schema():
            raise self._error(
                1,
                f"says that release {shown(line.get('release'))} made it, whose tables are "
                f"others ({_difference(line.get('schema'))}). Install that release, restore there, "
                "then upgrade",
            )

    def _row(self, number: int, line: dict[str, Any]) -> Row:
        columns = line.get("row")
        if not isinstance(line["table"], str) or not isinstance(columns, dict):
            raise self._error(number, "is no row")
        self.counts[line["table"]] += 1
        return Row(number, line["table"], columns)

    def _check_digest(self, number: int, line: dict[str, Any]) -> None:
        if line.get("sha256") != self.digest.hexdigest():
            raise self._error(
                number, f"has another digest than the lines before it: one from line "
                f"{self.checked} on was changed",
            )  # fmt: skip
        self.checked = number

    def _check_counts(self, number: int, line: dict[str, Any]) -> None:
        rows = line["end"].get("rows") if isinstance(line["end"], dict) else None
        if not isinstance(rows, dict) or {n: c for n, c in rows.items() if c} != self.counts:
            raise self._error(number, "counts other rows than there are: the file was changed")

    def _error(self, number: int, what: str) -> TransferError:
        return TransferError(f"{self.path}: line {number:,} {what}. Nothing was restored.")


def _difference(given: Any) -> str:
    """Return which migrations the file's schema has in place of this release's."""
    given = given if isinstance(given, dict) else {}
    own = schema()
    return ", ".join(
        f"{shown(app)}: {shown(given.get(app) or 'None')}, here {own.get(app)}"
        for app in sorted({*own, *given})
        if own.get(app) != given.get(app)
    )
