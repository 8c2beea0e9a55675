"""Many at once: a set of articles frozen as they were seen, decided chunk by chunk as one act.

What a batch would do is foreseen by moderation's own path when it is chosen, and only what would
change then is decided; each chunk compares again, so what changed meanwhile is skipped and named.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import moderation, permissions
from articles.documents.decidable import Value
from articles.models import ArticleQuerySet, Batch, BatchItem
from articles.moderation.orders import Order, Seen
from articles.rules import Kind, Status

#: A set has no more articles than this; a larger list is decided in parts.
LIMIT: Final = 10_000
#: How many are decided in one request and transaction.
CHUNK: Final = 50
#: How many are read at once when a batch is foreseen.
PREVIEWED_AT_ONCE: Final = 500
#: Above this number, and for anything live, it has to be typed.
TYPED_ABOVE: Final = 100
#: How long a batch that nobody began is kept.
UNBEGUN_KEPT: Final = timedelta(days=1)
#: An item's outcome when it was decided; the others are the reasons why one is skipped.
DONE: Final = "done"


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What is to be decided, and on what: articles as they were seen, in the list's order."""

    kind: Kind
    seen: Mapping[int, Seen]
    #: What was chosen, in words, and the list it was chosen from.
    source: str
    back_to: str
    place: str
    values: Mapping[str, Value] = field(default_factory=dict)
    reason: str = ""
    note: str = ""


def current_versions(articles: ArticleQuerySet) -> tuple[dict[int, Seen], bool]:
    """Return the articles as they are now, at most LIMIT of them, and whether there are more."""
    rows = articles.values_list("pk", "version", "standing")[: LIMIT + 1]
    seen = {pk: Seen(version, standing) for pk, version, standing in rows}
    if len(seen) <= LIMIT:
        return seen, False
    seen.popitem()
    return seen, True


def token_of(by: User, *asked: Any) -> str:
    """Return one token for one question, however often it is sent."""
    return hashlib.sha256(json.dumps([by.pk, *asked]).encode()).hexdigest()


def known(token: str) -> Batch | None:
    """Return the batch that the question has led to already."""
    return Batch.objects.filter(token=token).first()


def freeze(wanted: BatchRequest, *, by: User, token: str) -> Batch:
    """Keep the set as it was seen, with what would change and what is left out, and why.

    Raises:
        PermissionDenied: the person may not decide so, or not on many.
        ValidationError: nothing was chosen, there is no such article, or a value can't be set.
    """
    if not wanted.seen:
        raise ValidationError("Nothing was chosen: tick some articles first.")
    if len(wanted.seen) > LIMIT:
        raise ValidationError(f"At most {LIMIT:,} articles are decided at once.")
    batch = Batch(
        by=by, made_at=timezone.now(), place=wanted.place, token=token, kind=wanted.kind,
        values=dict(wanted.values), reason=wanted.reason, note=wanted.note.strip(),
        source=wanted.source, back_to=wanted.back_to,
    )  # fmt: skip
    items = [
        BatchItem(batch=batch, article_id=pk, position=position, seen=str(seen))
        for position, (pk, seen) in enumerate(wanted.seen.items())
    ]
    _preview(batch, items)
    try:
        with transaction.atomic():
            _forget_unbegun(by)
            batch.save()
            BatchItem.objects.bulk_create(items)
    except IntegrityError:  # the same form was sent twice at the same moment
        return Batch.objects.get(token=token)
    return batch


def begin(pk: int, *, by: User, typed: str, shown: int, reason: str = "", note: str = "") -> Batch:
    """Let the chunks begin, once the person confirmed the number that was shown.

    Reason and note, typed beside it, become the batch's. Does nothing where it has begun.

    Raises:
        PermissionDenied: it is somebody else's, or the rights for it are gone.
        ValidationError: the number typed isn't the batch's, or with this note it is another one
            than was shown. Nothing has begun then.
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
        fault = _unconfirmed(batch, typed, shown)
        if not fault:
            batch.begun_at = timezone.now()
        batch.save()
    if fault:
        raise ValidationError(fault)
    return batch


def run(pk: int, *, by: User, resumes: bool = False) -> Batch:
    """Decide the next chunk; the last one finishes the batch.

    A stopped batch goes on only where the person `resumes` it, so that no request that was on its
    way does. Two requests at once decide different chunks, one after the other.

    Raises PermissionDenied where it is somebody else's or the rights for it are gone.
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
    """Let no further chunk begin until the person goes on."""
    with transaction.atomic():
        batch = _locked(pk, by)
        if batch.begun_at and not batch.finished_at and not batch.stopped_at:
            batch.stopped_at = timezone.now()
            batch.save()
    return batch


def needs_number(batch: Batch) -> bool:
    """Whether the number has to be typed: there are many, or what is published changes."""
    if batch.planned > TYPED_ABOVE or batch.kind in (Kind.APPROVE, Kind.UNPUBLISH):
        return True
    return batch.items.filter(outcome="", article__status=Status.PUBLISHED).exists()


def _unconfirmed(batch: Batch, typed: str, shown: int) -> str:
    """Return what keeps the batch from beginning, or ''."""
    if not batch.planned:
        return "Nothing would change, so there is nothing to begin."
    if batch.planned != shown:
        return f"It is {batch.planned:,} articles now, not {shown:,}. Look again, then confirm."
    if needs_number(batch) and _digits(typed) != str(batch.planned):
        told = f"you typed “{typed.strip()[:20]}”" if typed.strip() else "nothing was typed"
        return f"Type {batch.planned} to confirm; {told}. Nothing was done."
    return ""


def _preview(batch: Batch, items: Sequence[BatchItem]) -> None:
    """Set the outcome of each item that would not change, and how many would."""
    _check_rights(batch, batch.by, items[0])
    for part in _parts(items, PREVIEWED_AT_ONCE):
        skips = moderation.preview([_order(batch, item) for item in part], by=batch.by).skips
        in_the_way = {skip.article.pk: skip for skip in skips}
        for item in part:
            skip = in_the_way.get(item.article_id)
            item.outcome = skip.why if skip else ""
            item.in_the_way = skip.decision if skip else None
    batch.planned = sum(not item.outcome for item in items)


def _decide(batch: Batch, by: User) -> None:
    items = list(batch.items.filter(outcome="").order_by("position")[:CHUNK])
    if not items:
        return
    _check_rights(batch, by, items[0])
    outcome = moderation.decide(
        [_order(batch, item) for item in items],
        by=by, token=batch.token, place=batch.place, act=batch.act,
    )  # fmt: skip
    batch.act = outcome.act
    in_the_way = {skip.article.pk: skip for skip in outcome.skips}
    for item in items:
        skip = in_the_way.get(item.article_id)
        item.outcome = skip.why if skip else DONE
        item.in_the_way = skip.decision if skip else None
    BatchItem.objects.bulk_update(items, ["outcome", "in_the_way"])


def _order(batch: Batch, item: BatchItem) -> Order:
    return moderation.make_order(
        Kind(batch.kind), item.article_id, Seen.parse(item.seen), batch.values,
        reason=batch.reason, note=batch.note,
    )  # fmt: skip


def _check_rights(batch: Batch, by: User, item: BatchItem) -> None:
    """A last chunk of one article is a part of many all the same."""
    moderation.check_permissions([_order(batch, item)], by)
    if not by.has_perm(permissions.DECIDE_MANY):
        raise PermissionDenied(f"This needs the right {permissions.DECIDE_MANY}.")


def _locked(pk: int, by: User) -> Batch:
    """Return the batch, locked. The lock comes before those of articles, as when undoing."""
    # The act is not joined: PostgreSQL reads a locked row again, but what it was joined with as
    # it was before the wait.
    batch = Batch.objects.select_for_update().get(pk=pk)
    if batch.by_id != by.pk:
        raise PermissionDenied("Somebody else chose these articles; only they can go on.")
    batch.by = by
    return batch


def _forget_unbegun(by: User) -> None:
    old = timezone.now() - UNBEGUN_KEPT
    Batch.objects.filter(by=by, begun_at=None, made_at__lt=old).delete()


def _parts(items: Sequence[BatchItem], size: int) -> Iterator[Sequence[BatchItem]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _digits(typed: str) -> str:
    """Return a number as typed, without what groups its digits: `1,234` is 1234."""
    return "".join(char for char in typed if char not in ",.’' \N{NO-BREAK SPACE}_").lstrip("0")
