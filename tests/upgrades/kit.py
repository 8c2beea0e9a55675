"""Databases that earlier releases left, restored from `tests/data` beside the tests' own."""

import os
import shutil
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "tests" / "data"
CURRENT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
#: The releases that have a dump, oldest first.
VERSIONS = sorted(
    (path.name.removeprefix("desk-").removesuffix(".sql") for path in DATA.glob("desk-*[0-9].sql")),
    key=lambda version: [int(part) for part in version.split(".")],
)
DECISIONS = (
    "SELECT id, act_id, article_id, number, kind, reason, note, changes, upstream_seen, text_id, "
    "withdraws_id FROM articles_decision ORDER BY id"
)
ACTS = "SELECT id, at, place, token, by_id FROM articles_act ORDER BY id"
ARTICLES = (
    "SELECT id, path, title, status, quality, standing, conflicts, written, upstream, version, "
    "decision_count, gone_at, public_since FROM articles_article ORDER BY id"
)
_numbers = count(1)


@dataclass(frozen=True)
class Upgraded:
    """A migrated database to copy, and the rows that it held before by the query for them."""

    version: str
    name: str
    needed_migration: bool
    before: dict[str, list[tuple[Any, ...]]]


def create(folder: Path, template: str = "") -> str:
    """Create a database, empty or a copy of the template, and return its name."""
    if connection.vendor == "postgresql":
        name = f"test_upgrade_{os.getpid()}_{next(_numbers)}"
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
        return name
    path = folder / f"upgrade-{next(_numbers)}.sqlite3"
    if template:
        shutil.copyfile(template, path)
    return str(path)


def drop(name: str) -> None:
    """Drop the database; SQLite's goes with its folder."""
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Connect Django to another database of the same vendor meanwhile."""
    settings = connection.settings_dict
    own_name, own_connection = settings["NAME"], None
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        # Closing it would end the tests' own database.
        connection.ensure_connection()
        own_connection = connection.connection
    else:
        connection.close()
    connection.connection, settings["NAME"] = None, name
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connection.close()
        connection.connection, settings["NAME"] = own_connection, own_name
        ContentType.objects.clear_cache()


@contextmanager
def copy_of(template: str, folder: Path) -> Iterator[None]:
    """Connect Django to a copy of the database, or to an empty one; it is gone afterwards."""
    name = create(folder, template)
    try:
        with connected_to(name):
            yield
    finally:
        drop(name)


def restore(version: str) -> None:
    """Fill the empty database that Django is connected to from the release's dump."""
    ending = "postgres.sql" if connection.vendor == "postgresql" else "sql"
    run_script((DATA / f"desk-{version}.{ending}").read_bytes().decode())


def run_script(text: str) -> None:
    """Run the statements of a dump on the empty database that Django is connected to."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        connection.connection.execute(text)
        # The dump changes settings of the session.
        connection.close()
        return
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        database.executescript(text)


def migrate() -> None:
    call_command("migrate", verbosity=0)


def rows(query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query that both vendors and every release understand."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [tuple(row) for row in cursor.fetchall()]


def schema() -> set[tuple[Any, ...]]:
    """Return the definitions of tables, indexes and triggers, as the vendor's catalogue has them.

    Of PostgreSQL's constraints only the names: a dump spells their expressions otherwise.
    """
    if connection.vendor == "sqlite":
        return {*rows("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")}
    return {
        *rows(
            "SELECT table_name, column_name, data_type, is_nullable, generation_expression "
            "FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        *rows("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"),
        *rows("SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"),
        *rows("SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"),
    }


def record() -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of the audit log and the articles, by the query for them."""
    return {query: rows(query) for query in (DECISIONS, ACTS, ARTICLES)}


def is_migrated() -> bool:
    """Tell whether no migration is left to apply."""
    try:
        call_command("migrate", "--check", verbosity=0)
    except SystemExit:
        return False
    return True


def permissions_of_groups() -> dict[str, set[str]]:
    """Return the permissions of each group, as `articles.permissions.GROUPS` names them."""
    return {
        group.name: {
            f"{label}.{codename}"
            for label, codename in group.permissions.values_list(
                "content_type__app_label", "codename"
            )
        }
        for group in Group.objects.order_by("pk")
    }
