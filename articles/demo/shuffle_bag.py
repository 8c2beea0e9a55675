"""Random draws in which every item occurs as often as its count."""

from collections.abc import Hashable, Mapping
from random import Random
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class ShuffleBag(Generic[Item]):
    """A source of random items that returns each as often as its count before it starts again.

    Independent draws would leave a small set of documents without some of the rare cases.
    """

    def __init__(self, rng: Random, counts: Mapping[Item, int]) -> None:
        self._rng = rng
        self._items = [item for item, count in counts.items() for _ in range(count)]
        self._remaining: list[Item] = []

    def draw(self) -> Item:
        """Return the next item; an empty bag is filled and shuffled again."""
        if not self._remaining:
            self._remaining = list(self._items)
            self._rng.shuffle(self._remaining)
        return self._remaining.pop()
