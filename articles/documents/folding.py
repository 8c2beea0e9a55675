"""Normalise texts for searching, so that texts that look alike compare equal."""

import html
import unicodedata
from typing import Final

#: Typographic quotes and dashes, with those that a keyboard has.
_PLAIN: Final = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʼ", "'"), **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("–—―‐‑", "-")}
)


def fold(text: str) -> str:
    """Return a text normalised for comparison by a search.

    HTML entities become their characters, Unicode is composed (NFC) and case-folded, typographic
    quotes and dashes become plain ones, and white space becomes single spaces.
    """
    plain = unicodedata.normalize("NFC", html.unescape(text)).translate(_PLAIN).casefold()
    return " ".join(unicodedata.normalize("NFC", plain).split())


def search_text(*texts: str) -> str:
    """Return the text that a search looks through: the given texts folded, one a line.

    Empty and repeated ones are left out. A line break can't occur in a folded query, so no match
    runs from one text into the next.
    """
    return "\n".join(dict.fromkeys(filter(None, map(fold, texts))))
