"""What a person has as second factor: an authenticator app, passkeys and recovery codes."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from articles.accounts import sessions, sign_in_log
from articles.models import RecoveryCode, RecoveryCodes, SignInEvent


@dataclass(frozen=True, slots=True)
class Factors:
    """A person's authenticator app, or None, the passkeys, and how many recovery codes are left."""

    app: Any
    passkeys: list[Any]
    codes_left: int

    @property
    def count(self) -> int:
        """The number of factors; recovery codes are none."""
        return len(self.passkeys) + (self.app is not None)

    def __str__(self) -> str:
        count = len(self.passkeys)
        parts = [
            "an authenticator app" if self.app else "",
            f"{count} {'passkey' if count == 1 else 'passkeys'}" if count else "",
            f"{self.codes_left} recovery {'code' if self.codes_left == 1 else 'codes'}"
            if self.codes_left
            else "",
        ]
        return ", ".join(filter(None, parts)) or "no second factor"


def has_factor(user: User) -> bool:
    """Tell whether the user has an authenticator app or a passkey (confirmed); one query."""
    own = [
        Exists(model.objects.filter(user=OuterRef("pk"), confirmed=True))
        for model in (TOTPDevice, WebAuthnCredential)
    ]
    return User.objects.filter(own[0] | own[1], pk=user.pk).exists()


def factors_of(user: User) -> Factors:
    """Return the user's confirmed app and passkeys, and the number of unused recovery codes.

    Passkeys are in the order in which they were added. Three queries.
    """
    return Factors(
        TOTPDevice.objects.filter(user=user, confirmed=True).first(),
        list(WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("pk")),
        RecoveryCode.objects.filter(of__user=user).count(),
    )


@transaction.atomic
def remove(user: User, device: Any, *, may_be_last: bool) -> bool:
    """Delete `device`, a factor of the user, and with the last one the recovery codes; return True.

    Without `may_be_last` the last factor stays, and False is returned. The user's row is locked, so
    that of two removals at once the second sees the first. For a factor that is gone already,
    nothing changes, and True is returned.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if not type(device).objects.filter(pk=device.pk).exists():
        return True
    is_last = factors_of(user).count <= 1
    if is_last and not may_be_last:
        return False
    device.delete()
    if is_last:
        RecoveryCodes.objects.filter(user=user).delete()
    return True


@transaction.atomic
def reset(user: User, request: HttpRequest | None = None) -> Factors:
    """Remove all factors and recovery codes of the user; return `factors_of` as it was before.

    All sessions of the user end: who lost a factor may have lost an open session with it. The reset
    is in the log of sign-ins, with the address of the request, if any.
    """
    User.objects.select_for_update().get(pk=user.pk)
    removed = factors_of(user)
    for model in (TOTPDevice, WebAuthnCredential, RecoveryCodes):
        model.objects.filter(user=user).delete()
    sessions.end_all(user)
    sign_in_log.record(SignInEvent.Kind.FACTORS_RESET, user, request)
    return removed


def remaining_device(user: User) -> Any:
    """Return the user's authenticator app, else the passkey added first; None without a factor.

    Recovery codes are no factor.
    """
    factors = factors_of(user)
    return factors.app or next(iter(factors.passkeys), None)
