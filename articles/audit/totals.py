"""Check what is counted: acts, batches, import runs; and columns computed from others."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Count, Model, QuerySet
from django.utils import timezone

from articles.audit.finding import Finding, shown
from articles.audit.guarded import guarded, parts
from articles.models import (
    Act,
    Batch,
    BatchItem,
    Collection,
    Decision,
    ImportEntry,
    ImportRun,
    Provider,
    Topic,
)
from articles.models.folded import FoldedField, SortKeyField
from articles.moderation.batches import DONE

CHUNK: Final = 500
Computed = FoldedField | SortKeyField
#: How far a clock may be ahead of this one.
AHEAD: Final = timedelta(days=1)
#: The results of an import of which each document has an entry.
WITH_ENTRY: Final = ("new", "changed", "moved", "replaced", "gone")


def act_findings() -> Iterator[Finding]:
    """Yield a finding for each act without a decision, then for each more than AHEAD in the future.

    Both by primary key.
    """
    for pk, at in _times(Act.objects.filter(decisions=None)):
        yield Finding(f"act {pk}", "decisions", "one or more", f"none ({at})")
    for pk, at in _times(Act.objects.filter(at__gt=timezone.now() + AHEAD)):
        yield Finding(f"act {pk}", "at", "a time that has come", at)


def _times(acts: QuerySet[Act]) -> Iterator[tuple[int, str]]:
    """Yield primary key and time, in words, of each act by primary key; a time may be malformed."""
    for pk, at in acts.order_by("pk").values_list("pk", "at").iterator(CHUNK):
        yield pk, f"{at:%Y-%m-%d %H:%M %Z}" if at else "no time"


def batch_findings() -> Iterator[Finding]:
    """Yield batches whose items aren't the decisions of their act, or don't add up."""
    for chunk in parts(Batch.objects.all(), CHUNK):
        for batch in chunk:
            yield from guarded(f"batch {batch.pk}", _of_batch(batch))


def _of_batch(batch: Batch) -> Iterator[Finding]:
    name = f"batch {batch.pk}"
    rows = BatchItem.objects.filter(batch=batch)
    outcomes = Counter(dict(rows.order_by().values_list("outcome").annotate(count=Count("pk"))))
    done = outcomes[DONE]
    decided = Decision.objects.filter(act=batch.act) if batch.act_id else Decision.objects.none()
    count = decided.count()
    same = decided.filter(article__in=rows.filter(outcome=DONE).values("article")).count()
    if not done == count == same:
        yield Finding(
            name, "items that are done", f"the {count:,} articles that its act decided",
            f"{done:,}, of which its act decided {same:,}",
        )  # fmt: skip
    total = outcomes.total()
    if not done <= batch.planned <= total:
        yield Finding(name, "planned", f"{done:,} to {total:,}", f"{batch.planned:,}")
    if not batch.begun_at and (done or batch.act_id):
        yield Finding(name, "begun_at", "a time, for it decided something", "none")


def import_findings() -> Iterator[Finding]:
    """Yield imports that ended by themselves and whose totals aren't those of their entries."""
    runs = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT, interrupted=False)
    for chunk in parts(runs.filter(finished_at__isnull=False), CHUNK):
        entries = ImportEntry.objects.filter(run__in=chunk).order_by()
        counts: dict[int, Counter[str]] = {}
        for run, status, count in entries.values_list("run", "status").annotate(Count("pk")):
            counts.setdefault(run, Counter())[status] = count
        for run in chunk:
            yield from guarded(f"import {run.pk}", _of_import(run, counts.get(run.pk, Counter())))


def _of_import(run: ImportRun, counts: Mapping[str, int]) -> Iterator[Finding]:
    """Yield the totals that differ from `counts`, the number of the import's entries by result."""
    for status in WITH_ENTRY:
        expected, found = counts[status], run.totals.get(status, 0)
        if expected != found:
            place = f"import {run.pk}, {run.started_at:%Y-%m-%d %H:%M %Z}"
            yield Finding(place, f"total of {status}", f"{expected:,}, its entries", f"{found:,}")


def name_findings() -> Iterator[Finding]:
    """Yield columns of names, for finding and sorting, that aren't computed from the name.

    All can be repaired.
    """
    for model in (Provider, Topic, Collection):
        computed = [
            field
            for field in model._meta.local_concrete_fields
            if isinstance(field, FoldedField | SortKeyField)
        ]
        for chunk in parts(model._default_manager.all(), CHUNK):
            for row in chunk:
                place = f"{model._meta.verbose_name} {row.pk}"
                yield from guarded(place, _of_name(row, computed))


def _of_name(row: Model, computed: Sequence[Computed]) -> Iterator[Finding]:
    for field in computed:
        stored = getattr(row, field.attname)
        stored = bytes(stored) if isinstance(stored, memoryview) else stored
        expected = field.pre_save(row, add=False)
        if stored != expected:
            yield Finding(
                f"{row._meta.verbose_name} {row.pk} ({shown(str(row))})",
                field.attname,
                shown(expected),
                shown(stored),
                is_repairable=True,
            )


def repair_names() -> None:
    """Compute the columns of `name_findings` anew, by saving every row of these tables."""
    for model in (Provider, Topic, Collection):
        for row in model._default_manager.order_by("pk").iterator(CHUNK):
            row.save()
