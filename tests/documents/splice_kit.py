"""Short words for what a splice changes and refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher

import pytest

from articles.documents import SpliceError, splice


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    """What stood and what stands instead, for each run of lines that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return [
        ("".join(old[a:b]), "".join(new[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, old, new, False).get_opcodes()
        if tag != "equal"
    ]


def the_change(text: str, **values: object) -> tuple[str, str]:
    """The one run of lines that setting these values changes."""
    (change,) = changed_lines(text, splice(text, values))
    return change


@contextmanager
def refused(field: str, words: str = "") -> Iterator[None]:
    with pytest.raises(SpliceError) as caught:
        yield
    assert caught.value.field == field
    assert words in caught.value.reason
    assert str(caught.value) == f"{field}: {caught.value.reason}"
