"""Helpers for the lines that a splice changes, and for what it refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher

import pytest

from articles.documents import SpliceError, splice


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    """Return the old and the new text of each run of lines that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return [
        ("".join(old[a:b]), "".join(new[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, old, new, False).get_opcodes()
        if tag != "equal"
    ]


def only_change(text: str, **values: object) -> tuple[str, str]:
    """Return the only run of lines that setting these values changes, old and new."""
    (change,) = changed_lines(text, splice(text, values))
    return change


@contextmanager
def raises_splice_error(field: str, part: str = "") -> Iterator[None]:
    """Check that the block raises SpliceError for a field, with `part` in its reason."""
    with pytest.raises(SpliceError) as caught:
        yield
    assert caught.value.field == field
    assert part in caught.value.reason
    assert str(caught.value) == f"{field}: {caught.value.reason}"
