"""The list of documents that can't be taken forgets those that are no longer there."""

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


def listed() -> list[str]:
    return sorted(InvalidDocument.objects.values_list("path", flat=True))


@pytest.fixture
def folder(write_document: Write) -> Path:
    """A folder of which two documents, one of them below, can't be taken."""
    write_document("good.md")
    write_document("below/bad.md", **BAD)
    folder = write_document("bad.md", **BAD).parent
    run(folder)
    assert listed() == ["bad.md", "below/bad.md"]
    return folder


def test_a_document_that_was_removed_is_struck_off(folder: Path) -> None:
    (folder / "bad.md").unlink()
    assert run(folder).totals == {"unchanged": 1, "invalid": 1}
    assert listed() == ["below/bad.md"]


def test_what_is_there_but_no_document_any_more_is_struck_off(folder: Path) -> None:
    (folder / "bad.md").unlink()
    (folder / "bad.md").mkdir()
    run(folder)
    assert listed() == ["below/bad.md"]


def test_a_dry_run_strikes_nothing_off(folder: Path) -> None:
    (folder / "bad.md").unlink()
    run(folder, dry_run=True)
    assert listed() == ["bad.md", "below/bad.md"]


@pytest.mark.parametrize("part", ["good.md", "below"])
def test_an_import_of_a_part_strikes_nothing_off(folder: Path, part: str) -> None:
    for path in folder.rglob("bad.md"):
        path.unlink()
    run(folder / part)
    assert listed() == ["bad.md", "below/bad.md"]


def test_a_name_that_no_database_holds_stays_while_it_is_there(folder: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/" + CONTROL))
    odd.write_bytes(b"")
    assert run(folder).newly_invalid == 1
    assert run(folder).newly_invalid == 0
    odd.unlink()
    run(folder)
    assert listed() == ["bad.md", "below/bad.md"]


@pytest.mark.parametrize("name", [b"below", b"bel\xffow"])
def test_what_lies_in_a_folder_that_cannot_be_opened_stays(
    folder: Path, name: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    (folder / "below").rename(below)
    run(folder)
    (folder / "bad.md").unlink()
    before = [path for path in listed() if path != "bad.md"]
    scandir = os.scandir

    def refuse(place: Path) -> Any:  # a mode wouldn't do: root may read everything
        if place == below:
            raise PermissionError
        return scandir(place)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refuse)
        report = run(folder)
    assert report.newly_invalid == 1, "the folder itself"
    assert set(before) < set(listed())
    assert "bad.md" not in listed()
    assert run(folder).newly_invalid == 0, "nothing of it is news when it can be opened again"
    assert listed() == before


def test_a_folder_that_a_link_took_the_place_of_is_named_and_what_lay_in_it_stays(
    folder: Path, write_document: Write, tmp_path: Path
) -> None:
    write_document("below/story.md")
    run(folder)
    (folder / "below").rename(tmp_path / "elsewhere")
    (folder / "below").symlink_to(tmp_path / "elsewhere")
    told: dict[str, str] = {}
    run(folder, on_entry=lambda entry: told.update({entry.path: entry.status}))
    assert told == {"good.md": "unchanged", "bad.md": "invalid", "below": "invalid"}
    assert listed() == ["bad.md", "below", "below/bad.md"]
    assert Article.objects.filter(gone_at=None).count() == 2


def test_nothing_is_struck_off_where_the_folder_itself_may_be_missing(
    folder: Path, write_document: Write
) -> None:
    for number in range(10):
        write_document(f"{number}.md")
    run(folder)
    for path in folder.rglob("*.md"):
        path.unlink()
    assert run(folder).missing == 11
    assert listed() == ["bad.md", "below/bad.md"]
    run(folder, allow_gone=True)
    assert listed() == []


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
    assert listed() == []
