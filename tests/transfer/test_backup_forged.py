"""Backups that somebody made by hand are refused by a sentence, and nothing is put in place."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from tests.transfer.backup_kit import only
from tests.transfer.kit import Databases, run

NAME = "newsroom.sqlite3"
MANIFEST = {
    "format": "newsroom-backup", "version": 1, "release": "1", "made_at": "now",
    "database": "sqlite", "schema": {}, "sha256": {NAME: "0" * 64},
}  # fmt: skip


def member(kind: bytes = tarfile.REGTYPE, target: str = "", **headers: str) -> tarfile.TarInfo:
    """Return an entry of the database's name of some kind, with headers of PAX."""
    entry = tarfile.TarInfo(NAME)
    entry.type, entry.linkname, entry.pax_headers = kind, target, headers
    entry.size = 512 if headers else 0
    return entry


def forge(path: Path, entry: tarfile.TarInfo | None = None, **changed: Any) -> None:
    """Write a backup with another manifest, and the entry if one is given."""
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        content = json.dumps({**MANIFEST, **changed}).encode()
        manifest = tarfile.TarInfo("manifest.json")
        manifest.size = len(content)
        archive.addfile(manifest, io.BytesIO(content))
        if entry:
            archive.addfile(entry, io.BytesIO(b"1\n0\n512\n".ljust(512, b"\0")))


MANIFESTS: dict[str, tuple[dict[str, Any], str]] = {
    "a list for the schema": ({"schema": [1]}, "lists no migrations: its manifest was changed"),
    "a list for a migration": ({"schema": {"articles": ["x"]}}, "lists no migrations"),
    "a number for a migration": ({"schema": {"articles": 1}}, "lists no migrations"),
    "no schema": ({"schema": None}, "lists no migrations"),
    "a list for the database": ({"database": ["x"]}, r"is of \['x'\], and this desk's database"),
    "a list for the members": ({"sha256": [NAME]}, "lists no members: its manifest was changed"),
    "an object for a digest": ({"sha256": {NAME: {}}}, "lists no members"),
    "a list for the version": ({"version": [1]}, r"is of format \[1\], this release reads 1"),
}
MEMBERS = {
    "a link": member(tarfile.SYMTYPE, "/etc/passwd"),
    "a link to itself": member(tarfile.SYMTYPE, NAME),
    "a hard link": member(tarfile.LNKTYPE, "manifest.json"),
    "a hard link to itself": member(tarfile.LNKTYPE, NAME),
    "a device": member(tarfile.CHRTYPE),
    "a pipe": member(tarfile.FIFOTYPE),
    "a folder": member(tarfile.DIRTYPE),
    "a file with holes": member(
        **{"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "2147483648"}
    ),
}
HEADERS = {
    "a map that is none": {"GNU.sparse.map": "a,b", "GNU.sparse.size": "x"},
    "a size that is none": {"GNU.sparse.major": "1", "GNU.sparse.minor": "0",
                            "GNU.sparse.realsize": "zz"},
}  # fmt: skip


def assert_refused(path: Path, message: str, databases: Databases, data: Path) -> None:
    """Check that the backup is refused by a sentence, and that nothing was put in place."""
    with databases.another("sqlite", migrated=False) as wrapper:
        with pytest.raises(CommandError, match=message) as error:
            run("restore_backup", path)
        assert str(error.value).isprintable()
        assert not Path(wrapper.settings_dict["NAME"]).exists()
    assert only(data).name == "secret-key"


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_with_other_types_is_refused(
    name: str, tmp_path: Path, data: Path, databases: Databases
) -> None:
    changed, message = MANIFESTS[name]
    forge(tmp_path / "forged.tar", **changed)
    assert_refused(tmp_path / "forged.tar", message, databases, data)


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_that_is_no_regular_file_is_refused(
    name: str, tmp_path: Path, data: Path, databases: Databases
) -> None:
    forge(tmp_path / "forged.tar", MEMBERS[name])
    message = f"{NAME} in the backup is no regular file: the backup was changed"
    assert_refused(tmp_path / "forged.tar", message, databases, data)


@pytest.mark.parametrize("name", HEADERS)
def test_headers_of_a_member_that_tar_cannot_read_are_refused(
    name: str, tmp_path: Path, data: Path, databases: Databases
) -> None:
    forge(tmp_path / "forged.tar", member(**HEADERS[name]))
    assert_refused(tmp_path / "forged.tar", "The backup was changed or cut off", databases, data)


def test_a_manifest_that_is_a_link_is_refused(
    tmp_path: Path, data: Path, databases: Databases
) -> None:
    with tarfile.open(tmp_path / "forged.tar", "w") as archive:
        entry = tarfile.TarInfo("manifest.json")
        entry.type, entry.linkname = tarfile.SYMTYPE, "manifest.json"
        archive.addfile(entry)
    assert_refused(tmp_path / "forged.tar", "no backup of a desk", databases, data)


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2, "release": "\x1b]0;pwn\x07\x1b[31mRED"},
        {"version": "\x1b[31mRED"},
        {"database": "\x1b[31mRED\n"},
        {"schema": {"x": "y"}, "release": "\x1b[31mRED"},
    ],
)
def test_a_manifest_gets_no_controls_of_the_terminal_into_the_message(
    changed: dict[str, Any], tmp_path: Path, data: Path, databases: Databases
) -> None:
    forge(tmp_path / "forged.tar", **changed)
    assert_refused(tmp_path / "forged.tar", "RED", databases, data)
