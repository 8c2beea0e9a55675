"""A temporary data folder, database and documents folder for a proof."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, NamedTuple
from urllib.parse import urlsplit

import django

from tests.migrated import put_database

Vendor = Literal["sqlite", "postgres"]
ROOT = Path(__file__).resolve().parent.parent.parent


class Served(NamedTuple):
    """A desk that `start` serves on a port of loopback, by two worker processes."""

    port: int
    process: subprocess.Popen[str]


class Workspace:
    """The database that this process and its children share, and named copies of it."""

    def __init__(self, folder: Path, vendor: Vendor) -> None:
        self.folder = folder
        self.vendor = vendor
        self.documents = folder / "documents"
        self.name = f"newsroom_proof_{os.getpid()}"
        self.copies: list[str] = []

    def keep(self, state: str) -> None:
        """Copy the database as it is now, under a name."""
        self.copies.append(state)
        self._copy(state, back=False)

    def restore(self, state: str) -> None:
        """Replace the database by the copy of this name."""
        self._copy(state, back=True)

    def write(self, documents: Mapping[str, bytes]) -> None:
        """Write these documents into the folder, and remove all others."""
        shutil.rmtree(self.documents, ignore_errors=True)
        self.documents.mkdir()
        for path, content in documents.items():
            file = self.documents / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def command(self, *arguments: str, unguarded: bool = False) -> list[str]:
        """Return the command line of a management command, or of its control."""
        start = ["-m", "tests.proofs.unguarded"] if unguarded else ["manage.py"]
        return [sys.executable, *start, *arguments]

    @contextmanager
    def served(self, log: IO[str] | None = None, **variables: str) -> Iterator[Served]:
        """Serve the desk by `start` with more settings; stop it by Ctrl-C.

        It logs errors alone, into the file given. RuntimeError where it doesn't start.
        """
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        given = {"NEWSROOM_WORKERS": "2", "NEWSROOM_LOG_LEVEL": "ERROR", **variables}
        process = subprocess.Popen(
            self.command("start", "--port", str(port)),
            cwd=ROOT, env={**os.environ, **given}, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        try:
            assert process.stdout
            if not any("The desk is at" in line for line in process.stdout):
                raise RuntimeError("the desk did not start")
            yield Served(port, process)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)

    def _copy(self, state: str, *, back: bool) -> None:
        from django.db import connections

        connections.close_all()
        if self.vendor == "postgres":
            copy = f"{self.name}_{state}"
            self._create(*((self.name, copy) if back else (copy, self.name)))
            return
        # The last connection to close empties the journal; a killed process may have left one.
        database = self.folder / "data" / "newsroom.sqlite3"
        copy = database.with_name(f"{state}.copy")
        if not back:
            shutil.copyfile(database, copy)
            return
        for path in database.parent.glob("newsroom.sqlite3*"):
            path.unlink()
        shutil.copyfile(copy, database)

    def _create(self, name: str, template: str = "template1") -> None:
        from django.db import connection

        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")

    def prepare(self) -> None:
        """Create the database with its tables."""
        django.setup()
        from django.core.management import call_command

        if self.vendor == "postgres":
            self._create(self.name)
            call_command("migrate", verbosity=0)
        else:
            put_database(self.folder / "data")
        self.keep("empty")

    def clear(self) -> None:
        """Drop the databases that were created."""
        from django.db import connection, connections

        connections.close_all()
        if self.vendor == "postgres":
            with connection._nodb_cursor() as cursor:
                for name in [self.name, *(f"{self.name}_{state}" for state in self.copies)]:
                    cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def workspace(vendor: Vendor) -> Iterator[Workspace]:
    """Set Django up in this process with a workspace, and remove it afterwards.

    PostgreSQL's is a database of its own on the server that DATABASE_URL names.
    """
    given = os.environ.get("DATABASE_URL", "")
    if vendor == "postgres" and not given:
        sys.exit("--database postgres: name its server by DATABASE_URL.")
    for name in list(os.environ):
        if name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_")) or name == "DATABASE_URL":
            del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="newsroom-proof-") as folder:
        made = Workspace(Path(folder), vendor)
        os.environ["NEWSROOM_ENV_FILE"] = os.devnull
        os.environ["NEWSROOM_DATA"] = f"{folder}/data"
        # Only `start` makes it.
        Path(f"{folder}/data").mkdir(mode=0o700)
        if vendor == "postgres":
            os.environ["DATABASE_URL"] = urlsplit(given)._replace(path=f"/{made.name}").geturl()
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
        try:
            made.prepare()
            yield made
        finally:
            made.clear()
