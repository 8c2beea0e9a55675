"""Normalise texts for display, for searching and for comparing names."""

import html
import re
import unicodedata
from typing import Final

from .problems import UNSAFE

#: Typographic quotes and dashes, with those that a keyboard has.
_PLAIN: Final = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʼ", "'"), **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("–—―‐‑", "-")}
)
#: Bidirectional controls; a text that doesn't close them would reorder the text around it.
BIDI_CONTROLS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def decoded(text: str) -> str:
    """Return a title or name for display: HTML entities decoded once, on one line.

    White space becomes single spaces, none at the ends. Characters that documents and feeds can't
    carry (UNSAFE) are left out, as an entity may stand for one.
    """
    return " ".join(UNSAFE.sub("", html.unescape(text)).split())


def fold(text: str) -> str:
    """Return a text normalised for comparison by a search.

    HTML entities become their characters, Unicode is composed (NFC) and case-folded, typographic
    quotes (but not « and ») and dashes become those of a keyboard, and white space, line breaks
    too, becomes single spaces, none at the ends. Accents stay.
    """
    plain = unicodedata.normalize("NFC", html.unescape(text)).translate(_PLAIN).casefold()
    return " ".join(unicodedata.normalize("NFC", plain).split())


def caseless(text: str) -> str:
    """Return a text case-folded and composed, for comparing texts in any letter case and script.

    Unlike `fold` it changes neither entities, quotes nor white space. By the canonical caseless
    matching of the Unicode Standard (D145), composed: `ß` equals `ss`; `I` equals `i` and not `ı`,
    in Turkish too. Databases differ in what they fold: SQLite only ASCII, PostgreSQL what its
    locale has.
    """
    folded = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFC", folded)


def folded_name(name: str) -> str:
    """Return a name as `decoded` shows it, without BIDI_CONTROLS, stripped, folded by `caseless`.

    Where nothing of it remains, return the name itself folded by `caseless`.
    """
    return caseless(BIDI_CONTROLS.sub("", decoded(name)).strip() or name)


def search_text(*texts: str) -> str:
    """Return the text that a search looks through: the given texts folded by `fold`, one a line.

    Texts that are empty once folded, and repeated ones, are left out. A line break can't occur in a
    folded query, so no match runs from one text into the next.
    """
    return "\n".join(dict.fromkeys(filter(None, map(fold, texts))))
