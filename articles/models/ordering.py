"""The orders of a list of articles that an index serves; queue, review and batches share them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sorting:
    """An order; the newest or highest comes first."""

    label: str
    column: str

    @property
    def columns(self) -> tuple[str, str]:
        """What to order by; the article's number makes it exact."""
        return f"-{self.column}", "-id"


SORTINGS: Final[Mapping[str, Sorting]] = {
    "quality": Sorting("Quality, outranked last", "rank"),
    "date": Sorting("Newest first", "published_at"),
    "arrival": Sorting("Last arrived first", "arrived_at"),
}
