"""The check of a column's value in an export: no desk exports one of another type or range."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from math import isfinite
from pathlib import PurePosixPath
from typing import Any, Final

from django.db import models

from articles.sync.files import is_storable_name

#: The numbers that a column of any database holds.
_LEAST: Final = -(2**63)
_MOST: Final = 2**63 - 1


def fault(field: "models.Field[Any, Any]", value: Any) -> str:
    """Return why a value of JSON, not null, is none of a column, in words; '' for one that may be.

    A reference is checked as the primary key that it names, times and UUIDs only as texts.
    """
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    wanted, words = _type_of(field)
    # Exactly: true is a whole number, too.
    has_type: bool = type(value) is wanted
    if not has_type:
        return f"{words} is expected"
    if isinstance(field, models.IntegerField):
        return "" if _is_in_range(field, value) else "the number is too large or too small"
    if isinstance(field, models.FloatField):
        return "" if isfinite(value) else "the number is too large or too small"
    if any("\0" in text or not _is_whole(text) for text in _texts(value)):
        return "a text or number in it is none that is stored"
    if field.name == "path" and not _is_inside(value):
        return "it leads out of its folder, or is no name of a file"
    longest = getattr(field, "max_length", None)
    if isinstance(field, models.CharField) and longest and len(value) > longest:
        return f"it has more than {longest} characters"
    return ""


def moment_fault(value: datetime) -> str:
    """Return what is wrong with a time to store: no zone, or out of range in UTC; '' for others."""
    if value.tzinfo is None:
        return "a time with its zone is expected"
    try:
        value.astimezone(UTC)
    except OverflowError:
        return "the time is before or after all that are stored"
    return ""


def _type_of(field: "models.Field[Any, Any]") -> tuple[type, str]:
    """Return the type that JSON has for the values of a column, and what to call it."""
    if isinstance(field, models.BooleanField):
        return bool, "true or false"
    if isinstance(field, models.IntegerField):
        return int, "a whole number"
    if isinstance(field, models.FloatField):
        return float, "a number with a point"
    if isinstance(field, models.JSONField):
        return (list, "a list") if field.default is list else (dict, "an object")
    return str, "a text"


def _is_in_range(field: "models.IntegerField[Any, Any]", value: int) -> bool:
    if not _LEAST <= value <= _MOST:
        return False
    limits: dict[str, int] = {
        getattr(each, "code", ""): getattr(each, "limit_value", 0) for each in field.validators
    }
    return limits.get("min_value", _LEAST) <= value <= limits.get("max_value", _MOST)


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a value of JSON, keys too; one that stands for a number that is none."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _texts(each)
        case dict():
            for key, each in value.items():
                yield key
                yield from _texts(each)
        case float() if not math.isfinite(value):
            yield "\0"


def _is_whole(text: str) -> bool:
    """Tell whether UTF-8 has all characters of a text: it has no halves of pairs of UTF-16."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return not path.startswith("/") and ".." not in parts and is_storable_name(path)
