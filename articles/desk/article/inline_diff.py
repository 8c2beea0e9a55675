"""Two values beside each other, so that a reader sees where they differ."""

from typing import Any, Final, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import formatting

#: Of a value longer than this, only what stands around the difference is shown at first.
SHOWN: Final = 1_000
#: So much of it, and so much of that before the difference.
AROUND: Final = 600
AHEAD: Final = 100
#: What a button carries of a value.
LABEL: Final = 40
#: A difference begins and ends at a word, unless that word is longer than this.
WORD: Final = 30
#: Fields whose values are words to read, not one of a few.
TEXTS: Final = ("title", "excerpt", "type", "topics")


class InlineDiff(NamedTuple):
    """A value in words, taken apart at what differs from the one beside it.

    `differs` is empty where the two are the same, where they share no word at either end, where the
    other only has more words, and for published and quality, which are short.
    """

    before: str
    differs: str
    after: str

    @property
    def whole(self) -> str:
        return self.before + self.differs + self.after

    @property
    def marked(self) -> SafeString:
        """The value for a page, with what differs marked."""
        mark = format_html("<mark>{}</mark>", self.differs) if self.differs else ""
        return format_html("{}{}{}", self.before, mark, self.after)

    @property
    def is_long(self) -> bool:
        return len(self.whole) > SHOWN

    @property
    def around(self) -> "InlineDiff":
        """The part of a long value that shows how the difference begins."""
        before = _from(self.before, len(self.before) - AHEAD)
        differs = _up_to(self.differs, AROUND - len(before))
        after = _up_to(self.after, max(0, AROUND - len(before) - len(differs)))
        return InlineDiff(before, differs, after)

    @property
    def label(self) -> str:
        """The value for a button: of a long one the part by which it is told from the other."""
        if len(self.whole) <= LABEL:
            return self.whole
        return ("… " if self.before else "") + _up_to(self.differs + self.after, LABEL)


def inline_diff(name: str, value: Any, beside: Any) -> InlineDiff:
    """Return a field's value in words, and where these differ from those of another value."""
    words = formatting.value(name, value, in_full=True)
    other = formatting.value(name, beside, in_full=True)
    if name not in TEXTS or words == other:
        return InlineDiff("", "", words)
    start = _shared(words, other)
    if _splits(words, start) or _splits(other, start):
        start = _word_start(words, start)
    same = _shared(words[start:][::-1], other[start:][::-1])
    end, other_end = len(words) - same, len(other) - same
    if _splits(words, end) or _splits(other, other_end):
        end += _word_end(words[end:])
    if not words[:start].strip("“") and not words[end:].strip("”"):
        return InlineDiff("", "", words)
    return InlineDiff(words[:start], words[start:end], words[end:])


def _shared(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _splits(text: str, at: int) -> bool:
    """Whether the place is within a word."""
    return not set(text[max(at - 1, 0) : at + 1]) & set(" ,“”") and 0 < at < len(text)


def _word_start(text: str, at: int) -> int:
    """Return where the word at this place begins."""
    near = max(0, at - WORD)
    space = text.rfind(" ", near, at)
    return space + 1 if space >= 0 else near if near == 0 else at


def _word_end(text: str) -> int:
    """Return where the word ends that the text begins within."""
    space = text.find(" ", 0, WORD)
    return space if space >= 0 else len(text) if len(text) <= WORD else 0


def _from(text: str, start: int) -> str:
    return f"…{text[start:]}" if start > 0 else text


def _up_to(text: str, end: int) -> str:
    return f"{text[:end]}…" if len(text) > end else text
