"""Back up a desk while people work, and restore a backup into the place of a new desk.

A backup has the database (SQLite's online copy, or `pg_dump`'s custom format), and the secret key
where it is a file in the data folder.
"""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from articles.models import UserSession
from articles.transfer import postgresql, sqlite
from articles.transfer.archive import copy_member, opened, write_archive
from articles.transfer.exporting import release
from articles.transfer.faults import TransferError, shown
from articles.transfer.private_files import give_name, new_private_file, sync_folder
from articles.transfer.tables import schema

SECRET_KEY: Final = "secret-key"  # noqa: S105  # the name of a file
#: The tables of sessions, Django's and ours. No restored desk has their rows: a session that ended
#: after the backup would be open again.
SESSIONS: Final = (Session._meta.db_table, UserSession._meta.db_table)
#: The name of the database's copy in a backup, by kind of database.
COPIES: Final = {"sqlite": "newsroom.sqlite3", "postgresql": "newsroom.pgdump"}
_NAMES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def back_up(target: Path) -> Path:
    """Write a backup and return its file: `target`, or in the folder `target` one named by time.

    `newsroom-20260103-140500.tar` has the time in UTC. The file has mode 600, was read back, and is
    named when it is on disk. Raises TransferError where it exists or can't be written, or the
    database can't be copied whole, as where a tool is missing; other errors of the desk's database
    pass through.
    """
    name = f"newsroom-{timezone.now():%Y%m%d-%H%M%S}.tar"
    path = target / name if os.path.isdir(target) else target
    if os.path.exists(path):
        raise TransferError(f"{path} exists already: name another file, or a folder.")
    with _working_folder(path.parent) as folder:
        copy = folder / COPIES[connection.vendor]
        if connection.vendor == "sqlite":
            sqlite.copy(Path(connection.settings_dict["NAME"]), copy)
        else:
            postgresql.dump(copy)
        key = settings.DATA_DIR / SECRET_KEY
        about = {
            "made_at": timezone.now().isoformat(),
            "release": release(),
            "database": connection.vendor,
            "schema": schema(),
        }
        with new_private_file(path) as file:
            write_archive(file, about, [copy, *([key] if key.is_file() else [])])
    return path


def restore_backup(path: Path) -> dict[str, Any]:
    """Put a backup's database, without sessions, and secret key in place; return its manifest.

    The key replaces this desk's; a backup without one leaves it. Raises TransferError where there
    is a database already (on PostgreSQL: tables), the file is no backup, damaged, of another
    format, of the other kind of database or of a newer release, or a tool is missing or fails:
    nothing was changed then. Raises it too where the database is in place already, but the disk
    fails to flush its name, or the key can't be put in place (only then the message says so).
    """
    with opened(path) as (archive, manifest):
        _check_fits(path, manifest)
        _check_unused()
        name, digests = COPIES[connection.vendor], manifest["sha256"]
        if name not in digests:
            raise TransferError(f"{path} holds no database.")
        # Each beside what it becomes: the database may lie on another disk than the data folder.
        with _working_folder(settings.DATA_DIR) as folder, _working_folder(_place()) as beside:
            key, copy = folder / SECRET_KEY, beside / name
            if SECRET_KEY in digests:
                _extract(archive, SECRET_KEY, digests[SECRET_KEY], key)
            _extract(archive, name, digests[name], copy)
            if connection.vendor == "sqlite":
                sqlite.check(copy)
                sqlite.empty(copy, SESSIONS)
                give_name(copy, Path(connection.settings_dict["NAME"]))
                sync_folder(_place())
            else:
                postgresql.restore(copy, without_rows_of=SESSIONS)
            if key.exists():
                _put_secret_key(key)
    return manifest


def _place() -> Path:
    """Return the folder of SQLite's file, or of PostgreSQL's dump until it is restored."""
    is_file = connection.vendor == "sqlite"
    return Path(connection.settings_dict["NAME"]).parent if is_file else settings.DATA_DIR


def _put_secret_key(copy: Path) -> None:
    target = settings.DATA_DIR / SECRET_KEY
    try:
        os.replace(copy, target)
        sync_folder(target.parent)
    except OSError as error:
        raise TransferError(
            f"The database is restored, but not the secret key: {target} can't be replaced "
            f"({error.strerror}). Mend that and copy {SECRET_KEY} out of the backup (a tar file) "
            "to there; with another key everybody signs in again."
        ) from None


def _check_fits(path: Path, manifest: dict[str, Any]) -> None:
    """Raise TransferError where this desk's database or release can't take the backup."""
    made_by = shown(manifest.get("release"))
    vendor = manifest.get("database")
    if vendor != connection.vendor:
        raise TransferError(
            f"{path} is of {_NAMES.get(str(vendor)) or shown(vendor)}, and this desk's database is "
            f"{_NAMES[connection.vendor]}: restore it there, then move the desk by export_history "
            "and restore."
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if any(pair not in known for pair in manifest["schema"].items()):
        raise TransferError(
            f"{path} was made by release {made_by}, which is newer than this one: install that one."
        )


def _check_unused() -> None:
    """Raise TransferError where there is a database already."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        used = [each for each in _files_of(name) if each.exists()]
        if used:
            raise TransferError(
                f"There is a database already: {name}. Stop the desk, move "
                f"{', '.join(each.name for each in used)} to another folder, and run this again."
            )
    elif connection.introspection.table_names():
        raise TransferError(
            f"The database {connection.settings_dict['NAME']} holds tables already. Make an empty "
            "one (createdb NAME), name that by DATABASE_URL, and run this again."
        )


def _files_of(database: Path) -> list[Path]:
    """Return the files of a SQLite database: it, and the two beside it while it is used."""
    return [database.with_name(f"{database.name}{ending}") for ending in ("", "-wal", "-shm")]


def _extract(archive: tarfile.TarFile, name: str, digest: str, target: Path) -> None:
    with new_private_file(target) as file:
        copy_member(archive, name, digest, file)


@contextmanager
def _working_folder(parent: Path) -> Iterator[Path]:
    """Yield a new private folder in `parent`, which is removed with what is in it."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".newsroom-backup.", dir=parent))
    except OSError as error:
        raise TransferError(f"{parent} can't be written into ({error.strerror}).") from None
    try:
        yield folder
    except OSError as error:
        raise TransferError(
            f"{parent} can't be written into ({error.strerror or error})."
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
