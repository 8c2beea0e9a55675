"""The record of acts and decisions is only added to, and one function assigns what it decides."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
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
    cast: SimpleNamespace,
    make_article: Callable[..., Article],
    act_words: Callable[..., dict[str, Any]],
) -> Decision:
    """One decision of the reviewer's, in the record."""
    article = make_article()
    return moderation.approve([article], **act_words(cast.reviewer, article)).decisions[0]


def run(sql: str, *values: Any) -> int:
    """Run the statement in a transaction of its own, with nothing left over for later checks."""
    connection.check_constraints()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def rows() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        found = []
        for table in RECORD:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            found += cursor.fetchall()
        return found


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
    by_number = _copied(Decision, {"id": "id + 1000"})
    by_token = _copied(Act, {"id": "id + 1000"})
    for statement in (by_number, by_token):
        with pytest.raises(IntegrityError, match="never changed or removed"):
            run(statement)
    assert rows() == before


@only_sqlite
def test_sqlite_refuses_to_update_on_conflict(decision: Decision) -> None:
    before = rows()
    upsert = _copied(Act, {}).replace("OR REPLACE ", "")
    with pytest.raises(IntegrityError):
        run(f"{upsert} WHERE true ON CONFLICT DO UPDATE SET place = 'admin'")
    assert rows() == before


def _copied(model: type[models.Model], other: dict[str, str]) -> str:
    """Return SQL that puts a copy of every row, with other values in some columns."""
    table = model._meta.db_table
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = ", ".join(other.get(column, f'"{column}"') for column in columns)
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
def broken_guard(db: None) -> Iterator[str]:
    """Drop one of the triggers and return its name."""
    name = "articles_decision_no_update" if ON_SQLITE else "articles_decision_no_change"
    on = "" if ON_SQLITE else " ON articles_decision"
    assert triggers.missing(connection) == []
    run(f"DROP TRIGGER {name}{on}")
    yield name
    triggers.install(connection)


def test_the_system_check_names_a_trigger_that_is_missing(broken_guard: str) -> None:
    (error,) = triggers.check_triggers(databases=["default"])
    assert error.id == "articles.E001"
    assert broken_guard in error.msg
    with pytest.raises(CommandError, match=broken_guard):
        call_command("check", databases=["default"])


@only_postgresql
def test_the_system_check_names_a_trigger_that_is_switched_off(db: None) -> None:
    run("ALTER TABLE articles_act DISABLE TRIGGER articles_act_no_change")
    (error,) = triggers.check_triggers(databases=["default"])
    assert "articles_act_no_change" in error.msg


def test_the_system_check_is_silent_when_all_is_guarded(db: None) -> None:
    assert triggers.check_triggers(databases=["default"]) == []
    assert triggers.check_triggers(databases=None) == []


def test_putting_the_guard_back_guards_again(decision: Decision, broken_guard: str) -> None:
    run("UPDATE articles_decision SET note = note")
    triggers.install(connection)
    assert triggers.missing(connection) == []
    with pytest.raises(IntegrityError):
        run("UPDATE articles_decision SET note = note")


@pytest.mark.django_db(transaction=True)
def test_doing_what_the_systems_check_advises_puts_the_trigger_back(broken_guard: str) -> None:
    (error,) = triggers.check_triggers(databases=["default"])
    assert "manage.py migrate" in error.hint
    call_command("migrate", verbosity=0, skip_checks="--skip-checks" in error.hint)
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_the_guard_is_back_after_a_flush(decision: Decision) -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert not Act.objects.exists()
    assert triggers.missing(connection) == []


# One function assigns what people may decide: read in the code.

DECIDED = {"published", "quality", "title", "excerpt", "type", "status", "standing"}
PACKAGE = Path(apps.get_app_config("articles").path)
KEEPING = Path("moderation/apply.py")


def assignments(source: str, *, is_model: bool = True) -> list[tuple[int, str]]:
    """Return line and name of each assignment to a decided field, whoever's it may be.

    Outside the models `self` is no article (a filter of the admin has a title too).
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            for each in ast.walk(target):
                if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store):
                    if (
                        not is_model
                        and isinstance(each.value, ast.Name)
                        and each.value.id == "self"
                    ):
                        continue
                    found += [(node.lineno, each.attr)] if each.attr in DECIDED else []
        if isinstance(node, ast.Call):
            found += [(node.lineno, name) for name in _written(node)]
    return found


def _written(call: ast.Call) -> set[str]:
    """Return the decided fields that a call of update, bulk_update or setattr names."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if isinstance(call.func, ast.Name) and call.func.id == "setattr":
        return _strings(call.args[1:2])
    if name in {"update", "update_or_create", "bulk_create"}:
        return {keyword.arg for keyword in call.keywords if keyword.arg in DECIDED} | (
            _strings([k.value for k in call.keywords if k.arg in {"defaults", "update_fields"}])
        )
    if name in {"bulk_update", "save"}:
        return _strings([*call.args[1:], *(k.value for k in call.keywords if k.arg != "force")])
    return set()


def _strings(nodes: list[ast.expr]) -> set[str]:
    constants = (
        each for node in nodes for each in ast.walk(node) if isinstance(each, ast.Constant)
    )
    return {each.value for each in constants if each.value in DECIDED}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("article.published = True", ["published"]),
        ("article.title, x = 'a', 1", ["title"]),
        ("article.quality += 5", ["quality"]),
        ("setattr(article, 'status', 'x')", ["status"]),
        ("Article.objects.filter(pk=1).update(published=True, heat=1)", ["published"]),
        ("Article.objects.bulk_update(rows, ['heat', 'excerpt'])", ["excerpt"]),
        ("article.save(update_fields=['standing'])", ["standing"]),
        ("article.heat = 1; x = article.published; totals[entry.status] += 1", []),
    ],
)
def test_the_reading_of_the_code_sees_what_it_should(source: str, names: list[str]) -> None:
    assert [name for _, name in assignments(source)] == names


def test_only_keeping_assigns_what_people_may_decide() -> None:
    modules = {path.relative_to(PACKAGE): path for path in PACKAGE.rglob("*.py")}
    assert assignments(modules.pop(KEEPING).read_text())
    found = [
        f"{name}:{line}: {field}"
        for name, path in modules.items()
        if "migrations" not in name.parts
        for line, field in assignments(path.read_text(), is_model="models" in name.parts)
    ]
    assert found == []


def test_the_fields_an_import_fills_are_none_that_people_decide() -> None:
    from articles.sync.store import PLAIN

    assert not DECIDED & set(PLAIN)
