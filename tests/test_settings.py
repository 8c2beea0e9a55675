"""Settings from the environment: values, defaults, and the messages for invalid ones."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from newsroom import environment
from tests.settings_kit import check


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
