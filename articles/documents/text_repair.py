"""Repair titles that were decoded with the wrong encoding, and find truncated excerpts."""

import html
import re
from typing import Final, Literal

import ftfy

from .limits import TITLE

#: The evidence of truncation: "marked" by an ellipsis, or "seems" where a sentence has no end.
Truncation = Literal["marked", "seems"]

_ENDS_WITH_ELLIPSIS: Final = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\))[\"'”’)\]]*$")
_ENDS_WITHOUT_STOP: Final = re.compile(r"[\w,;]$")
_URL_OR_NUMBER: Final = re.compile(r"[/@:]|\d[.\d]*\w*$|\.\w")
_SENTENCE_BREAK: Final = re.compile(r"[a-z)”’\"'][.!?][”’\"')]?\s+[A-Z“‘\"]")
#: English words after which a sentence normally continues.
_FUNCTION_WORDS: Final = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "how", "if", "in",
        "into", "is", "its", "of", "on", "or", "our", "than", "that", "the", "their", "they",
        "this", "to", "was", "we", "were", "what", "when", "where", "which", "while", "who",
        "will", "with", "your",
    }
)  # fmt: skip
#: In characters. Sites cut at about 160, 200, 250 or 300.
_LONG_EXCERPT: Final = 150
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def repaired_title(title: str) -> str | None:
    """Return a title as it was before it was decoded with a wrong encoding, or None.

    None means that ftfy finds no damage, or that the title can't be repaired: characters were lost,
    or the result is no printable title within limits.TITLE. White space in a repaired title becomes
    single spaces, none at the ends; quotes and spelling are kept.
    """
    fixed = ftfy.fix_encoding(title)
    if fixed == title:
        return None
    # "Â " was a no-break space; nobody would see that it isn't a plain one.
    fixed = " ".join(fixed.split())
    is_title = TITLE[0] <= len(fixed) <= TITLE[1] and fixed.isprintable()
    # Characters that were lost can't be repaired, only guessed.
    return fixed if is_title and _REPLACEMENT not in fixed else None


def find_truncation(excerpt: str) -> Truncation | None:
    """Return the evidence that an excerpt was truncated, or None.

    "marked": it ends with an ellipsis (… or ...), also in round or square brackets, or directly
    before closing quotes as in English (" ' ” ’). "seems": by rules of thumb for English, its end
    looks like the middle of a sentence. HTML entities are decoded first.
    """
    text = html.unescape(excerpt).strip()
    if _ENDS_WITH_ELLIPSIS.search(text):
        return "marked"
    last = text.split()[-1:]
    if not last or not _ENDS_WITHOUT_STOP.search(text) or _URL_OR_NUMBER.search(last[0]):
        return None
    is_unfinished = last[0].lower() in _FUNCTION_WORDS or text[-1] in ",;"
    is_within_sentence = len(text) >= _LONG_EXCERPT and _SENTENCE_BREAK.search(text) is not None
    return "seems" if is_unfinished or is_within_sentence else None
