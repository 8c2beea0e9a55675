"""Words for why a document belongs to a story."""

from collections.abc import Mapping
from typing import Final

from articles.models import StoryCopy
from articles.stories.rule import shown_likeness

#: What each kind of evidence says, before the name of the copy that is the evidence.
_WORDS: Final[Mapping[str, str]] = {
    StoryCopy.Kind.ADDRESS: "the same address as",
    StoryCopy.Kind.HEADLINE: "the same headline as",
    StoryCopy.Kind.LIKENESS: "words much like",
}


def why(copy: StoryCopy) -> str:
    """Return why a copy is in its story, such as `the same address as`; '' for the first one.

    What follows is the name of the copy that is the evidence (`like`).
    """
    return _WORDS.get(copy.kind, "")


def how_like(copy: StoryCopy) -> str:
    """Return a copy's likeness, such as `likeness 0.41`; '' where it isn't the reason."""
    is_reason = copy.kind == StoryCopy.Kind.LIKENESS
    return f"likeness {shown_likeness(copy.likeness)}" if is_reason else ""
