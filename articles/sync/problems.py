"""The list of documents that can't be taken: each stays on it until it can, or isn't there."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from articles.documents import Problem, Reading, read
from articles.models import Article, Collection, ImportRun, InvalidDocument
from articles.sync import files
from articles.sync.files import printable
from articles.sync.locks import heartbeat
from articles.sync.report import Entry

#: How many are struck off in one transaction.
CHUNK: Final = 250


def listed_paths(collection: Collection, paths: Sequence[str]) -> set[str]:
    """Return those of the paths that are on the list."""
    rows = InvalidDocument.objects.filter(collection_id=collection.pk, path__in=paths)
    return set(rows.values_list("path", flat=True))


def add_invalid(
    collection: Collection, refused: Iterable[Entry], now: datetime, run: ImportRun | None
) -> None:
    """Put what the run could not take on the list; `since` stays that of what is on it."""
    rows = [
        InvalidDocument(
            collection=collection, path=entry.path, problems=entry.as_json()["problems"],
            since=now, run=run,
        )
        for entry in refused
    ]  # fmt: skip
    InvalidDocument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["collection", "path"],
        update_fields=["problems", "run"],
    )


def remove_valid(collection: Collection, paths: Iterable[str]) -> None:
    """Take off the list what could be taken."""
    InvalidDocument.objects.filter(collection=collection, path__in=paths).delete()


def remove_absent(run: ImportRun, unopened: Sequence[str]) -> None:
    """Take off the list what a run of the whole folder has not met again.

    What lies in the folders that it could not open stays: nobody knows whether it is there.
    """
    met_no_more = InvalidDocument.objects.filter(collection=run.collection_id).exclude(run=run)
    # A path that no database holds is listed by a readable one.
    inside = tuple({*unopened, *map(printable, unopened)})
    rows = met_no_more.order_by("pk").values_list("pk", "path")
    absent = [pk for pk, path in rows.iterator() if not path.startswith(inside)]
    for start in range(0, len(absent), CHUNK):
        with transaction.atomic():
            heartbeat(run)
            InvalidDocument.objects.filter(pk__in=absent[start : start + CHUNK]).delete()


def problems_with_name(reading: Reading, root: Path, path: str) -> tuple[Problem, ...]:
    """Return the problems of a reading, and with the name of its file."""
    twin = files.same_name_warning(root, path)
    return reading.problems + ((twin,) if twin else ())


def previous_texts(collection: Collection, paths: Sequence[str]) -> dict[str, str]:
    """Return by path the text that an article has until this one is stored; at most one query."""
    if not paths:
        return {}
    there = Article.objects.filter(collection_id=collection.pk, path__in=paths)
    return dict(there.values_list("path", "newest_text__text"))


def already_warned(
    problems: Sequence[Problem], text: str, root: Path, path: str, now: datetime
) -> tuple[Problem, ...]:
    """Return the problems that the text of before has too, whatever their line and value."""
    before = problems_with_name(read(text.encode(), now=now), root, path)
    known = {(each.field, each.expected) for each in before}
    return tuple(each for each in problems if (each.field, each.expected) in known)
