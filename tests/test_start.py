"""`manage.py start`, run for real in a copy of the project that holds nothing else."""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("manage.py", "newsroom", "articles", "seeds", "templates")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project in an empty folder."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / part)
    return tmp_path


@pytest.fixture
def environment(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """A stranger's environment; on PostgreSQL with an empty database of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_"))
    }
    if not os.environ.get("DATABASE_URL"):
        yield kept
        return
    request.getfixturevalue("django_db_blocker").unblock()
    name = f"newsroom_start_{os.getpid()}"
    given = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield {**kept, "DATABASE_URL": given._replace(path=f"/{name}").geturl()}
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(project: Path, environment: dict[str, str], *options: str) -> Iterator[tuple[str, str]]:
    """Start the desk; yields its address and what it printed, and stops it by Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "start", "--port", str(free_port()), *options],
        cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    printed = ""
    assert process.stdout
    try:
        for line in process.stdout:
            printed += line
            if found := re.search(r"The desk is at (\S+?)/? ", line):
                yield found[1], printed
                break
        else:
            pytest.fail(f"the desk did not start: {printed}")
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
        assert process.returncode == 0, rest
        assert "Traceback" not in printed + rest


def sign_in(address: str, name: str, password: str) -> str:
    """Sign in as a browser would; return the page it lands on."""
    cookies = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    with opener.open(f"{address}/sign-in/", timeout=20) as answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    form = {
        "username": name,
        "password": password,
        "csrfmiddlewaretoken": token[1] if token else "",
    }
    sent = urllib.parse.urlencode(form).encode()
    with opener.open(f"{address}/sign-in/", sent, timeout=20) as answer:
        assert answer.url == f"{address}/queue/"
        return str(answer.read().decode())


def test_a_first_start_shows_the_seeds_to_the_people_it_names(
    project: Path, environment: dict[str, str]
) -> None:
    with started(project, environment) as (address, printed):
        people = re.findall(r"^  (\w+) +(\S+) {2,}(.+)$", printed, re.MULTILINE)
        assert [name for name, _, _ in people] == ["editor", "reviewer", "admin"]
        assert len({password for _, password, _ in people}) == 3
        page = sign_in(address, "reviewer", people[1][1])
        assert "Myanmar Expanding Use of Chinese-Made Facial Recognition Systems" in page
        assert 'action="/articles/' in page
        with urllib.request.urlopen(f"{address}/static/articles/desk.css", timeout=20) as answer:
            assert answer.status == 200
    key = project / ".newsroom" / "secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first_key = key.read_text()

    with started(project, environment) as (address, printed):
        assert "changepassword" in printed
        assert not re.search(r"^  reviewer ", printed, re.MULTILINE)
        assert "Imported" not in printed
        sign_in(address, "reviewer", people[1][1])
    assert key.read_text() == first_key


def test_passwords_from_the_environment_are_taken_and_not_printed(
    project: Path, environment: dict[str, str]
) -> None:
    given = {**environment, "NEWSROOM_PASSWORD_EDITOR": "a-password-of-my-own"}
    with started(project, given) as (address, printed):
        assert "a-password-of-my-own" not in printed
        assert "Admin" in sign_in(address, "editor", "a-password-of-my-own")


def run(project: Path, environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=project, env=environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_port_in_use_is_said_before_anything_is_done(
    project: Path, environment: dict[str, str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, printed = run(project, environment, "start", "--port", port)
    assert status == 1
    assert "Choose another port with --port" in printed
    assert "Traceback" not in printed
    assert not (project / ".newsroom" / "newsroom.sqlite3").exists()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("NEWSROOM_PUBLISH_THRESHOLD", "high", "NEWSROOM_PUBLISH_THRESHOLD: Not a valid integer"),
        ("NEWSROOM_URL", "desk.example.org", "expected an address such as https://"),
        ("NEWSROOM_TIME_ZONE", "Nowhere/City", "Nowhere/City"),
        ("DATABASE_URL", "nonsense://x", "DATABASE_URL"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(
    name: str, value: str, expected: str, project: Path, environment: dict[str, str]
) -> None:
    status, printed = run(project, {**environment, name: value}, "check")
    assert status == 1
    assert expected in printed


def test_debug_is_off() -> None:
    from newsroom import settings as desk

    assert desk.DEBUG is False
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS", False) is False
