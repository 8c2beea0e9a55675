"""Check the runs of imports, exports and settings: totals, entries, and changes of stories."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.db.models import Count, Exists, OuterRef

from articles.audit.finding import Finding, shown
from articles.audit.guarded import guarded, parts
from articles.documents.decidable import FIELDS
from articles.documents.schema import OPAQUE_KEY
from articles.models import ImportEntry, ImportRun, StoryChange
from articles.sync.differences import MAX_KEYS

CHUNK: Final = 500
#: The results of an import of which each document has an entry.
WITH_ENTRY: Final = ("new", "changed", "moved", "replaced", "gone")
#: The totals of a run that isn't an import.
TOTALS: Final = {
    ImportRun.Kind.EXPORT: frozenset({"written", "left"}),
    ImportRun.Kind.SETTING: frozenset({"changed"}),
}
#: The results of which a change of the story is recorded.
STORY_RESULTS: Final = ("moved", "replaced")


def import_findings() -> Iterator[Finding]:
    """Yield where runs, their entries and story changes contradict each other or themselves.

    None can be repaired. Rows that can't be read are passed over: `value_findings` names them.
    """
    for chunk in parts(ImportRun.objects.all(), CHUNK):
        for each in chunk:
            yield from guarded(f"import {each.pk}", _of_run(each))
    for entries_read in parts(ImportEntry.objects.select_related("run"), CHUNK):
        for entry in entries_read:
            place = f"import {entry.run_id}, entry {entry.pk}"
            yield from guarded(place, _of_entry(entry, place), entry.article_id)
    for changes in parts(StoryChange.objects.all(), CHUNK):
        for change in changes:
            place = f"article {change.article_id}, story change {change.pk}"
            yield from guarded(place, _of_story_change(change, place), change.article_id)
    recorded = StoryChange.objects.filter(run=OuterRef("run"), article=OuterRef("article"))
    unrecorded = ImportEntry.objects.filter(~Exists(recorded), status__in=STORY_RESULTS)
    # Of these columns alone: others of an entry may hold what can't be read.
    rows = unrecorded.order_by("pk").values_list("article", "run", "status")
    for article, run, status in rows.iterator(CHUNK):
        place = f"article {article}, import {run}"
        yield Finding(place, "story change", f"one, for it is {status}", "none")


def _of_run(run: ImportRun) -> Iterator[Finding]:
    """Yield what a run says that the number of its entries by result doesn't; one query."""
    entries = ImportEntry.objects.filter(run=run).order_by().values_list("status")
    counts = Counter(dict(entries.annotate(Count("pk"))))
    place = f"import {run.pk}, {run.started_at:%Y-%m-%d %H:%M %Z}"
    is_import = run.kind == ImportRun.Kind.IMPORT
    has_ended = run.finished_at is not None and not run.interrupted
    if is_import and has_ended:
        for status in WITH_ENTRY:
            count, total = counts[status], run.totals.get(status, 0)
            if count != total:
                yield Finding(place, f"total of {status}", f"{count:,}, its entries", f"{total:,}")
    others = TOTALS[ImportRun.Kind.EXPORT]
    unknown = run.totals.keys() & others if is_import else run.totals.keys() - _totals(run)
    if unknown or (run.kind == ImportRun.Kind.EXPORT and sum(counts.values())):
        expected = f"totals and entries of the kind {shown(run.kind)}"
        yield Finding(place, "kind", expected, f"{shown(run.totals)}, {shown(dict(counts))}")
    if run.kind == ImportRun.Kind.SETTING and has_ended:
        count, total = sum(counts.values()), run.totals.get("changed", 0)
        if count != total:
            yield Finding(place, "total of changed", f"{count:,}, its entries", f"{total:,}")
    if has_ended and not is_import and run.totals.keys() != _totals(run):
        yield Finding(place, "totals", shown(sorted(_totals(run))), shown(run.totals))
    if run.waiting is not None and not (is_import and has_ended):
        yield Finding(place, "waiting", "none: only an import that ended counts", f"{run.waiting}")
    if run.finished_at is None and run.totals:
        yield Finding(place, "finished_at", "a time, for it has totals", "none")
    if run.beat_at < run.started_at or (run.finished_at and run.finished_at < run.beat_at):
        expected = "started, heartbeat and finished in this order"
        found = f"{run.started_at}, {run.beat_at}, {run.finished_at}"
        yield Finding(place, "times", expected, found)


def _totals(run: ImportRun) -> frozenset[str]:
    return TOTALS.get(ImportRun.Kind(run.kind), frozenset())


def _of_entry(entry: ImportEntry, place: str) -> Iterator[Finding]:
    """Yield what an entry says that its result can't have."""
    if (entry.status == "invalid") != (entry.article_id is None):
        expected = "an article, unless the document is invalid"
        yield Finding(place, "article", expected, f"{entry.status}, {entry.article_id}")
    if entry.problems and entry.status != "invalid":
        yield Finding(place, "problems", "none: it is valid", shown(entry.problems))
    if not set(entry.conflicts) <= set(FIELDS):
        yield Finding(place, "conflicts", "fields", shown(entry.conflicts), entry.article_id)
    keys = [key for key in entry.changes if key not in (OPAQUE_KEY, "returned")]
    if entry.status in ("new", "gone", "invalid") and (entry.changes or entry.differences):
        yield Finding(place, "changes", f"none: {entry.status}", shown(entry.changes))
    # Releases before 0.3.0 stored no values; nor does an import whose last text can't be read.
    elif entry.differences and entry.differences.keys() != set(keys[:MAX_KEYS]):
        yield Finding(place, "differences", shown(keys), shown(list(entry.differences)))
    if not all(isinstance(each, list) and len(each) == 2 for each in entry.differences.values()):
        yield Finding(place, "differences", "[before, after] for each", shown(entry.differences))


def _of_story_change(change: StoryChange, place: str) -> Iterator[Finding]:
    """Yield what a change of a story says that the entry of its import doesn't."""
    article = change.article_id
    entries = ImportEntry.objects.filter(article=article).order_by("-pk")
    entry = entries.filter(run=change.run_id).exclude(status="gone").first()
    if entry is None:
        yield Finding(place, "run", "an import with an entry of the article", f"{change.run_id}")
        return
    kinds = StoryChange.Kind
    is_replaced = entry.status == "replaced"
    if is_replaced != (change.kind == kinds.REPLACED):
        yield Finding(place, "kind", f"that of an article {entry.status}", shown(change.kind))
    if change.kind == kinds.MOVED and not change.path_before:
        yield Finding(place, "path_before", "the path it moved from", "none", article)
    earlier = entries.filter(pk__lt=entry.pk).values_list("path", flat=True).first()
    if change.path_before and earlier not in (None, change.path_before):
        yield Finding(place, "path_before", shown(earlier), shown(change.path_before), article)
    # A document that moved without another word has one text.
    is_one = change.before_id == change.after_id and change.path_before != ""
    if change.before_id >= change.after_id and not is_one:
        found = f"{change.before_id} and {change.after_id}"
        yield Finding(place, "texts", "an older and a newer one", found, article)
