"""Recovery codes: make ten, which are shown once and stored as digests."""

import secrets
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import RecoveryCode, RecoveryCodes
from articles.models.recovery import digest_of

COUNT: Final = 10
#: Without l, i, o, 0 and 1, which look alike.
ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
#: In characters: 118 bits of entropy; ASVS asks for 112 where the digest is a fast one.
LENGTH: Final = 24
GROUP: Final = 4


@transaction.atomic
def make_codes(user: User) -> list[str]:
    """Store COUNT new recovery codes of the user in place of the old ones; return them.

    They are returned in groups (`shown`), and stored as digests alone, so nobody can show them
    again.
    """
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]
    device, _ = RecoveryCodes.objects.update_or_create(
        user=user,
        defaults={"name": "recovery codes", "confirmed": True},
    )
    device.codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(of=device, digest=digest_of(c)) for c in codes)
    return [shown(code) for code in codes]


def shown(code: str) -> str:
    """Return a code of LENGTH characters in groups of four, with hyphens between them."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
