"""Dump a PostgreSQL database and restore it, by PostgreSQL's own programs.

Credentials go through the environment, never on the command line, which everybody on the machine
can read.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from articles.transfer.faults import TransferError

_MISSING: Final = (
    "{} isn't installed here: it is one of PostgreSQL's client programs (on Debian: apt install "
    "postgresql-client), of the server's version or newer."
)


def dump(target: Path) -> None:
    """Dump the desk's database into a file, as it is at this moment, with `pg_dump`.

    A file that is there is overwritten. Then checks that `pg_restore` can list what the file has.
    Raises TransferError where either program is missing or fails.
    """
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])
    _run("pg_restore", ["--list", str(target)], connects=False)


def restore(source: Path, *, without_rows_of: Sequence[str] = ()) -> None:
    """Restore a dump into the desk's database, which must be empty, all or nothing.

    The tables named by `without_rows_of` are made and stay empty. `source` must be in a private
    folder: the list of what is restored is written beside it, with the ending `.list`. Raises
    TransferError where `pg_restore` is missing or fails, OSError where the list can't be written:
    nothing was restored then.
    """
    contents = _run("pg_restore", ["--list", str(source)], connects=False).splitlines()
    wanted = source.with_suffix(".list")
    wanted.write_text("\n".join(each for each in contents if not _is_data(each, without_rows_of)))
    options = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error"]
    options.append(f"--use-list={wanted}")
    name = str(connection.settings_dict["NAME"])
    _run("pg_restore", [*options, "--single-transaction", f"--dbname={name}", str(source)])


def _is_data(line: str, tables: Sequence[str]) -> bool:
    """Tell whether a line of the list of a dump's contents is the rows of one of the tables.

    Such a line is `3405; 0 16402 TABLE DATA public django_session newsroom`.
    """
    match = re.search(r"; \d+ \d+ TABLE DATA \S+ (\S+) ", line)
    return bool(match and match[1] in tables)


def _run(program: str, options: Sequence[str], *, connects: bool = True) -> str:
    """Run one of PostgreSQL's programs, and return what it printed."""
    path = shutil.which(program)
    if path is None:
        raise TransferError(_MISSING.format(program))
    # Django's arguments for psql: its name, options that pg_dump shares, and the database's name.
    arguments, credentials = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    environment = {**os.environ, **(credentials or {})}
    if connects:
        *connect, name = arguments[1:]
        environment |= {"PGDATABASE": name, **_host_and_user(connect)}
    result = subprocess.run(  # noqa: S603  # a program found on PATH, options of our own
        [path, *options],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode:
        reason = " ".join(result.stderr.split()) or f"exit status {result.returncode}"
        raise TransferError(f"{program} failed: {reason[:500]}")
    return result.stdout


def _host_and_user(options: Sequence[str]) -> dict[str, str]:
    """Return psql's options -U, -h and -p as variables of the environment."""
    names = {"-U": "PGUSER", "-h": "PGHOST", "-p": "PGPORT"}
    pairs = dict(zip(options[::2], options[1::2], strict=True))
    return {names[option]: str(value) for option, value in pairs.items() if option in names}
