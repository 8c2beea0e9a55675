"""Failures of the database or the folder, and Ctrl-C: the command ends with one message."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from articles.management import setup
from articles.management.commands import import_articles
from articles.models import Article, Collection, ImportRun
from articles.sync import files, locks
from articles.sync.locks import LockHeld, LockLost, acquire
from tests.import_command_kit import run

Write = Callable[..., Path]
ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Return a function that sets what is called between resolving the target and importing it."""

    def arrange(action: Callable[[], Any]) -> None:
        original = import_articles.import_target

        def import_late(*args: Any, **options: Any) -> Any:
            action()
            return original(*args, **options)

        monkeypatch.setattr(import_articles, "import_target", import_late)

    return arrange


def throw(error: BaseException) -> Callable[[], None]:
    """Return a function that raises the error."""

    def action() -> None:
        raise error

    return action


def test_without_a_database_the_message_is_to_start_first(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    done = subprocess.run(
        [sys.executable, "manage.py", "import_articles", "seeds"],
        cwd=ROOT,
        env={
            **kept,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_DATA": str(tmp_path / "data"),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    sentence = "The desk has no database yet: run manage.py start (or migrate) first."
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"CommandError: {sentence}\n"


def test_a_database_that_lacks_a_migration_has_its_own_message(
    write_document: Write, before: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup.MigrationExecutor, "migration_plan", lambda *args: ["one"])
    before(throw(OperationalError("no such column: articles_article.new")))
    imported = run(write_document().parent)
    assert imported.status == 1
    assert "The desk's database is older than its code: run manage.py start" in imported.err


def test_a_locked_database_is_worth_another_try(write_document: Write, before: Any) -> None:
    before(throw(OperationalError("database is locked")))
    imported = run(write_document().parent)
    assert imported.status == 1
    assert imported.err == (
        "CommandError: The database did not answer (database is locked). What was stored is "
        "whole; run the same command again to go on.\n"
    )


class Refused(Exception):
    """A stand-in for an exception of psycopg, which has the server's SQLSTATE."""

    sqlstate = "42501"


@pytest.mark.parametrize("kind", [DatabaseError, OperationalError, IntegrityError])
def test_a_statement_refused_for_good_is_not_worth_one(
    write_document: Write, before: Any, kind: type[Exception]
) -> None:
    folder = write_document().parent
    run(folder)
    error = kind("attempt to write\n  a readonly database")
    error.__cause__ = Refused()
    before(throw(error))
    imported = run(folder)
    assert imported.status == 1
    assert "again to go on" not in imported.err
    assert imported.err == (
        "CommandError: The database refuses this, and would again: attempt to write a readonly "
        "database. What was stored is whole.\n"
    )


@pytest.mark.parametrize(
    ("state", "passes"),
    [(None, True), ("08006", True), ("40P01", True), ("53300", True), ("53100", False)],
)
def test_postgresql_says_whether_a_fault_may_pass(
    monkeypatch: pytest.MonkeyPatch, state: str | None, passes: bool
) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    error = OperationalError("message")
    error.__cause__ = Refused()
    error.__cause__.sqlstate = state
    assert ("again to go on" in setup.database_fault(error)) is passes


def test_a_folder_that_vanishes_is_named(write_document: Write, before: Any) -> None:
    folder = write_document().parent
    before(lambda: shutil.rmtree(folder))
    imported = run(folder)
    assert (imported.out, imported.status) == ("", 2)
    assert imported.err == (
        f"CommandError: {folder} can't be read (No such file or directory). What was stored is "
        "whole.\n"
    )


def test_a_folder_that_cannot_be_reached_is_named(
    write_document: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_document().parent
    run(folder)

    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", refuse)
    imported = run()
    assert imported.status == 2
    assert f"can't be reached (Permission denied): {folder}" in imported.err


def test_a_missing_folder_stops_no_other_collection(write_document: Write) -> None:
    lost, found = (write_document(folder=name, name="a.md").parent for name in ("lost", "found"))
    run(lost, found)
    shutil.rmtree(lost)
    write_document(folder="found", name="b.md")
    imported = run()
    assert imported.status == 2
    assert f"The folder of collection 'lost' is missing: {lost}. Bring it back" in imported.err
    assert "1 new, 0 changed, 1 unchanged" in imported.out
    assert not Article.objects.filter(gone_at__isnull=False).exists()
    assert run("--collection", "lost").status == 2
    assert run("--collection", "found").status == 0


def test_a_collection_that_another_import_holds_stops_no_other(write_document: Write) -> None:
    held, free = (write_document(folder=name, name="a.md").parent for name in ("a-held", "free"))
    run(held, free)
    write_document(folder="free", name="b.md")
    acquire(Collection.objects.get(name="a-held"))
    imported = run()
    assert imported.status == 3
    assert "a-held: " in imported.err
    assert "1 new, 0 changed, 1 unchanged" in imported.out


def test_ctrl_c_leaves_whole_what_was_stored(
    write_document: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_document()
    folder = write_document().parent
    monkeypatch.setattr("articles.sync.importer.CHUNK", 1)
    original = files.read

    def interrupted(root: Path, path: str) -> Any:
        if path == "0002.md":
            raise KeyboardInterrupt
        return original(root, path)

    monkeypatch.setattr(files, "read", interrupted)
    imported = run(folder)
    assert (imported.out, imported.status) == ("", 130)
    assert imported.err == "Stopped. What was stored is whole.\n"
    assert Article.objects.get().path == "0001.md"
    assert ImportRun.objects.get().interrupted


def test_two_first_imports_at_once_do_not_trip_over_each_other(
    write_document: Write, before: Any
) -> None:
    folder = write_document().parent
    before(lambda: Collection.objects.create(name=folder.name, root="/elsewhere"))
    imported = run(folder)
    assert imported.status == 3
    assert f"Another first import, of {folder} or of another folder as" in imported.err
    assert len(imported.err.splitlines()) == 1


def test_an_import_that_another_one_took_over_says_so(write_document: Write, before: Any) -> None:
    before(throw(LockLost()))
    imported = run(write_document().parent)
    assert imported.status == 3
    assert "took over" in imported.err


class Race:
    """Let the database refuse the first inserts of a run, as if another run had been inserted."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.original = ImportRun.save

    def save(self, run: ImportRun, **options: Any) -> None:
        self.times -= 1
        if self.times >= 0:
            raise IntegrityError("one_import_of_a_collection_at_a_time")
        self.original(run, **options)


def test_the_lock_is_acquired_where_its_holder_finishes_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collection = Collection.objects.create(name="a", root="/a")
    race = Race(1)
    monkeypatch.setattr(ImportRun, "save", lambda run, **options: race.save(run, **options))
    assert acquire(collection).pk
    race.times = 99
    ImportRun.objects.update(finished_at="2026-01-01T00:00Z")
    with pytest.raises(IntegrityError):
        acquire(collection)


def test_a_quicker_import_is_named_where_both_take_over_an_abandoned_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collection = Collection.objects.create(name="a", root="/a")
    abandoned = acquire(collection)
    ImportRun.objects.filter(pk=abandoned.pk).update(pid=2**22 + 1)

    @contextmanager
    def insert_another_first() -> Iterator[None]:
        quicker = ImportRun(
            collection=collection,
            started_at=abandoned.started_at,
            beat_at=abandoned.beat_at,
            host="quicker",
            pid=7,
        )
        quicker.save()
        with transaction.atomic():
            yield

    monkeypatch.setattr(locks, "transaction", SimpleNamespace(atomic=insert_another_first))
    with pytest.raises(LockHeld, match="process 7 on quicker"):
        acquire(collection)
