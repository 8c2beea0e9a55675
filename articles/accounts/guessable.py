"""For how many characters a password counts, without its parts that are easy to guess. Pure."""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from typing import Final

#: In characters: what must be left.
LEAST_LEFT: Final = 6
#: In characters: what a known word counts for, once, so that three of them are enough.
KNOWN_WORD: Final = 2
#: In characters: shorter ones, and shorter repetitions, are parts of many words.
SHORTEST_WORD: Final = 4
SHORTEST_REPETITION: Final = 3
#: So many digits count where there is nothing else: of a date or a number many are expected.
DIGITS_ALONE: Final = 3
#: So many different marks may stand between words, and don't count.
MARKS: Final = 3
#: Sequences, which count as one character in either direction, by their least length.
_SEQUENCES: Final = {
    "abcdefghijklmnopqrstuvwxyz": 3,
    "01234567890": 3,
    "qwertyuiop": 4,
    "qwertzuiop": 4,
    "asdfghjkl": 4,
    "zxcvbnm": 4,
}
_LONGEST_WORD: Final = 32


def left_of(password: str, names: Collection[str], is_known: Callable[[str], bool]) -> int:
    """Return how many characters of a password count as hard to guess; letter case doesn't matter.

    The password is read from left to right. Of the parts that begin at a place the longest counts:
    0 for a name, or for SHORTEST_REPETITION characters or more that also begin at an earlier place;
    1 for a sequence such as `abcd`; KNOWN_WORD for a word that `is_known` tells, of SHORTEST_WORD
    to 32 characters. Other letters and digits count 1 each, without such letters at most
    DIGITS_ALONE digits. All this is counted with and without spaces and marks; the lower sum
    applies, and 1 more for each different mark beyond MARKS. `names` are casefolded, of two
    characters or more; `is_known` gets casefolded parts.
    """
    whole = unicodedata.normalize("NFKC", password).casefold()
    words = "".join(char for char in whole if char.isalnum())
    return min(_left(text, names, is_known) for text in (whole, words)) + _marks(whole)


def _left(text: str, names: Collection[str], is_known: Callable[[str], bool]) -> int:
    at = letters = digits = known = 0
    while at < len(text):
        length, worth = max(
            _parts(text, at, names, is_known), key=lambda part: (part[0], -part[1]), default=(1, 0)
        )
        if length > 1 or not text[at].isalnum():
            known += worth
        elif text[at].isdecimal():
            digits += 1
        else:
            letters += 1
        at += length
    return letters + known + (digits if letters else min(digits, DIGITS_ALONE))


def _parts(
    text: str, at: int, names: Collection[str], is_known: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """Yield what is taken out at a place of the text: its length, and what it counts for."""
    yield from ((len(name), 0) for name in names if text.startswith(name, at))
    if (length := _repeated(text, at)) >= SHORTEST_REPETITION:
        yield length, 0
    for line, least in _SEQUENCES.items():
        for sequence in (line, line[::-1]):
            if (length := _common_length(text, at, sequence)) >= least:
                yield length, 1
    for length in range(min(_LONGEST_WORD, len(text) - at), SHORTEST_WORD - 1, -1):
        if is_known(text[at : at + length]):
            yield length, KNOWN_WORD
            return


def _repeated(text: str, at: int) -> int:
    """Return the length of the longest part from a place on that began before it, too."""
    length = 0
    while at + length < len(text) and text.find(text[at : at + length + 1], 0, at + length) >= 0:
        length += 1
    return length


def _common_length(text: str, at: int, sequence: str) -> int:
    """Return how many characters from a place on are a part of the sequence."""
    length = 0
    while at + length < len(text) and text[at : at + length + 1] in sequence:
        length += 1
    return length


def _marks(text: str) -> int:
    marks = {char for char in text if not (char.isalnum() or char.isspace())}
    return max(0, len(marks) - MARKS)
