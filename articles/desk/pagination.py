"""Keyset pagination: pages of a list by cursor, not by number.

No row is skipped because others leave the list, and the rows before a page need not be read again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from articles.desk.request import parse_id, parse_moment
from articles.models.sort_orders import Sorting

#: The parameters that choose a page of a list.
CURSOR_PARAMETERS: Final = ("after", "before")
BAD_CURSOR_NOTICE: Final = "The address names no place in the list; this is its beginning."
EMPTY_PAGE_NOTICE: Final = "Nothing is left on that page; this is the list’s beginning."
NEWEST_FIRST: Final = Sorting("Newest first", "at")


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows in the list's order, with the cursors of the previous and the next page.

    `before` leads to the previous page and `after` to the next: `paginate` takes them by these
    names. A cursor is '' where this page has no rows, or `paginate` knows that there is no such
    page; one that isn't may still lead to no rows.
    """

    rows: list[Row]
    before: str
    after: str


class BadCursor(ValueError):
    """The error for a cursor that is malformed, or has a value or a primary key out of range."""


def paginate(
    rows: QuerySet[Row], sorting: Sorting, *, size: int, after: str = "", before: str = ""
) -> Page[Row]:
    """Return the page of at most `size` rows, nearest after the cursor `after` or before `before`.

    Without a cursor it is the first page; with both, `after` counts. Rows are always in the order
    of `sorting`, which replaces the order of `rows`. On the side of the given cursor, an adjacent
    page is assumed to exist, without a check. One query, besides those that `rows` prefetches by.
    Raise BadCursor where the cursor that counts is malformed or out of range.
    """
    cursor = _parse_cursor(after or before, sorting)
    is_backwards = bool(before) and not after
    rows = rows.order_by(*sorting.columns_in(is_reversed=is_backwards))
    if cursor:
        value, pk = cursor
        lookup = "gt" if sorting.is_ascending is not is_backwards else "lt"
        # The first condition follows from the second, but an index can use it.
        rows = rows.filter(**{f"{sorting.column}__{lookup}e": value}).filter(
            Q(**{f"{sorting.column}__{lookup}": value}) | Q(**{f"id__{lookup}": pk})
        )
    fetched = list(rows[: size + 1])
    has_more = len(fetched) > size
    shown = fetched[:size]
    if is_backwards:
        shown.reverse()
    has_before = has_more if is_backwards else bool(cursor)
    has_after = bool(cursor) if is_backwards else has_more
    return Page(
        shown,
        before=_format_cursor(shown[0], sorting) if shown and has_before else "",
        after=_format_cursor(shown[-1], sorting) if shown and has_after else "",
    )


def requested_page(
    request: HttpRequest, rows: QuerySet[Row], sorting: Sorting, *, size: int
) -> tuple[Page[Row], str]:
    """Return the page at the cursor in the request's query (`after`, `before`), and a notice or ''.

    The cursors are those of `paginate`; without them it is the first page, with ''. For a bad
    cursor return the first page and BAD_CURSOR_NOTICE. For one at which there are no rows, return
    the first page and EMPTY_PAGE_NOTICE, or '' if the first page has no rows either.
    """
    cursors = {name: request.GET.get(name, "") for name in CURSOR_PARAMETERS}
    try:
        page = paginate(rows, sorting, size=size, **cursors)
    except BadCursor:
        return paginate(rows, sorting, size=size), BAD_CURSOR_NOTICE
    if page.rows or not any(cursors.values()):
        return page, ""
    # After a batch on a whole page its address shows no rows; others may remain before or after.
    page = paginate(rows, sorting, size=size)
    return page, EMPTY_PAGE_NOTICE if page.rows else ""


def _format_cursor(row: Model, sorting: Sorting) -> str:
    value = getattr(row, sorting.column)
    text = value.isoformat() if isinstance(value, datetime) else value
    return f"{text}~{row.pk}"


def _parse_cursor(cursor: str, sorting: Sorting) -> tuple[int | datetime, int] | None:
    """Return the sort column's value and the primary key in a cursor; None for ''.

    The value is a whole number (`_parse_number`) for the column `rank`, else a moment in UTC
    (`parse_moment`). Raise BadCursor for any other text, and for a primary key of 0.
    """
    if not cursor:
        return None
    text, _, id_text = cursor.rpartition("~")
    pk = parse_id(id_text)
    value = _parse_number(text) if sorting.column == "rank" else parse_moment(text)
    if value is None or not pk:
        raise BadCursor(cursor)
    return value, pk


def _parse_number(text: str) -> int | None:
    """Return the whole number that a text is, or None for other texts and beyond ±(2**31 - 1)."""
    try:
        value = int(text)
    except ValueError:
        return None
    return value if abs(value) < 2**31 else None
