"""The orders of lists of articles for which indexes exist; queue, review and batches share them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sorting:
    """An order of rows by one column, and then by primary key, in the same direction."""

    label: str
    column: str
    is_ascending: bool = False

    @property
    def columns(self) -> tuple[str, str]:
        """The columns to order a queryset by, `column` and primary key, both with - if descending.

        The primary key makes the order total.
        """
        return self.columns_in(is_reversed=False)

    def columns_in(self, *, is_reversed: bool) -> tuple[str, str]:
        """Return the columns to order a queryset by, in this order or, `is_reversed`, its reverse.

        They are `column` and the primary key, both with - where descending.
        """
        sign = "" if self.is_ascending is not is_reversed else "-"
        return f"{sign}{self.column}", f"{sign}id"


SORTINGS: Final[Mapping[str, Sorting]] = {
    "quality": Sorting("Quality, outranked last", "rank"),
    "date": Sorting("Newest first", "published_at"),
    "arrival": Sorting("Last arrived first", "arrived_at"),
    "waiting": Sorting("Waiting longest", "status_since", is_ascending=True),
}
