"""The desk's settings with hashes that end when a gate opens, for the proof of sign-in.

The gate is a lock on the file that GATE_OF_HASHES names: while the proof holds it, every password
that is hashed waits. With UNBOUNDED_HASHES set, nothing bounds how many do: the control.
"""

import fcntl
import os
from contextlib import nullcontext
from threading import BoundedSemaphore
from typing import Any

from django.contrib.auth.hashers import MD5PasswordHasher

from newsroom.settings import *  # noqa: F403


class GatedHasher(MD5PasswordHasher):
    """A quick hash that waits for the gate."""

    def encode(self, password: str, salt: str) -> str:
        with open(os.environ["GATE_OF_HASHES"]) as gate:
            fcntl.flock(gate, fcntl.LOCK_SH)
        return str(super().encode(password, salt))


class _Unbounded(nullcontext[None]):
    def acquire(self, **kwargs: Any) -> bool:
        return True

    def release(self) -> None:
        """Do nothing."""


if os.environ.get("GATE_OF_HASHES"):
    PASSWORD_HASHERS = ["tests.proofs.gated_settings.GatedHasher"]

if os.environ.get("UNBOUNDED_HASHES"):
    from articles.accounts import hashing

    hashing._places_left = BoundedSemaphore(1000)
    hashing._hashing = _Unbounded()  # type: ignore[assignment]
