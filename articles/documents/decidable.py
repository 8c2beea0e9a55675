"""The table of the fields that people may decide: how each is read, checked, written and shown.

.github/CONTRIBUTING.md lists what else a new field needs.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from . import limits
from .fields import Fields
from .nested import read_type
from .problems import UNSAFE
from .reader import NewsDocument, read_title, read_topics
from .schema import KEYS

#: A field's value as decisions and columns store it; None for a flag or points that a document
#: doesn't have.
Value = bool | int | str | list[str] | None

#: With a letter or digit, as `nested.read_type` reads it.
_TYPE: Final = re.compile(r"(?=[_-]*[A-Za-z0-9])[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class DecidableField:
    """A field that people may decide: how it is read, checked, written back and named on pages."""

    #: Attribute of NewsDocument, column or property of Article, name in decisions.
    name: str
    #: The type of its values: a boolean, a whole number (points), a text, or a list of texts.
    form: Literal["flag", "points", "text", "list"]
    #: Reads the value from the top-level fields of a document, adding problems as an import does.
    read: Callable[[Fields], bool | int | str | Sequence[str] | None]
    #: Returns the reason why a person can't decide this value, as a sentence, or None.
    fault: Callable[[object], str | None]
    #: The quote of a new text in a document that had no value: '"' or "'", or empty for none.
    quotes: str = '"'
    #: The words that pages show for None or an empty list.
    unset: str = "none"
    #: What sentences call the field where its name would read as one of its values, else ''.
    called: str = ""
    #: The states of a flag in sentences: of False, of True.
    states: tuple[str, str] = ("no", "yes")

    @property
    def key(self) -> str:
        """The field's key in the front matter of a document."""
        return KEYS[self.name]

    @property
    def subject(self) -> str:
        """The word for the field in sentences, such as `quality`: `called`, else `name`."""
        return self.called or self.name

    @property
    def is_prose(self) -> bool:
        """Whether the form is a text or a list of texts, not a flag or points."""
        return self.form in ("text", "list")

    @property
    def is_column(self) -> bool:
        """Whether Article has a column of this name; only a list has a table of its own instead."""
        return self.form != "list"

    def value_in(self, document: NewsDocument) -> Value:
        """Return the field's value in a document as decisions store it: a tuple becomes a list."""
        value: Value = getattr(document, self.name)
        return list(value) if isinstance(value, tuple) else value


def text_fault(
    subject: str, value: object, length: tuple[int, int], *, one_line: bool = False
) -> str | None:
    """Return the reason why a value can't be stored as a text, or None.

    The reason is a sentence that begins with `subject`. `length` is the minimum number of visible
    characters (printable, no white space) and the maximum number of all characters. Faults, of
    which the first is returned, are a value that is no str, a wrong length, an UNSAFE character,
    and with `one_line` more than one line (a final line break is allowed).
    """
    least, most = length
    if not isinstance(value, str):
        return f"{subject} is a text."
    if sum(char.isprintable() and not char.isspace() for char in value) < least:
        return f"{subject} can't be empty."
    if len(value) > most:
        return f"{subject} has at most {most:,} characters; this one has {len(value):,}."
    if UNSAFE.search(value) or (one_line and len(value.splitlines()) > 1):
        return f"{subject} holds a character that documents and feeds can't carry."
    return None


def _published_fault(value: object) -> str | None:
    return None if isinstance(value, bool) else "Published is yes or no."


def _quality_fault(value: object) -> str | None:
    least, most = limits.QUALITY
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return None
    return f"Quality is a whole number from {least} to {most:,}."


def _title_fault(value: object) -> str | None:
    return text_fault("The title", value, limits.TITLE, one_line=True)


def _excerpt_fault(value: object) -> str | None:
    return text_fault("The excerpt", value, limits.EXCERPT)


def _type_fault(value: object) -> str | None:
    if isinstance(value, str) and _TYPE.fullmatch(value):
        return None
    return "The type is one word of at most 40 letters, digits, - or _, not of - and _ alone."


def _topics_fault(value: object) -> str | None:
    if not isinstance(value, list) or len(value) > limits.TOPICS:
        return f"An article has at most {limits.TOPICS} topics."
    for name in value:
        fault = text_fault("A topic", name, limits.TOPIC, one_line=True)
        if fault:
            return fault
    return "Each topic counts once." if len(set(value)) < len(value) else None


def _read_excerpt(fields: Fields) -> str:
    return fields.text("excerpt", limits.EXCERPT, lines=True)


def _read_quality(fields: Fields) -> int | None:
    return fields.whole_number("quality", limits.QUALITY)


def _read_published(fields: Fields) -> bool | None:
    return fields.flag("published")


_TABLE: Final = (
    DecidableField(
        "published",
        "flag",
        _read_published,
        _published_fault,
        called="publishing",
        states=("unpublished", "published"),
    ),
    DecidableField("quality", "points", _read_quality, _quality_fault, unset="not scored"),
    DecidableField("title", "text", read_title, _title_fault),
    DecidableField("excerpt", "text", _read_excerpt, _excerpt_fault),
    DecidableField("type", "text", read_type, _type_fault, quotes=""),
    DecidableField("topics", "list", read_topics, _topics_fault, unset="no topics"),
)

#: The fields by name, in the order of pages.
DECIDABLE: Final[Mapping[str, DecidableField]] = {field.name: field for field in _TABLE}
FIELDS: Final = tuple(DECIDABLE)
#: The fields that the permission to edit covers; publishing and quality have their own.
EDITABLE: Final = tuple(name for name in FIELDS if name not in ("published", "quality"))
