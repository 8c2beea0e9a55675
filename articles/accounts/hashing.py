"""A bound on the passwords that a process hashes at once.

A hash is slow on purpose. Without a bound, some wrong passwords sent together would occupy every
thread of the process, and all its other requests would wait for them.
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
    """A password can't be hashed now, since this process hashes another one."""


def _places() -> int:
    """Return how many threads may hash or wait for it: half of them, but at least one."""
    return min(max(1, settings.THREADS // 2), 1 + MOST_WAITING)


_places_left = BoundedSemaphore(_places())
_hashing = Lock()


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Let one thread of this process at a time run the block, which hashes a password.

    At most MOST_WAITING threads wait for it, fewer where settings.THREADS is below 8. Raises
    HashingBusyError before the block: at once where so many wait already, or after PATIENCE seconds
    of waiting in vain. Blocks must not be nested.
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
