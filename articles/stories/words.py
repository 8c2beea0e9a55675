"""Split a text into words and numbers that can be compared: without stop words, stemmed.

Stems are those of the Snowball algorithm for English; words of other languages mostly stay as they
are, since a document doesn't say its language.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import snowballstemmer

from .numbers import NUMBER, normalised_number

#: The most characters of a text that are read; excerpts of real documents have about 300.
LENGTH: Final = 2000
#: The most characters of a word that count.
WORD_LENGTH: Final = 40
#: Words that say nothing of what a text is about.
STOP_WORDS: Final = frozenset(
    {
        "a", "about", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at",
        "be", "because", "been", "before", "being", "between", "both", "but", "by", "can", "could",
        "did", "do", "does", "doing", "during", "each", "few", "for", "from", "further", "had",
        "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in",
        "into", "is", "it", "its", "just", "may", "me", "might", "more", "most", "must", "my",
        "no", "nor", "not", "of", "off", "on", "once", "only", "or", "other", "our", "ours", "out",
        "over", "own", "s", "same", "shall", "she", "should", "so", "some", "such", "t", "than",
        "that", "the", "their", "theirs", "them", "then", "there", "these", "they", "this",
        "those", "through", "to", "too", "under", "until", "up", "very", "was", "we", "were",
        "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with", "would",
        "you", "your", "yours",
    }
)  # fmt: skip

_APOSTROPHES: Final = str.maketrans(dict.fromkeys("‘’‚‛ʼ`", "'"))
_TAG: Final = re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
#: A.I., U.S.: each letter would be a word of its own.
_DOTTED: Final = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,8}(?!\w)")
#: A version such as 9.3.3, else letters and digits, with apostrophes inside (`microsoft's`).
_WORD: Final = re.compile(r"[0-9]+(?:\.[0-9]+){2,}|[^\W_]+(?:'[^\W_]+)*")


def plain_text(text: str) -> str:
    """Return a text in lower case without HTML tags and URLs, its HTML entities decoded.

    Compatible characters are replaced (Unicode's NFKC), typographic apostrophes are plain, and
    abbreviations with dots have none: `a.i.` becomes `ai`. Only the first LENGTH characters count.
    """
    text = text[:LENGTH]
    if "&" in text:
        # Some feeds encode entities twice: `&amp;#8217;`.
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "://" in text or "www." in text.lower():
        text = _ADDRESS.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.translate(_APOSTROPHES).lower()
    return _DOTTED.sub(lambda match: match[0].replace(".", ""), text) if "." in text else text


def tokens(text: str) -> list[str]:
    """Return a text's words and numbers in order: stems of its words, its numbers in one form.

    Stop words and single ASCII letters are left out, and what a word has beyond WORD_LENGTH
    characters. Numbers are those of `normalised_number`.
    """
    return tokens_of(words(plain_text(text)))


def tokens_of(found: Iterable[tuple[str, bool]]) -> list[str]:
    """Return the `tokens` of words and numbers (`words`)."""
    return [
        (word if is_number else stem(word))[:WORD_LENGTH]
        for word, is_number in found
        if is_number or (word not in STOP_WORDS and (len(word) > 1 or not word.isascii()))
    ]


def words(plain: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of a plain text (`plain_text`), and its numbers in one form.

    Each comes with whether it is a number. Words with a digit (`kb5005`, `9.3.3`) aren't numbers.
    """
    begin = 0
    for match in NUMBER.finditer(plain):
        yield from ((word, False) for word in _WORD.findall(plain[begin : match.start()]))
        yield normalised_number(match), True
        begin = match.end()
    yield from ((word, False) for word in _WORD.findall(plain[begin:]))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case by Snowball's algorithm for English."""
    # A stemmer keeps the word it works on: one for each call, as threads may share nothing.
    result: str = snowballstemmer.stemmer("english").stemWord(word)
    return result
