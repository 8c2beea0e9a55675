"""The rows of invalid documents are deleted when the documents are no longer in the folder."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article, InvalidDocument
from articles.sync import files
from articles.sync.importer import Report, import_target
from articles.sync.targets import targets

Write = Callable[..., Path]
BAD = {"quality": "high", "published": False}
CONTROL = b"bad-\xff.md"

pytestmark = pytest.mark.django_db


def run(place: Path, **options: Any) -> Report:
    (target,) = targets([str(place)])
    return import_target(target, **options)


def listed_paths() -> list[str]:
    return sorted(InvalidDocument.objects.values_list("path", flat=True))


@pytest.fixture
def folder(write_document: Write) -> Path:
    """A folder with two invalid documents, one of them in a subfolder."""
    write_document("good.md")
    write_document("below/bad.md", **BAD)
    folder = write_document("bad.md", **BAD).parent
    run(folder)
    assert listed_paths() == ["bad.md", "below/bad.md"]
    return folder


def test_the_row_of_a_document_that_was_removed_is_deleted(folder: Path) -> None:
    (folder / "bad.md").unlink()
    assert run(folder).totals == {"unchanged": 1, "invalid": 1}
    assert listed_paths() == ["below/bad.md"]


def test_the_row_of_a_document_that_became_a_folder_is_deleted(folder: Path) -> None:
    (folder / "bad.md").unlink()
    (folder / "bad.md").mkdir()
    run(folder)
    assert listed_paths() == ["below/bad.md"]


def test_a_dry_run_deletes_no_row(folder: Path) -> None:
    (folder / "bad.md").unlink()
    run(folder, dry_run=True)
    assert listed_paths() == ["bad.md", "below/bad.md"]


@pytest.mark.parametrize("part", ["good.md", "below"])
def test_an_import_of_a_part_deletes_no_row(folder: Path, part: str) -> None:
    for path in folder.rglob("bad.md"):
        path.unlink()
    run(folder / part)
    assert listed_paths() == ["bad.md", "below/bad.md"]


def test_a_name_that_no_database_holds_stays_while_it_is_there(folder: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/" + CONTROL))
    odd.write_bytes(b"")
    assert run(folder).newly_invalid == 1
    assert run(folder).newly_invalid == 0
    odd.unlink()
    run(folder)
    assert listed_paths() == ["bad.md", "below/bad.md"]


@pytest.mark.parametrize("name", [b"below", b"bel\xffow"])
def test_rows_below_a_folder_that_cannot_be_opened_stay(
    folder: Path, name: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    (folder / "below").rename(below)
    run(folder)
    (folder / "bad.md").unlink()
    before = [path for path in listed_paths() if path != "bad.md"]
    scandir = os.scandir

    def refuse(place: Path) -> Any:  # a mode wouldn't do: root may read everything
        if place == below:
            raise PermissionError
        return scandir(place)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refuse)
        report = run(folder)
    assert report.newly_invalid == 1, "the folder itself"
    assert set(before) < set(listed_paths())
    assert "bad.md" not in listed_paths()
    assert run(folder).newly_invalid == 0, "nothing is newly invalid when it can be opened again"
    assert listed_paths() == before


def test_a_folder_that_was_replaced_by_a_link_is_named_and_rows_below_it_stay(
    folder: Path, write_document: Write, tmp_path: Path
) -> None:
    write_document("below/story.md")
    run(folder)
    (folder / "below").rename(tmp_path / "elsewhere")
    (folder / "below").symlink_to(tmp_path / "elsewhere")
    statuses: dict[str, str] = {}
    run(folder, on_entry=lambda entry: statuses.update({entry.path: entry.status}))
    assert statuses == {"good.md": "unchanged", "bad.md": "invalid", "below": "invalid"}
    assert listed_paths() == ["bad.md", "below", "below/bad.md"]
    assert Article.objects.filter(gone_at=None).count() == 2


def test_no_row_is_deleted_where_the_folder_itself_may_be_missing(
    folder: Path, write_document: Write
) -> None:
    for number in range(10):
        write_document(f"{number}.md")
    run(folder)
    for path in folder.rglob("*.md"):
        path.unlink()
    assert run(folder).missing == 11
    assert listed_paths() == ["bad.md", "below/bad.md"]
    run(folder, allow_gone=True)
    assert listed_paths() == []


def test_a_file_that_vanishes_before_it_is_read_is_no_document(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = files.read

    def vanish(root: Path, path: str) -> files.SourceFile:
        if path.endswith("bad.md"):
            (root / path).unlink()
        return read(root, path)

    monkeypatch.setattr(files, "read", vanish)
    report = run(folder)
    assert (report.totals, report.newly_invalid) == ({"unchanged": 1}, 0)
    assert listed_paths() == []
