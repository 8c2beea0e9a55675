"""Find the copies that may matter to a copy, at a cost that doesn't grow with their number.

It is kept in memory; the same look-ups can be made in tables with an index each: by address, by
headline, by word and day.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from .copies import PreparedCopy
from .likeness import significant
from .rule import LIKENESS_SPAN, POINTED_OUT

#: The most copies with an address, and with a headline, that are looked at: those nearest in time.
LISTED: Final = 50
#: The most copies with significant words of a copy that are looked at.
ALIKE: Final = 500

#: A copy's time and key, for lists of copies in the order of their times.
Entry = tuple[datetime, str]


class CopyIndex:
    """An index of copies by address, headline, and words of each day (UTC)."""

    def __init__(self) -> None:
        self._copies: dict[str, PreparedCopy] = {}
        self._by_address: defaultdict[str, list[Entry]] = defaultdict(list)
        self._by_headline: defaultdict[str, list[Entry]] = defaultdict(list)
        self._by_word: defaultdict[tuple[str, int], set[str]] = defaultdict(set)

    def __getitem__(self, key: str) -> PreparedCopy:
        return self._copies[key]

    def __contains__(self, key: str) -> bool:
        return key in self._copies

    def add(self, copy: PreparedCopy) -> None:
        """Add a copy; its key must be new."""
        self._copies[copy.key] = copy
        for entries in self._lists(copy):
            insort(entries, (copy.published_at, copy.key))
        for word in copy.vector:
            self._by_word[word, _day(copy.published_at)].add(copy.key)

    def remove(self, key: str) -> None:
        """Remove a copy by its key."""
        copy = self._copies.pop(key)
        for entries in self._lists(copy):
            entries.remove((copy.published_at, key))
        for word in copy.vector:
            self._by_word[word, _day(copy.published_at)].discard(key)

    def near(self, copy: PreparedCopy) -> set[str]:
        """Return the keys of copies that may have its address, its headline or its likeness.

        At most LISTED for each address and for the headline, and ALIKE for the likeness. Within
        these numbers none is missed that the rule would take.
        """
        listed = {
            key
            for entries in self._lists(copy)
            for key in nearest(entries, copy.published_at, LISTED)
        }
        return listed | self._alike(copy)

    def _alike(self, copy: PreparedCopy) -> set[str]:
        """Return the keys of at most ALIKE copies within LIKENESS_SPAN that may be alike."""
        first = _day(copy.published_at - LIKENESS_SPAN)
        last = _day(copy.published_at + LIKENESS_SPAN)
        found: set[str] = set()
        for word in significant(copy.vector, POINTED_OUT):
            for day in range(first, last + 1):
                # No default for a missing day: the index would grow by each question.
                found |= self._by_word.get((word, day), set())
            # The weightiest words come first, so that the likest copies are among the first.
            if len(found) >= ALIKE:
                break
        return set(sorted(found)[:ALIKE])

    def _lists(self, copy: PreparedCopy) -> Iterator[list[Entry]]:
        yield self._by_headline[copy.headline]
        for address in dict.fromkeys(address for address, _ in copy.addresses):
            yield self._by_address[address]


def nearest(entries: list[Entry], moment: datetime, most: int) -> list[str]:
    """Return the keys of at most `most` entries around a moment, as many before as after it.

    `entries` are sorted. Where one side has fewer, the other gives more.
    """
    middle = bisect_left(entries, (moment, ""))
    begin = max(0, min(middle - most // 2, len(entries) - most))
    return [key for _, key in entries[begin : begin + most]]


def _day(moment: datetime) -> int:
    return moment.toordinal()
