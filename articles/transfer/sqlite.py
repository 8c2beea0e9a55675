"""Copy a SQLite database while others write into it, and check a copy."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from articles.transfer.faults import TransferError


def copy(source: Path, target: Path) -> None:
    """Copy a database as it is at this moment, by SQLite's online backup; others go on writing.

    The copy is one file, without a log beside it, and is checked. Raises TransferError where the
    database can't be read, or the copy can't be written or isn't whole.
    """
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as desk,
            closing(sqlite3.connect(target)) as backup,
        ):
            # In one step: in several, each write of others would begin it anew.
            desk.backup(backup, pages=-1)
            backup.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise TransferError(f"The database {source} can't be copied ({error}).") from None
    check(target)


def empty(path: Path, tables: Sequence[str]) -> None:
    """Delete all rows of the tables in the database of the file; a table that it lacks is skipped.

    The file has to exist. Raises TransferError where the file can't be written.
    """
    try:
        with closing(sqlite3.connect(path)) as database, database:
            rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for name in {row[0] for row in rows} & {*tables}:
                database.execute(f'DELETE FROM "{name}"')  # noqa: S608  # a name of the caller's
    except sqlite3.Error as error:
        raise TransferError(f"{path} can't be written ({error}).") from None


def check(path: Path) -> None:
    """Raise TransferError where the database in the file can't be read or isn't whole.

    Whole are its pages and indexes, and rows that refer only to rows that are there.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            result = [row[0] for row in database.execute("PRAGMA integrity_check(10)")]
            broken = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        result, broken = [str(error)], None
    if result != ["ok"] or broken:
        reason = "; ".join(result) if result != ["ok"] else f"a row of {broken[0]} refers to none"
        raise TransferError(f"The copy of the database isn't whole: {reason}.")
