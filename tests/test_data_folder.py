"""The data folder: where it is, which command makes it, who may read it, and its secret key."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import environment
from tests.settings_kit import ROOT, check


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xfe key"], ids=["empty", "blank", "not UTF-8"]
)
def test_a_broken_key_file_is_named_with_what_to_do(content: bytes, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "secret-key").write_bytes(content)
    status, output = check(NEWSROOM_DATA=str(tmp_path))
    assert status == 1
    assert f"{tmp_path}/secret-key holds no key. Remove the file" in output
    assert len(output.splitlines()) == 1


def test_the_data_folder_is_absolute_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert environment.data_folder("") == ROOT / ".newsroom"
    assert environment.data_folder(" ") == ROOT / ".newsroom"
    assert environment.data_folder("~/desk") == tmp_path / "desk"
    assert environment.data_folder("here/../desk") == tmp_path / "desk"
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_DATA: expected a folder"):
        environment.data_folder("~nobody-of-that-name/desk")


def test_an_installed_desk_keeps_its_data_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "IS_CLONE", False)
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    assert environment.data_folder("") == tmp_path / "gone" / ".newsroom"
    assert environment.data_folder("../other") == tmp_path / "other"
    (tmp_path / "gone").rmdir()
    with pytest.raises(ImproperlyConfigured, match=r"^The current folder is gone\."):
        environment.data_folder("")


@pytest.mark.parametrize(
    ("command_line", "uses"),
    [
        ("newsroom start --port 8001", True),
        ("newsroom start --help", False),
        ("newsroom import_articles -h", False),
        ("newsroom help start", False),
        ("newsroom", False),
        ("newsroom/__main__.py make_demo folder", False),
    ],
)
def test_only_start_makes_the_data_folder_of_an_installed_desk(
    command_line: str, uses: bool, tmp_path: Path
) -> None:
    argv = command_line.split()
    assert environment.uses_data_folder(tmp_path / ".newsroom", argv) is uses
    assert environment.uses_data_folder(tmp_path, argv) is True  # there is one


@pytest.mark.parametrize(
    "command_line",
    [
        "newsroom import_articles",
        "newsroom migrate",
        "newsroom strat",
        "gunicorn",
        "gunicorn start",
        "gunicorn --help",
        "",
    ],
)
def test_without_a_data_folder_an_installed_desk_prints_what_to_do(
    command_line: str, tmp_path: Path
) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.uses_data_folder(tmp_path / ".newsroom", command_line.split())
    assert str(refusal.value).startswith(f"There is no desk in {tmp_path}: run `newsroom start` ")
    assert not list(tmp_path.iterdir())


def test_the_data_folder_is_made_private(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    key = environment.secret_key(folder, "", needs_folder=True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert environment.secret_key(folder, "", needs_folder=True) == key
    created = tmp_path / "not" / "there"
    assert environment.secret_key(created, "given", needs_folder=True) == "given"
    assert stat.S_IMODE(created.stat().st_mode) == 0o700
    environment.secret_key(tmp_path / "unneeded", "given", needs_folder=False)
    assert not (tmp_path / "unneeded").exists()


def test_a_shared_folder_is_refused_and_its_mode_unchanged(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    for shared in (tmp_path, ROOT):
        before = shared.stat().st_mode
        if before & 0o077:
            with pytest.raises(ImproperlyConfigured, match="Name a folder of its own"):
                environment.secret_key(shared, "given", needs_folder=True)
        assert shared.stat().st_mode == before


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(ImproperlyConfigured, match=r"NEWSROOM_DATA: .*data can't be used"):
        environment.secret_key(tmp_path / "data", "", needs_folder=True)
