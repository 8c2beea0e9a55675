"""A bound on the passwords that a process hashes at once.

A hash takes a core for a good part of a second, on purpose. Without a bound, some wrong passwords
sent together would occupy every thread of the server, and all other requests would wait for them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Final

from django.conf import settings

#: In seconds: how long a request waits until others have hashed.
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


_places_left = BoundedSemaphore(_places())
_hashing = Lock()


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Hold this process's lock on hashing passwords during the block: one thread hashes at a time.

    At most MOST_WAITING threads wait for it, fewer where the server has few. Raises
    HashingBusyError before the block: at once where that many wait, else after PATIENCE seconds.
    """
    if not _places_left.acquire(blocking=False):
        raise HashingBusyError
    try:
        if not _hashing.acquire(timeout=PATIENCE):
            raise HashingBusyError
        try:
            yield
        finally:
            _hashing.release()
    finally:
        _places_left.release()
