"""The temporary file of an atomic write: removed after a kill, and no other file is."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article
from articles.sync.atomic_write import WriteError, replace_file
from articles.sync.export_plan import SkippedDocument
from tests.export_kit import document_path, export_folder

pytestmark = pytest.mark.django_db


def temporary_file_of(path: Path) -> Path:
    """Return the path of the document's temporary file; none is left there."""
    files: list[Path] = []

    def stop() -> None:
        files.extend(each for each in path.parent.iterdir() if each.name.startswith("."))
        raise WriteError("stopped")

    with pytest.raises(WriteError, match="stopped"):
        replace_file(path.parent, path.name, b"", b"", before_check=stop)
    (temporary,) = files
    assert not temporary.exists()
    return temporary


@pytest.mark.parametrize("is_undone", [True, False])
def test_the_temporary_file_of_a_killed_export_is_removed(
    approved: Article, users: SimpleNamespace, is_undone: bool
) -> None:
    temporary_file_of(document_path(approved)).write_bytes(b"Half a docu")
    if is_undone:
        act = approved.decisions.get().act
        moderation.undo(act, by=users.reviewer, token="undo", place="queue")
    assert export_folder(document_path(approved).parent)[0].written == (0 if is_undone else 1)
    assert os.listdir(document_path(approved).parent) == [document_path(approved).name]


def test_no_file_is_removed_through_a_link(approved: Article, tmp_path: Path) -> None:
    folder = document_path(approved).parent
    folder.rename(tmp_path / "elsewhere")
    folder.mkdir()
    (folder / "below").symlink_to(tmp_path / "elsewhere")
    Article.objects.update(path=f"below/{document_path(approved).name}")
    temporary = temporary_file_of(tmp_path / "elsewhere" / document_path(approved).name)
    temporary.write_bytes(b"Another collection's")
    _, (skipped,) = export_folder(folder)
    assert isinstance(skipped, SkippedDocument)
    assert temporary.read_bytes() == b"Another collection's"


def test_the_temporary_file_of_another_export_is_left_to_it(approved: Article) -> None:
    path = document_path(approved)
    temporary, before = temporary_file_of(path), path.read_bytes()

    def another() -> None:
        temporary.unlink()
        temporary.write_bytes(b"Half a docu")

    with pytest.raises(WriteError, match="another export has begun"):
        replace_file(path.parent, path.name, before, b"Ours", before_check=another)
    assert path.read_bytes() == before
    assert temporary.read_bytes() == b"Half a docu"


@pytest.mark.parametrize("name", ["a" * 60, "新" * 60])
def test_documents_whose_names_begin_alike_have_different_temporary_files(
    tmp_path: Path, name: str
) -> None:
    places = [tmp_path / f"{name}{number}.md" for number in range(2)]
    for path in places:
        path.write_bytes(b"")
    assert len({temporary_file_of(path) for path in places}) == 2


def test_a_folder_that_became_a_circle_of_links_is_named_and_the_others_are_written(
    approved: Article, make_article: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    folder = document_path(approved).parent
    (folder / "below").symlink_to("below")
    Article.objects.filter(pk=approved.pk).update(
        path=f"below/{document_path(approved).name}", writing={"published": True}
    )
    other = make_article(title="Another", quality=20)
    moderation.approve([other], **act_parameters(users.editor, other))
    run, entries = export_folder(folder)
    skipped = [each.path for each in entries if isinstance(each, SkippedDocument)]
    assert skipped == [f"below/{document_path(approved).name}"]
    assert run.written == 1
