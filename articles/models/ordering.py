"""The orders of lists of articles for which indexes exist; queue, review and batches share them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sorting:
    """An order of articles by one column, descending."""

    label: str
    column: str

    @property
    def columns(self) -> tuple[str, str]:
        """The columns to order by; the primary key makes the order total."""
        return f"-{self.column}", "-id"


SORTINGS: Final[Mapping[str, Sorting]] = {
    "quality": Sorting("Quality, outranked last", "rank"),
    "date": Sorting("Newest first", "published_at"),
    "arrival": Sorting("Last arrived first", "arrived_at"),
}
