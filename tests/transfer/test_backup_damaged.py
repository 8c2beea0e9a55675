"""Damaged backups and databases are refused, and nothing is put in place."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from django.core.management import CommandError

from tests.transfer.backup_kit import change, only
from tests.transfer.kit import Databases, run


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGED: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut off": (cut, "cut off|digest differs"),
    "with a changed byte": (flip, "digest differs"),
    "of a newer release": (
        lambda path: change(path, '"articles": "0', '"articles": "9'),
        "newer than this one",
    ),
    "of a newer format": (lambda path: change(path, '"version": 1', '"version": 2'), "of format 2"),
    "that is none": (lambda path: void(path.write_text("Dear diary")), "no backup of a desk"),
    "that is missing": (lambda path: path.unlink(), "can't be read"),
}


def void(result: object) -> None:
    pass


@pytest.mark.parametrize("name", DAMAGED)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_put_in_place(
    name: str, databases: Databases, backups: Path, data: Path
) -> None:
    path = backups / "mine.tar"
    with databases.another("sqlite"):
        run("backup", path)
    damage, message = DAMAGED[name]
    damage(path)
    (data / "secret-key").write_text("kept")
    with databases.another("sqlite", migrated=False) as wrapper:
        with pytest.raises(CommandError, match=message):
            run("restore_backup", path)
        assert not Path(wrapper.settings_dict["NAME"]).exists()
    assert (data / "secret-key").read_text() == "kept"
    assert only(data).name == "secret-key"


def index_that_lies(path: Path) -> None:
    """Change a token in the table or in its index, not in both."""
    content = path.read_bytes()
    assert content.count(b"taken-back") == 2
    path.write_bytes(content.replace(b"taken-back", b"token-back", 1))


def reference_to_nothing(path: Path) -> None:
    with closing(connect(path)) as database:
        database.execute("DELETE FROM articles_provider")
        database.commit()


@pytest.mark.parametrize("damage", [index_that_lies, reference_to_nothing])
def test_a_damaged_database_is_not_backed_up(
    damage: Callable[[Path], None],
    databases: Databases,
    backups: Path,
    data: Path,
    exported: Path,
) -> None:
    with databases.another("sqlite") as wrapper:
        run("restore", exported)
        wrapper.close()
        damage(Path(wrapper.settings_dict["NAME"]))
        with pytest.raises(CommandError, match="The copy of the database isn't whole"):
            run("backup", backups)
    assert list(backups.iterdir()) == []
