"""Batches: sets of articles, frozen with their snapshots and decided chunk by chunk as one act.

When a batch is frozen, `moderation.preview` finds the articles that would be skipped, and why. Each
chunk compares the snapshots again, and skips articles that can't be decided any more.
"""

import hashlib
import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import moderation
from articles.documents.decidable import Value
from articles.models import ArticleQuerySet, Batch, BatchItem
from articles.moderation.batch_confirmation import confirmation_fault
from articles.moderation.batch_requests import check_batch_permissions, decision_requests
from articles.moderation.decision_requests import Seen, SkipReason
from articles.rules import Kind

#: The most articles in a batch.
LIMIT: Final = 10_000
#: How many articles are decided in one request and transaction.
CHUNK: Final = 50
#: How many articles are read at a time for a preview.
PREVIEWED_AT_ONCE: Final = 500
#: How long, at least, a batch is kept that was frozen and not begun.
UNBEGUN_KEPT_FOR: Final = timedelta(days=1)
#: The outcome of an item that was decided; that of a skipped one is a SkipReason.
DONE: Final = "done"
DUPLICATE: Final[SkipReason] = "duplicate"


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """The parameters of a batch: the kind of decision, the values to set, the articles, and others.

    `seen` has the articles' snapshots by primary key, in the order in which they are to be decided,
    `values` the value of each field to set, by name, without `published`. `source` describes the
    selection in words, `back_to` is the address of the list it was made in, `place` an Act.Place,
    `reason` a key of NEWSROOM_REASONS or ''.
    """

    kind: Kind
    seen: Mapping[int, Seen]
    source: str
    back_to: str
    place: str
    values: Mapping[str, Value] = field(default_factory=dict)
    reason: str = ""
    note: str = ""


def current_versions(articles: ArticleQuerySet) -> tuple[dict[int, Seen], bool]:
    """Return the current snapshots of the first LIMIT articles, and whether there are more.

    The snapshots are by primary key, in the order of the articles. One query.
    """
    rows = articles.values_list("pk", "version", "standing")[: LIMIT + 1]
    seen = {pk: Seen(version, standing) for pk, version, standing in rows}
    if len(seen) <= LIMIT:
        return seen, False
    seen.popitem()
    return seen, True


def request_token(by: User, *parts: Any) -> str:
    """Return the idempotency token of a request, 64 hexadecimal digits.

    The same user and parts, in the same order also inside dicts, give the same token; parts are
    values that JSON can hold.
    """
    return hashlib.sha256(json.dumps([by.pk, *parts]).encode()).hexdigest()


def find_by_token(token: str, by: User) -> Batch | None:
    """Return the user's batch that was stored with this idempotency token, or None."""
    return Batch.objects.filter(token=token, by=by).first()


def freeze(request: BatchRequest, *, by: User, token: str) -> Batch:
    """Store a batch with its snapshots, and the reason for each article that would be skipped.

    Decides nothing. Also deletes the user's batches that were not begun within UNBEGUN_KEPT_FOR.
    Where another batch of the user has the token already, returns that one, and changes nothing,
    after the same checks.

    Raises:
        PermissionDenied: the user lacks a permission for the kind or the values, or for batches; or
            the token is another user's.
        ValidationError: no articles, more than LIMIT, or unknown ones; an invalid value, reason or
            note.
    """
    if not request.seen:
        raise ValidationError("Nothing was chosen: tick some articles first.")
    if len(request.seen) > LIMIT:
        raise ValidationError(f"At most {LIMIT:,} articles are decided at once.")
    batch = Batch(
        by=by,
        made_at=timezone.now(),
        place=request.place,
        token=token,
        kind=request.kind,
        values=dict(request.values),
        reason=request.reason,
        note=request.note.strip(),
        source=request.source,
        back_to=request.back_to,
    )
    items = [
        BatchItem(batch=batch, article_id=pk, position=position, seen=str(seen))
        for position, (pk, seen) in enumerate(request.seen.items())
    ]
    _preview(batch, items)
    try:
        with transaction.atomic():
            _delete_unbegun(by)
            batch.save()
            BatchItem.objects.bulk_create(items)
    except IntegrityError:  # a concurrent request with the same token
        earlier = Batch.objects.get(token=token)
        if earlier.by_id != by.pk:
            raise PermissionDenied("This form was sent by somebody else.") from None
        return earlier
    return batch


def begin(pk: int, *, by: User, typed: str, shown: int, reason: str = "", note: str = "") -> Batch:
    """Mark the batch as begun if its number of articles is confirmed; decide nothing yet.

    `shown` is the number on the user's page, `typed` what they typed, which counts only where
    `needs_number` asks for it. Reason and note, also empty ones, replace the batch's; if they
    differ, the articles to skip are determined again, but for those left out. A batch that has
    begun is returned unchanged.

    Raises:
        PermissionDenied: the batch is another user's, or reason or note differ and the user lost a
            permission that it needs.
        ValidationError: reason or note differ, and one of them is invalid: nothing is stored; or
            nothing would change, the number is not `shown`, or the typed one is needed and wrong:
            then the batch has not begun, but the new reason and note are stored.
        Batch.DoesNotExist: there is no such batch.
    """
    with transaction.atomic():
        batch = _locked(pk, by)
        if batch.begun_at:
            return batch
        if (reason, note.strip()) != (batch.reason, batch.note):
            batch.reason, batch.note = reason, note.strip()
            items = list(batch.items.order_by("position"))
            _preview(batch, items)
            BatchItem.objects.bulk_update(items, ["outcome", "in_the_way"], batch_size=500)
        fault = confirmation_fault(batch, typed, shown)
        if not fault:
            batch.begun_at = timezone.now()
        batch.save()
    if fault:
        raise ValidationError(fault)
    return batch


def leave_out(pk: int, articles: Container[int], *, by: User) -> Batch:
    """Leave articles, by primary key, out of the batch `pk` as duplicates, if it has not begun.

    The outcome of their items that are still to decide becomes DUPLICATE, for good. Other items
    stay as they are, and articles that aren't in the batch are ignored. Returns the batch,
    unchanged where it has begun.
    Raises PermissionDenied for another user's batch, Batch.DoesNotExist for an unknown one.
    """
    with transaction.atomic():
        batch = _locked(pk, by)
        if batch.begun_at:
            return batch
        items = [item for item in batch.items.filter(outcome="") if item.article_id in articles]
        for item in items:
            item.outcome = DUPLICATE
        BatchItem.objects.bulk_update(items, ["outcome"], batch_size=500)
        batch.planned -= len(items)
        batch.save()
    return batch


def run(pk: int, *, by: User, resumes: bool = False) -> Batch:
    """Decide the next CHUNK articles of a batch that has begun; the last chunk finishes it.

    Returns the batch, unchanged where it has not begun, is finished, or is stopped: a stopped one
    continues only with `resumes`, so that a request sent before the stop doesn't continue it.
    Articles that can't be decided any more are skipped. Concurrent requests decide different
    chunks, one after the other. Raises PermissionDenied where the batch is another user's, or the
    user lost a permission; ValidationError where its values or note are no longer allowed (its
    reason is, even if it isn't in the settings any more); Batch.DoesNotExist for an unknown one.
    """
    with transaction.atomic():
        batch = _locked(pk, by)
        if not batch.begun_at or batch.finished_at or (batch.stopped_at and not resumes):
            return batch
        batch.stopped_at = None
        _decide(batch, by)
        if not batch.items.filter(outcome="").exists():
            batch.finished_at = timezone.now()
        batch.save()
    return batch


def stop(pk: int, *, by: User) -> Batch:
    """Stop a running batch: `run` decides no further chunk until it is resumed.

    Returns the batch, unchanged where it has not begun, is stopped or finished. Raises
    PermissionDenied for another user's batch, Batch.DoesNotExist for an unknown one.
    """
    with transaction.atomic():
        batch = _locked(pk, by)
        if batch.begun_at and not batch.finished_at and not batch.stopped_at:
            batch.stopped_at = timezone.now()
            batch.save()
    return batch


def _preview(batch: Batch, items: Sequence[BatchItem]) -> None:
    """Set `outcome` and `in_the_way` of the items by `moderation.preview`, and `batch.planned`.

    The outcome is '' for an item that would be decided, else a SkipReason; `planned` counts the
    former. DUPLICATE stays. Nothing is saved. Raises PermissionDenied and ValidationError as
    `freeze` does.
    """
    check_batch_permissions(batch, batch.by, items[0])
    undecided = [item for item in items if item.outcome != DUPLICATE]
    for part in _slices(undecided, PREVIEWED_AT_ONCE):
        skips = moderation.preview(decision_requests(batch, part), by=batch.by).skips
        in_the_way = {skip.article.pk: skip for skip in skips}
        for item in part:
            skip = in_the_way.get(item.article_id)
            item.outcome = skip.why if skip else ""
            item.in_the_way = skip.decision if skip else None
    batch.planned = sum(not item.outcome for item in items)


def _decide(batch: Batch, by: User) -> None:
    """Decide the next CHUNK items, by position, in the batch's act; store the outcome of each.

    Sets `batch.act` without saving the batch; it stays None while all items were skipped. Raises
    PermissionDenied where the user lost a permission, and ValidationError as `run` does.
    """
    items = list(batch.items.filter(outcome="").order_by("position")[:CHUNK])
    if not items:
        return
    check_batch_permissions(batch, by, items[0])
    outcome = moderation.decide(
        decision_requests(batch, items),
        by=by,
        token=batch.token,
        place=batch.place,
        act=batch.act,
        known_reason=batch.reason,
    )
    batch.act = outcome.act
    in_the_way = {skip.article.pk: skip for skip in outcome.skips}
    for item in items:
        skip = in_the_way.get(item.article_id)
        item.outcome = skip.why if skip else DONE
        item.in_the_way = skip.decision if skip else None
    BatchItem.objects.bulk_update(items, ["outcome", "in_the_way"])


def _locked(pk: int, by: User) -> Batch:
    """Lock the batch's row, and return the batch with `by` set to the user.

    Raises PermissionDenied for another user's batch, Batch.DoesNotExist for an unknown one. The
    lock comes before those of articles, as in undo, so that the two don't deadlock.
    """
    # Without select_related: PostgreSQL reads a row again after waiting for its lock, but not the
    # rows joined with it, so that the act could be out of date.
    batch = Batch.objects.select_for_update().get(pk=pk)
    if batch.by_id != by.pk:
        raise PermissionDenied("Somebody else chose these articles; only they can go on.")
    batch.by = by
    return batch


def _delete_unbegun(by: User) -> None:
    """Delete the user's batches not begun within UNBEGUN_KEPT_FOR of being made."""
    oldest_kept = timezone.now() - UNBEGUN_KEPT_FOR
    Batch.objects.filter(by=by, begun_at=None, made_at__lt=oldest_kept).delete()


def _slices(items: Sequence[BatchItem], size: int) -> Iterator[Sequence[BatchItem]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
