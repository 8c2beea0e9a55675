"""The package: what its wheel and sdist hold, and a desk installed from them, outside the clone."""

import os
import re
import sqlite3
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from newsroom import cli
from tests.no_network import network_guard
from tests.test_start import sign_in, started

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
#: Folder of the clone -> folder of the wheel.
PLACES = {
    "articles": "articles",
    "newsroom": "newsroom",
    "templates": "newsroom/templates",
    "seeds": "newsroom/seeds",
}


def run(*command: str | Path, folder: Path, **variables: str) -> tuple[int, str]:
    """Run a command with the environment of a user who has set nothing of the desk's."""
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env={**environment(), **variables},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def environment() -> dict[str, str]:
    """Return the environment of a user who has set nothing; no process connects elsewhere."""
    prefixes = ("NEWSROOM_", "DJANGO_", "COVERAGE_", "DATABASE_", "PYTHON", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    return {**kept, "PYTHONPATH": network_guard.FOLDER}


def pinned(folder: Path) -> Path:
    """Write what the lock pins, without its digests, which constraints can't have; return where."""
    lock = (ROOT / ".ci" / "requirements.lock").read_text()
    pins = re.findall(r"^([\w.-]+==[^\\\n]+)", lock, re.MULTILINE)
    path = folder / "constraints.txt"
    path.write_text("\n".join(pins))
    return path


def build(kind: str, source: Path, folder: Path) -> Path:
    """Build the wheel or the sdist of the sources into a new folder; return its path."""
    command = (sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder)
    status, printed = run(*command, folder=source)
    assert status == 0, printed
    (built,) = folder.iterdir()
    return built


def wheel_by_sdist(folder: Path) -> Path:
    """Build the sdist, and a wheel from what it holds; return the wheel's path."""
    sdist = build("sdist", ROOT, folder / "sdist")
    with tarfile.open(sdist) as archive:
        # Python 3.11 has filters from 3.11.4 on.
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(folder / "sources", **safely)
    (sources,) = (folder / "sources").iterdir()
    return build("wheel", sources, folder / "wheel-by-sdist")


def contents(wheel: Path) -> dict[str, int]:
    """Return the paths in the wheel, each with its checksum."""
    with zipfile.ZipFile(wheel) as archive:
        return {entry.filename: entry.CRC for entry in archive.infolist()}


def test_the_wheel_holds_the_code_and_all_that_it_reads_and_nothing_of_the_tests(
    tmp_path: Path,
) -> None:
    wheel = build("wheel", ROOT, tmp_path / "wheel")
    assert wheel.name == f"newsroom_desk-{PROJECT['version']}-py3-none-any.whl"
    held = contents(wheel)
    information = {path for path in held if path.startswith("newsroom_desk-")}
    expected = {
        f"{place}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, place in PLACES.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }
    assert held.keys() - information == expected
    assert {
        "newsroom/templates/base.html",
        "newsroom/docs/deployment.md",
        "newsroom/seeds/000_1fb9e9d88a2cefc7.txt",
        "articles/static/articles/desk.css",
        "articles/static/articles/vendor/htmx.LICENSE",
    } <= expected
    assert not any("test" in path.split("/") or "tests" in path.split("/") for path in held)
    assert contents(wheel_by_sdist(tmp_path)) == held


def test_the_extras_and_the_command_line_name_this_distribution() -> None:
    assert PROJECT["name"] == cli.DISTRIBUTION
    needed = [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
    own = [each for each in needed if each.startswith("newsroom")]
    assert own == [f"{cli.DISTRIBUTION}[postgres]", f"{cli.DISTRIBUTION}[test]"]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a virtual environment that holds the package alone."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("the package is tested on SQLite, which needs no extra")
    folder = tmp_path_factory.mktemp("package")
    wheel = wheel_by_sdist(folder)
    status, printed = run(sys.executable, "-m", "venv", "venv", folder=folder)
    assert status == 0, printed
    # The one process of the tests that may connect elsewhere: pip gets what the wheel depends on.
    pip = ("venv/bin/python", "-m", "pip", "install", "-c", pinned(folder), wheel)
    status, printed = run(*pip, folder=folder, PYTHONPATH="")
    assert status == 0, printed
    return folder / "venv" / "bin"


def test_an_installed_desk_starts_in_an_empty_folder(programs: Path, tmp_path: Path) -> None:
    newsroom, data = programs / "newsroom", tmp_path / ".newsroom"
    with started(tmp_path, environment(), program=[str(newsroom)]) as (address, printed):
        assert f"The desk's data is in {data}\n" in printed
        assert f"Imported 2 documents from {data}/seeds/." in printed
        with urllib.request.urlopen(f"{address}/healthz", timeout=20) as answer:
            assert (answer.status, answer.read()) == (200, b"ok\n")
        (password,) = re.findall(r"^  reviewer +(\S+)  ", printed, re.MULTILINE)
        page = sign_in(address, "reviewer", password)
        assert "Myanmar Expanding Use of Chinese-Made Facial Recognition Systems" in page
        for style in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page):
            with urllib.request.urlopen(address + style, timeout=20) as answer:
                assert (answer.status, answer.headers.get_content_type()) == (200, "text/css")
        assert "/static/articles/desk.css" in page
    assert [path.name for path in tmp_path.iterdir()] == [".newsroom"]

    status, printed = run(newsroom, "import_articles", folder=tmp_path)
    assert (status, printed.startswith("2 documents: 0 new, 0 changed, 2 unchanged")) == (0, True)
    with closing(sqlite3.connect(data / "newsroom.sqlite3")) as database:
        # Exports write into this copy, never into the installed package.
        assert database.execute("SELECT root FROM articles_collection").fetchall() == [
            (f"{data}/seeds",)
        ]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    status, _ = run(newsroom, "import_articles", folder=elsewhere, NEWSROOM_DATA=str(data))
    assert status == 0
    with started(tmp_path, environment(), program=[str(programs / "python"), "-m", "newsroom"]) as (
        address,
        printed,
    ):
        assert "A new password: python -m newsroom changepassword NAME" in printed


def test_installed_commands_without_a_desk_name_the_next_step(
    programs: Path, tmp_path: Path
) -> None:
    newsroom = programs / "newsroom"
    for command in ("import_articles", "export_articles", "migrate", "changepassword", "check"):
        status, printed = run(newsroom, command, folder=tmp_path)
        assert status == 1
        assert printed.startswith(f"There is no desk in {tmp_path}: run `newsroom start` ")
        assert printed.count("\n") == 1, printed
    for words in ([], ["help"], ["start", "--help"], ["import_articles", "--help"]):
        status, printed = run(newsroom, *words, folder=tmp_path)
        assert status == 0, printed
        assert re.search(r"^    start$|^usage: newsroom (start|import_articles) ", printed, re.M)
    status, printed = run(newsroom, "--version", folder=tmp_path)
    assert (status, printed.startswith(f"newsroom-desk {PROJECT['version']}, Django ")) == (0, True)
    assert not list(tmp_path.iterdir())

    status, printed = run(newsroom, "make_demo", "demo", "--documents", "3", folder=tmp_path)
    assert (status, printed.splitlines()[-1]) == (0, "  newsroom import_articles demo")
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    (tmp_path / ".newsroom").mkdir(mode=0o700)
    for command in (["import_articles"], ["changepassword", "admin"]):
        status, printed = run(newsroom, *command, folder=tmp_path)
        assert (status, "Traceback" in printed) == (1, False)
        assert "The desk has no database yet: run newsroom start (or migrate) first." in printed
