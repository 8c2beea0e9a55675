"""Inline comparison of two values of a field, with the part that differs marked."""

from typing import Any, Final, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.documents.decidable import DECIDABLE
from articles.formatting import values
from articles.formatting.hidden_characters import with_chips

# Lengths in characters.
#: Of a longer value, a page first shows an excerpt around the difference.
LONG_VALUE: Final = 1_000
#: The excerpt's length, and the most of it that precedes the difference.
EXCERPT_LENGTH: Final = 600
CONTEXT_LENGTH: Final = 100
#: The length of a value on a button.
LABEL_LENGTH: Final = 40
#: What the label of a value begins with whose other only has more at its end.
ONLY_TO: Final = "only to … "
#: The most that a sentence has of a text before what differs.
WORDS_BEFORE: Final = 24
#: A difference is extended to whole words, unless the word is longer than this.
LONG_WORD: Final = 30
#: Fields with texts, in which the difference is marked.
TEXT_FIELDS: Final = tuple(name for name, field in DECIDABLE.items() if field.is_prose)


class InlineDiff(NamedTuple):
    """A value as text in three parts, of which the middle one differs from the other value.

    `differs` is empty where no part is marked.
    """

    before: str
    differs: str
    after: str

    @property
    def whole(self) -> str:
        return self.before + self.differs + self.after

    @property
    def marked(self) -> SafeString:
        """The value as escaped HTML, with `differs`, if not empty, in a `mark` element."""
        mark = format_html("<mark>{}</mark>", with_chips(self.differs)) if self.differs else ""
        return format_html("{}{}{}", with_chips(self.before), mark, with_chips(self.after))

    @property
    def is_long(self) -> bool:
        """Whether the value has over LONG_VALUE characters, so that a page first shows `around`."""
        return len(self.whole) > LONG_VALUE

    @property
    def around(self) -> "InlineDiff":
        """The excerpt from CONTEXT_LENGTH characters before the difference on.

        It has at most about EXCERPT_LENGTH characters; also a short value is cut in front. Ellipses
        stand for what is cut. Without a marked part it is the excerpt at the value's beginning, or
        where the other value has additional words.
        """
        before = _cut_start(self.before, len(self.before) - CONTEXT_LENGTH)
        differs = _cut_end(self.differs, EXCERPT_LENGTH - len(before))
        after = _cut_end(self.after, max(0, EXCERPT_LENGTH - len(before) - len(differs)))
        return InlineDiff(before, differs, after)

    @property
    def label(self) -> str:
        """The value for a button; if over LABEL_LENGTH, at most so many characters of it.

        They begin with `differs`, or with `after` where that is empty; where the other value only
        has more at its end, they are its last words, after ONLY_TO. An ellipsis stands for what is
        cut.
        """
        if len(self.whole) <= LABEL_LENGTH:
            return self.whole
        if not self.differs and len(self.after) <= 1:
            words = self.whole[len(ONLY_TO) - LABEL_LENGTH :]
            return f"{ONLY_TO}{words.partition(' ')[2] or words}"
        rest = _cut_end(self.differs + self.after, LABEL_LENGTH)
        return f"… {rest.lstrip()}" if self.before else rest

    @property
    def excerpt(self) -> str:
        """The value for a sentence, at most about TITLE_LENGTH characters from before `differs` on.

        It is cut between words, but for long ones; an ellipsis stands for what is cut at either
        end.
        """
        before = self.before
        if len(before) > WORDS_BEFORE:
            words = before[-WORDS_BEFORE:]
            before = f"… {words.partition(' ')[2] or words}"
        text = before + self.differs + self.after
        if len(text) <= values.TITLE_LENGTH:
            return text
        # Not before a long word that differs: it begins within so many characters.
        space = text.rfind(" ", len(before) + LONG_WORD, values.TITLE_LENGTH)
        return f"{text[: space if space > 0 else values.TITLE_LENGTH]} …"


def inline_diff(name: str, value: Any, other_value: Any) -> InlineDiff:
    """Return a decidable field's value as full text, with the part that differs marked.

    The text is that of `formatting.value`: texts in “”, topics joined by commas, `not scored`.
    HTML entities are decoded, unless the two values differ only in them. Only TEXT_FIELDS (topics
    too) have a marked part, see `text_diff`.
    """
    text = values.value(name, value, in_full=True)
    other = values.value(name, other_value, in_full=True)
    if text == other and value != other_value:  # They differ only in how entities are written.
        text = values.value(name, value, in_full=True, as_stored=True)
        other = values.value(name, other_value, in_full=True, as_stored=True)
    return text_diff(text, other) if name in TEXT_FIELDS else InlineDiff("", "", text)


def text_diff(text: str, other: str) -> InlineDiff:
    """Return a text with the part from the first difference to the last, extended to whole words.

    The part is empty where the other text only has additional words in one place; in several, it is
    what stands between them. Where the texts are equal, or all of the text but quotes “” around it
    differs, it is empty too, and the text is in `after`. A word longer than LONG_WORD may be split.
    """
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
    """Tell whether an index is between two characters of a word, not at either end of the text.

    Spaces, commas and the quotes “” are in no word.
    """
    return not set(text[max(at - 1, 0) : at + 1]) & set(" ,“”") and 0 < at < len(text)


def _word_start(text: str, at: int) -> int:
    """Return the index after the last space or “ among the LONG_WORD characters before `at`.

    Without one there, return 0 if `at` is at most LONG_WORD, else `at`.
    """
    earliest = max(0, at - LONG_WORD)
    end = max(text.rfind(each, earliest, at) for each in " “")
    return end + 1 if end >= 0 else earliest if earliest == 0 else at


def _word_end(text: str) -> int:
    """Return the index of the first space among the text's first LONG_WORD characters.

    Without a space there, return the text's length if that is at most LONG_WORD, else 0.
    """
    space = text.find(" ", 0, LONG_WORD)
    return space if space >= 0 else len(text) if len(text) <= LONG_WORD else 0


def _cut_start(text: str, start: int) -> str:
    """Return the text from an index on, after an ellipsis where that cuts something off."""
    return f"…{text[start:]}" if start > 0 else text


def _cut_end(text: str, end: int) -> str:
    """Return the text up to an index, with an ellipsis where that cuts something off."""
    return f"{text[:end]}…" if len(text) > end else text
