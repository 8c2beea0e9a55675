"""Check that each column holds a value of its type, and each JSON column one of its shape.

SQLite lets a column hold values of other types, and JSON may hold anything on both databases.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import models

from articles.audit.finding import Finding, shown
from articles.audit.guarded import is_of_a_value, keys, said
from articles.models.folded import FoldedField, SortKeyField
from articles.rules.upstream_word import DOUBTS, Why

CHUNK: Final = 200
#: A kind of value in words, and what tells one.
Shape = tuple[str, Callable[[Any], bool]]


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


def _is_mapping_of(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(map(test, value.values()))


def _is_list_of(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(each, kind) for each in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _has_doubts(value: Any) -> bool:
    """Tell whether it is a mapping whose doubts, if any, are such."""
    if not isinstance(value, dict):
        return False
    doubts = value.get(DOUBTS, {})
    return isinstance(doubts, dict) and all(
        isinstance(each, dict) and each.keys() == {"value", "why"} and each["why"] in list(Why)
        for each in doubts.values()
    )


def _is_compared(value: Any) -> bool:
    """Tell whether it is what copies of stories are compared by."""
    lists = ("fragments", "months", "years", "numbers")
    return (
        isinstance(value, dict)
        and value.keys() == {*lists, "weights"}
        and all(isinstance(value[name], list) for name in lists)
        and isinstance(value["weights"], dict)
        and all(isinstance(each, int | float) for each in value["weights"].values())
    )


_MAPPING: Final[Shape] = ("a mapping", _is_mapping)
_NUMBERS: Final[Shape] = ("a mapping of fields to numbers", _is_mapping_of(_is_number))
_TEXTS: Final[Shape] = ("a list of texts", _is_list_of(str))
#: The shape of each JSON column: in words, and what tells it.
SHAPES: Final[dict[str, Shape]] = {
    "article.upstream": ("a mapping of fields to values, with doubts", _has_doubts),
    "article.written": _MAPPING,
    "article.writing": _MAPPING,
    "article.upstream_sources": _MAPPING,
    "article.standing": _NUMBERS,
    "article.returns": _NUMBERS,
    "article.conflicts": (
        "a mapping of fields to {seen, now}",
        _is_mapping_of(lambda each: isinstance(each, dict) and each.keys() == {"seen", "now"}),
    ),
    "decision.changes": (
        "a mapping of fields to [before, after]",
        _is_mapping_of(lambda each: isinstance(each, list) and len(each) == 2),
    ),
    "decision.upstream_seen": ("a mapping of fields to values", _is_mapping),
    "batch.values": _MAPPING,
    "importrun.totals": (
        "a mapping of results to numbers",
        _is_mapping_of(lambda each: _is_number(each) or isinstance(each, dict)),
    ),
    "importentry.changes": _TEXTS,
    "importentry.conflicts": _TEXTS,
    "importentry.problems": ("a list of mappings", _is_list_of(dict)),
    "importentry.differences": _MAPPING,
    "invaliddocument.problems": ("a list of mappings", _is_list_of(dict)),
    "storycopy.compared": ("a mapping with weights of words", _is_compared),
    "triggerevent.triggers": (
        "a mapping of triggers to texts",
        _is_mapping_of(lambda each: isinstance(each, str)),
    ),
}
#: What Python has for a column, by the kind of field; the first that fits counts.
_TYPES: "Final[tuple[tuple[type[models.Field[Any, Any]], Shape], ...]]" = (
    (models.BooleanField, ("true or false", lambda value: isinstance(value, bool))),
    (models.IntegerField, ("a number", _is_number)),
    (models.FloatField, ("a number", lambda value: isinstance(value, float))),
    (models.DateTimeField, ("a time", lambda value: isinstance(value, datetime.datetime))),
    (models.UUIDField, ("a UUID", lambda value: isinstance(value, UUID))),
    (models.CharField, ("a text", lambda value: isinstance(value, str))),
    (models.TextField, ("a text", lambda value: isinstance(value, str))),
)


def value_findings() -> Iterator[Finding]:
    """Yield values in tables of `articles` that aren't of their column's kind or can't be read.

    None can be repaired. NULL is right where the column allows it. Computed columns are left out:
    `totals.name_findings` checks those of names.
    """
    for model in apps.get_app_config("articles").get_models(include_auto_created=True):
        columns = _columns(model)
        for pks in keys(model._default_manager.all(), CHUNK):
            yield from _of_rows(model, columns, pks)


def _columns(model: type[models.Model]) -> "list[tuple[models.Field[Any, Any], Shape | None]]":
    """Return the columns to check, each with its shape: None where any that can be read will do."""
    return [
        (field, _shape(model, field))
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.GeneratedField | FoldedField | SortKeyField)
    ]


def _shape(model: type[models.Model], field: "models.Field[Any, Any]") -> Shape | None:
    if isinstance(field, models.JSONField):
        return SHAPES[f"{model._meta.model_name}.{field.name}"]
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return next((shape for kind, shape in _TYPES if isinstance(target, kind)), None)


def _of_rows(
    model: type[models.Model],
    columns: "Sequence[tuple[models.Field[Any, Any], Shape | None]]",
    pks: Sequence[Any],
) -> Iterator[Finding]:
    """Yield the findings of some rows; those that can't be read together are read one by one."""
    names = [field.attname for field, _ in columns]
    rows = model._default_manager.filter(pk__in=pks).order_by("pk")
    try:
        values = list(rows.values_list("pk", *names))
    except Exception as error:
        if not is_of_a_value(error):
            raise
        if len(pks) > 1:
            for pk in pks:
                yield from _of_rows(model, columns, [pk])
        elif len(columns) > 1:
            for column in columns:
                yield from _of_rows(model, [column], pks)
        else:
            yield _finding(model, pks[0], columns[0], f"one that can't be read ({said(error)})")
        return
    for pk, *row in values:
        for column, value in zip(columns, row, strict=True):
            field, shape = column
            if shape and not (value is None and field.null) and not shape[1](value):
                yield _finding(model, pk, column, shown(value))


def _finding(
    model: type[models.Model],
    pk: Any,
    column: "tuple[models.Field[Any, Any], Shape | None]",
    found: str,
) -> Finding:
    field, shape = column
    place, article = f"{model._meta.verbose_name} {pk}", None
    if model._meta.model_name == "article":
        article = pk
    elif any(each.attname == "article_id" for each in model._meta.local_concrete_fields):
        rows = model._default_manager.filter(pk=pk).order_by()
        article = rows.values_list("article_id", flat=True).first()
        place = f"article {article}, {place}" if article else place
    return Finding(place, field.name, shape[0] if shape else "a value", found, article)
