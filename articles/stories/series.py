"""Tell members of a series apart: headlines with other months, years or numbers.

"March 2024 update" and "April 2024 update" have nearly all words in common and are two stories.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from .words import plain_text, words

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH_OF: Final = {
    **{month: number for number, month in enumerate(_MONTHS, 1)},
    **{month[:3]: number for number, month in enumerate(_MONTHS, 1)},
    "sept": 9,
}
#: "May" is a month next to a number or after such a word; else it may be a verb.
_MAY: Final = re.compile(
    r"\b(?:in|of|for|since|until|by|this|last|next|early|late|mid)[\s-]may\b"
    r"|\bmay[\s,]{1,2}[0-9]|[0-9](?:st|nd|rd|th)?[\s-](?:of\s)?may\b"
)
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells a headline from others of its series: months (1 to 12), years, other numbers.

    Words with a digit (`kb5005`, `q2`) count as numbers.
    """

    months: frozenset[int]
    years: frozenset[str]
    numbers: frozenset[str]


def marks(headline: str) -> Marks:
    """Return the months, years and numbers in a headline.

    Months are English names and their abbreviations. "May" counts only where it can't be a verb. A
    number of four digits from 1900 to 2099 is a year.
    """
    plain = plain_text(headline)
    return marks_of(plain, list(words(plain)))


def marks_of(plain: str, found: Sequence[tuple[str, bool]]) -> Marks:
    """Return the `marks` of a headline as plain text, with the `words` in it."""
    months = {_MONTH_OF[word] for word, _ in found if word in _MONTH_OF and word != "may"}
    if _MAY.search(plain):
        months.add(5)
    numbers = {word for word, is_number in found if is_number or any(map(str.isdigit, word))}
    years = {number for number in numbers if _YEAR.fullmatch(number)}
    return Marks(frozenset(months), frozenset(years), frozenset(numbers - years))


def differ(one: Marks, other: Marks) -> bool:
    """Tell whether two headlines' months, years or numbers differ.

    Those of a kind differ where each headline has one that the other hasn't: a headline without
    any, or with some of the other's, may well report the same.
    """
    return months_differ(one, other) or any(
        _differ(*kind) for kind in ((one.years, other.years), (one.numbers, other.numbers))
    )


def months_differ(one: Marks, other: Marks) -> bool:
    """Tell whether each of two headlines names a month that the other doesn't."""
    return _differ(one.months, other.months)


def _differ(one: Set[object], other: Set[object]) -> bool:
    return not (one <= other or other <= one)
