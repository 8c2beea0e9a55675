"""What a document is warned of, and which of it is old: its text of before had it too."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from articles.documents import Problem, Reading, read
from articles.importing import reader
from articles.models import Article, Collection


def problems_of(reading: Reading, root: Path, path: str) -> tuple[Problem, ...]:
    """Return the problems of a reading, and with the name of its file."""
    twin = reader.twin(root, path)
    return reading.problems + ((twin,) if twin else ())


def texts_before(collection: Collection, paths: Sequence[str]) -> dict[str, str]:
    """Return by path the text that an article has until this one is stored; at most one query."""
    if not paths:
        return {}
    there = Article.objects.filter(collection_id=collection.pk, path__in=paths)
    return dict(there.values_list("path", "newest_text__text"))


def old_among(
    problems: Sequence[Problem], text: str, root: Path, path: str, now: datetime
) -> tuple[Problem, ...]:
    """Return the problems that the text of before has too, whatever their line and value."""
    before = problems_of(read(text.encode(), now=now), root, path)
    known = {(each.field, each.expected) for each in before}
    return tuple(each for each in problems if (each.field, each.expected) in known)
