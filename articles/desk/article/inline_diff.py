"""Inline comparison of two values of a field, with the part that differs marked."""

from typing import Any, Final, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import formatting
from articles.documents.decidable import DECIDABLE

# Lengths in characters.
#: Of a longer value, a page first shows an excerpt around the difference.
LONG_VALUE: Final = 1_000
#: The excerpt's length, and as much of that before the difference.
EXCERPT_LENGTH: Final = 600
CONTEXT_LENGTH: Final = 100
#: The length of a value on a button.
LABEL_LENGTH: Final = 40
#: A difference is extended to whole words, unless the word is longer than this.
LONG_WORD: Final = 30
#: Fields with texts, in which the difference is marked.
TEXT_FIELDS: Final = tuple(name for name, field in DECIDABLE.items() if field.is_prose)


class InlineDiff(NamedTuple):
    """A value as text, in three parts: the middle one differs from the other value.

    `differs` is empty where both are the same, where they share no word at either end, where the
    other value only has additional words, and for published and quality, which are short.
    """

    before: str
    differs: str
    after: str

    @property
    def whole(self) -> str:
        return self.before + self.differs + self.after

    @property
    def marked(self) -> SafeString:
        """The value as HTML, with the difference in a `mark` element."""
        mark = format_html("<mark>{}</mark>", self.differs) if self.differs else ""
        return format_html("{}{}{}", self.before, mark, self.after)

    @property
    def is_long(self) -> bool:
        """Whether a page first shows only `around`."""
        return len(self.whole) > LONG_VALUE

    @property
    def around(self) -> "InlineDiff":
        """The excerpt of a long value with the beginning of the difference."""
        before = _cut_start(self.before, len(self.before) - CONTEXT_LENGTH)
        differs = _cut_end(self.differs, EXCERPT_LENGTH - len(before))
        after = _cut_end(self.after, max(0, EXCERPT_LENGTH - len(before) - len(differs)))
        return InlineDiff(before, differs, after)

    @property
    def label(self) -> str:
        """The value for a button; of a long value, the part that begins with the difference."""
        if len(self.whole) <= LABEL_LENGTH:
            return self.whole
        return ("… " if self.before else "") + _cut_end(self.differs + self.after, LABEL_LENGTH)


def inline_diff(name: str, value: Any, other_value: Any) -> InlineDiff:
    """Return a field's value as text, with the part that differs from another value."""
    text = formatting.value(name, value, in_full=True)
    other = formatting.value(name, other_value, in_full=True)
    if text == other and value != other_value:  # They differ only in how entities are written.
        text = formatting.value(name, value, in_full=True, as_stored=True)
        other = formatting.value(name, other_value, in_full=True, as_stored=True)
    return text_diff(text, other) if name in TEXT_FIELDS else InlineDiff("", "", text)


def text_diff(text: str, other: str) -> InlineDiff:
    """Return a text with the part that differs from another text."""
    if text == other:
        return InlineDiff("", "", text)
    start = _common_prefix(text, other)
    if _is_inside_word(text, start) or _is_inside_word(other, start):
        start = _word_start(text, start)
    same = _common_prefix(text[start:][::-1], other[start:][::-1])
    end, other_end = len(text) - same, len(other) - same
    if _is_inside_word(text, end) or _is_inside_word(other, other_end):
        end += _word_end(text[end:])
    if not text[:start].strip("“") and not text[end:].strip("”"):
        return InlineDiff("", "", text)
    return InlineDiff(text[:start], text[start:end], text[end:])


def _common_prefix(one: str, other: str) -> int:
    """Return the length of the common prefix of two texts."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _is_inside_word(text: str, at: int) -> bool:
    """Tell whether an index of the text is inside a word."""
    return not set(text[max(at - 1, 0) : at + 1]) & set(" ,“”") and 0 < at < len(text)


def _word_start(text: str, at: int) -> int:
    """Return the index at which the word around `at` begins; `at` where the word is long."""
    earliest = max(0, at - LONG_WORD)
    space = text.rfind(" ", earliest, at)
    return space + 1 if space >= 0 else earliest if earliest == 0 else at


def _word_end(text: str) -> int:
    """Return the index at which a text's first word ends; 0 where the word is long."""
    space = text.find(" ", 0, LONG_WORD)
    return space if space >= 0 else len(text) if len(text) <= LONG_WORD else 0


def _cut_start(text: str, start: int) -> str:
    """Return the text from an index on, with an ellipsis where that cuts it."""
    return f"…{text[start:]}" if start > 0 else text


def _cut_end(text: str, end: int) -> str:
    """Return the text up to an index, with an ellipsis where that cuts it."""
    return f"{text[:end]}…" if len(text) > end else text
