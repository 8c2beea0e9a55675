"""Decode a document, find its front matter, and parse that into a tree with offsets.

This module doesn't interpret the keys of a news document; `reader` reads them from the tree.
"""

import re
from dataclasses import dataclass
from typing import Final

from .limits import MAX_BYTES
from .problems import UNSAFE, DocumentError, Problem, quoted
from .yaml_tree import HAS_LIBYAML, Mapping, Node, Scalar, Sequence, parse_yaml

__all__ = [
    "HAS_LIBYAML",
    "MAX_BYTES",
    "DocumentError",
    "FrontMatter",
    "Mapping",
    "Node",
    "Problem",
    "Scalar",
    "Sequence",
    "decode",
    "parse",
    "parse_leniently",
]

_OPENING: Final = re.compile("\ufeff?(---[ \t]*\r?\n)")
_CLOSING: Final = re.compile("^---[ \t]*\r?$", re.MULTILINE)


@dataclass(slots=True)
class FrontMatter:
    """A parsed document. All offsets, those of nodes too, count characters of `text`.

    `text` is the whole file, including its byte order mark and its line endings. `text[start:end]`
    is the YAML between the two `---` lines, which begins in line `first_line`, and `root` its
    mapping. `body` is the exact text after the line of the closing `---`.
    """

    text: str
    start: int
    end: int
    first_line: int
    root: Mapping
    body: str


def decode(content: bytes) -> str:
    """Return the text of a file from its bytes, with its byte order mark if it has one.

    Raises DocumentError where it is larger than MAX_BYTES or isn't UTF-8.
    """
    if len(content) > MAX_BYTES:
        found = f"{len(content)} bytes"
        raise DocumentError(Problem("error", None, "", f"at most {MAX_BYTES} bytes", found))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02x}"
        raise DocumentError(Problem("error", line, "", "UTF-8 text", found)) from None


def parse(text: str) -> FrontMatter:
    """Return a document's text parsed: the tree of its front matter with offsets, and its body.

    Raises DocumentError for any fault of its form, also for those that `parse_leniently` returns
    (the first of them); no text makes it raise another exception. Values and the size (`decode`)
    aren't checked.
    """
    front, problems = parse_leniently(text)
    if problems:
        raise DocumentError(problems[0])
    return front


def parse_leniently(text: str) -> tuple[FrontMatter, list[Problem]]:
    """Return a document's text parsed, and the faults that leave the rest readable, in text order.

    Such faults are duplicate keys, aliases, anchors, tags, merge keys and escapes of unprintable
    characters, each of level "error"; the values that they concern aren't to be trusted. Raises
    DocumentError for all other faults of form, such as unprintable characters (UNSAFE), a missing
    `---` line or invalid YAML.
    """
    unsafe = UNSAFE.search(text)
    if unsafe:
        line = text.count("\n", 0, unsafe.start()) + 1
        expected = "only printable characters"
        raise DocumentError(Problem("error", line, "", expected, quoted(unsafe[0])))
    opening = _OPENING.match(text)
    if opening is None:
        first = text.partition("\n")[0]
        found = quoted(first.rstrip("\r")) if text else "an empty file"
        raise DocumentError(Problem("error", 1, "", "the first line to be ---", found))
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        found = "the end of the file"
        raise DocumentError(Problem("error", None, "", "a closing line ---", found))
    root, problems = parse_yaml(text, opening.start(1), closing.start())
    body = text[closing.end() + 1 :]
    front = FrontMatter(text, opening.end(), closing.start(), 2, root, body)
    return front, problems
