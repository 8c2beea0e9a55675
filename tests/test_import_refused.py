"""Documents that the database refuses, imports that were killed or lost their lock, dry runs."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from articles.models import Article, Collection, ImportRun, InvalidDocument, Provider
from articles.sync import importer
from articles.sync.importer import Entry, LockHeld, LockLost, Report, import_target
from articles.sync.targets import Target, targets

Write = Callable[..., Path]

pytestmark = pytest.mark.django_db


def run(folder: Path, **options: Any) -> tuple[Report, dict[str, Entry]]:
    entries: list[Entry] = []
    (target,) = targets([str(folder)])
    report = import_target(target, on_entry=entries.append, **options)
    return report, {entry.path: entry for entry in entries}


def make_database_refuse(title: str) -> None:
    """Make the database refuse an article with this title."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE articles_article ADD CHECK (title <> '{title}')")
            return
        for event in ("INSERT", "UPDATE"):
            cursor.execute(
                f"CREATE TRIGGER refuse_{event} BEFORE {event} ON articles_article "
                f"WHEN NEW.title = '{title}' BEGIN SELECT RAISE(ABORT, 'refused {title}'); END"
            )


def tables() -> dict[str, list[Any]]:
    """Return the rows of all tables, by model."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
    }


def test_a_document_that_the_database_refuses_is_named_and_the_others_are_stored(
    write_document: Write,
) -> None:
    make_database_refuse("Refused")
    for number in range(4):
        folder = write_document(f"{number}.md").parent
    write_document("2.md", title="Refused", provider="Nobody else")
    write_document("3.md", quality="high", published=False)
    report, entries = run(folder)
    statuses = [entry.status for entry in entries.values()]
    assert statuses == ["new", "new", "invalid", "invalid"]
    assert (report.totals, report.newly_invalid) == ({"new": 2, "invalid": 2}, 2)
    (problem,) = entries["2.md"].problems
    assert problem.expected == "a document that the database can hold"
    assert "articles_article" in problem.found or "refused" in problem.found
    assert sorted(InvalidDocument.objects.values_list("path", flat=True)) == ["2.md", "3.md"]
    assert sorted(Article.objects.values_list("path", flat=True)) == ["0.md", "1.md"]
    assert not Provider.objects.filter(name="Nobody else").exists()


def test_a_document_that_the_database_refuses_is_newly_invalid_once_and_can_become_valid(
    write_document: Write,
) -> None:
    make_database_refuse("Refused")
    folder = write_document("a.md", title="Refused").parent
    newly = [run(folder)[0].newly_invalid for _ in range(2)]
    assert newly == [1, 0]
    write_document("a.md", title="Mended")
    assert run(folder)[1]["a.md"].status == "new"
    assert not InvalidDocument.objects.exists()


def test_an_article_stays_as_it_was_when_the_database_refuses_its_new_text(
    write_document: Write,
) -> None:
    make_database_refuse("Refused")
    path = write_document("a.md", title="First")
    write_document("b.md", title="Second")
    run(path.parent)
    first = path.read_bytes()
    path.write_bytes(first.replace(b"First", b"Refused"))
    write_document("b.md", title="Changed")
    _, entries = run(path.parent)
    assert [entry.status for entry in entries.values()] == ["invalid", "changed"]
    article = Article.objects.get(path="a.md")
    assert (article.title, article.version) == ("First", 1)
    assert article.newest_text.text.encode() == first


def unfinished_run(folder: Path, **fields: Any) -> ImportRun:
    """Store an import of the folder that has not finished."""
    (target,) = targets([str(folder)])
    target.collection.save()
    now = timezone.now()
    own = {"started_at": now, "beat_at": now, "host": socket.gethostname(), "pid": os.getpid()}
    return ImportRun.objects.create(collection=target.collection, **{**own, **fields})


def ended_pid() -> int:
    """Return the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize("machine", ["this machine", "another machine"])
def test_an_import_is_refused_while_another_one_runs(write_document: Write, machine: str) -> None:
    path = write_document()
    # Of a process on another machine only the heartbeat is known here.
    elsewhere = {"host": "another.example", "pid": ended_pid()}
    other = unfinished_run(path.parent, **(elsewhere if machine == "another machine" else {}))
    with pytest.raises(LockHeld) as refused:
        run(path.parent)
    assert refused.value.run == other
    assert f"{path.parent.name!r} is running" in str(refused.value)
    assert not Article.objects.exists()
    assert ImportRun.objects.get().finished_at is None


@pytest.mark.parametrize("state", ["killed", "expired", "expired elsewhere"])
def test_the_lock_of_a_killed_import_is_taken_over_by_the_next(
    write_document: Write, state: str
) -> None:
    path = write_document()
    expired = {"beat_at": timezone.now() - timedelta(seconds=61)}
    fields = {
        "killed": {"pid": ended_pid()},
        "expired": expired,
        "expired elsewhere": {**expired, "host": "another.example"},
    }[state]
    killed = unfinished_run(path.parent, **fields)
    report, _ = run(path.parent)
    killed.refresh_from_db()
    assert (report.totals, killed.interrupted) == ({"new": 1}, True)
    assert killed.finished_at
    assert ImportRun.objects.exclude(pk=killed.pk).get().totals == {"new": 1}


def test_imports_of_different_collections_do_not_wait_for_each_other(
    write_document: Write,
) -> None:
    unfinished_run(write_document(folder="one").parent)
    assert run(write_document(folder="other").parent)[0].totals == {"new": 1}


def test_two_imports_that_find_the_same_new_folder_share_one_collection(
    write_document: Write,
) -> None:
    path = write_document()
    (one,), (other,) = targets([str(path.parent)]), targets([str(path.parent)])
    assert import_target(one).totals == {"new": 1}
    assert import_target(other).totals == {"unchanged": 1}
    assert Collection.objects.count() == ImportRun.objects.values("collection").distinct().count()


def test_an_import_that_has_to_wait_changes_no_collection(write_document: Write) -> None:
    path = write_document()
    unfinished_run(path.parent)
    (target,) = targets([str(path.parent)], site="https://site.example")
    with pytest.raises(LockHeld):
        import_target(target)
    assert Collection.objects.get().site_url == ""


def test_an_import_that_fails_releases_its_lock(write_document: Write) -> None:
    path = write_document()
    (target,) = targets([str(path.parent)])

    def fail(entry: Entry) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_target(target, on_entry=fail)
    failed = ImportRun.objects.get()
    assert failed.finished_at
    assert failed.interrupted
    assert run(path.parent)[0].totals == {"unchanged": 1}


def test_an_overtaken_import_stops_and_what_it_stored_is_whole(
    write_document: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "CHUNK", 1)
    for name in ("a.md", "b.md", "c.md"):
        folder = write_document(name).parent
    (target,) = targets([str(folder)])
    paths = []

    def overtake(entry: Entry) -> None:
        paths.append(entry.path)
        now = timezone.now()
        ImportRun.objects.filter(finished_at=None).update(finished_at=now, interrupted=True)

    with pytest.raises(LockLost):
        import_target(target, on_entry=overtake)
    assert paths == ["a.md"]
    assert Article.objects.get().path == "a.md"
    assert ImportRun.objects.get().interrupted


@pytest.mark.parametrize("chunk", [250, 2])
def test_a_dry_run_reports_the_same_and_stores_nothing(
    write_document: Write, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(importer, "CHUNK", chunk)
    make_database_refuse("Refused")
    for number in range(5):
        folder = write_document(f"{number}.md", title=f"Story {number}").parent
    write_document("4.md", quality="high", published=False)

    def both() -> tuple[Report, dict[str, Entry]]:
        before = tables()
        dry = run(folder, dry_run=True)
        assert tables() == before
        real = run(folder)
        assert dry == real
        return real

    assert both()[0].totals == {"new": 4, "invalid": 1}
    write_document("0.md", title="Another")
    write_document("1.md", title="Refused")
    write_document("4.md", title="Mended")
    assert both()[0].totals == {"changed": 1, "invalid": 1, "unchanged": 2, "new": 1}


@pytest.mark.parametrize("chunk", [250, 3])
def test_a_dry_run_reports_moved_new_and_gone_as_the_import_does(
    write_document: Write, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """Prevents moved documents that count as missing, because their new paths are rolled back."""
    monkeypatch.setattr(importer, "CHUNK", chunk)

    def both() -> tuple[Report, dict[str, Entry]]:
        dry, real = run(folder, dry_run=True), run(folder)
        assert dry == real
        return real

    for number in range(20):
        folder = write_document(f"{number:02}.md").parent
    run(folder)
    for number in range(12):
        write_document(f"{number:02}.md").rename(folder / f"moved-{number:02}.md")
    (folder / "19.md").unlink()
    assert both()[0].totals == {"unchanged": 7, "moved": 12, "gone": 1}
    # So many new ones that those missing are less than a tenth.
    for number in range(11):
        (folder / f"moved-{number:02}.md").unlink()
    for number in range(50, 140):
        write_document(f"{number}.md")
    write_document("19.md").rename(folder / "z-back.md")
    report, entries = both()
    assert (report.missing, entries["z-back.md"].changes) == (0, ["returned"])
    assert report.totals == {"unchanged": 8, "changed": 1, "new": 90, "gone": 11}


@pytest.mark.parametrize("chunk", [250, 1])
def test_in_a_dry_run_too_only_one_of_two_documents_is_the_one_that_moved(
    write_document: Write, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(importer, "CHUNK", chunk)
    path = write_document("z.md")
    run(path.parent)
    (path.parent / "a.md").write_bytes(path.read_bytes())
    path.rename(path.parent / "b.md")
    (dry, entries), (real, _) = run(path.parent, dry_run=True), run(path.parent)
    assert [entry.status for entry in entries.values()] == ["moved", "new"]
    assert dry == real


def test_a_dry_run_keeps_no_new_site_of_a_collection(write_document: Write) -> None:
    path = write_document()
    run(path.parent)
    (target,) = targets([str(path.parent)], site="https://site.example")
    import_target(target, dry_run=True)
    assert Collection.objects.get().site_url == ""
    import_target(Target(target.collection))
    assert Collection.objects.get().site_url == "https://site.example"
