"""A place of a proof's own: a data folder, a database and documents, all gone afterwards."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import django

Vendor = Literal["sqlite", "postgres"]
ROOT = Path(__file__).resolve().parent.parent.parent


class Ground:
    """The database that this process and its children share, and states of it that were kept."""

    def __init__(self, folder: Path, vendor: Vendor) -> None:
        self.folder = folder
        self.vendor = vendor
        self.documents = folder / "documents"
        self.name = f"newsroom_proof_{os.getpid()}"
        self.kept: list[str] = []

    def keep(self, state: str) -> None:
        """Keep the database as it is under a name."""
        self.kept.append(state)
        self._copy(state, back=False)

    def restore(self, state: str) -> None:
        """Make the database what was kept under the name."""
        self._copy(state, back=True)

    def write(self, documents: Mapping[str, bytes]) -> None:
        """Make the folder hold these documents and nothing else."""
        shutil.rmtree(self.documents, ignore_errors=True)
        for path, content in documents.items():
            place = self.documents / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)

    def command(self, *words: str, unguarded: bool = False) -> list[str]:
        """Return the command line of a management command, or of its control."""
        start = ["-m", "tests.proofs.unguarded"] if unguarded else ["manage.py"]
        return [sys.executable, *start, *words]

    def _copy(self, state: str, *, back: bool) -> None:
        from django.db import connections

        connections.close_all()
        if self.vendor == "postgres":
            there = f"{self.name}_{state}"
            self._create(*((self.name, there) if back else (there, self.name)))
            return
        # The last connection to close has emptied the journal; a killed one may have left it.
        database = self.folder / "data" / "newsroom.sqlite3"
        there = database.with_name(f"{state}.kept")
        if not back:
            shutil.copyfile(database, there)
            return
        for path in database.parent.glob("newsroom.sqlite3*"):
            path.unlink()
        shutil.copyfile(there, database)

    def _create(self, name: str, template: str = "template1") -> None:
        from django.db import connection

        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")

    def prepare(self) -> None:
        """Make the database, with its tables."""
        django.setup()
        from django.core.management import call_command

        if self.vendor == "postgres":
            self._create(self.name)
        call_command("migrate", verbosity=0)
        self.keep("empty")

    def clear(self) -> None:
        """Remove what was made."""
        from django.db import connection, connections

        connections.close_all()
        if self.vendor == "postgres":
            with connection._nodb_cursor() as cursor:
                for name in [self.name, *(f"{self.name}_{state}" for state in self.kept)]:
                    cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def ground(vendor: Vendor) -> Iterator[Ground]:
    """Set this process up in a place of its own.

    PostgreSQL is where DATABASE_URL says; the database named there is left alone.
    """
    given = os.environ.get("DATABASE_URL", "")
    if vendor == "postgres" and not given:
        sys.exit("--database postgres: say where it is by DATABASE_URL.")
    for name in list(os.environ):
        if name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_")) or name == "DATABASE_URL":
            del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="newsroom-proof-") as folder:
        made = Ground(Path(folder), vendor)
        os.environ["NEWSROOM_DATA"] = f"{folder}/data"
        if vendor == "postgres":
            os.environ["DATABASE_URL"] = urlsplit(given)._replace(path=f"/{made.name}").geturl()
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
        try:
            made.prepare()
            yield made
        finally:
            made.clear()
