"""One import of one collection, from its folder to the database, and the report of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Final

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from articles.documents import Problem, read
from articles.models import Article, Collection, ImportEntry, ImportRun
from articles.sync import files
from articles.sync.changes import Draft, Stored
from articles.sync.dry_run import DryRunState
from articles.sync.files import SourceFile, storable
from articles.sync.locks import LockHeld, LockLost, acquire, heartbeat, release
from articles.sync.moves import is_there, mark_gone, missing_documents
from articles.sync.problems import (
    add_invalid,
    already_warned,
    listed_paths,
    previous_texts,
    problems_with_name,
    remove_absent,
    remove_valid,
)
from articles.sync.report import Entry, Report
from articles.sync.store import store
from articles.sync.targets import Target

__all__ = ["Entry", "LockHeld", "LockLost", "Report", "import_target"]

CHUNK: Final = 250
#: A chunk ends here too, so that memory and the wait of others stay the same for large documents.
CHUNK_BYTES: Final = 8 * 1024 * 1024
#: Seconds between two chunks, in which others may write.
REST: Final = 0.01


def import_target(
    target: Target,
    *,
    dry_run: bool = False,
    allow_gone: bool = False,
    on_entry: Callable[[Entry], None] = lambda entry: None,
    now: datetime | None = None,
) -> Report:
    """Import the documents of the target, chunk by chunk, each chunk in one transaction.

    With `dry_run` the same is done and every chunk rolled back. `on_entry` hears of each document
    in the order of paths, and then of those that are gone, where the whole folder is imported;
    without `allow_gone`, none is marked where too many are missing.

    Raises LockHeld while another import or export of the collection lives, LockLost when this one
    was silent for so long that another took its place.
    """
    now = now or timezone.now()
    run = None
    if not dry_run:
        run = _begin(target.collection)
    work = _Import(target.collection, run, now, is_whole=not target.part)
    finished = False
    try:
        for chunk in _chunks(_documents(target)):
            for entry in work.take(chunk):
                on_entry(entry)
            if run:
                # Back to back, chunks would keep the people who decide waiting.
                sleep(REST)
        if not target.part and target.collection.pk:
            for entry in work.find_gone(allow_gone):
                work.report.add(entry)
                on_entry(entry)
            work.strike_off_absent()
        finished = True
    finally:
        if run:
            release(run, work.report.kept(), interrupted=not finished)
    return work.report


def _begin(collection: Collection) -> ImportRun:
    """Claim the collection; another import may have made it since the target was named."""
    kept, _ = Collection.objects.get_or_create(
        root=collection.root,
        defaults={"name": collection.name, "site_url": collection.site_url},
    )
    collection.pk, collection.name = kept.pk, kept.name
    run = acquire(collection)
    Collection.objects.filter(pk=kept.pk).update(site_url=collection.site_url)
    return run


def paths_of(target: Target) -> Iterator[str]:
    """Yield the paths, under the collection's root, of what may be the target's documents."""
    part = target.root / target.part
    if target.part and not part.is_dir():
        yield target.part
        return
    prefix = f"{target.part}/" if target.part else ""
    for path in files.document_paths(part):
        yield prefix + path


def _documents(target: Target) -> Iterator[SourceFile]:
    """Yield what the folder holds; a file that has vanished since it was listed is none."""
    for path in paths_of(target):
        found = files.read(target.root, path)
        if found.problem is None or is_there(target.root, path):
            yield found


def _chunks(found: Iterable[SourceFile]) -> Iterator[list[SourceFile]]:
    chunk: list[SourceFile] = []
    size = 0
    for each in found:
        chunk.append(each)
        size += len(each.content)
        if len(chunk) == CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


class _Import:
    """The state of one import: its claim and its report."""

    def __init__(
        self, collection: Collection, run: ImportRun | None, now: datetime, *, is_whole: bool
    ) -> None:
        self.collection = collection
        self.root = Path(collection.root)
        self.is_whole = is_whole
        self.run = run
        self.now = now
        self.report = Report()
        self.rolled_back = DryRunState()
        #: Folders, by their paths, of which nobody knows what lies in them.
        self.unopened: list[str] = []

    def take(self, found: Sequence[SourceFile]) -> list[Entry]:
        """Import one chunk, report it, and return its entries in the order given."""
        paths = [storable(each.path) for each in found]
        there = Article.objects.filter(
            collection_id=self.collection.pk, path__in=paths, gone_at=None, writing={}
        )
        known = dict(there.values_list("path", "newest_text__sha256"))
        listed = listed_paths(self.collection, paths)
        self.unopened += [f"{each.path.rstrip('/')}/" for each in found if files.is_unopened(each)]
        entries: dict[str, Entry] = {}
        drafts: list[Draft] = []
        for path, each in zip(paths, found, strict=True):
            if each.problem is None and known.get(path) == each.sha256:
                entries[path] = Entry(path, "unchanged")
                continue
            draft, problems = self._read(path, each)
            if draft is None:
                entries[path] = Entry(path, "invalid", [], problems, path not in listed)
            else:
                drafts.append(draft)
                entries[path] = Entry(path, "", [], problems)
        self._store(drafts, entries, listed)
        told = [entries[path] for path in paths]
        for entry in told:
            self.report.add(entry)
        return told

    def _read(self, path: str, found: SourceFile) -> tuple[Draft | None, tuple[Problem, ...]]:
        if found.problem:
            return None, (found.problem,)
        reading = read(found.content, now=self.now)
        if reading.document is None or reading.text is None:
            return None, reading.problems
        self.report.unknown_keys.update(reading.document.unknown_keys)
        problems = problems_with_name(reading, self.root, path)
        return Draft(path, found.sha256, reading.text, reading.document), problems

    def _store(self, drafts: Sequence[Draft], entries: dict[str, Entry], listed: set[str]) -> None:
        refused = [entry for entry in entries.values() if entry.status == "invalid"]
        healed = listed - {entry.path for entry in refused}
        if not (drafts or refused or healed):
            if self.run and (timezone.now() - self.run.beat_at).total_seconds() > 5:
                heartbeat(self.run)
            return
        warned_of = [draft.path for draft in drafts if entries[draft.path].problems]
        texts = previous_texts(self.collection, warned_of)
        try:
            with transaction.atomic():
                stored = self._write(drafts, refused, healed)
        except (DataError, IntegrityError) as error:
            self._store_one_by_one(drafts, entries, listed, error)
            return
        if self.run is None:
            stored = self.rolled_back.remember(stored)
        for path, what in stored.items():
            problems = entries[path].problems
            old: tuple[Problem, ...] = ()
            # Nothing is told of noise, so nothing has to be compared.
            if path in texts and what.status != "noise":
                old = already_warned(problems, texts[path], self.root, path, self.now)
            entries[path] = Entry(
                path, what.status, what.changes, problems,
                conflicts=what.conflicts, article=what.article, old_warnings=old,
            )  # fmt: skip

    def _store_one_by_one(
        self,
        drafts: Sequence[Draft],
        entries: dict[str, Entry],
        listed: set[str],
        error: DataError | IntegrityError,
    ) -> None:
        """Find the document that the database refuses, and store the others."""
        refused = [entry.path for entry in entries.values() if entry.status == "invalid"]
        if not drafts:
            raise error
        if len(drafts) == 1 and not refused:
            path = drafts[0].path
            reason = files.printable(str(error).split("\n")[0])[:200]
            problem = Problem("error", None, "", "a document that the database can hold", reason)
            entries[path] = Entry(path, "invalid", [], (problem,), path not in listed)
            self._store([], {path: entries[path]}, set())
            return
        for path in [*refused, *(draft.path for draft in drafts)]:
            one = {path: entries[path]}
            mine = [draft for draft in drafts if draft.path == path]
            self._store(mine, one, listed & {path})
            entries[path] = one[path]

    def _write(
        self, drafts: Sequence[Draft], refused: Sequence[Entry], healed: set[str]
    ) -> dict[str, Stored]:
        if self.run:
            heartbeat(self.run)
        else:
            self._pretend_collection()
        stored = store(self.collection, drafts, self.now, run=self.run, follows_moves=self.is_whole)
        remove_valid(self.collection, healed)
        add_invalid(self.collection, refused, self.now, self.run)
        if self.run is None:
            transaction.set_rollback(True)
        else:
            self._keep_entries(self.run, stored, refused)
        return stored

    def _keep_entries(
        self, run: ImportRun, stored: dict[str, Stored], refused: Sequence[Entry]
    ) -> None:
        """Keep what the run's page lists: not noise, nor what was invalid before."""
        rows = [
            ImportEntry(
                run=run, path=path, status=what.status, article_id=what.article,
                changes=what.changes, conflicts=what.conflicts,
            )
            for path, what in stored.items()
            if what.status != "noise"
        ]  # fmt: skip
        rows += [
            ImportEntry(
                run=run, path=entry.path, status="invalid", problems=entry.as_json()["problems"]
            )
            for entry in refused
            if entry.newly_invalid
        ]
        ImportEntry.objects.bulk_create(rows)

    def find_gone(self, allow_gone: bool) -> Iterator[Entry]:
        """Mark articles whose document is no longer in the folder, and tell of each.

        Where more than a tenth, and at least ten, are missing, a folder may not be there at all:
        none is marked then, and the report says how many.
        """
        missing = list(missing_documents(self.collection, but=self.rolled_back.placed))
        if len(missing) >= 10 and not allow_gone:
            known = Article.objects.filter(collection=self.collection, gone_at=None).count()
            if len(missing) * 10 > known + self.rolled_back.added:
                self.report.missing = len(missing)
                return
        for start in range(0, len(missing), CHUNK):
            chunk = missing[start : start + CHUNK]
            if self.run:
                with transaction.atomic():
                    heartbeat(self.run)
                    mark_gone(self.run, chunk, self.now)
            for pk, path in chunk:
                yield Entry(path, "gone", article=pk)

    def strike_off_absent(self) -> None:
        """Let the list of what can't be taken forget what is no longer in the folder.

        Not where so much is missing that the folder itself may not be there.
        """
        if self.run and not self.report.missing:
            remove_absent(self.run, self.unopened)

    def _pretend_collection(self) -> None:
        """In a dry run, let a new collection exist until the chunk is rolled back."""
        if not Collection.objects.filter(name=self.collection.name).exists():
            self.collection.pk = None
            self.collection.save(force_insert=True)
