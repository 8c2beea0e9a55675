"""The command `start`, run as a process in a copy of the project."""

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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

pytestmark = [pytest.mark.slow, pytest.mark.database]

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("manage.py", "newsroom", "articles", "seeds", "templates")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project in a temporary folder."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / part)
    return tmp_path


@pytest.fixture
def environment(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """An environment without settings of the desk; on PostgreSQL with an empty database."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_"))
    }
    if not os.environ.get("DATABASE_URL"):
        yield variables
        return
    request.getfixturevalue("django_db_blocker").unblock()
    name = f"newsroom_start_{os.getpid()}"
    given = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield {**variables, "DATABASE_URL": given._replace(path=f"/{name}").geturl()}
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    project: Path,
    environment: dict[str, str],
    *options: str,
    program: Sequence[str] = (sys.executable, "manage.py"),
) -> Iterator[tuple[str, str]]:
    """Start the desk; yields its address and what it printed, and stops it by Ctrl-C."""
    process = subprocess.Popen(
        [*program, "start", "--port", str(free_port()), *options],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
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
    """Sign in by the form, and return the HTML of the page that follows."""
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


def test_a_first_start_shows_the_seeds_to_the_users_it_prints(
    project: Path, environment: dict[str, str]
) -> None:
    with started(project, environment) as (address, printed):
        users = re.findall(r"^  (\w+) +(\S+) {2,}(.+)$", printed, re.MULTILINE)
        assert [name for name, _, _ in users] == ["editor", "reviewer", "admin"]
        assert len({password for _, password, _ in users}) == 3
        page = sign_in(address, "reviewer", users[1][1])
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
        sign_in(address, "reviewer", users[1][1])
    assert key.read_text() == first_key


def test_passwords_from_the_environment_are_taken_and_not_printed(
    project: Path, environment: dict[str, str]
) -> None:
    given = {
        **environment,
        "NEWSROOM_PASSWORD_EDITOR": "a-password-of-my-own",
        "NEWSROOM_SECOND_FACTOR_GROUPS": "Editor, superusers",
    }
    with started(project, given) as (address, printed):
        assert "a-password-of-my-own" not in printed
        assert "NEWSROOM_SECOND_FACTOR_GROUPS names “Editor”, and no group has" in printed
        assert "Groups: Editors, Readers, Reviewers; besides them" in printed
        assert "Admin" in sign_in(address, "editor", "a-password-of-my-own")


def run(project: Path, environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_port_in_use_is_an_error_before_anything_is_done(
    project: Path, environment: dict[str, str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, printed = run(project, environment, "start", "--port", port)
    assert status == 1
    assert "Choose another --port." in printed
    assert "Traceback" not in printed
    assert not (project / ".newsroom" / "newsroom.sqlite3").exists()


def test_a_damaged_database_is_named_with_what_to_do(
    project: Path, environment: dict[str, str]
) -> None:
    if "DATABASE_URL" in environment:
        pytest.skip("needs SQLite")
    folder = project / ".newsroom"
    folder.mkdir(mode=0o700)
    (folder / "newsroom.sqlite3").write_bytes(b"no database at all" * 1000)
    status, printed = run(project, environment, "start", "--port", str(free_port()))
    assert status == 1
    assert f"The database {folder}/newsroom.sqlite3 is damaged (file is not a database)" in printed
    assert len(printed.splitlines()) == 1


def test_a_command_of_django_names_the_next_step_where_there_is_no_database(
    project: Path, environment: dict[str, str]
) -> None:
    (project / ".newsroom").mkdir(mode=0o700)
    status, printed = run(project, environment, "changepassword", "reviewer")
    assert status == 1
    assert "The desk has no database yet: run manage.py start (or migrate) first.\n" in printed
    assert "Traceback" not in printed
    _, printed = run(project, environment, "changepassword", "reviewer", "--traceback")
    assert "Traceback" in printed


def test_the_version_is_that_of_the_desk_and_of_django(
    project: Path, environment: dict[str, str]
) -> None:
    status, printed = run(project, environment, "--version")
    assert status == 0
    assert re.fullmatch(r"newsroom-desk (\(not installed\)|[\d.]+), Django [\d.]+\n", printed)


def test_two_first_starts_at_once_make_one_desk(project: Path, environment: dict[str, str]) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "manage.py", "start", "--port", str(free_port())],
            cwd=project,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(3)
    ]
    printed = []
    for process in processes:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "The desk is at" in line:
                break
        printed.append("".join(lines))
    for process in processes:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert [text.count("The desk is at") for text in printed] == [1, 1, 1], printed
    assert sum("Imported 2 documents" in text for text in printed) == 1
    assert sum("Sign in as one of these" in text for text in printed) == 1
    assert sum("Sign in as before" in text for text in printed) == 2
