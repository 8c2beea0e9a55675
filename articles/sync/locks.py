"""The lock of a collection: one import, export or change of a setting of it at a time.

An advisory lock: the unfinished ImportRun row of the collection, kept alive by heartbeats. A lock
whose heartbeat has expired, or whose process on this host has ended, is taken over by the next run,
so a killed run leaves no lock to remove by hand.
"""

import os
import pwd
import socket
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, Collection, ImportRun

#: After so long without a heartbeat a run's lock has expired. A run sends one with every chunk
#: that it stores, and every few seconds of those with nothing to store.
LOCK_TIMEOUT: Final = timedelta(seconds=60)
#: `ensure_held` sends no heartbeat where the last one is not older than this.
HEARTBEAT_INTERVAL: Final = timedelta(seconds=5)


class LockHeld(Exception):
    """Another import, export or change of a setting of the collection goes on; `run` is its row."""

    def __init__(self, run: ImportRun) -> None:
        what = run.get_kind_display()
        super().__init__(
            f"{'An' if what[0] in 'aeiou' else 'A'} {what} of {run.collection.name!r} is running "
            f"since {run.started_at:%H:%M:%S} UTC (process {run.pid} on {run.host})."
        )
        self.run = run


class LockLost(Exception):
    """This run has ended and holds no lock: as a rule, because another run ended it."""


def acquire(collection: Collection, *, kind: ImportRun.Kind = ImportRun.Kind.IMPORT) -> ImportRun:
    """Acquire the collection's lock for a run of this kind, and return the new run, stored.

    The run has the name of the system account of this process. Ends abandoned runs of the
    collection (lock expired, or process on this host ended) as interrupted. Raises LockHeld while
    another run of the collection holds the lock, IntegrityError where others took it and released
    it at each of three tries.
    """
    now = timezone.now()
    run = ImportRun(
        collection=collection,
        by=_account_name(),
        kind=kind,
        started_at=now,
        beat_at=now,
        host=socket.gethostname(),
        pid=os.getpid(),
    )
    unfinished = ImportRun.objects.filter(collection=collection, finished_at=None)
    for other in unfinished.all():
        if not _is_abandoned(other, now):
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
            holder = unfinished.first()
            if holder:
                raise LockHeld(holder) from None
            # The holder finished between the insert and the query: the lock is free again.
            if attempt == 2:
                raise
    return run


def heartbeat(run: ImportRun) -> None:
    """Store the current time as the run's last heartbeat, also in `run`.

    In a transaction, no other run can take the lock before that transaction ends. Raises LockLost
    where the run has ended: as a rule, because another one has ended it.
    """
    now = timezone.now()
    if not ImportRun.objects.filter(pk=run.pk, finished_at=None).update(beat_at=now):
        raise LockLost
    run.beat_at = now


def ensure_held(run: ImportRun) -> None:
    """Send a heartbeat if the last one is older than HEARTBEAT_INTERVAL; else do nothing.

    To be called before a step that no transaction can undo: the lock can't have expired so soon
    after a heartbeat. Raises LockLost where a heartbeat is due and another run has taken the lock,
    for example while this process was stopped.
    """
    if timezone.now() - run.beat_at > HEARTBEAT_INTERVAL:
        heartbeat(run)


def release(run: ImportRun, totals: dict[str, Any], *, interrupted: bool = False) -> None:
    """End the run and store its totals, which releases the lock; do nothing if it was lost.

    An import that was not interrupted also stores how many articles of all collections wait now,
    gone ones left out.
    """
    own = ImportRun.objects.filter(pk=run.pk, finished_at=None)
    stores_waiting = run.kind == ImportRun.Kind.IMPORT and not interrupted
    with transaction.atomic():
        waiting = Article.objects.waiting().count() if stores_waiting else None
        own.update(
            finished_at=timezone.now(), totals=totals, interrupted=interrupted, waiting=waiting
        )


def is_without_heartbeat(run: ImportRun) -> bool:
    """Tell whether a run is unfinished and sent no heartbeat for more than LOCK_TIMEOUT."""
    return run.finished_at is None and timezone.now() - run.beat_at > LOCK_TIMEOUT


def _account_name() -> str:
    """Return the name of the process's system account, or `account 1000` if it has none.

    In a container an account may have no name.
    """
    try:
        return pwd.getpwuid(os.geteuid()).pw_name[:150]
    except KeyError:
        return f"account {os.geteuid()}"


def _is_abandoned(run: ImportRun, now: datetime) -> bool:
    """Tell whether a run's lock has expired at `now`, or its process on this host has ended."""
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
