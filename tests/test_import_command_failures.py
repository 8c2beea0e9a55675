"""Whatever happens to the database, the folder or the person, the command ends in a sentence."""

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
from articles.sync import files
from articles.sync import locks as claims
from articles.sync.locks import LockHeld, LockLost, acquire
from tests.test_import_command import run

Write = Callable[..., Path]
ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Return a function that has something happen between naming a folder and importing it."""

    def arrange(happening: Callable[[], Any]) -> None:
        original = import_articles.import_target

        def import_late(*args: Any, **options: Any) -> Any:
            happening()
            return original(*args, **options)

        monkeypatch.setattr(import_articles, "import_target", import_late)

    return arrange


def throw(error: BaseException) -> Callable[[], None]:
    def happening() -> None:
        raise error

    return happening


def test_a_desk_without_a_database_is_told_to_start_first(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    done = subprocess.run(
        [sys.executable, "manage.py", "import_articles", "seeds"], cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "newsroom.settings",
             "NEWSROOM_DATA": str(tmp_path / "data")},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    sentence = "The desk has no database yet: run manage.py start (or migrate) first."
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"CommandError: {sentence}\n"


def test_a_database_that_lacks_a_migration_is_told_so(
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
    """What psycopg raises: the server's own state is in it."""

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
    error = OperationalError("said")
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


def test_a_report_is_kept_when_an_import_cannot_run(write_document: Write, tmp_path: Path) -> None:
    folder = write_document().parent
    report, other = tmp_path / "report.jsonl", tmp_path / "other.jsonl"
    run(folder, "--report", report)
    written = report.read_text()
    assert written
    assert run(folder, tmp_path / "nowhere", "--report", report).status == 2
    held = acquire(Collection.objects.get())
    for file in (report, other):
        assert run(folder, "--report", file).status == 3
    assert report.read_text() == written
    assert not other.exists()
    claims.release(held, {})
    (folder / "0001.md").unlink()
    (folder / "empty").mkdir()
    run(folder / "empty", "--report", report)
    assert report.read_text() == ""


def test_a_report_goes_to_a_pipe_too(write_document: Write, tmp_path: Path) -> None:
    assert run(write_document().parent, "--report", "/dev/null").status == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_report_that_ends_midway_is_named(write_document: Write) -> None:
    imported = run(write_document().parent, "--report", "/dev/full")
    assert imported.status == 1
    assert "--report: '/dev/full' can't be written on (No space left on device)" in imported.err
    assert Article.objects.count() == 1


class Race:
    """The database refuses the first inserts of a run, as it does when another one has begun."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.original = ImportRun.save

    def save(self, run: ImportRun, **options: Any) -> None:
        self.times -= 1
        if self.times >= 0:
            raise IntegrityError("one_import_of_a_collection_at_a_time")
        self.original(run, **options)


def test_an_import_that_ends_while_we_claim_leaves_its_place(
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


def test_a_quicker_import_is_named_though_a_dead_one_made_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collection = Collection.objects.create(name="a", root="/a")
    dead = acquire(collection)
    ImportRun.objects.filter(pk=dead.pk).update(pid=2**22 + 1)

    @contextmanager
    def beaten() -> Iterator[None]:
        quicker = ImportRun(
            collection=collection, started_at=dead.started_at, beat_at=dead.beat_at,
            host="quicker", pid=7,
        )  # fmt: skip
        quicker.save()
        with transaction.atomic():
            yield

    monkeypatch.setattr(claims, "transaction", SimpleNamespace(atomic=beaten))
    with pytest.raises(LockHeld, match="process 7 on quicker"):
        acquire(collection)
