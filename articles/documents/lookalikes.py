"""Domains that are not what they seem: the part that somebody registered, and look-alike letters.

What was registered is found by the Public Suffix List (with its private part, such as `github.io`),
in the copy that the package `publicsuffixlist` brings: nothing is fetched. Scripts and look-alike
letters are those of Unicode's data in the package `confusable_homoglyphs`, with rules of our own
for small capitals and letters of phonetics.
"""

import re
import unicodedata
from functools import cache
from typing import Final

import idna
from publicsuffixlist import PublicSuffixList

from .hosts import ascii_host

#: Scripts that one word may mix, by UTS 39 (Highly Restrictive).
_TOGETHER: Final = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
)
#: The blocks of letters of phonetics, small capitals and old manuscripts, all of Latin.
_PHONETIC: Final = (
    ("\u0250", "\u02af"),
    ("\u1d00", "\u1dbf"),
    ("\u2c60", "\u2c7f"),
    ("\ua720", "\ua7ff"),
    ("\uab30", "\uab6f"),
)
_SMALL_CAPITAL: Final = re.compile("LATIN LETTER SMALL CAPITAL [A-Z]")
#: Characters of any script, such as digits and hyphens, and accents.
_NO_SCRIPT: Final = frozenset({"COMMON", "INHERITED"})


def registered_labels(host: str) -> int:
    """Return how many labels, from the end, are the registrable domain: 2 of `www.evil.example`.

    For a host that is itself a public suffix, or a single label, all of its labels. Final dots
    aren't counted. Not for IP addresses, whose parts are taken for labels.
    """
    plain = unicode_host(host)
    domain = _suffixes().privatesuffix(plain) or plain
    return domain.count(".") + 1


def unicode_host(host: str) -> str:
    """Return a host in lower case and in Unicode (IDNA), without final dots.

    A label that IDNA 2008 refuses, as with emoji, is decoded from Punycode all the same; where that
    fails, it stays in ASCII.
    """
    return ".".join(map(_unicode_label, ascii_host(host).split(".")))


def mixes_scripts(host: str) -> bool:
    """Tell whether a label of a host mixes scripts, such as `аpple`, with a Cyrillic letter.

    Allowed in one label are Latin and Han letters with kana, with Bopomofo or with Hangul (UTS 39,
    Highly Restrictive). Digits, hyphens and accents have no script.
    """
    return any(_is_mixed(_scripts(label)) for label in unicode_host(host).split("."))


def looks_like_latin(host: str) -> bool:
    """Tell whether a label of a host can be taken for one in plain Latin letters, and isn't.

    Each of its characters outside of ASCII, of which it has one at least, looks like letters or
    digits of ASCII, as in `аррӏе.com`, wholly Cyrillic, or `ɑpple.com`; Punycode is decoded. A
    label doesn't count if each of its scripts is one of the top-level domain's other than Latin.
    """
    labels = unicode_host(host).split(".")
    expected = _scripts(labels[-1]) - {"LATIN"}
    return any(_is_lookalike(label) and not _scripts(label) <= expected for label in labels)


def _is_mixed(scripts: frozenset[str]) -> bool:
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def _is_lookalike(label: str) -> bool:
    foreign = [char for char in label if not char.isascii()]
    return bool(foreign) and all(map(_looks_like_ascii, foreign))


@cache
def _looks_like_ascii(char: str) -> bool:
    """Tell whether a character may be taken for letters or digits of ASCII.

    Unicode's table takes small capitals, such as `ɢ`, for like other small capitals alone. Letters
    of phonetics are like those they are made of, `ɓ` like `b`; letters of a language, as `ø` and
    `æ`, are not.
    """
    # Read when first needed: it is a megabyte.
    from confusable_homoglyphs.confusables import confusables_data

    name = unicodedata.name(char, "")
    if _SMALL_CAPITAL.fullmatch(name):
        return True
    similar = [each["c"] for each in confusables_data.get(char, [])]
    if any(first <= char <= last for first, last in _PHONETIC):
        similar = [re.sub(r"(?<=.)[\u0300-\u036f]+", "", each) for each in similar]
    elif name.startswith("LATIN"):
        similar = [each for each in similar if len(each) == 1]
    return any(each.isascii() and each.isalnum() for each in similar)


def _scripts(label: str) -> frozenset[str]:
    """Return the scripts of the letters of a label, named as Unicode does, in capitals."""
    if label.isascii():
        return frozenset({"LATIN"}) if any(map(str.isalpha, label)) else frozenset()
    from confusable_homoglyphs import categories

    return frozenset(categories.unique_aliases(label)) - _NO_SCRIPT


def _unicode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        # IDNA 2008 refuses emoji and unassigned characters; Punycode has them all the same.
        try:
            return label[4:].encode().decode("punycode")
        except UnicodeError:
            return label


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
