"""Exports: which lines of documents change, and which files are left alone."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article, DocumentText
from articles.rules import Status
from articles.sync.export_plan import SkippedDocument
from tests.export_kit import changed_lines, document_path, export_folder, import_folder

pytestmark = pytest.mark.django_db

Make = Callable[..., Article]


def test_an_approval_changes_one_line_and_comes_back_as_unchanged(approved: Article) -> None:
    before = document_path(approved).read_bytes()
    report, _ = export_folder(document_path(approved).parent)
    assert (report.written, report.skipped) == (1, 0)
    after = document_path(approved).read_bytes()
    assert changed_lines(before, after) == [(b"published: false\n", b"published: true\n")]
    assert import_folder(document_path(approved).parent).totals == {"unchanged": 1}
    assert export_folder(document_path(approved).parent)[1] == []


def test_nothing_to_write_touches_nothing(make_article: Make) -> None:
    article = make_article()
    before = document_path(article).stat()
    assert export_folder(document_path(article).parent)[1] == []
    assert document_path(article).stat() == before


def test_mode_line_ends_mark_and_quotes_stay(
    write_document: Callable[..., Path], users: SimpleNamespace, act_parameters: Any
) -> None:
    path = write_document()
    content = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").rstrip() + b"\r\nA body"
    path.write_bytes(content)
    path.chmod(0o640)
    import_folder(path.parent)
    article = Article.objects.get()
    moderation.approve([article], quality=71, **act_parameters(users.reviewer, article))
    export_folder(path.parent)
    assert changed_lines(content, path.read_bytes()) == [
        (b"quality: 38\r\n", b"quality: 71\r\n"),
        (b"published: false\r\n", b"published: true\r\n"),
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a group that is another's")
def test_the_group_stays_though_the_owner_may_not_be_kept(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upstream may have the permission to write by the file's group."""
    os.chown(document_path(approved), 12345, 23456)
    chown = os.fchown

    def as_another(handle: int, owner: int, group: int) -> None:
        if owner != -1:
            raise PermissionError
        chown(handle, owner, group)

    monkeypatch.setattr(os, "fchown", as_another)
    assert export_folder(document_path(approved).parent)[0].written == 1
    assert (document_path(approved).stat().st_uid, document_path(approved).stat().st_gid) == (
        0,
        23456,
    )


def test_edited_texts_and_topics_are_written_each_by_its_own_splice(
    make_article: Make, users: SimpleNamespace, act_parameters: Any
) -> None:
    article = make_article(topics=("AI", "Ports"))
    values = {"title": 'A "better" title', "topics": ["Ports", "Harbours"]}
    moderation.edit([article], values, **act_parameters(users.editor, article))
    export_folder(document_path(article).parent)
    assert import_folder(document_path(article).parent).totals == {"unchanged": 1}
    text = document_path(article).read_text()
    assert '"A \\"better\\" title"' in text
    assert "  - Ports\n  - Harbours\n" in text


def test_a_read_only_document_is_left_and_the_decision_stays(approved: Article) -> None:
    before = document_path(approved).read_bytes()
    document_path(approved).chmod(0o444)
    _, (skipped,) = export_folder(document_path(approved).parent)
    assert isinstance(skipped, SkippedDocument)
    assert "read-only" in skipped.reason
    assert document_path(approved).read_bytes() == before
    approved.refresh_from_db()
    assert (approved.published, approved.writing) == (True, {})


def test_nothing_is_written_through_a_link(approved: Article, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    shutil.move(document_path(approved), elsewhere)
    document_path(approved).symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    _, (skipped,) = export_folder(document_path(approved).parent)
    assert isinstance(skipped, SkippedDocument)
    assert elsewhere.read_bytes() == before


def test_the_text_a_decision_was_made_on_is_kept_besides_what_was_written(
    approved: Article,
) -> None:
    decided_on = approved.decisions.get().text.text
    export_folder(document_path(approved).parent)
    assert DocumentText.objects.filter(text=decided_on).exists()
    approved.refresh_from_db()
    assert approved.newest_text.text == document_path(approved).read_text()


def test_every_document_of_the_corpus_differs_in_exactly_the_intended_lines(
    corpus: Path, tmp_path: Path, users: SimpleNamespace, act_parameters: Any
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(corpus / "corpus", folder, copy_function=shutil.copyfile)
    originals = {path: path.read_bytes() for path in folder.rglob("*.md")}
    import_folder(folder)
    articles = list(Article.objects.all())
    up = [article for article in articles if article.status == Status.WAITING]
    down = [article for article in articles if article.status == Status.PUBLISHED]
    moderation.approve(up, quality=1234, **act_parameters(users.editor, *up))
    moderation.set_quality(down, 1234, **act_parameters(users.editor, *down))
    moderation.unpublish(down, **act_parameters(users.editor, *down))
    report, entries = export_folder(folder)
    assert (report.written, report.skipped) == (len(originals), 0), entries
    for path, before in originals.items():
        lines = [line for line in path.read_bytes().splitlines() if line not in before.splitlines()]
        assert {line.split(b":")[0] for line in lines} == {b"published", b"quality"}, path
        assert len(path.read_bytes().splitlines()) - len(before.splitlines()) in (0, 1, 2)
    assert import_folder(folder).totals == {"unchanged": len(originals)}
    assert export_folder(folder)[1] == []
