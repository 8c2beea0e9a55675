"""Settings from the environment: values, defaults, and the messages for invalid ones."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from newsroom import environment

ROOT = Path(__file__).resolve().parent.parent


def check(**given: str) -> tuple[int, str]:
    """Run `manage.py check` with only these settings; return its exit status and its output."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_", "DATABASE_"))
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**variables, "NEWSROOM_ENV_FILE": os.devnull, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("NEWSROOM_WORKERS", "0", "NEWSROOM_WORKERS: Must be greater than or equal to 1"),
        ("NEWSROOM_PUBLISH_THRESHOLD", "high", "NEWSROOM_PUBLISH_THRESHOLD: Not a valid integer"),
        ("NEWSROOM_IMPORT_WARN_HOURS", "-1", "WARN_HOURS: Must be greater than or equal to 0"),
        ("NEWSROOM_TIME_ZONE", "Foo/Bar", "'Foo/Bar'"),
        ("NEWSROOM_TRUSTED_PROXIES", "proxy.example", "NEWSROOM_TRUSTED_PROXIES: expected addr"),
        ("NEWSROOM_SIGN_IN_TRIES_PER_ADDRESS", "0", "ADDRESS: Must be greater than or equal to 1"),
        ("NEWSROOM_SESSION_IDLE_MINUTES", "-5", "MINUTES: Must be greater than or equal to 1"),
        ("NEWSROOM_URL", "https://[::1", "NEWSROOM_URL: expected an address such as https://"),
        ("NEWSROOM_REASONS", "abc", "NEWSROOM_REASONS: expected key=words"),
        ("DATABASE_URL", "sqlite:////tmp/other.sqlite3", "DATABASE_URL: expected postgres://"),
    ],
)
def test_an_invalid_setting_is_one_sentence(
    name: str, value: str, expected: str, tmp_path: Path
) -> None:
    status, output = check(**{"NEWSROOM_DATA": str(tmp_path / "data"), name: value})
    assert status == 1
    assert expected in output
    assert len(output.splitlines()) == 1


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


@pytest.mark.parametrize(
    "text",
    [
        "desk.example.org", "desk:99999", "https://desk:99999", "https://desk:abc",
        "https://desk:0", "https://[::1", "https://host/sub", "https://host/?a=b",
        "https://me@host", "https://*", "https://.host", "https://a_b.example", "ftp://host",
        "https://", "https://ho st",
    ],
)  # fmt: skip
def test_an_address_that_no_browser_would_use_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.address(text)
    assert str(refusal.value).startswith("NEWSROOM_URL: expected an address such as https://")
    assert repr(text) in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "host", "origin"),
    [
        ("https://Desk.example.org/", "desk.example.org", "https://desk.example.org"),
        ("https://desk.example.org:443", "desk.example.org", "https://desk.example.org"),
        ("http://[::1]:8000", "[::1]", "http://[::1]:8000"),
        ("http://192.0.2.7:80", "192.0.2.7", "http://192.0.2.7"),
        ("", "", ""),
    ],
)
def test_an_address_is_kept_as_browsers_send_it(text: str, host: str, origin: str) -> None:
    assert environment.address(text)[1:] == (host, origin)


@pytest.mark.parametrize(
    "text", ["abc", "a=", "=words", "Off-Topic=x", "a b=x", f"{'k' * 41}=x", "a=x,,b=y", "a=x,a=y"]
)
def test_reasons_that_the_database_could_not_store_are_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_REASONS: expected key=words"):
        environment.reasons(text)


def test_reasons_keep_their_order() -> None:
    reasons = environment.reasons("z-1=last words, a=first")
    assert list(reasons.items()) == [("z-1", "last words"), ("a", "first")]


@pytest.mark.parametrize("name", ["Foo/Bar", "America", "/etc/passwd", "../etc", "utc\n"])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_TIME_ZONE: expected a time zone"):
        environment.time_zone(name)
    assert environment.time_zone("Europe/Vienna") == "Europe/Vienna"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///desk.sqlite3", "sqlite://:memory:", "mysql://u:secret@h/db", "nonsense://x",
        "postgis://u@h/db", "postgres://u:secret@h", "postgres://u:se#cret@h/db",
        "postgres://u:secret@[::1/db", "postgres://u@h:99999999/db", "/var/desk.sqlite3",
    ],
)  # fmt: skip
def test_no_database_but_postgresql_comes_from_an_address(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL: expected postgres://") as refusal:
        environment.postgres(url)
    assert "cret" not in str(refusal.value)


def test_postgresql_without_its_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"pip install 'newsroom-desk\[postgres\]'"):
        environment.postgres("postgres://u@h/db")


def test_connecting_to_postgresql_times_out_after_five_seconds() -> None:
    database = environment.postgres("postgresql://u:p@h/db?sslmode=require")
    assert database["OPTIONS"] == {"connect_timeout": 5, "sslmode": "require"}
    assert environment.postgres("postgres://u@h/db?connect_timeout=9")["OPTIONS"] == {
        "connect_timeout": 9
    }


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


@pytest.mark.parametrize(
    ("path", "in_a_clone", "installed"),
    [
        ("/desk/manage.py", "manage.py", "manage.py"),
        ("/desk/.venv/bin/newsroom", "newsroom", "newsroom"),
        ("/site-packages/newsroom/__main__.py", "python -m newsroom", "python -m newsroom"),
        ("/desk/.venv/bin/gunicorn", "manage.py", "newsroom"),
        ("/site-packages/pytest/__main__.py", "manage.py", "newsroom"),
        ("", "manage.py", "newsroom"),
    ],
)
def test_messages_name_the_program_that_a_person_runs(
    path: str, in_a_clone: str, installed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert environment.program([path, "start"]) == in_a_clone
    monkeypatch.setattr(environment, "IS_CLONE", False)
    assert environment.program([path, "start"]) == installed
    assert environment.program([]) == "newsroom"


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


def test_a_refused_request_has_the_content_security_policy_too(client: Client) -> None:
    response = client.get("/healthz/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_sqlite_keeps_the_options_that_keep_writers_apart() -> None:
    from newsroom import settings

    assert settings._sqlite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("mode", "warns"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o602, True)]
)
def test_the_deployment_check_warns_of_a_settings_file_that_others_may_use(
    mode: int, warns: bool, tmp_path: Path, settings: Any
) -> None:
    path = tmp_path / "newsroom.env"
    path.write_text("DATABASE_URL=postgres://newsroom:secret@127.0.0.1/newsroom\n")
    path.chmod(mode)
    settings.ENV_FILES = [path, tmp_path / "gone.env", Path(os.devnull)]
    found = [
        each for each in run_checks(include_deployment_checks=True) if each.id == "articles.W005"
    ]
    assert [each.hint for each in found] == ([f"Run: chmod 600 {path}"] if warns else [])
    assert "articles.W005" not in [each.id for each in run_checks()]


def test_debug_is_off() -> None:
    from newsroom import settings

    assert settings.DEBUG is False
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS", False) is False
