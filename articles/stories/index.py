"""Find the copies that may matter to a copy, at a cost that doesn't grow with their number.

It is kept in memory; the same look-ups can be made in tables with an index each: by address, by
headline, by word and day.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from .copies import PreparedCopy
from .rule import LIKENESS_SPAN, POINTED_OUT

#: The most copies with an address, and with a headline, that are looked at, around one in time.
LISTED: Final = 50
#: About how many weights of words are added up for a copy.
WEIGHTS: Final = 20_000
_NONE: Final[Mapping[str, float]] = {}

#: A copy's time and key, for lists of copies in the order of their times.
Entry = tuple[datetime, str]


class CopyIndex:
    """An index of copies by address, headline, and words of each day (UTC)."""

    def __init__(self) -> None:
        self._copies: dict[str, PreparedCopy] = {}
        self._by_address: defaultdict[str, list[Entry]] = defaultdict(list)
        self._by_headline: defaultdict[str, list[Entry]] = defaultdict(list)
        self._by_word: defaultdict[tuple[str, int], dict[str, float]] = defaultdict(dict)

    def __getitem__(self, key: str) -> PreparedCopy:
        return self._copies[key]

    def __contains__(self, key: str) -> bool:
        return key in self._copies

    def add(self, copy: PreparedCopy) -> None:
        """Add a copy; its key must be new."""
        self._copies[copy.key] = copy
        for entries in self._lists(copy):
            insort(entries, (copy.published_at, copy.key))
        for word, weight in copy.vector.items():
            self._by_word[word, _day(copy.published_at)][copy.key] = weight

    def remove(self, key: str) -> None:
        """Remove a copy by its key. Raises KeyError without such a copy."""
        copy = self._copies.pop(key)
        for entries in self._lists(copy):
            entries.remove((copy.published_at, key))
        for word in copy.vector:
            del self._by_word[word, _day(copy.published_at)][key]

    def near(self, copy: PreparedCopy) -> set[str]:
        """Return the keys of copies that may have its address, its headline or its likeness.

        They are candidates, which the caller checks: for each address and for the headline LISTED
        around it in time (`nearest`); and those that are about enough like it to be pointed out, of
        all days (UTC) that LIKENESS_SPAN touches. Copies of its own provider are included; the copy
        itself may be, if it was added.
        """
        listed = {
            key
            for entries in self._lists(copy)
            for key in nearest(entries, copy.published_at, LISTED)
        }
        alike = self._likenesses(copy)
        # Slightly less, so that no rounding leaves out a copy that is exactly as alike.
        return listed.union(key for key, value in alike.items() if value > POINTED_OUT * 0.999)

    def _likenesses(self, copy: PreparedCopy) -> dict[str, float]:
        """Return the cosines with copies of the days within LIKENESS_SPAN, by their keys.

        Words are looked up by weight, until WEIGHTS weights are added up: rarer words weigh most,
        and what remains then hardly changes a cosine.
        """
        first = _day(copy.published_at - LIKENESS_SPAN)
        last = _day(copy.published_at + LIKENESS_SPAN)
        likenesses: defaultdict[str, float] = defaultdict(float)
        read = 0
        for word, weight in sorted(copy.vector.items(), key=lambda item: (-item[1], item[0])):
            for day in range(first, last + 1):
                # `get`, as a question must not make entries.
                weights = self._by_word.get((word, day), _NONE)
                for key, other in weights.items():
                    likenesses[key] += weight * other
                read += len(weights)
            if read > WEIGHTS:
                break
        return likenesses

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
