"""Database triggers that refuse to change, replace or delete the rows of the tables GUARDED.

They are created after every `migrate`, because SQLite drops the triggers of a table that a
migration rebuilds. The system check `articles.E001` reports missing and changed ones; those that a
`migrate` meets are recorded (`articles.models.trigger_faults`).
"""

from typing import Any, Final, Literal

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

#: The unique columns of each table: INSERT OR REPLACE deletes a row that has the same values.
GUARDED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "articles_act": (("id",), ("token",)),
    "articles_decision": (("id",), ("article_id", "number")),
    "articles_decisiondigest": (("decision_id",),),
    "articles_redaction": (("id",), ("text_id",)),
    "articles_triggerevent": (("id",),),
}
Fault = Literal["missing", "changed", "unknown"]
_REFUSAL: Final = (
    " BEGIN RAISE EXCEPTION '%: rows are added, never changed or removed', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END "
)
#: The events of each trigger on PostgreSQL, and the bits that its catalogue has for them: row 1,
#: before 2, delete 8, update 16, truncate 32.
_POSTGRESQL: Final = {
    "change": ("BEFORE UPDATE OR DELETE ON {} FOR EACH ROW", 27),
    "truncate": ("BEFORE TRUNCATE ON {} FOR EACH STATEMENT", 34),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create this code's triggers on the tables GUARDED that exist, replacing those of their names.

    Triggers of other names stay.
    """
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, _tables(connection)):
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Drop this code's triggers on the tables GUARDED, so that tests can empty the tables.

    Triggers of other names stay.
    """
    with connection.cursor() as cursor:
        for table in _tables(connection):
            for name in _names(connection.vendor, table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of this code's triggers that are missing, changed or switched off.

    Triggers of tables that don't exist yet are left out.
    """
    return [name for name, fault in faults(connection).items() if fault != "unknown"]


def faults(connection: BaseDatabaseWrapper) -> dict[str, Fault]:
    """Return what is wrong with the triggers of the tables GUARDED that exist, by trigger's name.

    `missing`: there is none. `changed`: its definition isn't that of this code, or it is switched
    off. `unknown`: it is not one of this code's.
    """
    actual, wanted = definitions(connection), _expected(connection)
    result: dict[str, Fault] = {
        name: "missing" if name not in actual else "changed"
        for name, definition in wanted.items()
        if actual.get(name) != definition
    }
    return result | {name: "unknown" for name in actual if name not in wanted}


def definitions(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the definition of any trigger on the tables GUARDED, by name, as the database has it.

    On SQLite it is the statement; on PostgreSQL a text of what its catalogue says: whether it is
    switched on, its events, whether it has no condition, and the source of its function. Those that
    PostgreSQL makes itself, for foreign keys, are left out.
    """
    catalogue = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname, concat_ws(' ', tgenabled, tgtype, tgqual IS NULL, prosrc) "
        "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE NOT tgisinternal AND tgrelid = to_regclass(%s)",
    }[connection.vendor]
    result: dict[str, str] = {}
    with connection.cursor() as cursor:
        for table in GUARDED:
            cursor.execute(catalogue, [table])
            result |= dict(cursor.fetchall())
    return result


def elsewhere(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """Return the statement of each trigger on a table that isn't GUARDED, by table and name.

    Those that PostgreSQL makes itself, for foreign keys, are left out.
    """
    catalogue = {
        "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) "
        "FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"{catalogue} ORDER BY 1, 2")
        return {
            (table, name): statement
            for table, name, statement in cursor.fetchall()
            if table not in GUARDED
        }


def check_triggers(*, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return an error (articles.E001) for each trigger that `missing` names in a database.

    `databases` are aliases, None for none.
    """
    return [
        Error(
            f"Database {alias!r} would let rows of the record be changed: the trigger {name} is "
            "missing, or not as it should be.",
            hint=f"Run {settings.PROGRAM} migrate --skip-checks; it puts the triggers in place.",
            id="articles.E001",
        )
        for alias in databases or []
        for name in missing(connections[alias])
    ]


def _tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables GUARDED that exist."""
    existing = set(connection.introspection.table_names())
    return [table for table in GUARDED if table in existing]


def _names(vendor: str, table: str) -> list[str]:
    actions = {"sqlite": ("update", "delete", "replace"), "postgresql": tuple(_POSTGRESQL)}
    return [f"{table}_no_{action}" for action in actions[vendor]]


def _expected(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the definitions that this code would install, as `definitions` has them."""
    if connection.vendor == "sqlite":
        return {
            name: statement
            for table in _tables(connection)
            for name, statement in _sqlite_triggers(table).items()
        }
    return {
        f"{table}_no_{action}": f"O {bits} t {_REFUSAL}"
        for table in _tables(connection)
        for action, (_, bits) in _POSTGRESQL.items()
    }


def _statements(vendor: str, tables: list[str]) -> list[str]:
    if vendor == "postgresql":
        return _postgresql_statements(tables)
    return [
        statement
        for table in tables
        for name, create in _sqlite_triggers(table).items()
        for statement in (f"DROP TRIGGER IF EXISTS {name}", create)
    ]


def _sqlite_triggers(table: str) -> dict[str, str]:
    """Return the statements that create the table's triggers, by the trigger's name."""
    refusal = f"SELECT RAISE(ABORT, '{table}: rows are added, never changed or removed')"
    # REPLACE deletes conflicting rows without firing the delete trigger, so an insert that
    # conflicts with a row is refused before.
    clash = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"
        for columns in GUARDED[table]
    )
    events = {
        "update": f"BEFORE UPDATE ON {table} BEGIN {refusal}; END",
        "delete": f"BEFORE DELETE ON {table} BEGIN {refusal}; END",
        # Only names from GUARDED are interpolated, no external value.
        "replace": f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} "  # noqa: S608
        f"WHERE {clash}) BEGIN {refusal}; END",
    }
    return {
        f"{table}_no_{action}": f"CREATE TRIGGER {table}_no_{action} {event}"
        for action, event in events.items()
    }


def _postgresql_statements(tables: list[str]) -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION articles_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$${_REFUSAL}$$"
    ]
    for table in tables:
        for action, (event, _) in _POSTGRESQL.items():
            statements.append(f"DROP TRIGGER IF EXISTS {table}_no_{action} ON {table}")
            statements.append(
                f"CREATE TRIGGER {table}_no_{action} {event.format(table)} "
                "EXECUTE FUNCTION articles_refuse_change()"
            )
    return statements
