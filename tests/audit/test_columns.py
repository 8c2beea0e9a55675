"""Each column of the desk's history is checked by `check_history`, or named as not provable."""

import datetime
import json
import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from articles.models import triggers
from articles.transfer.tables import exported_models
from tests.audit.check_history_kit import check, sql
from tests.audit.test_redaction import REASON, redact
from tests.export_kit import import_folder

DEPLOYMENT = Path(__file__).resolve().parents[2] / "newsroom" / "docs" / "deployment.md"
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
#: Tables of other values than people's and imports', which the database or Django computes.
COMPUTED = (models.GeneratedField,)


def named() -> dict[str, set[str]]:
    """Return the columns that deployment.md names as not provable, by the plural of their table."""
    text = DEPLOYMENT.read_text().split("What a database can't prove by itself:")[1]
    lines = re.findall(r"^  - of ([a-z ]+): ((?:.*\n    )*.*)$", text, re.MULTILINE)
    return {table: set(re.findall(r"`(\w+)`", columns)) for table, columns in lines}


def unproved_tables() -> list[str]:
    (line,) = re.findall(r"^  - all of: (.*)$", DEPLOYMENT.read_text(), re.MULTILINE)
    return [each.strip() for each in line.split(",")]


def history_models() -> list[type[models.Model]]:
    own = set(exported_models()) & set(apps.get_app_config("articles").get_models())
    unproved = unproved_tables()
    return sorted(
        (each for each in own if str(each._meta.verbose_name_plural) not in unproved),
        key=lambda each: each._meta.label,
    )


def others(field: "models.Field[Any, Any]", value: Any) -> Iterator[Any]:
    """Yield values of a column other than the stored one, as SQL takes them."""
    if isinstance(field, models.ForeignKey):
        keys = field.related_model._default_manager.exclude(pk=value).order_by("pk")
        yield from keys.values_list("pk", flat=True)[:3]
    elif isinstance(field, models.JSONField):
        yield json.dumps([*value, "forged"] if isinstance(value, list) else {**value, "title": "x"})
    elif isinstance(field, models.BooleanField):
        yield not value
    elif isinstance(field, models.DateTimeField):
        yield LONG_AGO
    elif isinstance(field, models.IntegerField):
        yield (value or 0) + 1
    elif isinstance(field, models.BinaryField):
        yield b"forged"
    elif isinstance(field, models.UUIDField):
        yield uuid4().hex
    else:
        yield from [key for key, _ in field.choices or () if key != value] or ["f" * 32]
    if field.null and value is not None:
        yield None


@pytest.fixture
def full_world(world: SimpleNamespace, write_document: Callable[..., Path]) -> SimpleNamespace:
    """Return the world with a document that moved, one that is gone, and a text taken out."""
    (world.folder / "untouched.md").rename(world.folder / "moved.md")
    import_folder(world.folder)
    redact(world.replaced.pk, world.replaced.first_text_id, reason=REASON, by="superuser")
    status, output = check()
    assert status == 0, output
    return world


def is_found(row: models.Model, field: "models.Field[Any, Any]", base: str) -> bool | None:
    """Tell whether a check finds any other value of the column in a row; None for none."""
    table, key = row._meta.db_table, row._meta.pk
    assert key is not None
    is_changed = False
    for value in others(field, getattr(row, field.attname)):
        with transaction.atomic():
            try:
                with transaction.atomic():
                    sql(
                        f'UPDATE {table} SET "{field.column}" = %s WHERE "{key.column}" = %s',
                        value,
                        row.pk,
                    )
                    connection.check_constraints()
            except Error:
                continue  # The database itself refuses the value.
            is_changed = True
            triggers.install(connection)
            output = check()[1]
            transaction.set_rollback(True)
        if output != base:
            return True
    return False if is_changed else None


def test_each_column_is_checked_or_named_as_not_provable(full_world: SimpleNamespace) -> None:
    base = check()[1]
    triggers.drop(connection)
    unproved = named()
    missed: list[str] = []
    for model in history_models():
        rows = list(model._default_manager.order_by("pk")[:8])
        columns = unproved.get(str(model._meta.verbose_name_plural), set())
        for field in model._meta.local_concrete_fields:
            is_key = field.primary_key and not isinstance(field, models.OneToOneField)
            if is_key or isinstance(field, COMPUTED) or field.name in columns:
                continue
            # The first row in which the column's change is found is enough.
            found = takewhile(lambda result: not result, (is_found(r, field, base) for r in rows))
            results = list(found)
            if len(results) == len(rows) and False in results:
                missed.append(f"{model._meta.verbose_name_plural}: {field.name}")
    triggers.install(connection)
    assert not missed, "\n".join(missed)


def test_what_is_named_as_not_provable_exists() -> None:
    plurals = {
        str(each._meta.verbose_name_plural): {field.name for field in each._meta.fields}
        for each in apps.get_app_config("articles").get_models()
    }
    assert set(unproved_tables()) <= plurals.keys()
    unknown = {
        (table, column)
        for table, columns in named().items()
        for column in columns
        if column not in plurals.get(table, set())
    }
    assert unknown == set()
