"""Import the documents of one target, chunk by chunk, and report the result."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from time import sleep
from typing import Final

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Collection, ImportRun
from articles.sync import files
from articles.sync.chunk_importer import ChunkImporter
from articles.sync.files import SourceFile
from articles.sync.invalid_documents import remove_absent
from articles.sync.locks import LockHeld, LockLost, acquire, heartbeat, release
from articles.sync.missing_published import finish_interrupted_change
from articles.sync.moves import find_missing, mark_gone, path_exists
from articles.sync.report import Entry, Report
from articles.sync.story_placing import place_articles
from articles.sync.targets import Target

__all__ = ["Entry", "LockHeld", "LockLost", "Report", "import_target"]

#: The most documents in a chunk.
CHUNK: Final = 250
#: A chunk ends after so many bytes too, which bounds memory and the length of a transaction.
CHUNK_BYTES: Final = 8 * 1024 * 1024
#: Seconds between two chunks, in which others may write.
PAUSE: Final = 0.01
#: Where at least so many articles, and more than a tenth of all, have no document any more, the
#: folder itself may be missing.
MANY_MISSING: Final = 10


def import_target(
    target: Target,
    *,
    dry_run: bool = False,
    allow_gone: bool = False,
    on_entry: Callable[[Entry], None] = lambda entry: None,
    on_placed: Callable[[int], None] = lambda count: None,
    now: datetime | None = None,
) -> Report:
    """Import the documents of the target, chunk by chunk, and return the report.

    With `dry_run`, each chunk (`ChunkImporter.import_chunk`) is rolled back, and no lock is taken.
    Without, a new collection is stored, the lock taken, the site address stored and an interrupted
    change of `missing_publishes` finished first. `on_entry` is called for each path in the order of
    `paths_of`, except those that vanished since. An import of the whole folder then marks missing
    articles as gone, calls `on_entry` for each, and deletes the rows of absent invalid documents; a
    dry run only calls `on_entry`. Without `allow_gone`, where at least MANY_MISSING and more than a
    tenth of the articles not gone are missing, the report counts them, and none of that is done. At
    last, but in a dry run, articles are put into stories; `on_placed` gets the number of each
    transaction's.

    An exception ends the run as interrupted; chunks stored before it stay. Raises LockHeld while
    another run of the collection goes on, LockLost when this run's lock expired and another one
    took it, OSError where the folder can't be opened, IntegrityError where another new collection
    has taken the name since the target was made, and what else `acquire` and `import_chunk` raise.
    """
    now = now or timezone.now()
    run = None
    if not dry_run:
        run = _begin(target.collection)
    work = ChunkImporter(target.collection, run, now, is_whole=not target.part)
    finished = False
    try:
        if run:
            finish_interrupted_change(target.collection, run)
        for entry in _document_entries(work, target):
            on_entry(entry)
        for entry in _missing_entries(work, target, allow_gone):
            on_entry(entry)
        _place(work, on_placed)
        finished = True
    finally:
        if run:
            release(run, work.report.run_totals(), interrupted=not finished)
    return work.report


def _document_entries(work: ChunkImporter, target: Target) -> Iterator[Entry]:
    """Import the target's documents, chunk by chunk; yield the entry of each."""
    for chunk in _chunks(_sources(target)):
        yield from work.import_chunk(chunk)
        if work.run:
            # Without a pause, chunks would keep people's decisions waiting for the database.
            sleep(PAUSE)


def _place(work: ChunkImporter, on_placed: Callable[[int], None]) -> None:
    """Put the articles that are in no story yet into stories, but in a dry run."""
    if work.run:
        for count in place_articles(work.collection, work.run, work.without_story):
            on_placed(count)


def _missing_entries(work: ChunkImporter, target: Target, allow_gone: bool) -> Iterator[Entry]:
    """Mark missing articles as gone, in an import of the whole folder; yield the entry of each.

    As `_mark_missing`. The rows of absent invalid documents are deleted at last, except where too
    many are missing.
    """
    if not target.part and target.collection.pk:
        for entry in _mark_missing(work, allow_gone):
            work.report.add(entry)
            yield entry
        # Where too many are missing, the folder itself may be missing: nothing is deleted.
        if work.run and not work.report.missing:
            remove_absent(work.run, work.unread_folders)


def _begin(collection: Collection) -> ImportRun:
    """Store the collection where it is new, acquire its lock, store its site, and return the run.

    Sets primary key and name of `collection` to the stored ones: another import may have stored a
    collection of this root since the target was made. Raises LockHeld, and IntegrityError where a
    collection of another root has taken the name.
    """
    stored, _ = Collection.objects.get_or_create(
        root=collection.root,
        defaults={"name": collection.name, "site_url": collection.site_url},
    )
    collection.pk, collection.name = stored.pk, stored.name
    run = acquire(collection)
    Collection.objects.filter(pk=stored.pk).update(site_url=collection.site_url)
    # It may have changed until the lock was held.
    collection.refresh_from_db(fields=["missing_publishes", "stories_complete"])
    return run


def paths_of(target: Target) -> Iterator[str]:
    """Yield the paths of the target's files that may be documents, relative to the root.

    They are those of `files.document_paths`, in its order, also links and unreadable folders. For a
    part that is no folder now, yield the part alone, whatever its suffix, even if it is missing.
    Raises OSError where the target's folder can't be opened.
    """
    part = target.root / target.part
    if target.part and not part.is_dir():
        yield target.part
        return
    prefix = f"{target.part}/" if target.part else ""
    for path in files.document_paths(part):
        yield prefix + path


def _sources(target: Target) -> Iterator[SourceFile]:
    """Yield the target's files, read or refused, except those that vanished since being listed."""
    for path in paths_of(target):
        source = files.read(target.root, path)
        if source.problem is None or path_exists(target.root, path):
            yield source


def _chunks(sources: Iterable[SourceFile]) -> Iterator[list[SourceFile]]:
    chunk: list[SourceFile] = []
    size = 0
    for source in sources:
        chunk.append(source)
        size += len(source.content)
        if len(chunk) == CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _mark_missing(work: ChunkImporter, allow_gone: bool) -> Iterator[Entry]:
    """Mark articles whose document is no longer in the folder as gone, and yield their entries.

    Without `allow_gone`, where at least MANY_MISSING and more than a tenth of the articles not gone
    are missing, only set the report's `missing`. A dry run marks none, but yields the entries.
    Raises LockLost.
    """
    missing = list(find_missing(work.collection, exclude=work.dry_run_state.relocated))
    if len(missing) >= MANY_MISSING and not allow_gone:
        known = Article.objects.filter(collection=work.collection, gone_at=None).count()
        if len(missing) * 10 > known + work.dry_run_state.added:
            work.report.missing = len(missing)
            return
    for start in range(0, len(missing), CHUNK):
        chunk = missing[start : start + CHUNK]
        if work.run:
            with transaction.atomic():
                heartbeat(work.run)
                mark_gone(work.run, chunk, work.now)
        for pk, path in chunk:
            yield Entry(path, "gone", article=pk)
