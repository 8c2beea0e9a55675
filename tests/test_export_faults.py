"""Exports that are killed, stopped or fail: own exported values never become upstream values."""

import errno
import os
import stat
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from articles import moderation
from articles.models import Article, ImportRun
from articles.sync import exporter, locks
from articles.sync.export_plan import SkippedDocument
from articles.sync.locks import LockLost
from tests.export_kit import document_path, export_folder, import_folder
from tests.race_kit import at_once

pytestmark = pytest.mark.django_db

Make = Callable[..., Article]


def test_exported_values_are_recognised_after_a_kill_between_rename_and_confirmation(
    approved: Article,
) -> None:
    """The state after a kill between rename and confirmation: pending, written, not confirmed."""
    Article.objects.update(writing={"published": True})
    text = document_path(approved).read_text().replace("published: false", "published: true")
    document_path(approved).write_text(text)
    assert import_folder(document_path(approved).parent).totals == {"noise": 1}
    approved.refresh_from_db()
    assert approved.upstream["published"] is False
    assert (approved.written, approved.writing) == ({"published": True}, {})


def test_the_next_export_confirms_what_a_killed_one_had_written(approved: Article) -> None:
    Article.objects.update(writing={"published": True})
    text = document_path(approved).read_text().replace("published: false", "published: true")
    document_path(approved).write_text(text)
    assert export_folder(document_path(approved).parent)[1] == []
    approved.refresh_from_db()
    assert (approved.written, approved.writing) == ({"published": True}, {})
    assert approved.newest_text.text == text
    assert import_folder(document_path(approved).parent).totals == {"unchanged": 1}


def test_exported_values_are_recognised_after_several_killed_exports(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is killed between the rename and the confirmation."""

    def kill(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("articles.sync.exporter._confirm", kill)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                export_folder(document_path(approved).parent)
    report, entries = export_folder(document_path(approved).parent)
    assert (report.skipped, entries) == (0, [])
    approved.refresh_from_db()
    assert (approved.written, approved.writing) == ({"published": True}, {})
    assert import_folder(document_path(approved).parent).totals == {"unchanged": 1}


def test_an_export_killed_before_the_rename_leaves_nothing_behind(approved: Article) -> None:
    Article.objects.update(writing={"published": True})
    assert import_folder(document_path(approved).parent).totals == {"noise": 1}
    approved.refresh_from_db()
    assert (approved.written, approved.writing) == ({}, {})


def test_an_export_whose_lock_an_import_took_over_writes_nothing_more(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is stopped for minutes between recording pending values and the rename."""
    before, record_pending = document_path(approved).read_bytes(), exporter._record_pending

    def record_pending_and_stop(run: ImportRun, plans: Any) -> None:
        record_pending(run, plans)
        run.beat_at -= timedelta(minutes=2)
        run.save(update_fields=["beat_at"])
        import_folder(document_path(approved).parent)

    monkeypatch.setattr(exporter, "_record_pending", record_pending_and_stop)
    with pytest.raises(LockLost):
        export_folder(document_path(approved).parent)
    assert document_path(approved).read_bytes() == before
    assert os.listdir(document_path(approved).parent) == [document_path(approved).name]


def test_an_export_that_was_stopped_goes_on_where_it_still_holds_its_lock(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "HEARTBEAT_INTERVAL", timedelta(0))
    assert export_folder(document_path(approved).parent)[0].written == 1


def test_an_export_with_nothing_to_write_sends_heartbeats(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without them an import would take over the lock of an export that reads for minutes."""
    export_folder(document_path(approved).parent)
    heartbeats: list[ImportRun] = []
    monkeypatch.setattr(locks, "HEARTBEAT_INTERVAL", timedelta(0))
    monkeypatch.setattr(locks, "heartbeat", heartbeats.append)
    assert export_folder(document_path(approved).parent)[1] == []
    assert heartbeats


def test_a_document_rewritten_while_the_lock_is_checked_is_skipped_and_named(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checking the lock may take a while, when the database is busy."""
    text = document_path(approved).read_text().replace("Story number", "Meanwhile number")
    ensure_held = exporter.ensure_held

    def check_slowly(run: ImportRun) -> None:
        ensure_held(run)
        document_path(approved).write_text(text)

    monkeypatch.setattr(exporter, "plan_document", plan_before(check_slowly, monkeypatch))
    _, (skipped,) = export_folder(document_path(approved).parent)
    assert isinstance(skipped, SkippedDocument)
    assert "rewritten while the export ran" in skipped.reason
    assert document_path(approved).read_text() == text


def plan_before(check: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a `plan_document` after whose first call `check` replaces the check of the lock."""
    plan = exporter.plan_document

    def planned(*args: Any) -> Any:
        result = plan(*args)
        monkeypatch.setattr(exporter, "ensure_held", check)
        return result

    return planned


def test_a_decision_meanwhile_leaves_the_pending_values_of_a_killed_export(
    approved: Article, users: SimpleNamespace, act_parameters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in the file already, and only the pending values identify them as exported."""
    Article.objects.update(writing={"published": True})
    text = document_path(approved).read_text().replace("published: false", "published: true")
    document_path(approved).write_text(text)
    record_pending = exporter._record_pending

    def decide_and_record(run: ImportRun, plans: Any) -> None:
        approved.refresh_from_db()
        moderation.set_quality([approved], 55, **act_parameters(users.editor, approved))
        record_pending(run, plans)

    with monkeypatch.context() as patch:
        patch.setattr(exporter, "_record_pending", decide_and_record)
        export_folder(document_path(approved).parent)
    import_folder(document_path(approved).parent)
    approved.refresh_from_db()
    assert approved.upstream["published"] is False
    assert approved.written == {"published": True}


@pytest.fixture
def a_disk_that_cannot_flush_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let flushing a folder fail, as on some network disks; it comes after the rename."""
    flush = os.fsync

    def fail_for_folders(number: int) -> None:
        if stat.S_ISDIR(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        flush(number)

    monkeypatch.setattr(os, "fsync", fail_for_folders)


@pytest.mark.usefixtures("a_disk_that_cannot_flush_folders")
def test_a_document_is_written_though_its_folder_cannot_be_flushed(
    approved: Article, users: SimpleNamespace
) -> None:
    """The rename came before, so the file has the exported value and is known to have it."""
    folder, original = document_path(approved).parent, document_path(approved).read_bytes()
    assert export_folder(folder)[0].written == 1
    assert import_folder(folder).totals == {"unchanged": 1}
    moderation.undo(approved.decisions.get().act, by=users.reviewer, token="undo", place="queue")
    export_folder(folder)
    assert document_path(approved).read_bytes() == original


@pytest.mark.usefixtures("a_disk_that_cannot_flush_folders")
def test_the_values_of_a_document_that_cannot_be_read_back_stay_pending(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.sync.atomic_write._read_or_none", lambda place: None)
    _, (skipped,) = export_folder(document_path(approved).parent)
    assert isinstance(skipped, SkippedDocument)
    approved.refresh_from_db()
    assert approved.writing == {"published": True}
    assert import_folder(document_path(approved).parent).totals == {"noise": 1}
    approved.refresh_from_db()
    assert approved.upstream["published"] is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_for_threads")
def test_others_write_meanwhile_and_the_export_goes_on(
    write_document: Any,
    users: SimpleNamespace,
    act_parameters: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On SQLite an open query holds a snapshot, after which others' writes can't be followed."""
    monkeypatch.setattr(exporter, "CHUNK", 2)
    folder = {write_document(title=f"Story {number}").parent for number in range(5)}.pop()
    import_folder(folder)
    articles = list(Article.objects.all())
    moderation.approve(articles, **act_parameters(users.editor, *articles))

    def write_elsewhere(entry: Any) -> None:
        at_once(lambda: User.objects.update(first_name=entry.path))

    report, _ = export_folder(folder, meanwhile=write_elsewhere)
    assert (report.written, report.skipped) == (5, 0)


def test_a_rejection_is_written_where_published_is_missing_and_goes_again_when_undone(
    write_document: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    """Sites of this family publish a document unless its key says false."""
    path = write_document()
    text = path.read_text().replace("published: false\n", "")
    path.write_text(text)
    import_folder(path.parent)
    article = Article.objects.get()
    moderation.reject([article], **act_parameters(users.editor, article))
    export_folder(path.parent)
    assert path.read_text() != text
    assert path.read_text().replace("published: false\n", "", 1) == text
    import_folder(path.parent)
    moderation.undo(article.decisions.get().act, by=users.editor, token="undo", place="queue")
    export_folder(path.parent)
    assert path.read_text() == text


def test_only_documents_of_the_named_folder_are_written(
    write_document: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    """Also where the database compares the beginning of a path without case."""
    lower, upper = (write_document(name=f"{name}/story.md") for name in ("ai", "AI"))
    import_folder(lower.parent.parent)
    articles = list(Article.objects.all())
    moderation.approve(articles, **act_parameters(users.editor, *articles))
    call_command("export_articles", str(lower.parent), "--quiet")
    assert "published: true" in lower.read_text()
    assert "published: false" in upper.read_text()
