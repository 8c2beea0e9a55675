"""Make a small database with this release's code and write it as SQL: `python -m tests.make_dump`.

`tests/upgrades/test_upgrade.py` restores the dump of every release and migrates it with the current
code. See `.github/CONTRIBUTING.md`, "Releases".
"""

import os
import re
import sqlite3
import subprocess
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.dump_desk import fill
from tests.proofs.workspace import ROOT, Workspace, workspace

DATA = ROOT / "tests" / "data"
#: Stored instead of what this machine calls things.
FOLDER, HOST, ACCOUNT = "/srv/newsroom/documents", "desk.example", "newsroom"


def anonymise() -> None:
    """Remove what belongs to this machine: paths, host, account, sessions."""
    from django.contrib.sessions.models import Session

    from articles.models import Collection, ImportRun

    Session.objects.all().delete()
    Collection.objects.update(root=FOLDER)
    ImportRun.objects.update(host=HOST, by=ACCOUNT, pid=1)


def sqlite_dump(database: Path) -> Iterator[str]:
    """Yield the statements that make the database again.

    The index for searches is a virtual table: its own tables are left out, it reads its rows from
    the table of search texts. Triggers come last, for they guard or follow what is inserted.
    """
    with closing(sqlite3.connect(database)) as connection:
        schema = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY rowid"
        ).fetchall()
        virtual = [name for _, name, sql in schema if sql.startswith("CREATE VIRTUAL")]
        inner = tuple(f"{name}_" for name in virtual)
        tables = [
            (name, sql) for kind, name, sql in schema
            if kind == "table" and name not in virtual and not name.startswith((*inner, "sqlite_"))
        ]  # fmt: skip
        yield "PRAGMA foreign_keys=OFF"
        yield "BEGIN"
        yield from (sql for _, sql in tables)
        for name in [*(name for name, _ in tables), "sqlite_sequence"]:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
            quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
            listed = ", ".join(f'"{column}"' for column in columns)
            rows = [
                f"({values})" for (values,) in connection.execute(f'SELECT {quoted} FROM "{name}"')
            ]
            if rows:
                yield f'INSERT INTO "{name}" ({listed}) VALUES\n' + ",\n".join(rows)
        yield from (sql for kind, name, sql in schema if kind == "index" or name in virtual)
        yield from (f"INSERT INTO {name}({name}) VALUES ('rebuild')" for name in virtual)
        yield from (sql for kind, _, sql in schema if kind == "trigger")
        yield "COMMIT"


def postgres_dump(url: str) -> Iterator[str]:
    """Yield the statements of pg_dump; it is looked for on PATH."""
    server = urlsplit(url)
    options = ["--rows-per-insert=1000", "--no-owner", "--no-privileges", "--no-comments"]
    text = subprocess.run(
        ["pg_dump", *options, "-h", server.hostname or "", "-p", str(server.port or 5432),
         "-U", unquote(server.username or ""), server.path.lstrip("/")],
        env={**os.environ, "PGPASSWORD": unquote(server.password or "")},
        check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    # pg_dump's comments name objects at length, and lines with a backslash are for psql alone.
    text = re.sub(r"(?m)^--\n-- (Name|Data for Name|PostgreSQL database dump)\b.*\n--\n+", "", text)
    text = re.sub(r"(?m)^(\\(un)?restrict|-- Dumped) .*\n+", "", text)
    yield text.strip().removesuffix(";")


def make(place: Workspace) -> str:
    """Fill the empty database of the workspace, and return it as SQL text."""
    from django.conf import settings
    from django.db import connections

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    place.documents.mkdir()
    fill(place.documents)
    anonymise()
    connections.close_all()
    if place.vendor == "postgres":
        statements = postgres_dump(os.environ["DATABASE_URL"])
    else:
        statements = sqlite_dump(Path(os.environ["NEWSROOM_DATA"]) / "newsroom.sqlite3")
    text = "".join(f"{statement};\n" for statement in statements)
    # No tool that mends line ends may change a document.
    code = "chr" if place.vendor == "postgres" else "char"
    return text.replace("\r", f"' || {code}(13) || '")


def main() -> None:
    parser = ArgumentParser(prog="python -m tests.make_dump", description=__doc__)
    parser.add_argument(
        "--database", choices=["sqlite", "postgres"], default="sqlite",
        help="postgres: in a database of its own on the server that DATABASE_URL names",
    )  # fmt: skip
    parser.add_argument("--folder", type=Path, default=DATA, help="where to write the dump")
    options = parser.parse_args()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    ending = "postgres.sql" if options.database == "postgres" else "sql"
    with workspace(options.database) as place:
        text = make(place)
    path = options.folder / f"desk-{version}.{ending}"
    path.write_text(text, newline="\n")
    print(f"Wrote {path}, {len(text.encode()):,} bytes.")


if __name__ == "__main__":
    main()
