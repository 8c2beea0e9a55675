"""The file in which an export begins: cleared away after a kill, and nobody else's touched."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from articles import moderation
from articles.models import Article
from articles.sync.atomic_write import WriteError, replace_file
from articles.sync.exporter import Left
from tests.export_kit import place, write_back

pytestmark = pytest.mark.django_db


def begun_beside(path: Path) -> Path:
    """Return the file in which an export begins to write the document."""
    found: list[Path] = []

    def stop() -> None:
        found.extend(each for each in path.parent.iterdir() if each.name.startswith("."))
        raise WriteError("stopped")

    with pytest.raises(WriteError, match="stopped"):
        replace_file(path.parent, path.name, b"", b"", before=stop)
    (begun,) = found
    assert not begun.exists()
    return begun


@pytest.mark.parametrize("is_undone", [True, False])
def test_what_a_killed_export_left_beside_a_document_is_cleared_away(
    approved: Article, cast: SimpleNamespace, is_undone: bool
) -> None:
    begun_beside(place(approved)).write_bytes(b"Half a docu")
    if is_undone:
        act = approved.decisions.get().act
        moderation.undo(act, by=cast.reviewer, token="undo", place="queue")
    assert write_back(place(approved).parent)[0].written == (0 if is_undone else 1)
    assert os.listdir(place(approved).parent) == [place(approved).name]


def test_nothing_is_cleared_away_behind_a_link(approved: Article, tmp_path: Path) -> None:
    folder = place(approved).parent
    folder.rename(tmp_path / "elsewhere")
    folder.mkdir()
    (folder / "below").symlink_to(tmp_path / "elsewhere")
    Article.objects.update(path=f"below/{place(approved).name}")
    begun = begun_beside(tmp_path / "elsewhere" / place(approved).name)
    begun.write_bytes(b"Another collection's")
    _, (left,) = write_back(folder)
    assert isinstance(left, Left)
    assert begun.read_bytes() == b"Another collection's"


def test_what_another_export_has_begun_stays_its_own(approved: Article) -> None:
    path = place(approved)
    begun, before = begun_beside(path), path.read_bytes()

    def another() -> None:
        begun.unlink()
        begun.write_bytes(b"Half a docu")

    with pytest.raises(WriteError, match="another export has begun"):
        replace_file(path.parent, path.name, before, b"Ours", before=another)
    assert path.read_bytes() == before
    assert begun.read_bytes() == b"Half a docu"


@pytest.mark.parametrize("name", ["a" * 60, "新" * 60])
def test_documents_whose_names_begin_alike_are_begun_apart(tmp_path: Path, name: str) -> None:
    places = [tmp_path / f"{name}{number}.md" for number in range(2)]
    for path in places:
        path.write_bytes(b"")
    assert len({begun_beside(path) for path in places}) == 2
