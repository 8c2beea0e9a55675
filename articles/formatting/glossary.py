"""The glossary: the sentences by which pages explain the project's own terms."""

from collections.abc import Mapping
from typing import Final

#: Sentence by term. A page shows each at most once, by the template tag `explain`.
GLOSSARY: Final[Mapping[str, str]] = {
    "upstream": "Upstream is the site’s bot, which writes the documents.",
    "outranked": "An outranked article is one in whose place the site shows a related story of "
    "higher quality.",
    "noise": "Noise is documents that the site’s bot rewrote without changing anything that an "
    "editor reads.",
    "heat": "Heat is the score that upstream computes from a story’s quality and its related "
    "coverage; −1 means that the site shows a related story of higher quality instead.",
    "collection": "A collection is a folder of documents of one site.",
    "send back": "Send back lets a decided article wait again, unpublished, for anybody to decide.",
}
