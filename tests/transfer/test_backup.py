"""`backup` and `restore_backup`: a desk's own copy, made while people work, put in place."""

import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError
from django.db import connection
from django.test import Client

from articles.models import Provider, UserSession
from articles.transfer import postgresql
from articles.transfer.faults import TransferError
from tests.audit.check_history_kit import check
from tests.migrated import put_database
from tests.transfer.backup_kit import change, only
from tests.transfer.kit import VENDORS, Databases, Rows, all_rows, run

ROOT = Path(__file__).resolve().parent.parent.parent


def written_meanwhile(wrapper: Any) -> Any:
    """Return a connection that has written and not committed."""
    import psycopg

    if wrapper.vendor == "sqlite":
        other: Any = connect(wrapper.settings_dict["NAME"])
        other.execute("BEGIN IMMEDIATE")
    else:
        given = wrapper.get_connection_params()
        other = psycopg.connect(**{**given, "cursor_factory": psycopg.Cursor})
    other.execute("UPDATE articles_provider SET name = 'Not yet'")
    return other


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_backup_made_while_people_write_is_restored_as_it_was(
    vendor: str, databases: Databases, exported: Path, backups: Path, data: Path, settings: Any
) -> None:
    before: Rows
    with databases.another(vendor) as wrapper:
        run("restore", exported)
        before = all_rows()
        with closing(written_meanwhile(wrapper)):
            output = run("backup", backups)
    path = only(backups)
    assert str(path) in output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    settings.DATA_DIR = data.parent / "new"
    settings.DATA_DIR.mkdir()
    (settings.DATA_DIR / "secret-key").write_text("made by the new desk's first command")
    with databases.another(vendor, migrated=False) as wrapper:
        output = run("restore_backup", path)
        assert "migrate --skip-checks" in output
        assert all_rows() == before
        assert check()[0] == 0
        assert not Provider.objects.filter(name="Not yet").exists()
        if vendor == "sqlite":
            database = Path(wrapper.settings_dict["NAME"])
            assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert (settings.DATA_DIR / "secret-key").read_text() == "the key of the old desk"
    assert [each.name for each in settings.DATA_DIR.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_restored_backup_has_no_sessions_so_that_ended_ones_stay_ended(
    vendor: str, databases: Databases, backups: Path, data: Path
) -> None:
    path, client = backups / "mine.tar", Client()
    with databases.another(vendor):
        editor = User.objects.create_user("editor", password="editor")
        client.force_login(editor)
        run("backup", path)
        assert client.get("/preferences/").status_code == 200
        UserSession.objects.all().delete()
    with databases.another(vendor, migrated=False):
        output = run("restore_backup", path)
        assert "Everybody signs in again" in output
        assert User.objects.get() == editor
        assert not UserSession.objects.exists()
        assert not Session.objects.exists()
        assert client.get("/preferences/").url == "/sign-in/?next=/preferences/"
        client.force_login(editor)
        assert client.get("/preferences/").status_code == 200


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_backup_from_before_the_table_of_sessions_is_restored(
    vendor: str, databases: Databases, backups: Path, data: Path
) -> None:
    with databases.another(vendor) as wrapper:
        with wrapper.cursor() as cursor:
            cursor.execute("DROP TABLE articles_usersession")
        Provider.objects.create(name="Here", domain="here.example")
        run("backup", backups / "mine.tar")
    with databases.another(vendor, migrated=False) as wrapper:
        run("restore_backup", backups / "mine.tar")
        assert Provider.objects.get().name == "Here"
        assert "articles_usersession" not in wrapper.introspection.table_names()
        assert not Session.objects.exists()


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_desk_in_use_is_not_restored_over(
    vendor: str, databases: Databases, backups: Path, data: Path
) -> None:
    with databases.another(vendor):
        run("backup", backups / "mine.tar")
        Provider.objects.create(name="Here", domain="here.example")
        instead = {"sqlite": "Stop the desk, move", "postgresql": "createdb NAME"}[vendor]
        with pytest.raises(CommandError, match=instead):
            run("restore_backup", backups / "mine.tar")
        assert Provider.objects.get().name == "Here"


def test_a_backup_of_the_other_kind_of_database_names_the_way(
    databases: Databases, backups: Path, data: Path
) -> None:
    with databases.another("sqlite"):
        run("backup", backups / "mine.tar")
    change(backups / "mine.tar", '"database": "sqlite"', '"database": "postgresql"')
    with (
        databases.another("sqlite", migrated=False),
        pytest.raises(CommandError, match="export_history and restore"),
    ):
        run("restore_backup", backups / "mine.tar")


def test_a_file_that_is_there_and_a_folder_that_is_not_are_refused(
    databases: Databases, backups: Path, data: Path
) -> None:
    path = backups / "mine.tar"
    path.write_text("mine")
    with databases.another("sqlite"):
        with pytest.raises(CommandError, match="exists already"):
            run("backup", path)
        with pytest.raises(CommandError, match="can't be written into"):
            run("backup", backups / "nowhere" / "mine.tar")
    assert path.read_text() == "mine"
    assert only(backups) == path


only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="needs PostgreSQL: set DATABASE_URL"
)


@only_postgresql
def test_without_pg_dump_a_sentence_says_what_to_install(
    databases: Databases, backups: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(backups))
    with (
        databases.another("postgresql"),
        pytest.raises(CommandError, match=r"pg_dump isn't installed here.*postgresql-client"),
    ):
        run("backup", backups)
    assert list(backups.iterdir()) == []


@only_postgresql
def test_a_password_is_in_the_environment_of_pg_dump_and_not_on_its_command_line(
    db: None, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/words\nenv > {tmp_path}/environment\nexit 1\n'
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with databases.another("postgresql") as wrapper:
        wrapper.settings_dict["PASSWORD"] = "a very secret word"
        with pytest.raises(TransferError, match="pg_dump failed"):
            postgresql.dump(tmp_path / "dump")
        assert (
            f"PGDATABASE={wrapper.settings_dict['NAME']}" in (tmp_path / "environment").read_text()
        )
    assert "secret" not in (tmp_path / "words").read_text()
    assert "PGPASSWORD=a very secret word" in (tmp_path / "environment").read_text()


@pytest.mark.slow
def test_the_commands_use_the_data_folder_that_the_file_of_settings_names(tmp_path: Path) -> None:
    """The line that the docs gave before missed a data folder that was moved."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "DJANGO_", "DATABASE_", "COVERAGE_"))
    }

    def manage(desk: str, *words: object) -> str:
        settings = tmp_path / f"{desk}.env"
        (tmp_path / desk).mkdir(mode=0o700, exist_ok=True)
        settings.write_text(f"NEWSROOM_DATA={tmp_path / desk}\n")
        process = subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT, env={**environment, "NEWSROOM_ENV_FILE": str(settings)},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert process.returncode == 0, process.stdout + process.stderr
        return process.stdout

    put_database(tmp_path / "old")
    manage("old", "import_articles", ROOT / "seeds")
    path = tmp_path / "backup.tar"
    manage("old", "backup", path)
    manage("new", "restore_backup", path)
    assert "2 articles and 0 decisions: all follows" in manage("new", "check_history")
    keys = [(tmp_path / desk / "secret-key").read_text() for desk in ("old", "new")]
    assert keys[0] == keys[1]
