"""Exports that are killed, stopped, or fail on the way: nothing of ours is taken for news."""

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
from articles.sync.exporter import Left
from articles.sync.locks import LockLost
from tests.export_kit import bring_in, place, write_back
from tests.race_kit import at_once

pytestmark = pytest.mark.django_db

Make = Callable[..., Article]


def test_an_export_killed_after_the_rename_is_still_known_for_an_echo(approved: Article) -> None:
    """As a kill between rename and confirmation leaves it: announced, written, not confirmed."""
    Article.objects.update(writing={"published": True})
    text = place(approved).read_text().replace("published: false", "published: true")
    place(approved).write_text(text)
    assert bring_in(place(approved).parent).totals == {"noise": 1}
    approved.refresh_from_db()
    assert approved.upstream["published"] is False
    assert (approved.written, approved.writing) == ({"published": True}, {})


def test_the_next_export_confirms_what_a_killed_one_had_written(approved: Article) -> None:
    Article.objects.update(writing={"published": True})
    text = place(approved).read_text().replace("published: false", "published: true")
    place(approved).write_text(text)
    assert write_back(place(approved).parent)[1] == []
    approved.refresh_from_db()
    assert (approved.written, approved.writing) == ({"published": True}, {})
    assert approved.newest_text.text == text
    assert bring_in(place(approved).parent).totals == {"unchanged": 1}


def test_exports_killed_one_after_the_other_never_take_our_words_for_news(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is killed between what it writes and its confirmation."""

    def kill(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("articles.sync.exporter._confirm", kill)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                write_back(place(approved).parent)
    report, entries = write_back(place(approved).parent)
    assert (report.left, entries) == (0, [])
    approved.refresh_from_db()
    assert (approved.written, approved.writing) == ({"published": True}, {})
    assert bring_in(place(approved).parent).totals == {"unchanged": 1}


def test_an_export_killed_before_the_rename_leaves_nothing_behind(approved: Article) -> None:
    Article.objects.update(writing={"published": True})
    assert bring_in(place(approved).parent).totals == {"noise": 1}
    approved.refresh_from_db()
    assert (approved.written, approved.writing) == ({}, {})


def test_an_export_that_stood_still_while_an_import_took_over_writes_nothing_more(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process is stopped for minutes between what it announced and the rename."""
    before, announce = place(approved).read_bytes(), exporter._announce

    def announce_and_stand_still(run: ImportRun, plans: Any) -> None:
        announce(run, plans)
        run.beat_at -= timedelta(minutes=2)
        run.save(update_fields=["beat_at"])
        bring_in(place(approved).parent)

    monkeypatch.setattr(exporter, "_announce", announce_and_stand_still)
    with pytest.raises(LockLost):
        write_back(place(approved).parent)
    assert place(approved).read_bytes() == before
    assert os.listdir(place(approved).parent) == [place(approved).name]


def test_an_export_that_nobody_overtook_goes_on_after_standing_still(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "HEARTBEAT_FRESH", timedelta(0))
    assert write_back(place(approved).parent)[0].written == 1


def test_an_export_with_nothing_to_write_shows_that_it_lives(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or an import would take the place of one that reads for minutes."""
    write_back(place(approved).parent)
    beaten: list[ImportRun] = []
    monkeypatch.setattr(locks, "HEARTBEAT_FRESH", timedelta(0))
    monkeypatch.setattr(locks, "heartbeat", beaten.append)
    assert write_back(place(approved).parent)[1] == []
    assert beaten


def test_what_upstream_writes_while_the_claim_is_looked_at_is_left_and_named(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database may be busy, so that takes a while."""
    text = place(approved).read_text().replace("Story number", "Meanwhile number")
    hold = exporter.ensure_held

    def hold_and_be_late(run: ImportRun) -> None:
        hold(run)
        place(approved).write_text(text)

    monkeypatch.setattr(exporter, "_plan", planned_before(hold_and_be_late, monkeypatch))
    _, (left,) = write_back(place(approved).parent)
    assert isinstance(left, Left)
    assert "rewritten while the export ran" in left.reason
    assert place(approved).read_text() == text


def planned_before(hold: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Plan as always; what happens when the claim is looked at happens only after that."""
    plan = exporter._plan

    def planned(*words: Any) -> Any:
        made = plan(*words)
        monkeypatch.setattr(exporter, "ensure_held", hold)
        return made

    return planned


def test_a_decision_meanwhile_leaves_what_a_killed_export_announced(
    approved: Article, cast: SimpleNamespace, act_words: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its word is in the file already, and nothing else says that it is ours."""
    Article.objects.update(writing={"published": True})
    text = place(approved).read_text().replace("published: false", "published: true")
    place(approved).write_text(text)
    announce = exporter._announce

    def decide_and_announce(run: ImportRun, plans: Any) -> None:
        approved.refresh_from_db()
        moderation.set_quality([approved], 55, **act_words(cast.editor, approved))
        announce(run, plans)

    with monkeypatch.context() as patch:
        patch.setattr(exporter, "_announce", decide_and_announce)
        write_back(place(approved).parent)
    bring_in(place(approved).parent)
    approved.refresh_from_db()
    assert approved.upstream["published"] is False
    assert approved.written == {"published": True}


@pytest.fixture
def a_disk_that_cannot_flush_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """As some network disks: the flush comes after the rename."""
    flush = os.fsync

    def fail_for_folders(number: int) -> None:
        if stat.S_ISDIR(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        flush(number)

    monkeypatch.setattr(os, "fsync", fail_for_folders)


@pytest.mark.usefixtures("a_disk_that_cannot_flush_folders")
def test_a_document_is_written_though_its_folder_cannot_be_flushed(
    approved: Article, cast: SimpleNamespace
) -> None:
    """The rename came before: the file says our word, so our word is what it is known for."""
    folder, original = place(approved).parent, place(approved).read_bytes()
    assert write_back(folder)[0].written == 1
    assert bring_in(folder).totals == {"unchanged": 1}
    moderation.undo(approved.decisions.get().act, by=cast.reviewer, token="undo", place="queue")
    write_back(folder)
    assert place(approved).read_bytes() == original


@pytest.mark.usefixtures("a_disk_that_cannot_flush_folders")
def test_a_document_nobody_can_read_any_more_stays_announced(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.sync.atomic_write._read", lambda place: None)
    _, (left,) = write_back(place(approved).parent)
    assert isinstance(left, Left)
    approved.refresh_from_db()
    assert approved.writing == {"published": True}
    assert bring_in(place(approved).parent).totals == {"noise": 1}
    approved.refresh_from_db()
    assert approved.upstream["published"] is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_for_threads")
def test_others_write_meanwhile_and_the_export_goes_on(
    write_document: Any, cast: SimpleNamespace, act_words: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite a question that stays open holds back what was not yet written when it began."""
    monkeypatch.setattr(exporter, "CHUNK", 2)
    folder = {write_document(title=f"Story {number}").parent for number in range(5)}.pop()
    bring_in(folder)
    articles = list(Article.objects.all())
    moderation.approve(articles, **act_words(cast.editor, *articles))

    def write_elsewhere(entry: Any) -> None:
        at_once(lambda: User.objects.update(first_name=entry.path))

    report, _ = write_back(folder, meanwhile=write_elsewhere)
    assert (report.written, report.left) == (5, 0)


def test_what_was_never_written_is_not_taken_for_ours_later(
    write_document: Any, cast: SimpleNamespace, act_words: Any
) -> None:
    """A rejected document that says nothing of publishing needs no line; upstream's comes later."""
    path = write_document()
    path.write_text(path.read_text().replace("published: false\n", ""))
    bring_in(path.parent)
    article = Article.objects.get()
    moderation.reject([article], **act_words(cast.editor, article))
    article.refresh_from_db()
    moderation.set_quality([article], 20, **act_words(cast.editor, article))
    write_back(path.parent)
    assert "published" not in path.read_text().split("provider:")[0].replace("publishedDate", "")
    said = path.read_text().replace("provider:", "published: false\nprovider:", 1)
    path.write_text(said)
    bring_in(path.parent)
    for decision in article.decisions.all():
        token = f"undo {decision.number}"
        moderation.undo(decision.act, by=cast.editor, token=token, place="queue")
    write_back(path.parent)
    assert path.read_text() == said.replace("quality: 20", "quality: 38")


def test_only_documents_of_the_named_folder_are_written(
    write_document: Any, cast: SimpleNamespace, act_words: Any
) -> None:
    """Whatever a database takes for the beginning of a path."""
    lower, upper = (write_document(name=f"{name}/story.md") for name in ("ai", "AI"))
    bring_in(lower.parent.parent)
    articles = list(Article.objects.all())
    moderation.approve(articles, **act_words(cast.editor, *articles))
    call_command("export_articles", str(lower.parent), "--quiet")
    assert "published: true" in lower.read_text()
    assert "published: false" in upper.read_text()
