"""Go on where a row holds a value that nothing of this code would write.

Such a value, as a list in place of a mapping, may raise an error where it is read or compared. That
must not end a check: what comes after it would stay unchecked.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from django.db import models

from articles.audit.finding import Finding

Row = TypeVar("Row", bound=models.Model)
_OF_VALUES: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
#: What SQLite says, as an OperationalError, of bytes that aren't the text that they stand for.
_NO_UTF_8: Final = "Could not decode to UTF-8"


def is_of_a_value(error: Exception) -> bool:
    """Tell whether a malformed value may have raised this, rather than a failing database."""
    return isinstance(error, _OF_VALUES) or _NO_UTF_8 in str(error)


def guarded(
    place: str, findings: Iterable[Finding], article: int | None = None
) -> Iterator[Finding]:
    """Yield the findings; where an error of a malformed value ends them, yield one with that error.

    It is of `place` and `article`, and can't be repaired. `findings` must be an iterator that
    computes them while it is read. Other errors (not `is_of_a_value`) are raised.
    """
    try:
        yield from findings
    except Exception as error:
        if not is_of_a_value(error):
            raise
        yield Finding(place, "values", "ones that can be compared", said(error), article)


def said(error: Exception) -> str:
    """Return an error's type and message on one line: `ValueError: no such day`."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def readable(rows: "models.QuerySet[Row]", pks: Sequence[Any]) -> list[Row]:
    """Return the rows with these primary keys, in order, without those that can't be read.

    `pks` must be in ascending order. Rows that `rows` joins to one count as parts of it.
    `articles.audit.values` names what can't be read. Other errors than those of malformed values
    are raised.
    """
    try:
        return list(rows.filter(pk__in=pks).order_by("pk"))
    except Exception as error:
        if not is_of_a_value(error):
            raise
    if len(pks) == 1:
        return []
    half = len(pks) // 2
    return [*readable(rows, pks[:half]), *readable(rows, pks[half:])]


def parts(rows: "models.QuerySet[Row]", size: int) -> Iterator[list[Row]]:
    """Yield lists of at most `size` rows, by primary key, without those that can't be read.

    A list may be empty. Errors are those of `readable`.
    """
    for pks in keys(rows, size):
        yield readable(rows, pks)


def keys(rows: "models.QuerySet[Any]", size: int) -> Iterator[list[Any]]:
    """Yield the primary keys of the rows, in ascending order, in lists of at most `size`."""
    pks = rows.order_by("pk").select_related(None).values_list("pk", flat=True)
    chunk = list(pks[:size])
    while chunk:
        yield chunk
        chunk = list(pks.filter(pk__gt=chunk[-1])[:size])
