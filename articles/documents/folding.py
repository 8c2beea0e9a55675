"""How a text is written down to be searched: what looks alike to a reader is the same."""

import html
import unicodedata
from typing import Final

#: Quotes and dashes as a keyboard has them.
_PLAIN: Final = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʼ", "'"), **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("–—―‐‑", "-")}
)


def fold(text: str) -> str:
    """Return the text as a search compares it.

    Case aside in every alphabet, an accent in one character, entities as the characters they
    stand for, quotes and dashes as a keyboard has them, white space as single spaces.
    """
    plain = unicodedata.normalize("NFC", html.unescape(text)).translate(_PLAIN).casefold()
    return " ".join(unicodedata.normalize("NFC", plain).split())


def searched(*texts: str) -> str:
    """Return what a search looks through, a line for each text: none is found across two."""
    return "\n".join(dict.fromkeys(filter(None, map(fold, texts))))
