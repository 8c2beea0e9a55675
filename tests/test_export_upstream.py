"""Exports and upstream's own values: written back, never mistaken, and what was written since."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article
from articles.rules import Status
from articles.sync.export_plan import SkippedDocument
from tests.export_kit import document_path, export_folder, import_folder

pytestmark = pytest.mark.django_db


def test_an_undo_after_an_export_writes_the_upstream_value_back(
    approved: Article, users: SimpleNamespace
) -> None:
    folder, original = document_path(approved).parent, document_path(approved).read_bytes()
    export_folder(folder)
    import_folder(folder)
    act = approved.decisions.get().act
    moderation.undo(act, by=users.reviewer, token="undoing", place="queue")
    approved.refresh_from_db()
    assert (approved.status, approved.published) == (Status.WAITING, False)
    export_folder(folder)
    assert document_path(approved).read_bytes() == original
    approved.refresh_from_db()
    assert (approved.written, approved.writing) == ({}, {})


@pytest.mark.parametrize(
    ("key", "written", "changes"),
    [
        ("topics", 'topics:\n    - "AI " # first\n    # between\n    - Law\n', {"topics": []}),
        ("title", "title:   'It''s a  headline '   # c\n", {"title": "Another"}),
        ("excerpt", "excerpt: >-\n  Folded\n  lines\n\n", {"excerpt": "Another"}),
        ("quality", "quality:  '38'\n", {"quality": 80}),
        ("type", "", {"type": "video"}),
    ],
    ids=["a list with comments", "odd quotes", "a folded text", "a quoted number", "no key"],
)
@pytest.mark.parametrize("is_killed", [False, True], ids=["confirmed", "killed"])
def test_a_field_that_is_taken_back_gets_upstreams_own_bytes(
    write_document: Any,
    users: SimpleNamespace,
    act_parameters: Any,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    written: str,
    changes: dict[str, Any],
    is_killed: bool,
) -> None:
    path = write_document()
    text = re.sub(rf"^{key}:.*\n(  .*\n)*", written, path.read_text(), flags=re.M)
    assert written in text
    path.write_text(text)
    import_folder(path.parent)
    article = Article.objects.get()
    moderation.edit([article], changes, **act_parameters(users.editor, article))
    with monkeypatch.context() as patch:
        if is_killed:
            patch.setattr("articles.sync.exporter._confirm", stop)
            with pytest.raises(KeyboardInterrupt):
                export_folder(path.parent)
    export_folder(path.parent)
    assert path.read_text() != text
    import_folder(path.parent)
    moderation.undo(article.decisions.get().act, by=users.editor, token="undoing", place="queue")
    export_folder(path.parent)
    assert path.read_text() == text


def stop(*args: Any) -> None:
    """Stop as Ctrl-C does."""
    raise KeyboardInterrupt


def test_an_own_exported_value_never_becomes_an_upstream_value(approved: Article) -> None:
    """Upstream reads the exported document, keeps its values and rewrites it with noise."""
    folder = document_path(approved).parent
    export_folder(folder)
    text = document_path(approved).read_text().replace("opaque", "rewritten")
    document_path(approved).write_text(text)
    assert import_folder(folder).totals == {"noise": 1}
    approved.refresh_from_db()
    assert approved.upstream["published"] is False
    assert approved.conflict_count == 0


def test_an_old_upstream_value_that_is_written_again_opens_no_conflict(approved: Article) -> None:
    folder, original = document_path(approved).parent, document_path(approved).read_bytes()
    export_folder(folder)
    document_path(approved).write_bytes(original)
    assert import_folder(folder).conflicts == 0
    approved.refresh_from_db()
    assert (approved.published, approved.conflict_count) == (True, 0)
    assert export_folder(folder)[0].written == 1


def test_a_document_that_moved_on_is_left_and_named(approved: Article) -> None:
    folder = document_path(approved).parent
    text = document_path(approved).read_text().replace("quality: 38", "quality: 44")
    document_path(approved).write_text(text)
    report, (skipped,) = export_folder(folder)
    assert (report.written, report.skipped) == (0, 1)
    assert isinstance(skipped, SkippedDocument)
    assert skipped.reason == "import first: quality changed since the last import"
    assert document_path(approved).read_text() == text


def test_noise_on_disk_is_no_reason_to_leave_a_document(approved: Article) -> None:
    text = (
        document_path(approved)
        .read_text()
        .replace("opaque", "moved")
        .replace("heat: 12", "heat: 60")
    )
    document_path(approved).write_text(text)
    assert export_folder(document_path(approved).parent)[0].written == 1
    approved.refresh_from_db()
    assert approved.heat == 60
    assert import_folder(document_path(approved).parent).totals == {"unchanged": 1}


def test_a_change_outside_the_fields_of_an_article_is_reported_by_the_next_import(
    approved: Article,
) -> None:
    folder, path = document_path(approved).parent, document_path(approved)
    path.write_text(path.read_text().replace("heat: 12", "heat: 60") + "A body\n")
    assert export_folder(folder)[0].written == 1
    assert "published: true\n" in path.read_text()
    assert path.read_text().endswith("A body\n")
    assert export_folder(folder)[1] == []
    entries: list[tuple[str, list[str]]] = []
    import_folder(folder, on_entry=lambda entry: entries.append((entry.status, entry.changes)))
    assert entries == [("changed", ["heat", "body"])]
    approved.refresh_from_db()
    assert (approved.heat, approved.published, approved.conflicts) == (60, True, {})
    assert import_folder(folder).totals == {"unchanged": 1}
