"""Find the copies that may matter to a copy, at a cost that doesn't grow with their number.

It is kept in memory; the same look-ups can be made in tables with an index each: by address, by
headline, by word and day.
"""

import heapq
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Final

from .copies import PreparedCopy
from .likeness import cosine
from .rule import LIKENESS_SPAN, POINTED_OUT

#: The most copies with an address, and with a headline, that are looked at, around one in time.
LISTED: Final = 50
#: The most weights of words that are added up for a copy.
WEIGHTS: Final = 1_500
#: The most copies that are compared with a copy for their likeness.
VERIFIED: Final = 40
#: Slightly less than pointed out, so that no rounding leaves out a copy that is exactly as alike.
_LEAST: Final = POINTED_OUT * 0.999
_NO_WEIGHTS: Final[Mapping[str, float]] = {}
_NO_DAYS: Final[Mapping[int, Mapping[str, float]]] = {}

#: A copy's time and key, for lists of copies in the order of their times.
Entry = tuple[datetime, str]


class CopyIndex:
    """An index of copies by address, headline, and words of each day (UTC)."""

    def __init__(self) -> None:
        self._copies: dict[str, PreparedCopy] = {}
        self._by_address: defaultdict[str, list[Entry]] = defaultdict(list)
        self._by_headline: defaultdict[str, list[Entry]] = defaultdict(list)
        # By word and day, the weights of the word in the copies with it, by key.
        self._by_word: dict[str, dict[int, dict[str, float]]] = {}

    def __getitem__(self, key: str) -> PreparedCopy:
        return self._copies[key]

    def __contains__(self, key: str) -> bool:
        return key in self._copies

    def add(self, copy: PreparedCopy) -> None:
        """Add a copy; its key must be new."""
        self._copies[copy.key] = copy
        for entries in self._lists(copy):
            insort(entries, (copy.published_at, copy.key))
        day = _day(copy.published_at)
        for word, weight in copy.vector.items():
            self._by_word.setdefault(word, {}).setdefault(day, {})[copy.key] = weight

    def __len__(self) -> int:
        return len(self._copies)

    def remove(self, key: str) -> None:
        """Remove a copy by its key. Raises KeyError without such a copy."""
        copy = self._copies.pop(key)
        for entries in self._lists(copy):
            entries.remove((copy.published_at, key))
        day = _day(copy.published_at)
        for word in copy.vector:
            del self._by_word[word][day][key]

    def near(self, copy: PreparedCopy) -> set[str]:
        """Return the keys of copies that may have its address, its headline or its likeness.

        They are candidates, which the caller checks: for each address and for the headline LISTED
        around it in time (`nearest`); and those enough like it to be pointed out, of all days (UTC)
        that LIKENESS_SPAN touches. Copies of its own provider are included; the copy itself may be,
        if it was added.
        """
        listed = {
            key
            for entries in self._lists(copy)
            for key in nearest(entries, copy.published_at, LISTED)
        }
        return listed.union(self._alike(copy))

    def _alike(self, copy: PreparedCopy) -> Iterator[str]:
        """Yield the keys of the copies within LIKENESS_SPAN that are alike enough.

        Words are looked up by weight, until WEIGHTS copies with one were met: rare ones weigh
        most. Of what is found that way the VERIFIED likest are compared.
        """
        first, last = (_day(copy.published_at + sign * LIKENESS_SPAN) for sign in (-1, 1))
        middle = _day(copy.published_at)
        # The nearest first, as where many have a word, the rest isn't looked at.
        days = sorted(range(first, last + 1), key=lambda day: abs(day - middle))
        sums: defaultdict[str, float] = defaultdict(float)
        read = 0
        for word, weight in sorted(copy.vector.items(), key=lambda item: (-item[1], item[0])):
            by_day = self._by_word.get(word, _NO_DAYS)
            for day in days:
                weights = by_day.get(day, _NO_WEIGHTS)
                for key, other in islice(weights.items(), WEIGHTS - read):
                    sums[key] += weight * other
                read = min(WEIGHTS, read + len(weights))
            if read == WEIGHTS:
                break
        found = [(value, key) for key, value in sums.items() if value > _LEAST / 3]
        for _, key in heapq.nlargest(VERIFIED, found) if len(found) > VERIFIED else found:
            if cosine(copy.vector, self._copies[key].vector) > _LEAST:
                yield key

    def _lists(self, copy: PreparedCopy) -> Iterator[list[Entry]]:
        yield self._by_headline[copy.headline]
        for address in dict.fromkeys(address for address, _ in copy.addresses):
            yield self._by_address[address]


def nearest(entries: list[Entry], moment: datetime, most: int) -> list[str]:
    """Return the keys of at most `most` entries around a moment, as many before as after it.

    `entries` are sorted, and so are the keys. Where one side has fewer, the other gives more. Those
    of one side are taken even if further entries of the other are nearer in time.
    """
    middle = bisect_left(entries, (moment, ""))
    begin = max(0, min(middle - most // 2, len(entries) - most))
    return [key for _, key in entries[begin : begin + most]]


def _day(moment: datetime) -> int:
    return moment.toordinal()
