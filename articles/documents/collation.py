"""Sort keys of names: the order is the same in every database, and that of people, not code points.

A simple form of the Unicode Collation Algorithm: what `primary_key` drops counts only between names
with equal primary keys.
"""

import html
import unicodedata
from typing import Final

#: The most bytes of each of the two parts of a key; PostgreSQL indexes no more than 2,704.
PART_BYTES: Final = 900
#: Sorts after every letter of the Basic Multilingual Plane; a noncharacter.
_LAST: Final = "\uffff"
_VIRAMA: Final = 9
#: Letters with a mark that are letters of their own, which follow the one without it.
_OWN_LETTERS: Final = {
    letter: unicodedata.normalize("NFD", letter)[0] + _LAST for letter in "йїўѓќ"
}
#: What replaces a letter: _OWN_LETTERS, and for letters that Unicode doesn't decompose the letters
#: among which people look for them.
_LETTERS: Final = str.maketrans(
    {**_OWN_LETTERS, **dict(zip("øłđðħŧı", "olddhti", strict=True)), "æ": "ae", "œ": "oe"}
)
_APOSTROPHES: Final = "'’‘`"


def sort_key(name: str) -> bytes:
    """Return the sort key of a name: compared byte by byte, keys sort names as people do.

    It is `primary_key(name)`, a NUL and the name itself, the two in UTF-8 and each cut to
    PART_BYTES bytes: names with equal primary keys, such as those that differ only in letter case,
    are sorted by code points.
    """
    return _part(primary_key(name)) + b"\0" + _part(name)


def prefix_range(text: str) -> tuple[bytes, bytes] | None:
    """Return the range (first, end) of the sort keys of the names that begin with a text.

    `first` is included, `end` isn't. A name begins with the text if its `primary_key` begins with
    that of the text; of both keys the first PART_BYTES bytes are compared. None where the text's
    primary key is empty.
    """
    begin = _part(primary_key(text))
    # No byte of UTF-8 is 0xff.
    return (begin, begin + b"\xff") if begin else None


def primary_key(name: str) -> str:
    """Return a name without letter case, accents and punctuation, for sorting and prefix searches.

    HTML entities are decoded, compatibility forms replaced (NFKC). Case-folded letters, digits and
    vowel signs remain, with single spaces between words; apostrophes (' ’ ‘ `) and invisible format
    characters are dropped, other punctuation and symbols separate words. "" where nothing remains.
    й, ї, ў, ѓ and ќ become the letter without the mark and U+FFFF, to sort after it. Letters that
    Unicode doesn't decompose become similar ones: ø becomes o, æ becomes ae.
    """
    text = unicodedata.normalize("NFKC", html.unescape(name)).casefold()
    letters = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return " ".join("".join(map(_sorted_as, letters)).split())


def _sorted_as(char: str) -> str:
    """Return what one character of a decomposed, case-folded name contributes to its primary key.

    Letters, digits, vowel signs and _LAST are kept; accents, apostrophes and invisible format
    characters (Cf) become '', all others a space.
    """
    if unicodedata.combining(char) not in (0, _VIRAMA):
        return ""
    if char.isalnum() or char == _LAST or unicodedata.category(char).startswith("M"):
        return char
    return "" if char in _APOSTROPHES or unicodedata.category(char) == "Cf" else " "


def _part(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")[:PART_BYTES]
