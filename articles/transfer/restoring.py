"""Put the rows of an export into a new, migrated database, in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from articles.models import Article, Collection, DefaultGrant
from articles.models.folded import FoldedField, SortKeyField
from articles.search.index import update_search_texts
from articles.transfer.faults import TransferError, shown
from articles.transfer.reading import Row, read_rows
from articles.transfer.tables import MADE_BY_MIGRATE, columns, exported_models, rows
from articles.transfer.values import References, from_json

#: How many rows are inserted at a time.
CHUNK: Final = 500


def used_tables() -> list[str]:
    """Return a phrase, such as `3 articles`, for each table in which the database has rows.

    Tables that an export leaves out, and those that `migrate` fills (MADE_BY_MIGRATE), don't count,
    so that it is [] for a new database.
    """
    result = []
    for model in exported_models():
        if model._meta.label_lower in MADE_BY_MIGRATE:
            continue
        count = rows(model).count()
        if count:
            result.append(f"{count:,} {model._meta.verbose_name_plural}")
    return result


def restore(
    path: Path,
    on_progress: Callable[[int], None] = lambda count: None,
    roots: Mapping[str, Path] = MappingProxyType({}),
) -> dict[str, int]:
    """Put all rows of an export into the database, in one transaction; return how many, by table.

    Groups that the database has before (`migrate` makes some) are deleted. Everybody's password is
    unusable then. `roots` has other folders of collections, by name; `on_progress` is called with
    the number of rows so far, at least every CHUNK rows. Raises TransferError where `used_tables`
    returns any, the file isn't whole or is of another schema, `roots` names an unknown collection,
    or the database refuses a row; its other errors pass through. Nothing is changed then.
    """
    used = used_tables()
    if used:
        raise TransferError(
            f"This database is in use: it holds {', '.join(used)}. Restore into a new one: name it "
            "(DATABASE_URL, or another NEWSROOM_DATA), migrate it, and restore there."
        )
    counts: dict[str, int] = {}
    references = References()
    with transaction.atomic():
        # Deletes their permissions too.
        Group.objects.all().delete()
        DefaultGrant.objects.all().delete()
        for table, chunk in _chunks(read_rows(path)):
            _insert(path, table, chunk, references)
            counts[table] = counts.get(table, 0) + len(chunk)
            on_progress(sum(counts.values()))
        _set_roots(roots)
        _store_search_texts()
        _reset_sequences()
        _check_references(path)
    return counts


def _chunks(all_rows: Iterable[Row]) -> Iterable[tuple[str, list[Row]]]:
    """Yield the rows in lists of at most CHUNK, each of one table."""
    chunk: list[Row] = []
    for row in all_rows:
        if chunk and (row.table != chunk[0].table or len(chunk) == CHUNK):
            yield chunk[0].table, chunk
            chunk = []
        chunk.append(row)
    if chunk:
        yield chunk[0].table, chunk


class _Table:
    """A table to restore: the columns that a file has, and those computed from them."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.given = columns(model)
        self.names = {field.attname for field in self.given}
        self.computed = [
            field
            for field in model._meta.local_concrete_fields
            if isinstance(field, FoldedField | SortKeyField)
        ]
        self.secret: list[models.Field[Any, Any]] = []
        if model is User:
            self.secret = [User._meta.get_field("password")]

    @property
    def fields(self) -> "list[models.Field[Any, Any]]":
        """The columns that `values` gives, in its order."""
        return [*self.given, *self.computed, *self.secret]

    def values(self, row: Row, references: References) -> list[Any]:
        """Return the values of a row of the file; raise ValueError where it is no row of these."""
        if row.columns.keys() != self.names:
            raise ValueError("other columns than the table has")
        given = {
            field.attname: from_json(field, row.columns[field.attname], references)
            for field in self.given
        }
        instance = self.model(**given) if self.computed else None
        computed = [field.pre_save(instance, add=True) for field in self.computed if instance]
        return [*given.values(), *computed, *(make_password(None) for _ in self.secret)]


def _insert(path: Path, name: str, chunk: Sequence[Row], references: References) -> None:
    """Insert rows of one table as they are, without the defaults and hooks of new rows."""
    model = {each._meta.label_lower: each for each in exported_models()}.get(name)
    first = chunk[0].line
    if model is None:
        raise TransferError(
            f"{path}: line {first:,} names a table {shown(repr(name))} that there isn't. "
            "Nothing was restored."
        )
    table = _Table(model)
    values = []
    for row in chunk:
        try:
            values.append(table.values(row, references))
        except ValueError as error:
            raise TransferError(
                f"{path}: line {row.line:,}: {error}. Nothing was restored."
            ) from None
    try:
        _insert_values(model, table.fields, values)
    except DatabaseError as error:
        reason = str(error).split("\n")[0]
        raise TransferError(
            f"{path}: lines {first:,} to {chunk[-1].line:,}: the database refuses one of them: "
            f"{reason}. Nothing was restored."
        ) from None


def _insert_values(
    model: type[models.Model],
    fields: "Sequence[models.Field[Any, Any]]",
    values: Sequence[Sequence[Any]],
) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or "") for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    prepared = [
        [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, row, strict=True)
        ]
        for row in values
    ]
    with connection.cursor() as cursor:
        # Names are those of the models; no value from the file gets into the statement.
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})",  # noqa: S608
            prepared,
        )


def _set_roots(roots: Mapping[str, Path]) -> None:
    """Store other folders of collections; raise TransferError for an unknown collection."""
    for name, folder in roots.items():
        if not Collection.objects.filter(name=name).update(root=str(folder)):
            known = ", ".join(Collection.objects.values_list("name", flat=True)) or "none"
            raise TransferError(
                f"--root: no collection is named {name!r}. Known: {known}. Nothing was restored."
            )


def _store_search_texts() -> None:
    last = 0
    while chunk := list(Article.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        update_search_texts(chunk)


def _reset_sequences() -> None:
    """Let new rows be numbered after those restored; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), exported_models()):
            cursor.execute(statement)


def _check_references(path: Path) -> None:
    """Raise TransferError where a row refers to one that isn't there."""
    try:
        connection.check_constraints()
    except DatabaseError as error:
        reason = str(error).split("\n")[0]
        raise TransferError(
            f"{path} refers to rows that it doesn't hold: {reason}. Nothing was restored."
        ) from None
