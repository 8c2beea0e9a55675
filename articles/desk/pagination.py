"""Pages of a list by where they begin, not by number: no row is skipped when others leave the
list, and no page costs more than the first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from articles.models.ordering import Sorting

#: No article appeared or arrived outside these years; what lies far outside no database can hold.
YEARS: Final = (1990, 2100)


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows in order, and the cursors of the pages before and after (or '')."""

    rows: list[Row]
    before: str
    after: str


class BadCursor(ValueError):
    """The address names no place in the list."""


def page_of(
    rows: QuerySet[Row], sorting: Sorting, *, size: int, after: str = "", before: str = ""
) -> Page[Row]:
    """Return the page of `size` that begins after, or ends before, the cursor. Raises BadCursor."""
    cursor = _place(after or before, sorting)
    backwards = bool(before) and not after
    sign = "" if backwards else "-"
    rows = rows.order_by(f"{sign}{sorting.column}", f"{sign}id")
    if cursor:
        value, pk = cursor
        way = "gt" if backwards else "lt"
        # The first condition says no more than the second, but an index can use it.
        rows = rows.filter(**{f"{sorting.column}__{way}e": value}).filter(
            Q(**{f"{sorting.column}__{way}": value}) | Q(**{f"id__{way}": pk})
        )
    found = list(rows[: size + 1])
    there_is_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_before = there_is_more if backwards else bool(cursor)
    has_after = bool(cursor) if backwards else there_is_more
    return Page(
        found,
        before=_cursor(found[0], sorting) if found and has_before else "",
        after=_cursor(found[-1], sorting) if found and has_after else "",
    )


def _cursor(row: Model, sorting: Sorting) -> str:
    value = getattr(row, sorting.column)
    shown = value.isoformat() if isinstance(value, datetime) else value
    return f"{shown}~{row.pk}"


def _place(cursor: str, sorting: Sorting) -> tuple[int | datetime, int] | None:
    if not cursor:
        return None
    value, _, pk = cursor.rpartition("~")
    try:
        place = int(value) if sorting.column == "rank" else datetime.fromisoformat(value)
        number = int(pk)
    except ValueError:
        raise BadCursor(cursor) from None
    if isinstance(place, datetime):
        is_held = place.tzinfo is not None and YEARS[0] <= place.year <= YEARS[1]
    else:
        is_held = abs(place) < 2**31
    if not is_held or not 0 < number < 2**63:
        raise BadCursor(cursor)
    return place, number
