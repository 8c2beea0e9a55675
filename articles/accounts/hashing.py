"""A bound on the passwords that a process hashes at once.

A hash takes a core for a good part of a second, on purpose. Without a bound, some wrong passwords
sent together would occupy every thread of the server, and all other requests would wait for them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Final

from django.conf import settings

#: In seconds: how long a request waits for its turn.
PATIENCE: Final = 5
#: In seconds: when a refused client may try again.
RETRY_AFTER: Final = 3
#: How many may wait besides the one that hashes, whatever the number of threads.
MOST_WAITING: Final = 3


class HashingBusyError(Exception):
    """Too many passwords are being checked in this process at this moment."""


def _places() -> int:
    """Return how many threads may hash or wait for it: half of them, but at least one."""
    return min(max(1, settings.THREADS // 2), 1 + MOST_WAITING)


_room = BoundedSemaphore(_places())
_turn = Lock()


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Hold this process's only place to hash a password for the block.

    A few threads wait for it, for at most PATIENCE seconds each. Raises HashingBusyError for the
    others, at once, so that the server keeps threads for other requests.
    """
    if not _room.acquire(blocking=False):
        raise HashingBusyError
    try:
        if not _turn.acquire(timeout=PATIENCE):
            raise HashingBusyError
        try:
            yield
        finally:
            _turn.release()
    finally:
        _room.release()
