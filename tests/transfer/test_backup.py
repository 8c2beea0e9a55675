"""`backup` and `restore_backup`: a desk's own copy, made while people work, put in place."""

import io
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
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
from tests.audit.test_check_history import check
from tests.transfer.kit import Databases, Rows, all_rows
from tests.transfer.test_export_and_restore import run

VENDORS = ["sqlite", *(["postgresql"] if connection.vendor == "postgresql" else [])]
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def data(db: None, tmp_path: Path, settings: Any) -> Path:
    """Return a data folder of the desk, with a secret key."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    (settings.DATA_DIR / "secret-key").write_text("the key of the old desk")
    return Path(settings.DATA_DIR)


@pytest.fixture
def exported(world: Any, tmp_path: Path) -> Path:
    """Return an export of a desk with rows."""
    path = tmp_path / "history.jsonl"
    run("export_history", path)
    return path


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def only(folder: Path) -> Path:
    """Return the only file of the folder; hidden ones count."""
    (path,) = folder.iterdir()
    return path


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


def change(path: Path, before: str, after: str) -> None:
    """Write the archive anew with other words in its manifest."""
    with tarfile.open(path) as archive:
        members = [(each, archive.extractfile(each).read()) for each in archive]  # type: ignore[union-attr]
    path.unlink()
    with tarfile.open(path, "w") as archive:
        for member, content in members:
            if member.name == "manifest.json":
                assert before.encode() in content
                content = content.replace(before.encode(), after.encode())
                member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGED: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut off": (cut, "cut off|digest differs"),
    "with a changed byte": (flip, "digest differs"),
    "of a newer release": (
        lambda path: change(path, '"articles": "0', '"articles": "9'),
        "newer than this one",
    ),
    "of a newer format": (lambda path: change(path, '"version": 1', '"version": 2'), "of format 2"),
    "that is none": (lambda path: void(path.write_text("Dear diary")), "no backup of a desk"),
    "that is missing": (lambda path: path.unlink(), "can't be read"),
}


def void(result: object) -> None:
    pass


@pytest.mark.parametrize("name", DAMAGED)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_put_in_place(
    name: str, databases: Databases, backups: Path, data: Path
) -> None:
    path = backups / "mine.tar"
    with databases.another("sqlite"):
        run("backup", path)
    damage, message = DAMAGED[name]
    damage(path)
    (data / "secret-key").write_text("kept")
    with databases.another("sqlite", migrated=False) as wrapper:
        with pytest.raises(CommandError, match=message):
            run("restore_backup", path)
        assert not Path(wrapper.settings_dict["NAME"]).exists()
    assert (data / "secret-key").read_text() == "kept"
    assert only(data).name == "secret-key"


def index_that_lies(path: Path) -> None:
    """Change a token in the table or in its index, not in both."""
    content = path.read_bytes()
    assert content.count(b"taken-back") == 2
    path.write_bytes(content.replace(b"taken-back", b"token-back", 1))


def reference_to_nothing(path: Path) -> None:
    with closing(connect(path)) as database:
        database.execute("DELETE FROM articles_provider")
        database.commit()


@pytest.mark.parametrize("damage", [index_that_lies, reference_to_nothing])
def test_a_damaged_database_is_not_backed_up(
    damage: Callable[[Path], None],
    databases: Databases,
    backups: Path,
    data: Path,
    exported: Path,
) -> None:
    with databases.another("sqlite") as wrapper:
        run("restore", exported)
        wrapper.close()
        damage(Path(wrapper.settings_dict["NAME"]))
        with pytest.raises(CommandError, match="The copy of the database isn't whole"):
            run("backup", backups)
    assert list(backups.iterdir()) == []


# -- PostgreSQL's programs -------------------------------------------------------------------------

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


# -- By the command line ---------------------------------------------------------------------------


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

    manage("old", "migrate", "--verbosity", "0")
    manage("old", "import_articles", ROOT / "seeds")
    path = tmp_path / "backup.tar"
    manage("old", "backup", path)
    manage("new", "restore_backup", path)
    assert "2 articles and 0 decisions: all follows" in manage("new", "check_history")
    keys = [(tmp_path / desk / "secret-key").read_text() for desk in ("old", "new")]
    assert keys[0] == keys[1]
