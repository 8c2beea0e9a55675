"""Documents that are no longer in their folder."""

from collections.abc import Collection as Set
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from articles.importing.moves import is_there
from articles.models import Article, Collection, ImportEntry, ImportRun


def missing_documents(collection: Collection, but: Set[int]) -> Iterator[tuple[int, str]]:
    """Yield primary key and path of each article whose file isn't there any more, `but` of some.

    Asks the folder, not a list of what was read: so it needs no memory for what is there, and
    finds the same after an import that was killed.
    """
    root = Path(collection.root)
    rows = Article.objects.filter(collection=collection, gone_at=None).order_by("pk")
    for pk, path in rows.values_list("pk", "path").iterator(chunk_size=2000):
        if pk not in but and not is_there(root, path):
            yield pk, path


def mark_gone(run: ImportRun, missing: Sequence[tuple[int, str]], now: datetime) -> None:
    """Date the articles as gone: kept, and back when their document is back."""
    rows = Article.objects.filter(pk__in=[pk for pk, _ in missing], gone_at=None)
    # An update locks in any order; in this one an import and a batch never lock each other out.
    locked = rows.select_for_update().order_by("pk").values_list("pk", flat=True)
    Article.objects.filter(pk__in=list(locked)).update(gone_at=now)
    ImportEntry.objects.bulk_create(
        ImportEntry(run=run, path=path, status="gone", article_id=pk) for pk, path in missing
    )
