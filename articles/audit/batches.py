"""Check that batches agree with the acts and decisions that they made."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Max

from articles.audit.finding import Finding, shown
from articles.audit.guarded import guarded, parts
from articles.models import Batch, BatchItem, Decision
from articles.moderation.batches import DONE
from articles.moderation.decision_requests import Seen
from articles.rules import Kind

CHUNK: Final = 500
#: What a batch's decision becomes where an article has some of its values already.
REDUCED: Final = frozenset({Kind.SET_QUALITY, Kind.EDIT, Kind.KEEP_OURS})


def batch_findings() -> Iterator[Finding]:
    """Yield where a batch contradicts its act, the act's decisions or its own items.

    Compared are counts, times, person, place, token, kind, reason, note, values and versions. None
    can be repaired. A batch that can't be read is passed over: `value_findings` names it.
    """
    for chunk in parts(Batch.objects.select_related("act"), CHUNK):
        for batch in chunk:
            name = f"batch {batch.pk}"
            for findings in (_counts, _times, _decided, _items):
                yield from guarded(name, findings(batch, name))


def _counts(batch: Batch, name: str) -> Iterator[Finding]:
    """Yield what doesn't add up of a batch's items and decisions."""
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
    if batch.begun_at and not batch.finished_at and not outcomes[""]:
        yield Finding(name, "finished_at", "a time, for nothing is left to do", "none")
    positions = rows.aggregate(distinct=Count("position", distinct=True), last=Max("position"))
    if total and (positions["distinct"], positions["last"]) != (total, total - 1):
        yield Finding(name, "positions of its items", f"0 to {total - 1:,}", "others")


def _times(batch: Batch, name: str) -> Iterator[Finding]:
    """Yield the times of a batch that aren't in their order."""
    times = [("made_at", batch.made_at), ("begun_at", batch.begun_at)]
    if batch.act:
        times.append(("its act", batch.act.at))
    before = batch.made_at
    for column, time in times:
        if time and time < before:
            yield Finding(name, column, f"{before} or later", str(time))
        before = time or before
    for column, time in (("stopped_at", batch.stopped_at), ("finished_at", batch.finished_at)):
        if time and (not batch.begun_at or time < before):
            yield Finding(name, column, f"{before} or later, once it had begun", str(time))


def _decided(batch: Batch, name: str) -> Iterator[Finding]:
    """Yield what a batch says of itself other than its act, or one of its decisions."""
    if not batch.act:
        return
    for column in ("by_id", "place", "token"):
        expected, found = getattr(batch.act, column), getattr(batch, column)
        if expected != found:
            yield Finding(name, column, f"{shown(expected)}, its act's", shown(found))
    decided = Decision.objects.filter(act=batch.act).order_by("pk")
    values: dict[str, object] = {}
    for decision in decided.iterator(CHUNK):
        place = f"{name}, decision {decision.number} of article {decision.article_id}"
        if decision.kind not in {batch.kind, *REDUCED}:
            yield Finding(place, "kind", shown(decision.kind), shown(batch.kind))
        for column in ("reason", "note"):
            expected, found = getattr(decision, column), getattr(batch, column)
            if expected != found:
                yield Finding(place, column, shown(expected), shown(found))
        values |= {field: after for field, (_, after) in decision.changes.items()}
    # A quality that all its articles had is in no decision.
    for field in sorted(batch.values.keys() - {"published"}):
        if batch.values[field] != values.get(field, batch.values[field]) or (
            field != "quality" and field not in values
        ):
            expected = shown(values.get(field))
            yield Finding(name, f"value of {field}", expected, shown(batch.values[field]))


def _items(batch: Batch, name: str) -> Iterator[Finding]:
    """Yield the items of a batch that were seen in another version than was decided on."""
    rows = BatchItem.objects.filter(batch=batch).order_by("position")
    decided = Decision.objects.filter(act=batch.act_id) if batch.act_id else Decision.objects.none()
    versions = dict(decided.order_by().values_list("article", "version"))
    for item in rows.iterator(CHUNK):
        place = f"{name}, article {item.article_id}"
        yield from guarded(place, _seen(item, versions.get(item.article_id), place))
    others = rows.exclude(in_the_way=None).exclude(in_the_way__article=F("article"))
    for item in (others | rows.filter(outcome=DONE).exclude(in_the_way=None)).iterator(CHUNK):
        expected = "a decision on the article, where it was skipped"
        yield Finding(f"{name}, article {item.article_id}", "in_the_way", expected, "another")


def _seen(item: BatchItem, version: int | None, place: str) -> Iterator[Finding]:
    try:
        seen = Seen.parse(item.seen)
    except ValidationError:
        yield Finding(place, "seen", "a version and what stood", shown(item.seen))
        return
    if item.outcome == DONE and version is not None and seen.version != version:
        yield Finding(place, "seen", f"version {version}, as decided on", shown(item.seen))
