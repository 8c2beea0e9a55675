"""Write a field's own source again where an export had written over it.

`splice` writes a value in a style that fits; a value that is taken back must have upstream's own
bytes: its quotes, blanks, comments and the form of its list.
"""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Final

from .frontmatter import FrontMatter, parse
from .problems import DocumentError
from .splice import splice
from .splice_check import Value, current_value, verify
from .yaml_tree import Scalar
from .yaml_write import (
    BLOCK_STYLES,
    SpliceError,
    entry_span,
    is_flow,
    last_line_offset,
    next_line_start,
)

#: The source of a block scalar with a comment in its first line, from the colon on.
_BLOCK_WITH_COMMENT: Final = re.compile(r": *[|>][-+0-9]*([ \t]+#[^\r\n]*)")


def source_of(text: str, key: str) -> str | None:
    """Return the source of a top-level key's value, for `restore` alone; None without the key.

    It begins right behind the key, includes the colon, and ends where the value ends: of a block
    scalar (`|` or `>`) before the line breaks at its end; of `topics`, in front matter without
    braces, with the whole last line and its line ending. Raises DocumentError where `parse` refuses
    the text.
    """
    front = parse(text)
    return text[slice(*_value_span(front, key))] if key in front.root.entries else None


def without_entries(text: str, keys: Container[str]) -> str:
    """Return a document's text without the entries of the top-level keys in `keys`.

    Keys that it doesn't have are ignored. An entry is removed with its whole lines; in a flow
    mapping only from the key to the end of its value, so that commas stay. Raises DocumentError
    where `parse` refuses the text.
    """
    front = parse(text)
    entries = [pair for key, pair in front.root.entries.items() if key in keys]
    for start, end in sorted(
        (entry_span(text, *pair, front.root) for pair in entries), reverse=True
    ):
        text = text[:start] + text[end:]
    return text


def restore(text: str, values: Mapping[str, Value], sources: Mapping[str, str | None]) -> str:
    """Return the text with values set as `splice` does, with earlier sources where there are some.

    `sources` has, for some of the keys of `values`, what `source_of` returned of an earlier text;
    None removes the key. A source that would not be read as its value in `values`, or that doesn't
    fit the text, isn't used, nor is one of a key that is missing now: the value is spliced. Keys
    must be those that `splice` can set. Raises SpliceError where a value can't be spliced,
    DocumentError where `parse` refuses the text.
    """
    for key, source in sources.items():
        text = _with_source(text, key, values[key], source)
    return splice(text, values)


def _with_source(text: str, key: str, value: Value, source: str | None) -> str:
    """Return the text with the source of one key, or unchanged where it can't be written."""
    front = parse(text)
    if key not in front.root.entries:
        return text
    now: Value = current_value(front, key)  # type: ignore[assignment]  # a faulty one equals none
    candidates = list(_earlier_texts(front, key, source))
    for candidate in candidates:
        if _reads_as(candidate, key, value) and _becomes(text, candidate, {key: now}):
            return candidate
    try:
        verify(front, candidates[0], {key: tuple(value) if isinstance(value, list) else value})
    except SpliceError:
        return text
    return candidates[0]


def _earlier_texts(front: FrontMatter, key: str, source: str | None) -> Iterator[str]:
    """Yield texts that may have been before the key got its value, the likeliest first.

    Lines of comments and blank ones behind the entry may come from inside the earlier list, or
    have been put there by its insertion.
    """
    text = front.text
    start, end = entry_span(text, *front.root.entries[key], front.root)
    if source is not None:
        start, end = _value_span(front, key)
        # The comment behind the header of a block, which a splice leaves behind the value.
        comment = _BLOCK_WITH_COMMENT.match(source)
        if comment and text[end : next_line_start(text, end)].rstrip("\r\n") == comment[1]:
            end += len(comment[1])
    yield text[:start] + (source or "") + text[end:]
    while key == "topics" and not is_flow(text, front.root):
        line = text[end : next_line_start(text, end)]
        if not line or not (line.isspace() or line.lstrip(" ").startswith("#")):
            return
        end += len(line)
        yield text[:start] + (source or "") + text[end:]


def _reads_as(text: str, key: str, value: Value) -> bool:
    """Tell whether a key has the value in a text that can be read."""
    try:
        found = current_value(parse(text), key)
    except DocumentError:
        return False
    return found == (tuple(value) if isinstance(value, list) else value)


def _becomes(text: str, earlier: str, values: Mapping[str, Value]) -> bool:
    """Tell whether an earlier text with the values set is the text."""
    try:
        return splice(earlier, values) == text
    except (SpliceError, DocumentError):
        return False


def _value_span(front: FrontMatter, key: str) -> tuple[int, int]:
    """Return the offsets of an entry's value, from the colon on.

    A list has all of its last line, since comments move with items; a block scalar reaches to the
    end of its content, without the line ending.
    """
    text, (name, node) = front.text, front.root.entries[key]
    is_list = key == "topics" and not is_flow(text, front.root)
    is_block = isinstance(node, Scalar) and node.style in BLOCK_STYLES
    if not is_list and not is_block:
        return name.end, node.end
    end = next_line_start(text, last_line_offset(text, node))
    source = text[name.end : end]
    kept = source if is_list else source.removesuffix("\n").removesuffix("\r")
    return name.end, name.end + len(kept)
