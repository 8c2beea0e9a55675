"""`export_articles`: folders that are missing, an import that runs, dry runs and diffs."""

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles import moderation
from articles.models import Article, Collection, ImportRun
from articles.sync.locks import acquire
from tests.export_kit import document_path, import_folder

pytestmark = pytest.mark.django_db


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
