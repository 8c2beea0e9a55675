"""The audit log: the database refuses to change or remove its rows."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from articles import moderation
from articles.models import Act, Article, Decision, triggers

RECORD = ["articles_act", "articles_decision"]
ON_SQLITE = connection.vendor == "sqlite"
only_sqlite = pytest.mark.skipif(not ON_SQLITE, reason="INSERT OR REPLACE is SQLite's")
only_postgresql = pytest.mark.skipif(ON_SQLITE, reason="TRUNCATE is PostgreSQL's")


@pytest.fixture
def decision(
    users: SimpleNamespace,
    make_article: Callable[..., Article],
    act_parameters: Callable[..., dict[str, Any]],
) -> Decision:
    """Return a decision that the reviewer made."""
    article = make_article()
    return moderation.approve([article], **act_parameters(users.reviewer, article)).decisions[0]


def run(sql: str, *values: Any) -> int:
    """Run the statement in a transaction of its own, after all deferred constraint checks."""
    connection.check_constraints()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def rows() -> list[tuple[Any, ...]]:
    """Return all rows of the audit log's tables."""
    with connection.cursor() as cursor:
        result = []
        for table in RECORD:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            result += cursor.fetchall()
        return result


CHANGES: dict[str, Callable[[Decision], Any]] = {
    "a note saved anew": lambda decision: _save(decision, note="I never said that."),
    "an act saved anew": lambda decision: _save(decision.act, place="admin"),
    "a queryset's update": lambda decision: Decision.objects.update(note="Other."),
    "an update of acts": lambda decision: Act.objects.update(by=None),
    "a bulk update": lambda decision: Decision.objects.bulk_update(
        [_set(decision, reason="duplicate")], ["reason"]
    ),
    "a delete": lambda decision: decision.delete(),
    "a queryset's delete": lambda decision: Decision.objects.all().delete(),
    "a raw delete of acts": lambda decision: Act.objects.all()._raw_delete(using="default"),
    "UPDATE decisions": lambda decision: run("UPDATE articles_decision SET number = number + 1"),
    "UPDATE acts": lambda decision: run("UPDATE articles_act SET token = %s", "other"),
    "UPDATE to the same": lambda decision: run("UPDATE articles_act SET token = token"),
    "DELETE decisions": lambda decision: run("DELETE FROM articles_decision"),
    "DELETE acts": lambda decision: run("DELETE FROM articles_act"),
}


def _set(row: models.Model, **values: Any) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _save(row: models.Model, **values: Any) -> None:
    _set(row, **values).save()


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_or_remove_what_is_recorded(
    decision: Decision, change: str
) -> None:
    before = rows()
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        CHANGES[change](decision)
    assert rows() == before


@only_sqlite
@pytest.mark.parametrize("table", RECORD)
def test_sqlite_refuses_to_replace_what_is_recorded(decision: Decision, table: str) -> None:
    before = rows()
    with pytest.raises(IntegrityError, match="never changed or removed"):
        run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    with pytest.raises(IntegrityError, match="never changed or removed"):
        run(f"REPLACE INTO {table} SELECT * FROM {table}")
    assert rows() == before


@only_sqlite
def test_sqlite_refuses_to_replace_by_the_other_unique_keys(decision: Decision) -> None:
    before = rows()
    by_number = _copy_statement(Decision, {"id": "id + 1000"})
    by_token = _copy_statement(Act, {"id": "id + 1000"})
    for statement in (by_number, by_token):
        with pytest.raises(IntegrityError, match="never changed or removed"):
            run(statement)
    assert rows() == before


@only_sqlite
def test_sqlite_refuses_to_update_on_conflict(decision: Decision) -> None:
    before = rows()
    upsert = _copy_statement(Act, {}).replace("OR REPLACE ", "")
    with pytest.raises(IntegrityError):
        run(f"{upsert} WHERE true ON CONFLICT DO UPDATE SET place = 'admin'")
    assert rows() == before


def _copy_statement(model: type[models.Model], changed: dict[str, str]) -> str:
    """Return SQL that inserts a copy of every row, with other values in the `changed` columns."""
    table = model._meta.db_table
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT OR REPLACE INTO {table} ({names}) SELECT {values} FROM {table}"


@only_postgresql
@pytest.mark.parametrize("table", RECORD)
def test_postgresql_refuses_to_truncate_the_record(decision: Decision, table: str) -> None:
    before = rows()
    with pytest.raises(IntegrityError, match="never changed or removed"):
        run(f"TRUNCATE {table} CASCADE")
    assert rows() == before


@only_postgresql
def test_postgresql_refuses_to_update_on_conflict(decision: Decision) -> None:
    before = rows()
    with pytest.raises(IntegrityError, match="never changed or removed"):
        run(
            "INSERT INTO articles_act SELECT * FROM articles_act "
            "ON CONFLICT (id) DO UPDATE SET place = 'admin'"
        )
    assert rows() == before


def test_people_and_articles_with_a_record_cannot_be_deleted(decision: Decision) -> None:
    with pytest.raises(models.ProtectedError):
        decision.act.by.delete()
    with pytest.raises(models.ProtectedError):
        decision.article.delete()
    assert rows()


@pytest.fixture
def missing_trigger(db: None) -> Iterator[str]:
    """Drop one of the triggers and yield its name; create it again after the test."""
    name = "articles_decision_no_update" if ON_SQLITE else "articles_decision_no_change"
    on = "" if ON_SQLITE else " ON articles_decision"
    assert triggers.missing(connection) == []
    run(f"DROP TRIGGER {name}{on}")
    yield name
    triggers.install(connection)


def test_the_system_check_names_a_trigger_that_is_missing(missing_trigger: str) -> None:
    (error,) = triggers.check_triggers(databases=["default"])
    assert error.id == "articles.E001"
    assert missing_trigger in error.msg
    with pytest.raises(CommandError, match=missing_trigger):
        call_command("check", databases=["default"])


@only_postgresql
def test_the_system_check_names_a_trigger_that_is_switched_off(db: None) -> None:
    run("ALTER TABLE articles_act DISABLE TRIGGER articles_act_no_change")
    (error,) = triggers.check_triggers(databases=["default"])
    assert "articles_act_no_change" in error.msg


def test_the_system_check_passes_when_all_triggers_exist(db: None) -> None:
    assert triggers.check_triggers(databases=["default"]) == []
    assert triggers.check_triggers(databases=None) == []


def test_installing_the_triggers_again_protects_the_record_again(
    decision: Decision, missing_trigger: str
) -> None:
    run("UPDATE articles_decision SET note = note")
    triggers.install(connection)
    assert triggers.missing(connection) == []
    with pytest.raises(IntegrityError):
        run("UPDATE articles_decision SET note = note")


@pytest.mark.django_db(transaction=True)
def test_doing_what_the_systems_check_advises_puts_the_trigger_back(missing_trigger: str) -> None:
    (error,) = triggers.check_triggers(databases=["default"])
    assert "manage.py migrate" in error.hint
    call_command("migrate", verbosity=0, skip_checks="--skip-checks" in error.hint)
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_back_after_a_flush(decision: Decision) -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert not Act.objects.exists()
    assert triggers.missing(connection) == []
