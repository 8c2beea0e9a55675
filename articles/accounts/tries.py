"""Limits of failed sign-ins: by the client's address, and by the account as tried from there.

A try is a row that exists before the password is hashed and goes when the password was right: tries
that failed or aren't answered yet count, so that any number of workers at once stays within the
limits. Nobody is refused because of tries from other addresses (of IPv6, other /64 networks).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from articles.accounts.client_address import client_address, network_of
from articles.accounts.hashing import hashing_slot
from articles.models import SignInTry

#: Each new try deletes this many of the tries that no longer count: more than one, so that their
#: number can only shrink.
PRUNE_LIMIT: Final = 100
#: The class of the PostgreSQL advisory locks that are held while the tries of an address are
#: counted.
_COUNTING: Final = 0x7472


@dataclass
class PasswordCheck:
    """The result of checking one password: a failure unless the checking block sets `is_right`."""

    is_right: bool = False


class TooManyTriesError(Exception):
    """A limit of failed sign-ins is reached; at `until` (UTC) the same may be tried again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many failed sign-ins, until {until:%H:%M:%S %Z}")
        self.until = until


@contextmanager
def password_check(request: HttpRequest | None, name: str) -> Iterator[PasswordCheck]:
    """Count the block's check of a password for an account's name as a failed try, unless right.

    The block gets a PasswordCheck and sets its `is_right`; else, and always after an exception, the
    try stays counted. Names that no account has are counted in the same way. Raises
    TooManyTriesError and HashingBusyError before the block, which hashes the password.
    """
    network, name = network_of(client_address(request)), clean_name(name)
    # Also here, so that refused clients take no place from others.
    _refuse_over_limit(network, name, timezone.now())
    with hashing_slot():
        row = _reserve(network, name)
        check = PasswordCheck()
        yield check
        if check.is_right:
            row.delete()


def clean_name(name: str) -> str:
    """Return a name as it is stored with tries and events: without NUL, cut to 150 characters."""
    length = SignInTry._meta.get_field("name").max_length
    return name.replace("\0", "")[:length]


def _reserve(network: str, name: str) -> SignInTry:
    """Count the failures and add a try to them, as one step for all workers.

    Raises TooManyTriesError.
    """
    with transaction.atomic():
        # SQLite's transactions exclude each other.
        if connection.vendor == "postgresql":
            digest = hashlib.sha256(network.encode()).digest()
            key = int.from_bytes(digest[:4], "big", signed=True)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_COUNTING, key])
        # The time is read under the lock: a try that was added before is never later than it.
        now = timezone.now()
        _refuse_over_limit(network, name, now)
        old = SignInTry.objects.exclude(at__range=_window(now)).order_by("at")
        pks = list(old.values_list("pk", flat=True)[:PRUNE_LIMIT])
        SignInTry.objects.filter(pk__in=pks).delete()
        return SignInTry.objects.create(network=network, name=name, at=now)


def _refuse_over_limit(network: str, name: str, now: datetime) -> None:
    """Raise TooManyTriesError where one of the limits is reached at this time."""
    recent = SignInTry.objects.filter(network=network, at__range=_window(now))
    by_limit = (
        (settings.SIGN_IN_TRIES_PER_ADDRESS, recent),
        (settings.SIGN_IN_TRIES_PER_ACCOUNT, recent.filter(name=name)),
    )
    until = []
    for limit, tries in by_limit:
        # The oldest of the last `limit` tries: when it no longer counts, there is one to spare.
        times = tries.order_by("-at").values_list("at", flat=True)[limit - 1 : limit]
        until += [at + settings.SIGN_IN_WINDOW for at in times]
    if until:
        raise TooManyTriesError(max(until))


def _window(now: datetime) -> tuple[datetime, datetime]:
    """Return the first and last time whose tries count now.

    Other machines' clocks may be a little ahead; what lies further in the future was left by a
    clock that was set back, and doesn't count.
    """
    return now - settings.SIGN_IN_WINDOW, now + settings.SIGN_IN_WINDOW
