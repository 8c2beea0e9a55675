"""Run `check_history`, change rows beside the desk, and compare what repairs may change."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from types import SimpleNamespace
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from articles.models import (
    Article,
    ArticleAddress,
    ArticleTopic,
    Image,
    Provider,
    RelatedLink,
    SearchText,
    triggers,
)

ON_SQLITE = connection.vendor == "sqlite"


def check(*options: str) -> tuple[int, str]:
    """Run the command; return its exit status and what it printed."""
    output = StringIO()
    try:
        call_command("check_history", *options, stdout=output, stderr=output)
    except SystemExit as end:
        return int(end.code or 0), output.getvalue()
    return 0, output.getvalue()


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def unguarded(statement: str, *values: Any) -> None:
    """Change the record as a person could who drops the triggers and puts them back."""
    connection.check_constraints()
    triggers.drop(connection)
    sql(statement, *values)
    connection.check_constraints()
    triggers.install(connection)


def drop_trigger(world: SimpleNamespace) -> None:
    name = "articles_act_no_update" if ON_SQLITE else "articles_act_no_change"
    sql(f"DROP TRIGGER {name}" + ("" if ON_SQLITE else " ON articles_act"))


@contextmanager
def taken_back() -> Iterator[None]:
    """Roll back what the block did; both databases roll back triggers too."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


def state() -> list[Any]:
    """Return the rows that repairs may change, without the time of the last change."""
    left_out = {"changed_at", "public_since", "id"}
    rows = []
    for model in (Article, ArticleAddress, ArticleTopic, Image, Provider, RelatedLink, SearchText):
        names = [
            field.attname
            for field in model._meta.local_concrete_fields
            if field.attname not in left_out
        ]
        rows.append(sorted(map(repr, model._default_manager.values_list(*names))))
    return rows
