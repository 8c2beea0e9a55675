"""Pages of a list by where they begin, not by number: no row is skipped when others leave the
list, and no page costs more than the first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from articles.models import Article, ArticleQuerySet

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Order:
    """An order that an index serves; the newest or highest comes first."""

    label: str
    column: str


ORDERS: Final[Mapping[str, Order]] = {
    "quality": Order("Highest quality first", "rank"),
    "date": Order("Newest first", "published_at"),
    "arrival": Order("Last arrived first", "arrived_at"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows in order, and the cursors of the pages before and after (or '')."""

    articles: list[Article]
    before: str
    after: str


class BadCursor(ValueError):
    """The address names no place in the list."""


def page_of(articles: ArticleQuerySet, order: Order, *, after: str = "", before: str = "") -> Page:
    """Return the page that begins after, or ends before, the cursor. Raises BadCursor."""
    cursor = _place(after or before, order)
    backwards = bool(before) and not after
    sign = "" if backwards else "-"
    rows = articles.order_by(f"{sign}{order.column}", f"{sign}id")
    if cursor:
        value, pk = cursor
        way = "gt" if backwards else "lt"
        # The first condition says no more than the second, but an index can use it.
        rows = rows.filter(**{f"{order.column}__{way}e": value}).filter(
            Q(**{f"{order.column}__{way}": value}) | Q(**{f"id__{way}": pk})
        )
    found = list(rows[: PAGE_SIZE + 1])
    there_is_more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if backwards:
        found.reverse()
    has_before = there_is_more if backwards else bool(cursor)
    has_after = bool(cursor) if backwards else there_is_more
    return Page(
        found,
        before=_cursor(found[0], order) if found and has_before else "",
        after=_cursor(found[-1], order) if found and has_after else "",
    )


def _cursor(article: Article, order: Order) -> str:
    value = getattr(article, order.column)
    shown = value.isoformat() if isinstance(value, datetime) else value
    return f"{shown}~{article.pk}"


def _place(cursor: str, order: Order) -> tuple[int | datetime, int] | None:
    if not cursor:
        return None
    value, _, pk = cursor.rpartition("~")
    try:
        place = int(value) if order.column == "rank" else datetime.fromisoformat(value)
        number = int(pk)
    except ValueError:
        raise BadCursor(cursor) from None
    is_naive = isinstance(place, datetime) and place.tzinfo is None
    if is_naive or number >= 2**63 or (isinstance(place, int) and abs(place) >= 2**31):
        raise BadCursor(cursor)
    return place, number
