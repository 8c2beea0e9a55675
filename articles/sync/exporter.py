"""Export: write the values that people decided into the documents, take back released ones.

A document is read from disk at the time of the export, and skipped, among other reasons, where a
field that an article holds (other than `heat`) differs from the last import; all the rest of its
text is kept. Pending values are recorded before the rename and confirmed after it, so that an
import recognises own exported values at whatever moment an export was killed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone

from articles.models import Article, ArticleQuerySet, ImportRun
from articles.sync import files
from articles.sync.atomic_write import WriteError, remove_temporary_file, replace_file
from articles.sync.export_plan import Plan, SkippedDocument, plan_document
from articles.sync.locks import acquire, ensure_held, heartbeat, release
from articles.sync.stored_texts import store_versions
from articles.sync.targets import Target

CHUNK: Final = 250


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document that was written, or would be: its texts before and after.

    `path` is relative to the collection's root, `fields` are the names of the fields written.
    `holds_back` is that of Plan.
    """

    path: str
    fields: list[str]
    before: str
    after: str
    holds_back: bool = False


@dataclass(slots=True)
class ExportReport:
    """How many decided articles an export read, and how many documents it wrote and skipped.

    In a dry run, `written` counts those that would be. `failed` counts the skipped ones without
    `is_already_reported` (see SkippedDocument), `held_back` the written ones with `holds_back` (see
    Plan).
    """

    count: int = 0
    written: int = 0
    held_back: int = 0
    skipped: int = 0
    failed: int = 0


def export_target(
    target: Target,
    *,
    dry_run: bool = False,
    on_entry: Callable[[WrittenDocument | SkippedDocument], None] = lambda entry: None,
    on_progress: Callable[[int], None] = lambda count: None,
    now: datetime | None = None,
) -> ExportReport:
    """Write decided values into the target's documents; restore upstream's where none stands now.

    Restored are exported fields whose decisions were released or undone since. While upstream's
    `published` is in doubt and no decision on it stands, the document keeps or gets `false`.

    Returns the totals; the run stores the numbers written and skipped. Only the `decided_articles`
    of the target, whose collection must be stored, are read. `on_entry` is called for each document
    written or skipped, `on_progress` after each chunk with the number of articles read so far. With
    `dry_run` it writes neither documents nor tables, takes no lock, and reports what would be
    written. `now` is the time of the run, the current time if None. Raises LockHeld, as `acquire`
    does, while another run of the collection goes on; raises LockLost when this run's lock expired
    and another run took it, after which documents already written stay written.
    """
    now = now or timezone.now()
    report = ExportReport()
    run = None if dry_run else acquire(target.collection, kind=ImportRun.Kind.EXPORT)
    finished = False
    try:
        for articles in _chunks(target):
            if run:
                ensure_held(run)
            report.count += len(articles)
            for entry in _export_chunk(target.root, articles, run, now):
                if isinstance(entry, SkippedDocument):
                    report.skipped += 1
                    report.failed += not entry.is_already_reported
                else:
                    report.written += 1
                    report.held_back += entry.holds_back
                on_entry(entry)
            on_progress(report.count)
        finished = True
    finally:
        if run:
            totals = {"written": report.written, "left": report.skipped}
            release(run, totals, interrupted=not finished)
    return report


def decided_articles(target: Target) -> ArticleQuerySet:
    """Return the target's articles with a decision: an export writes the documents of no others.

    Undone decisions count too. Articles whose document is gone are left out. SQLite ignores case in
    a part's path, so that articles outside the part may be among them; `Target.contains` tells
    which.
    """
    rows = Article.objects.filter(collection=target.collection, decision_count__gt=0, gone_at=None)
    if target.part:
        under = rows.filter(path__startswith=f"{target.part}/")
        rows = rows.filter(path=target.part) | under
    return rows


def _chunks(target: Target) -> Iterator[list[Article]]:
    """Yield the decided articles of the target in lists of at most CHUNK, by primary key.

    A list may be empty. Each is read by queries of its own: on SQLite, one that stayed open while
    documents are written would hold a snapshot from which nothing can be written once others have
    written.
    """
    rows = decided_articles(target).order_by("pk").select_related("newest_text")
    rows = rows.prefetch_related("filed_topics__topic")
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
        # SQLite's LIKE ignores case: `AI/` matches the beginning of `ai/b.md`.
        yield [article for article in chunk if target.contains(article.path)]


def _export_chunk(
    root: Path, articles: Sequence[Article], run: ImportRun | None, now: datetime
) -> Iterator[WrittenDocument | SkippedDocument]:
    plans: list[Plan] = []
    for article in articles:
        if run:
            remove_temporary_file(root, article.path)
        planned = plan_document(root, article, now)
        if isinstance(planned, SkippedDocument):
            yield planned
        elif planned:
            plans.append(planned)
    if run and plans:
        _record_pending(run, plans)
        _write_documents(root, run, [plan for plan in plans if plan.values and not plan.failure])
        _confirm(run, plans)
    for plan in plans:
        path = plan.article.path
        if plan.failure:
            yield SkippedDocument(path, plan.failure)
        elif plan.values:
            yield WrittenDocument(path, list(plan.values), plan.before, plan.after, plan.holds_back)


def _record_pending(run: ImportRun, plans: Sequence[Plan]) -> None:
    """Store the values about to be written as pending, and the own exported values already on disk.

    Own exported values may be known only from the pending values of a killed export. These are
    overwritten here, or stay until they are confirmed where nothing is to be written any more.
    Where an article was decided since it was read, sets its plan's `failure`: the next export
    writes the document. Raises LockLost.
    """
    with transaction.atomic():
        heartbeat(run)
        locked = _lock_articles(plans)
        for plan in plans:
            current = locked[plan.article.pk]
            if current.decision_count != plan.article.decision_count:
                plan.failure = "decided while the export ran: export again"
            if plan.values:
                current.written, current.writing = plan.article.written, plan.values
                # What is to be restored stays until it is confirmed.
                current.upstream_sources |= plan.upstream_sources
        columns = ["written", "writing", "upstream_sources"]
        Article.objects.bulk_update(locked.values(), columns, batch_size=100)


def _write_documents(root: Path, run: ImportRun, plans: Sequence[Plan]) -> None:
    """Write the document of each plan; set `failure` and `is_uncertain` of a plan that fails.

    Raises LockLost, and then leaves the remaining documents unwritten.
    """
    before_check = partial(ensure_held, run)
    for plan in plans:
        path, before, after = plan.article.path, plan.source.content, plan.after.encode()
        try:
            replace_file(root, path, before, after, before_check=before_check)
        except WriteError as error:
            plan.failure, plan.is_uncertain = str(error), error.is_uncertain


def _confirm(run: ImportRun, plans: Sequence[Plan]) -> None:
    """Store what the documents of plans without failure hold now: exported values, text, heat.

    The text becomes the article's newest; text and heat with changes that no import has taken are
    left to the next import. Clears the pending values of all plans, except where it is uncertain
    what the file holds, and where a plan without values failed. Raises LockLost.
    """
    with transaction.atomic():
        heartbeat(run)
        locked = _lock_articles(plans)
        done = [plan for plan in plans if not plan.failure]
        taken = [plan for plan in done if not plan.has_unimported_changes]
        for plan in done:
            locked[plan.article.pk].written = plan.written
            locked[plan.article.pk].upstream_sources = plan.upstream_sources
        for plan in taken:
            locked[plan.article.pk].heat = plan.document.heat
        for plan in plans:
            # Pending values of a failed plan without values are those of a killed export.
            if not plan.is_uncertain and (plan.values or not plan.failure):
                locked[plan.article.pk].writing = {}
        texts = [(locked[p.article.pk], files.sha256(p.after), p.after) for p in taken]
        store_versions(texts, story_changed=())
        columns = ["written", "writing", "upstream_sources", "heat", "newest_text"]
        Article.objects.bulk_update(locked.values(), columns, batch_size=100)


def _lock_articles(plans: Sequence[Plan]) -> dict[int, Article]:
    rows = Article.objects.select_for_update(of=("self",)).select_related("newest_text")
    return {row.pk: row for row in rows.filter(pk__in=[p.article.pk for p in plans]).order_by("pk")}
