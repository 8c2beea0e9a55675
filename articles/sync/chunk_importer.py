"""Import one chunk of files: read them, store the valid documents, list the invalid ones."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import DataError, IntegrityError, transaction

from articles.documents import Problem, read
from articles.models import Article, Collection, ImportEntry, ImportRun
from articles.sync.changes import Draft, Stored
from articles.sync.dry_run import DryRunState
from articles.sync.files import SourceFile, is_unread_folder, printable, storable_path
from articles.sync.invalid_documents import (
    document_problems,
    invalid_paths,
    previous_texts,
    remove_valid,
    repeated_problems,
    store_invalid,
)
from articles.sync.locks import ensure_held, heartbeat
from articles.sync.report import Entry, Report
from articles.sync.store import store_drafts
from articles.sync.story_placing import leave_stories

#: The keys of a document by which it is in its story, and results after which it may tell another.
STORY_KEYS: Final = frozenset(
    {"title", "originalUrl", "webUrl", "provider", "replaced", "returned"}
)


class ChunkImporter:
    """Imports chunks of files, and keeps an import's run, report and dry-run state between them.

    `run` is None in a dry run; `is_whole` tells whether the whole collection is imported, not
    a part of it.
    """

    def __init__(
        self, collection: Collection, run: ImportRun | None, now: datetime, *, is_whole: bool
    ) -> None:
        self.collection = collection
        self.root = Path(collection.root)
        self.is_whole = is_whole
        self.run = run
        self.now = now
        self.report = Report()
        self.dry_run_state = DryRunState()
        #: Paths, with a slash at the end, of folders whose files are unknown.
        self.unread_folders: list[str] = []
        #: Articles (primary keys) that are in no story: new ones, and those of STORY_KEYS.
        self.without_story: list[int] = []

    def import_chunk(self, sources: Sequence[SourceFile]) -> list[Entry]:
        """Import one chunk of files, add it to the report, and return an entry for each, in order.

        A file with the SHA-256 of its article's newest text is `unchanged` and not parsed, unless
        the article is gone or an export of it was interrupted. Stores the rest in one transaction,
        or one document at a time where the database refuses that: a valid one refused again is
        `invalid`. A dry run rolls each transaction back. Notes unread folders. Raises LockLost, and
        the database's error where it refuses an invalid document's row.
        """
        paths = [storable_path(source.path) for source in sources]
        rows = Article.objects.filter(
            collection_id=self.collection.pk, path__in=paths, gone_at=None, writing={}
        )
        digests = dict(rows.values_list("path", "newest_text__sha256"))
        known_invalid = invalid_paths(self.collection, paths)
        self.unread_folders += [
            f"{source.path.rstrip('/')}/" for source in sources if is_unread_folder(source)
        ]
        entries: dict[str, Entry] = {}
        drafts: list[Draft] = []
        for path, source in zip(paths, sources, strict=True):
            if source.problem is None and digests.get(path) == source.sha256:
                entries[path] = Entry(path, "unchanged")
                continue
            draft, entries[path] = self._read(path, source, is_known=path in known_invalid)
            if draft:
                drafts.append(draft)
        self._store(drafts, entries, known_invalid)
        result = [entries[path] for path in paths]
        for entry in result:
            self.report.add(entry)
        return result

    def _read(self, path: str, source: SourceFile, *, is_known: bool) -> tuple[Draft | None, Entry]:
        """Return the file's document as a draft, None if it is invalid, and its entry.

        A draft's entry has no status yet. `is_known` tells whether the file was invalid at the last
        import. Counts a valid document's unknown keys in the report.
        """
        if source.problem:
            return None, Entry(path, "invalid", [], (source.problem,), not is_known)
        reading = read(source.content, now=self.now)
        if reading.document is None or reading.text is None:
            return None, Entry(path, "invalid", [], reading.problems, not is_known)
        self.report.unknown_keys.update(reading.document.unknown_keys)
        problems = document_problems(reading, self.root, path)
        entry = Entry(path, "", [], problems, repeated_links=reading.repeated_links)
        return Draft(path, source.sha256, reading.text, reading.document), entry

    def _store(
        self, drafts: Sequence[Draft], entries: dict[str, Entry], known_invalid: set[str]
    ) -> None:
        """Store the chunk in one transaction, and complete the entries of the drafts in `entries`.

        Also stores the invalid documents in `entries`, and deletes the rows of `known_invalid`
        (paths) that are valid now. Where the database refuses the chunk, store one document at a
        time. With nothing to store, only ensure that a run's lock is held. Raises LockLost.
        """
        refused = [entry for entry in entries.values() if entry.status == "invalid"]
        now_valid = known_invalid - {entry.path for entry in refused}
        if not (drafts or refused or now_valid):
            if self.run:
                ensure_held(self.run)
            return
        with_problems = [draft.path for draft in drafts if entries[draft.path].problems]
        texts = previous_texts(self.collection, with_problems)
        try:
            with transaction.atomic():
                stored = self._write(drafts, refused, now_valid)
        except (DataError, IntegrityError) as error:
            self._store_one_by_one(drafts, entries, known_invalid, error)
            return
        if self.run is None:
            stored = self.dry_run_state.remember(stored)
        for path, result in stored.items():
            problems = entries[path].problems
            old: tuple[Problem, ...] = ()
            # Problems of noise are not reported, so nothing has to be compared.
            if path in texts and result.status != "noise":
                old = repeated_problems(problems, texts[path], self.root, path, self.now)
            entries[path] = replace(
                entries[path],
                status=result.status,
                changes=result.changes,
                conflicts=result.conflicts,
                article=result.article,
                old_warnings=old,
            )

    def _store_one_by_one(
        self,
        drafts: Sequence[Draft],
        entries: dict[str, Entry],
        known_invalid: set[str],
        error: DataError | IntegrityError,
    ) -> None:
        """Store the documents of a chunk that the database refused, each in its own transaction.

        They are the invalid ones and the drafts. A draft that is refused again, or was the only
        document, becomes an invalid document with the first line of the database's message. Raises
        `error` where there are no drafts, and the database's error where it refuses an invalid
        document.
        """
        refused = [entry.path for entry in entries.values() if entry.status == "invalid"]
        if not drafts:
            raise error
        if len(drafts) == 1 and not refused:
            path = drafts[0].path
            reason = printable(str(error).split("\n")[0])[:200]
            problem = Problem("error", None, "", "a document that the database can hold", reason)
            entries[path] = Entry(path, "invalid", [], (problem,), path not in known_invalid)
            self._store([], {path: entries[path]}, set())
            return
        for path in [*refused, *(draft.path for draft in drafts)]:
            one = {path: entries[path]}
            own_drafts = [draft for draft in drafts if draft.path == path]
            self._store(own_drafts, one, known_invalid & {path})
            entries[path] = one[path]

    def _write(
        self, drafts: Sequence[Draft], refused: Sequence[Entry], now_valid: set[str]
    ) -> dict[str, Stored]:
        """Write one chunk inside the caller's transaction; a dry run marks it for rollback.

        Returns the result of each draft, by path. A real run sends a heartbeat first and stores the
        entries; a dry run inserts a new collection first. Raises LockLost.
        """
        if self.run:
            heartbeat(self.run)
        else:
            self._insert_new_collection()
        stored = store_drafts(
            self.collection, drafts, self.now, run=self.run, follows_moves=self.is_whole
        )
        remove_valid(self.collection, now_valid)
        store_invalid(self.collection, refused, self.now, self.run)
        if self.run is None:
            transaction.set_rollback(True)
        else:
            self._store_entries(self.run, stored, refused)
            self._note_without_story(stored.values())
        return stored

    def _note_without_story(self, results: Iterable[Stored]) -> None:
        """Note the articles to be put into a story; take those out that may tell another one."""
        given = [(each.article, {each.status, *each.changes}) for each in results]
        changed = [pk for pk, what in given if pk and not STORY_KEYS.isdisjoint(what)]
        leave_stories(changed)
        self.without_story += [*changed, *(pk for pk, what in given if pk and "new" in what)]
        # An import that ends before it has placed them leaves this for the next one.
        if self.without_story:
            rows = Collection.objects.filter(pk=self.collection.pk, stories_complete=True)
            rows.update(stories_complete=False)

    def _store_entries(
        self, run: ImportRun, stored: dict[str, Stored], refused: Sequence[Entry]
    ) -> None:
        """Store an ImportEntry for each draft that is not noise and each newly invalid document.

        The other documents of `refused` have no new row.
        """
        rows = [
            ImportEntry(
                run=run,
                path=path,
                status=result.status,
                article_id=result.article,
                changes=result.changes,
                conflicts=result.conflicts,
                differences=result.differences,
            )
            for path, result in stored.items()
            if result.status != "noise"
        ]
        rows += [
            ImportEntry(
                run=run, path=entry.path, status="invalid", problems=entry.as_json()["problems"]
            )
            for entry in refused
            if entry.newly_invalid
        ]
        ImportEntry.objects.bulk_create(rows)

    def _insert_new_collection(self) -> None:
        """Insert the collection where none of its name is stored; sets its primary key.

        The rollback of the dry run removes the row again.
        """
        if not Collection.objects.filter(name=self.collection.name).exists():
            self.collection.pk = None
            self.collection.save(force_insert=True)
