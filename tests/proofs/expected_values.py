"""A model of one document: the upstream value, exported value and doubt of each of its fields.

It follows the rules of newsroom/docs/architecture.md, and is simpler than the desk's own code.
"""

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from articles.documents import NewsDocument, read
from articles.documents.decidable import FIELDS

FIRST = datetime(2026, 11, 1, 6, tzinfo=UTC)
Values = dict[str, Any]


@lru_cache(maxsize=2000)
def document_of(content: bytes) -> NewsDocument | None:
    return read(content, now=FIRST).document


def values_of(document: NewsDocument) -> Values:
    """Return the document's value of each field that people may decide."""
    return {name: getattr(document, name) for name in FIELDS} | {"topics": list(document.topics)}


def file_of(document: NewsDocument) -> dict[str, Any]:
    """Return all that a document says but noise: its attributes, with lists as decisions have them.

    Of other keys `secured` is left out.
    """
    everything = {each.name: getattr(document, each.name) for each in fields(document)}
    other = {key: text for key, text in document.other.items() if key != "secured"}
    return {**everything, **values_of(document), "heat": None, "other": other}


def values_in(content: bytes) -> Values:
    document = document_of(content)
    assert document
    return values_of(document)


def shown(values: Values) -> Values:
    """Return the values as an article shows them: without a flag it isn't published."""
    return {**values, "published": bool(values["published"])}


@dataclass
class Expected:
    """The values of one document that an import must have stored and an export written."""

    upstream: Values
    #: The file as it was last read or written, without noise.
    file: dict[str, Any]
    #: The values that an export wrote and that have been in the document ever since.
    written: Values = field(default_factory=dict)
    #: The values in the document that may be upstream's word or our own.
    doubts: Values = field(default_factory=dict)

    def imported(self, file: dict[str, Any]) -> None:
        """Take each value that differs from the file as it was for upstream's.

        Where something differs, what an export had written there may be upstream's too.
        """
        before, self.file = self.file, file
        if file == before:
            return
        is_overwritten = any(file[name] != value for name, value in self.written.items())
        for name in FIELDS:
            if file[name] != before[name]:
                self.written.pop(name, None)
                self.doubts.pop(name, None)
                self.upstream[name] = file[name]
            elif name == "published" and file[name] is False is not self.upstream[name]:
                self.doubts.setdefault(name, False)
            elif name in self.written and file[name] != self.upstream[name] and is_overwritten:
                self.doubts[name] = file[name]

    def exported(self, file: dict[str, Any]) -> None:
        """Take the values that differ from upstream's for those that the export wrote."""
        self.file = file
        differing = {name for name in FIELDS if file[name] != self.upstream[name]}
        self.written = {name: file[name] for name in {*differing, *self.doubts}}
