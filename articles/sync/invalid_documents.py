"""Store invalid documents, and compare the problems of a document with those of its last text.

The table InvalidDocument lists each document that the last import of it refused. A row is deleted
when the document becomes valid, or when an import of the whole folder no longer finds it (see
`remove_absent`).
"""

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

#: How many rows are deleted in one transaction.
CHUNK: Final = 250


def invalid_paths(collection: Collection, paths: Sequence[str]) -> set[str]:
    """Return those of the paths that are stored as invalid in the collection."""
    rows = InvalidDocument.objects.filter(collection_id=collection.pk, path__in=paths)
    return set(rows.values_list("path", flat=True))


def store_invalid(
    collection: Collection, refused: Iterable[Entry], now: datetime, run: ImportRun | None
) -> None:
    """Insert or update the row of each document that the run refused, with its problems.

    `since` is `now` in a new row and stays in one that exists. `run`, None in a dry run, is stored
    in both.
    """
    rows = [
        InvalidDocument(
            collection=collection,
            path=entry.path,
            problems=entry.as_json()["problems"],
            since=now,
            run=run,
        )
        for entry in refused
    ]
    InvalidDocument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["collection", "path"],
        update_fields=["problems", "run"],
    )


def remove_valid(collection: Collection, paths: Iterable[str]) -> None:
    """Delete the collection's rows of invalid documents at these paths: they are valid now."""
    InvalidDocument.objects.filter(collection=collection, path__in=paths).delete()


def remove_absent(run: ImportRun, unread_folders: Sequence[str]) -> None:
    """Delete the collection's rows of invalid documents that this run did not refuse again.

    The run must have read the whole folder. Rows below `unread_folders` (paths that end with a
    slash) stay: whether their documents exist is unknown. Each CHUNK is one transaction. Raises
    LockLost.
    """
    not_found = InvalidDocument.objects.filter(collection=run.collection_id).exclude(run=run)
    # A path that can't be stored is listed by its printable form.
    unknown = tuple({*unread_folders, *map(printable, unread_folders)})
    rows = not_found.order_by("pk").values_list("pk", "path")
    absent = [pk for pk, path in rows.iterator() if not path.startswith(unknown)]
    for start in range(0, len(absent), CHUNK):
        with transaction.atomic():
            heartbeat(run)
            InvalidDocument.objects.filter(pk__in=absent[start : start + CHUNK]).delete()


def document_problems(reading: Reading, root: Path, path: str) -> tuple[Problem, ...]:
    """Return the problems of a document's text, and the warning about its file name, if any."""
    warning = files.same_name_warning(root, path)
    return reading.problems + ((warning,) if warning else ())


def previous_texts(collection: Collection, paths: Sequence[str]) -> dict[str, str]:
    """Return the newest stored text of each article at these paths, by path; at most one query.

    Paths without an article are left out.
    """
    if not paths:
        return {}
    rows = Article.objects.filter(collection_id=collection.pk, path__in=paths)
    return dict(rows.values_list("path", "newest_text__text"))


def repeated_problems(
    problems: Sequence[Problem], text: str, root: Path, path: str, now: datetime
) -> tuple[Problem, ...]:
    """Return the problems that `text`, the document's previous text, has too; in their order.

    Problems with equal field and expectation are the same problem; line, value and level may
    differ. `text` is read as of `now`. The warning about the file name always counts as repeated.
    """
    before = document_problems(read(text.encode(), now=now), root, path)
    known = {(each.field, each.expected) for each in before}
    return tuple(each for each in problems if (each.field, each.expected) in known)
