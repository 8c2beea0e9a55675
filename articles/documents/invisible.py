"""Characters that can't be seen and change what is read: direction controls, zero-width, tags.

`invoice<U+202E>gpj.exe` is read as `invoiceexe.jpg`. Properties are those of the Unicode Standard.
"""

import unicodedata
from collections.abc import Callable
from typing import Final

import regex

#: Invisible characters, and those that change the direction. Some format characters are visible:
#: signs of Arabic that span digits, and what joins hieroglyphs.
_INVISIBLE: Final = (
    r"[[\p{Default_Ignorable_Code_Point}\p{Cf}]"
    r"--[\p{Prepended_Concatenation_Mark}\p{Egyptian_Hieroglyphs}]]"
)
#: Scripts in which U+200C and U+200D choose between forms of a letter.
_JOINING: Final = "".join(
    rf"\p{{scx={script}}}"
    for script in (
        "Arabic", "Syriac", "Mandaic", "Nko", "Mongolian", "Adlam", "Devanagari", "Bengali",
        "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala",
        "Khmer", "Myanmar", "Tibetan", "Newa", "Balinese", "Javanese",
    )
)  # fmt: skip
#: Where an invisible character belongs to what is seen: parts of an emoji, shapes of letters, forms
#: of a character chosen by a selector, a flag of a region.
_LEGITIMATE: Final = "|".join(
    (
        rf"(?<=[[{_JOINING}]&&[\p{{L}}\p{{M}}]])[\u200C\u200D]",
        r"(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D"
        r"(?=\p{Extended_Pictographic})",
        r"(?<=\p{Emoji})[\uFE0E\uFE0F]",
        r"(?<=[\p{Han}\p{Sm}])[\uFE00-\uFE02]",
        r"(?<=\p{Han})[\U000E0100-\U000E01EF]",
        r"(?<=\p{Mongolian})[\u180B-\u180D\u180F]",
        r"(?<=\U0001F3F4)[\U000E0030-\U000E0039\U000E0061-\U000E007A]{1,6}\U000E007F",
        r"(?<=\p{M})\u034F(?=\p{M})",
    )
)
_HIDDEN: Final = rf"(?:{_LEGITIMATE})|(?P<hidden>{_INVISIBLE})+"
_PATTERN: Final = regex.compile(_HIDDEN, regex.V1)
#: The isolates that sentences put around right-to-left values, with such a value.
_ISOLATED: Final = regex.compile(r"(\u2068)([^\u2066-\u2069]*)(\u2069)")
#: In right-to-left text these tie punctuation to the words; they can't turn anything around.
_MARKS: Final = frozenset("\u200e\u200f\u061c")
_RIGHT_TO_LEFT: Final = regex.compile(r"[\p{bc=R}\p{bc=AL}--\u200f\u061c]", regex.V1)
#: Of a longer run of hidden characters the first is named, and the others are counted.
NAMED_AT_MOST: Final = 3
#: What `visible` writes for hidden characters; also a document may hold such a text itself.
MARKER: Final = regex.compile(r"⟨U\+(?P<code>(?:[1-9A-F]|10)?[0-9A-F]{4})(?: and [0-9,]+ more)?⟩")


def visible(text: str, *, strictly: bool = False) -> str:
    """Return a text with its invisible characters written out: `invoice⟨U+202E⟩gpj.exe`.

    Such are direction controls, zero-width characters and tags, but where they belong to what is
    seen: in emoji, in scripts whose letters join, between accents, after a character whose form
    they select. Control characters (Cc) always stay. Unless `strictly`, a run of nothing but
    direction marks (U+200E, U+200F, U+061C) stays in a text with right-to-left characters. Of more
    than NAMED_AT_MOST in a run the first is named: `⟨U+200B and 3 more⟩`.
    """
    return _replaced(text, _written, strictly=strictly)


def visible_sentence(text: str) -> str:
    """Return a text as `visible` does, but keep pairs of U+2068 and U+2069 (isolates).

    `formatting.shortened` puts such a pair around right-to-left values, and it doesn't reorder the
    text around it. A pair is kept where no other isolate stands between the two; all other isolates
    are written out. The text inside a pair, and that before, between and behind pairs, is treated
    as a text of its own.
    """
    parts = _ISOLATED.split(text)
    return "".join(part if at % 2 else visible(part) for at, part in enumerate(parts))


def without_hidden(text: str) -> str:
    """Return a text without the characters that `visible(text)` writes out, for other programs."""
    return _replaced(text, lambda hidden: "")


def has_hidden(text: str) -> bool:
    """Tell whether `visible(text)`, which isn't strict, writes out any character."""
    return visible(text) != text


def name_of(code: str) -> str:
    """Return the name of a character by its number in hexadecimal: `202E`, right-to-left override.

    The number is the group `code` of MARKER. The name is Unicode's, in lower case, or "unnamed
    character".
    """
    return unicodedata.name(chr(int(code, 16)), "unnamed character").lower()


def _replaced(text: str, replace: Callable[[str], str], *, strictly: bool = False) -> str:
    """Return a text in which `replace` was called on each run of hidden characters."""
    if text.isascii():
        return text
    keeps_marks = not strictly and _RIGHT_TO_LEFT.search(text) is not None

    def replacement(match: "regex.Match[str]") -> str:
        hidden = match["hidden"] and match[0]
        if not hidden or (keeps_marks and set(hidden) <= _MARKS):
            return match[0]
        return replace(hidden)

    return _PATTERN.sub(replacement, text)


def _written(hidden: str) -> str:
    if len(hidden) <= NAMED_AT_MOST:
        return "".join(f"⟨{_code(char)}⟩" for char in hidden)
    return f"⟨{_code(hidden[0])} and {len(hidden) - 1:,} more⟩"


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"
