"""The file of settings, which every command and the service read: newsroom.env."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import env_file, environment
from tests.no_network import network_guard
from tests.test_start import PARTS, started

ROOT = Path(__file__).resolve().parent.parent
LINE = re.compile(r"^    (?:\S+ ){5}(cd /srv/newsroom && .+ import_articles .+)$", re.MULTILINE)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of the project with its virtual environment, in a folder whose name has a space."""
    folder = tmp_path / "the clone"
    folder.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def bare(**variables: str) -> dict[str, str]:
    """Return the environment in which cron starts a command, with the guard of all tests."""
    cron = {"PATH": "/usr/bin:/bin", "HOME": "/", "SHELL": "/bin/sh"}
    return {**cron, "PYTHONPATH": network_guard.FOLDER, **variables}


def run(folder: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [".venv/bin/python", "manage.py", *arguments], cwd=folder, env=bare(**variables),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def by_cron(clone: Path) -> tuple[int, str]:
    """Run deployment.md's line for cron as cron does, in the clone."""
    (line,) = LINE.findall((ROOT / "newsroom/docs/deployment.md").read_text())
    command = line.replace("cd /srv/newsroom ", f"cd '{clone}' ")
    done = subprocess.run(
        ["/usr/bin/env", "-i", *(f"{name}={value}" for name, value in bare().items()),
         "sh", "-c", command],
        cwd="/", capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def paths_in(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as opened:
        return [path for (path,) in opened.execute("SELECT path FROM articles_article ORDER BY 1")]


@pytest.mark.slow
def test_cron_and_the_service_have_one_desk_by_the_file_that_both_read(
    clone: Path, tmp_path: Path, write_document: Callable[..., Path]
) -> None:
    """Without the file, cron imported into the clone's first desk, with exit status 0."""
    with started(clone, bare(), program=[".venv/bin/python", "manage.py"]):
        pass  # a first try without settings, as README has it
    first = paths_in(clone / ".newsroom/newsroom.sqlite3")
    assert len(first) == 2
    production = tmp_path / "production"
    (clone / "newsroom.env").write_text(f"# the desk's\nNEWSROOM_DATA={production}\n")
    documents = write_document("one.md").parent
    with started(clone, bare(), program=[".venv/bin/python", "manage.py"]):
        assert run(clone, "import_articles", str(documents))[0] == 0
        write_document("two.md")
        assert by_cron(clone) == (0, "")
    imported = paths_in(production / "newsroom.sqlite3")
    assert {"one.md", "two.md"} <= {*imported}
    assert paths_in(clone / ".newsroom/newsroom.sqlite3") == first


def test_cron_without_a_desk_says_so_and_makes_none(clone: Path) -> None:
    before = sorted(clone.iterdir())
    status, printed = by_cron(clone)
    assert status == 1
    assert printed.startswith(f"There is no desk in {clone}: run `manage.py start`")
    assert printed.count("\n") == 1
    assert sorted(clone.iterdir()) == before


@pytest.mark.parametrize("command", ["migrate", "check", "createsuperuser", "makemigrations"])
def test_no_command_but_start_makes_the_data_folder(
    command: str, clone: Path, tmp_path: Path
) -> None:
    data = tmp_path / "desk"
    status, printed = run(clone, command, NEWSROOM_DATA=str(data))
    assert status == 1
    assert printed.startswith(f"There is no desk in {data}: run `manage.py start`")
    assert not data.exists()
    assert not (clone / ".newsroom").exists()


def test_the_missing_desk_is_named_whichever_check_comes_first(clone: Path, tmp_path: Path) -> None:
    (clone / "models_first.py").write_text(
        "import sys\n"
        "from django.core.checks import model_checks, registry\n"
        "from newsroom.cli import main\n"
        "registry.registry.registered_checks = [model_checks.check_all_models]\n"
        "sys.argv = ['manage.py', 'makemigrations']\n"
        "main()\n"
    )
    data = tmp_path / "desk"
    done = subprocess.run(
        [".venv/bin/python", "models_first.py"], cwd=clone, env=bare(NEWSROOM_DATA=str(data)),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr.startswith(f"There is no desk in {data}: run `manage.py start`")
    assert done.returncode == 1


Variables = dict[str, str]


@pytest.fixture
def variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Variables]:
    """The process's environment without settings; the clone is a folder of the test."""
    own = {"HOME": str(tmp_path)}
    monkeypatch.setattr(os, "environ", own)
    monkeypatch.setattr(environment, "PROJECT", tmp_path)
    return own


def test_the_process_wins_then_the_data_folder_then_the_clone(
    tmp_path: Path, variables: Variables
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    variables |= {"NEWSROOM_WORKERS": "1", "NEWSROOM_REASONS": ""}
    (tmp_path / "newsroom.env").write_text(
        "NEWSROOM_DATA=data\nNEWSROOM_WORKERS=2\nNEWSROOM_HSTS_DAYS=2\nNEWSROOM_REASONS=a=b\n"
        "NEWSROOM_URL='https://desk.example' # for all\n"
    )
    (data / "newsroom.env").write_text(
        "\nexport NEWSROOM_WORKERS=3\nNEWSROOM_HSTS_DAYS=3\nNEWSROOM_PASSWORD_ADMIN=a$b#c=d e\n"
    )
    assert env_file.load() == [tmp_path / "newsroom.env", data / "newsroom.env"]
    variables.pop("PYTEST_CURRENT_TEST", None)
    assert variables == {
        "HOME": str(tmp_path), "NEWSROOM_DATA": str(data), "NEWSROOM_WORKERS": "1",
        "NEWSROOM_HSTS_DAYS": "3", "NEWSROOM_REASONS": "", "NEWSROOM_URL": "https://desk.example",
        "NEWSROOM_PASSWORD_ADMIN": "a$b#c=d e",
    }  # fmt: skip


def test_the_named_file_is_the_only_one(tmp_path: Path, variables: Variables) -> None:
    (tmp_path / "newsroom.env").write_text("NEWSROOM_WORKERS=2\n")
    (tmp_path / "other.env").write_text("\ufeffNEWSROOM_HSTS_DAYS=4\r\nNEWSROOM_DATA=~/desk\r\n")
    variables["NEWSROOM_ENV_FILE"] = "~/other.env"
    assert env_file.load() == [tmp_path / "other.env"]
    assert "NEWSROOM_WORKERS" not in variables
    assert variables["NEWSROOM_HSTS_DAYS"] == "4"
    assert variables["NEWSROOM_DATA"] == "~/desk"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A=1\nnonsense\n", 2),
        ("\n# why\n\nA B=1\n", 4),
        ('A=1\n\n  B = "open\nC=2\n', 3),
        ("=x\n", 1),
        ("A=a\0b\n", 1),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(
    text: str, line: int, tmp_path: Path, variables: Variables
) -> None:
    path = tmp_path / "newsroom.env"
    path.write_text(text)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env_file.load()
    assert str(refusal.value) == f"{path}:{line}: expected NAME=value."


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, variables: Variables) -> None:
    variables["NEWSROOM_ENV_FILE"] = str(tmp_path / "lost.env")
    with pytest.raises(ImproperlyConfigured, match=r"lost\.env can't be read \(No such file"):
        env_file.load()
    (tmp_path / "lost.env").write_bytes(b"A=\xff\n")
    with pytest.raises(ImproperlyConfigured, match=r"lost\.env can't be read: it is not UTF-8"):
        env_file.load()
    variables["NEWSROOM_ENV_FILE"] = str(tmp_path)
    with pytest.raises(ImproperlyConfigured, match=r"can't be read \(Is a directory"):
        env_file.load()


def test_a_data_folder_does_not_name_another(tmp_path: Path, variables: Variables) -> None:
    own = tmp_path / ".newsroom"
    own.mkdir()
    (own / "newsroom.env").write_text("NEWSROOM_DATA=.\n")
    env_file.load()
    variables.pop("NEWSROOM_DATA")
    (own / "newsroom.env").write_text("NEWSROOM_DATA=/elsewhere\n")
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_DATA names another folder"):
        env_file.load()


def test_a_bad_line_stops_a_command_with_one_sentence(clone: Path) -> None:
    (clone / "newsroom.env").write_text("NEWSROOM_DATA /srv/desk\n")
    status, printed = run(clone, "import_articles")
    assert status == 1
    assert printed == f"{clone}/newsroom.env:1: expected NAME=value.\n"
