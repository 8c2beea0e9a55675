"""The list of documents that can't be taken: each stays on it until it can, or isn't there."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from articles.importing.claim import beat
from articles.importing.reader import printable
from articles.importing.report import Entry
from articles.models import Collection, ImportRun, InvalidDocument

#: How many are struck off in one transaction.
CHUNK: Final = 250


def listed(collection: Collection, paths: Sequence[str]) -> set[str]:
    """Return those of the paths that are on the list."""
    rows = InvalidDocument.objects.filter(collection_id=collection.pk, path__in=paths)
    return set(rows.values_list("path", flat=True))


def put_on_list(
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


def strike_off(collection: Collection, paths: Iterable[str]) -> None:
    """Take off the list what could be taken."""
    InvalidDocument.objects.filter(collection=collection, path__in=paths).delete()


def strike_off_absent(run: ImportRun, unopened: Sequence[str]) -> None:
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
            beat(run)
            InvalidDocument.objects.filter(pk__in=absent[start : start + CHUNK]).delete()
