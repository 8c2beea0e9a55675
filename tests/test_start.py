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
from contextlib import contextmanager, nullcontext
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection

from articles.management import setup
from articles.management.commands import start
from articles.sync.targets import UsageError

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
    assert "Choose another --port." in printed
    assert "Traceback" not in printed
    assert not (project / ".newsroom" / "newsroom.sqlite3").exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--host", ""), "--host: expected an address such as 127.0.0.1"),
        (("--host", "[]"), "--host: expected an address such as 127.0.0.1"),
        (("--port", "0"), "--port: expected a number from 1 to 65535, got 0."),
        (("--port", "65536"), "--port: expected a number from 1 to 65535, got 65536."),
        (("--host", "nowhere.invalid"), "Choose another --host."),
        (("--host", "a" * 70), "Choose another --host."),
        (
            ("--host", "192.0.2.1"),
            "Serving beyond this machine needs NEWSROOM_URL=http://HOST:PORT",
        ),
        (("--host", "0.0.0.0"), "Serving beyond this machine needs NEWSROOM_URL=http://HOST:PORT"),
        (("--host", "::"), "Serving beyond this machine needs NEWSROOM_URL=http://HOST:PORT"),
    ],
)
def test_an_address_that_cannot_be_served_on_is_refused(
    options: tuple[str, ...], expected: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("start", *options)
    assert expected in str(refusal.value)


def test_another_machine_is_served_at_the_address_that_people_use(settings: Any) -> None:
    settings.SITE_URL = "http://desk.example:8000"
    assert start._checked_address("0.0.0.0", free_port()) == "0.0.0.0"
    with pytest.raises(CommandError, match=r"Choose another --host\."):
        start._checked_address("192.0.2.1", free_port())


def test_brackets_around_an_address_are_dropped() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert start._checked_address("[::1]", free_port()) == "::1"
    assert start._checked_address("localhost", free_port()) == "127.0.0.1"


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


def test_two_first_starts_at_once_make_one_desk(project: Path, environment: dict[str, str]) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "manage.py", "start", "--port", str(free_port())],
            cwd=project, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for _ in range(3)
    ]  # fmt: skip
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


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize("error", [UsageError("No such folder"), FileNotFoundError("seeds")])
def test_a_desk_without_its_seeds_is_set_up_all_the_same(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(setup, "import_seeds", fail)
    monkeypatch.setattr(start._Server, "run", lambda self: None)
    monkeypatch.setattr(start.connections, "close_all", lambda: None)
    out, err = StringIO(), StringIO()
    call_command("start", "--port", str(free_port()), stdout=out, stderr=err)
    assert err.getvalue() == f"seeds/ was not imported. {error}\n"
    assert "reviewer " in out.getvalue()


@pytest.mark.django_db
def test_people_are_made_all_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    Group.objects.filter(name="Reviewers").delete()
    with pytest.raises(Group.DoesNotExist):
        setup.make_people()
    assert not User.objects.exists()


def test_ctrl_c_before_serving_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(start.Command, "_set_up", interrupt)
    monkeypatch.setattr(start.setup, "one_at_a_time", nullcontext)
    err = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("start", "--port", str(free_port()), stderr=err)
    assert end.value.code == 130
    assert err.getvalue().startswith("Stopped")
