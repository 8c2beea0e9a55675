"""The check of typed codes: of the app or a recovery code at the second step; of a new app."""

import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import RecoveryCodes
from articles.second_factor.recovery import ALPHABET, LENGTH

DIGITS: Final = 6
#: Seconds for which a code of the app is shown.
PERIOD: Final = 30
#: Periods that phone and desk may differ by, either way.
TOLERANCE: Final = 1

NOT_RIGHT: Final = (
    "That code is not right. Codes of the app change every 30 seconds; if the next is refused too, "
    "let the phone set its clock by itself."
)
USED: Final = "That code has been used. Wait for the next one; it comes within 30 seconds."
NO_CODE: Final = (
    f"Type the {DIGITS} digits that your authenticator app shows, or one of your recovery codes "
    f"({LENGTH} letters and digits)."
)
NO_RECOVERY: Final = "That is none of your recovery codes that are left. Each works once."


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a typed code: the device that accepted it, else None and why.

    The device is a TOTPDevice or RecoveryCodes, `fault` a text for the person. `retry_at` (UTC) is
    set instead of `fault` where the person must wait after wrong codes. `is_guess` tells whether a
    refused text had the form of a code, so that it is to be logged.
    """

    device: Any = None
    fault: str = ""
    retry_at: datetime | None = None
    is_guess: bool = False


def normalised(typed: str) -> str:
    """Return what was typed without white space, hyphens and dashes, casefolded."""
    return re.sub(r"[\s‐-―-]", "", typed).casefold()


@transaction.atomic
def try_code(user: User, typed: str) -> Outcome:
    """Check what the user typed against the app or the recovery codes; a right code is used up.

    Six digits are a code of the app, LENGTH characters of ALPHABET a recovery code (`normalised`);
    any other text gets the fault NO_CODE and doesn't count. After failures django-otp makes the
    user wait 1, 2, 4, 8 seconds and so on, for either kind apart; until then each code is refused,
    and not counted. Nor is one of a kind that the user hasn't set up, which is always refused. Of
    two equal codes at once, one is refused.
    """
    code = normalised(typed)
    if re.fullmatch(rf"[0-9]{{{DIGITS}}}", code):
        device, fault = _locked(TOTPDevice, user), NOT_RIGHT
    elif re.fullmatch(rf"[{ALPHABET}]{{{LENGTH}}}", code):
        device, fault = _locked(RecoveryCodes, user), NO_RECOVERY
    else:
        return Outcome(fault=NO_CODE)
    if device is None:
        return Outcome(fault=fault, is_guess=True)
    is_allowed, wait = device.verify_is_allowed()
    if not is_allowed:
        return Outcome(retry_at=wait["locked_until"], is_guess=True)
    if device.verify_token(code):
        return Outcome(device)
    is_used = isinstance(device, TOTPDevice) and _was_used(device, int(code))
    return Outcome(fault=USED if is_used else fault, is_guess=True)


def confirm_app(user: User, key: str, typed: str) -> Any:
    """Store `key` as the user's authenticator app if the typed code is one of it; return the app.

    `key` is the secret as hexadecimal digits. The user's old app is deleted; the code is used up.
    None, and no change, for any other text. Wrong codes aren't counted, and need no wait.
    """
    code = normalised(typed)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", code):
        return None
    totp = TOTP(bytes.fromhex(key), PERIOD, digits=DIGITS)
    totp.time = time.time()
    if not totp.verify(int(code), TOLERANCE):
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        TOTPDevice.objects.filter(user=user).delete()
        return TOTPDevice.objects.create(
            user=user, name="authenticator app", key=key, last_t=totp.t(), drift=totp.drift
        )


def _locked(model: Any, user: User) -> Any:
    return model.objects.select_for_update().filter(user=user, confirmed=True).first()


def _was_used(device: Any, code: int) -> bool:
    """Tell whether a code is the one that was accepted last."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = device.last_t * device.step + device.t0
    return bool(device.last_t >= 0 and totp.token() == code)
