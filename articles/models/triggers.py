"""Database triggers that refuse to change or delete acts and decisions.

They are created after every `migrate`, because SQLite drops the triggers of a table that a
migration rebuilds. The system check `articles.E001` reports missing ones.
"""

from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

#: The unique columns of each table: INSERT OR REPLACE deletes a row that has the same values.
GUARDED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "articles_act": (("id",), ("token",)),
    "articles_decision": (("id",), ("article_id", "number")),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create all triggers of the tables GUARDED, which must exist, replacing existing triggers."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Drop all triggers of the tables GUARDED that exist, so that tests can empty the tables."""
    with connection.cursor() as cursor:
        for table in GUARDED:
            for name in _names(connection.vendor, table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that the database lacks, or has disabled on PostgreSQL.

    Triggers of tables that don't exist yet are left out.
    """
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        existing = {row[0] for row in cursor.fetchall()}
    tables = set(connection.introspection.table_names())
    return [
        name
        for table in GUARDED
        if table in tables
        for name in _names(connection.vendor, table)
        if name not in existing
    ]


def check_triggers(*, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return an error (articles.E001) for each trigger of the audit log that a database lacks.

    `databases` are aliases, None for none. Triggers of tables that don't exist yet are passed over.
    """
    return [
        Error(
            f"Database {alias!r} would let rows of the record be changed: no trigger {name}.",
            hint=f"Run {settings.PROGRAM} migrate --skip-checks; it puts the triggers in place.",
            id="articles.E001",
        )
        for alias in databases or []
        for name in missing(connections[alias])
    ]


def _names(vendor: str, table: str) -> list[str]:
    actions = {"sqlite": ("update", "delete", "replace"), "postgresql": ("change", "truncate")}
    return [f"{table}_no_{action}" for action in actions[vendor]]


def _statements(vendor: str) -> list[str]:
    return _sqlite_statements() if vendor == "sqlite" else _postgresql_statements()


def _sqlite_statements() -> list[str]:
    statements = []
    for table, uniques in GUARDED.items():
        refusal = f"SELECT RAISE(ABORT, '{table}: rows are added, never changed or removed')"
        # REPLACE deletes conflicting rows without firing the delete trigger, so an insert that
        # conflicts with a row is refused before.
        clash = " OR ".join(
            "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"
            for columns in uniques
        )
        events = {
            "update": f"BEFORE UPDATE ON {table} BEGIN {refusal}; END",
            "delete": f"BEFORE DELETE ON {table} BEGIN {refusal}; END",
            # Only names from GUARDED are interpolated, no external value.
            "replace": f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} "  # noqa: S608
            f"WHERE {clash}) BEGIN {refusal}; END",
        }
        for action, event in events.items():
            statements.append(f"DROP TRIGGER IF EXISTS {table}_no_{action}")
            statements.append(f"CREATE TRIGGER {table}_no_{action} {event}")
    return statements


def _postgresql_statements() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION articles_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%: rows are added, never changed or removed', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    ]
    for table in GUARDED:
        events = {
            "change": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
            "truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
        }
        for action, event in events.items():
            statements.append(f"DROP TRIGGER IF EXISTS {table}_no_{action} ON {table}")
            statements.append(
                f"CREATE TRIGGER {table}_no_{action} {event} "
                "EXECUTE FUNCTION articles_refuse_change()"
            )
    return statements
