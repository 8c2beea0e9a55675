"""Exports: which lines of documents change, and which documents are skipped."""

import os
import re
import shutil
import stat
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles import moderation
from articles.models import Article, Collection, DocumentText, ImportRun
from articles.rules import Status
from articles.sync.export_plan import SkippedDocument
from articles.sync.locks import acquire
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


def test_an_export_waits_for_an_import_of_the_same_collection(approved: Article) -> None:
    acquire(approved.collection)
    with pytest.raises(CommandError, match="is running") as refused:
        call_command("export_articles")
    assert refused.value.returncode == 3


def test_a_missing_folder_keeps_no_other_collection_from_its_export(
    approved: Article, tmp_path: Path
) -> None:
    Collection.objects.create(name="a-lost", root=str(tmp_path / "a-lost"))
    err = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("export_articles", stdout=StringIO(), stderr=err)
    assert stopped.value.code == 2
    assert f"The folder of collection 'a-lost' is missing: {tmp_path / 'a-lost'}" in err.getvalue()
    assert "published: true" in document_path(approved).read_text()
    with pytest.raises(CommandError, match="The folder of collection 'a-lost' is missing"):
        call_command("export_articles", "--collection", "a-lost")


def test_a_missing_folder_stops_no_other_collections_export(
    approved: Article, write_document: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = write_document(folder="lost").parent
    import_folder(lost)
    shutil.rmtree(lost)
    with pytest.raises(SystemExit) as ended:
        call_command("export_articles")
    assert ended.value.code == 2
    assert "The folder of collection 'lost' is missing" in capsys.readouterr().err
    assert b"\npublished: true\n" in document_path(approved).read_bytes()


def test_a_dry_run_and_a_check_print_what_would_be_written(approved: Article) -> None:
    before = document_path(approved).read_bytes()
    out = StringIO()
    call_command("export_articles", "--dry-run", "--diff", stdout=out)
    assert "-published: false\n+published: true\n" in out.getvalue()
    assert "1 document would be written" in out.getvalue()
    with pytest.raises(SystemExit) as ended:
        call_command("export_articles", "--check", stdout=out)
    assert ended.value.code == 1
    assert document_path(approved).read_bytes() == before
    assert not ImportRun.objects.filter(kind="export").exists()


def test_a_diff_shows_line_ends_and_what_a_terminal_would_act_on(
    write_document: Callable[..., Path], users: SimpleNamespace, act_parameters: Any
) -> None:
    path = write_document(title="One\u2028story\u00a0\u202efdp", quality=38)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b"the end")
    import_folder(path.parent)
    article = Article.objects.get()
    moderation.edit([article], {"title": "Another"}, **act_parameters(users.editor, article))
    out = StringIO(newline="")
    call_command("export_articles", "--diff", stdout=out)
    diff = out.getvalue()
    assert '-title: "One\\u2028story\u00a0\\u202efdp"\r\n+title: "Another"\r\n' in diff
    assert "\n@@ -1,6 +1,6 @@\n" in diff


def test_a_diff_marks_a_last_line_without_an_end(
    write_document: Callable[..., Path], users: SimpleNamespace, act_parameters: Any
) -> None:
    path = write_document(topics=("AI",))
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    import_folder(path.parent)
    article = Article.objects.get()
    moderation.edit(
        [article], {"topics": ["AI", "Robots"]}, **act_parameters(users.editor, article)
    )
    out = StringIO()
    call_command("export_articles", "--diff", stdout=out)
    assert "\n ---\n\\ No newline at end of file\n" in out.getvalue()


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
