"""One import or export of a collection at a time, without a lock that a killed one leaves."""

import os
import pwd
import socket
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, Collection, ImportRun

#: How long a run may be silent before the next one takes it for dead. It beats with every chunk
#: that it stores, and every few seconds of those with nothing to store.
LOCK_TIMEOUT: Final = timedelta(seconds=60)
#: A sign of life as young as this still holds.
HEARTBEAT_FRESH: Final = timedelta(seconds=5)


class LockHeld(Exception):
    """An import or export of the collection is running; `run` is it."""

    def __init__(self, run: ImportRun) -> None:
        super().__init__(
            f"An {run.kind} of {run.collection.name!r} is running since "
            f"{run.started_at:%H:%M:%S} UTC (process {run.pid} on {run.host})."
        )
        self.run = run


class LockLost(Exception):
    """This run was silent for so long that another one took its place."""


def acquire(collection: Collection, *, kind: ImportRun.Kind = ImportRun.Kind.IMPORT) -> ImportRun:
    """Begin an import or export, in the name of the account whose process this is.

    Raises LockHeld while another one of the collection lives.
    """
    now = timezone.now()
    run = ImportRun(
        collection=collection,
        by=_account(),
        kind=kind,
        started_at=now,
        beat_at=now,
        host=socket.gethostname(),
        pid=os.getpid(),
    )
    unfinished = ImportRun.objects.filter(collection=collection, finished_at=None)
    for other in unfinished.all():
        if not _is_dead(other, now):
            raise LockHeld(other)
        ImportRun.objects.filter(pk=other.pk, beat_at=other.beat_at, finished_at=None).update(
            finished_at=now, interrupted=True
        )
    for attempt in range(3):
        try:
            with transaction.atomic():
                run.save(force_insert=True)
            break
        except IntegrityError:
            quicker = unfinished.first()
            if quicker:
                raise LockHeld(quicker) from None
            # It ended between our insert and our question, so the place is free again.
            if attempt == 2:
                raise
    return run


def heartbeat(run: ImportRun) -> None:
    """Show a sign of life; inside a transaction it also makes sure that the claim still holds.

    Raises LockLost when it doesn't.
    """
    run.beat_at = timezone.now()
    mine = ImportRun.objects.filter(pk=run.pk, finished_at=None)
    if not mine.update(beat_at=run.beat_at):
        raise LockLost


def ensure_held(run: ImportRun) -> None:
    """Make sure that the claim holds now, for what no transaction can take back.

    Raises LockLost where another took it, say while this process was stopped.
    """
    if timezone.now() - run.beat_at > HEARTBEAT_FRESH:
        heartbeat(run)


def release(run: ImportRun, totals: dict[str, Any], *, interrupted: bool = False) -> None:
    """End the run with its totals; an import that was not interrupted keeps how many wait then."""
    mine = ImportRun.objects.filter(pk=run.pk, finished_at=None)
    counts = run.kind == ImportRun.Kind.IMPORT and not interrupted
    with transaction.atomic():
        waiting = Article.objects.waiting().count() if counts else None
        mine.update(
            finished_at=timezone.now(), totals=totals, interrupted=interrupted, waiting=waiting
        )


def _account() -> str:
    """Return the name of the system's account; of one that has none (in a container) its number."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name[:150]
    except KeyError:
        return f"account {os.geteuid()}"


def _is_dead(run: ImportRun, now: datetime) -> bool:
    if now - run.beat_at > LOCK_TIMEOUT:
        return True
    if run.host != socket.gethostname():
        return False
    try:
        os.kill(run.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def is_silent(run: ImportRun) -> bool:
    """Whether a run that has not ended gives no sign of life any more."""
    return run.finished_at is None and timezone.now() - run.beat_at > LOCK_TIMEOUT
