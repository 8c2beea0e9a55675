"""What texts lost on their way here: characters decoded wrongly, excerpts cut off."""

import html
import re
from typing import Final, Literal

import ftfy

from .limits import TITLE

#: How an excerpt ends: by a mark that says so, or where no sentence ends.
Cut = Literal["marked", "seems"]

_MARKED: Final = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\))[\"'”’)\]]*$")
_OPEN_END: Final = re.compile(r"[\w,;]$")
_NO_WORD: Final = re.compile(r"[/@:]|\d[.\d]*\w*$|\.\w")
_ENDS_SENTENCES: Final = re.compile(r"[a-z)”’\"'][.!?][”’\"')]?\s+[A-Z“‘\"]")
_LEADS_ON: Final = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "how", "if", "in",
        "into", "is", "its", "of", "on", "or", "our", "than", "that", "the", "their", "they",
        "this", "to", "was", "we", "were", "what", "when", "where", "which", "while", "who",
        "will", "with", "your",
    }
)  # fmt: skip
#: In characters. Sites cut at about 160, 200, 250 or 300.
_LONG: Final = 150
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"


def repaired_title(title: str) -> str | None:
    """Return what a title said before its UTF-8 was taken for another encoding, or None.

    Quotes and spelling stay as they are.
    """
    fixed = ftfy.fix_encoding(title)
    if fixed == title:
        return None
    # "Â " was a no-break space; nobody would see that it isn't a plain one.
    fixed = " ".join(fixed.split())
    is_title = TITLE[0] <= len(fixed) <= TITLE[1] and fixed.isprintable()
    # What lost characters on its way can't be repaired, only guessed.
    return fixed if is_title and _REPLACED not in fixed else None


def cut_off(excerpt: str) -> Cut | None:
    """Return how an excerpt shows that it was cut off, or None.

    Headings, addresses and short phrases end without a full stop too, so without a mark only a
    long text counts that ends within a sentence and has ended others before, or one that ends
    with a word that leads on.
    """
    text = html.unescape(excerpt).strip()
    if _MARKED.search(text):
        return "marked"
    last = text.split()[-1:]
    if not last or not _OPEN_END.search(text) or _NO_WORD.search(last[0]):
        return None
    leads_on = last[0].lower() in _LEADS_ON or text[-1] in ",;"
    is_within = len(text) >= _LONG and _ENDS_SENTENCES.search(text) is not None
    return "seems" if leads_on or is_within else None
