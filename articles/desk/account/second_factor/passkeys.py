"""Passkeys (WebAuthn): the options for the browser, and the check of what it answers.

django-otp-webauthn has the tables and calls py_webauthn. Its views and script are not used: they
mark the user of `request.user` as verified, who is anonymous before the second step, and the script
needs a catalogue of translations and has words of its own. A passkey belongs to the host that the
desk was asked by, which can't be an IP address.
"""

import json
import time
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django_otp_webauthn.exceptions import (
    CredentialNotFound,
    CredentialUserMismatch,
    OTPWebAuthnApiError,
)
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from django_otp_webauthn.utils import rewrite_exceptions
from webauthn.helpers.exceptions import WebAuthnException

#: Seconds within which the browser's question must be answered; it gives up after 300 itself.
ANSWER_TIME: Final = 600
#: The most passkeys of a person.
LIMIT: Final = 20
#: In characters, of the JSON that a browser sends.
ANSWER_LENGTH: Final = 20_000
_SESSION_KEY: Final = "passkey_{}"
#: What an answer that fits no question raises: in the library, in what it parses, in the database.
FAULTS: Final = (
    OTPWebAuthnApiError, WebAuthnException, ValueError, TypeError, KeyError, AttributeError,
    IntegrityError, DataError,
)  # fmt: skip

TOO_LATE: Final = "The question was asked too long ago, or answered already. Try again."
NOT_ACCEPTED: Final = "That passkey was not accepted. Try again, or use a code."
NOT_STORED: Final = "The browser’s passkey was not accepted, so none was added. Try again."
UNKNOWN: Final = "Your account has no such passkey. Use one that you added here, or a code."


class Refused(Exception):
    """A passkey or its answer is not accepted; the text says why, for the person."""


class Helper(WebAuthnHelper):  # type: ignore[misc]  # no types
    """The library's calls of py_webauthn, with the request's host as the domain of passkeys.

    The allowed origin is SITE_URL where that has this host, else the request's own.
    """

    def get_relying_party_domain(self) -> str:
        """Return the request's host without its port; Django answers only hosts that it knows."""
        return host_of(self.request)

    def get_allowed_origins(self) -> list[str]:
        """Return the one allowed origin: SITE_URL where that has the request's host.

        Else the request's own scheme and host, with its port.
        """
        if settings.SITE_URL and urlsplit(settings.SITE_URL).hostname == host_of(self.request):
            return [settings.SITE_URL]
        return [f"{self.request.scheme}://{self.request.get_host()}"]


def host_of(request: HttpRequest) -> str:
    """Return the host that the request was sent to, in lower case, without port or brackets."""
    return urlsplit(f"//{request.get_host()}").hostname or ""


def problem_of_host(request: HttpRequest) -> str:
    """Return in words why the request's host can have no passkeys; '' where it can.

    '' for `localhost`, and for other names by https; IP addresses can't have any.
    """
    host = host_of(request)
    try:
        ip_address(host)
    except ValueError:
        if request.is_secure() or host == "localhost":
            return ""
        return "Passkeys need an address with https://. An authenticator app works here."
    if host == "127.0.0.1":
        return "Passkeys need a name in the address."
    return "Passkeys need a name in the desk’s address, not numbers. An authenticator app works."


def address_by_name(request: HttpRequest, address: str) -> str:
    """Return the URL at `localhost`, where passkeys work, of a page of a desk at 127.0.0.1.

    `address` is the page's path with its query; the port is the request's. '' at other hosts, and
    by https.
    """
    host = host_of(request)
    if host != "127.0.0.1" or request.is_secure():
        return ""
    return f"http://localhost{request.get_host().removeprefix(host)}{address}"


def registration_options(request: HttpRequest, user: User) -> JsonResponse:
    """Return the options for `navigator.credentials.create` as JSON, with a new challenge.

    The session keeps the challenge, for `register`.
    """
    options, state = Helper(request).register_begin(user)
    _keep(request, "add", state)
    return JsonResponse(options)


def authentication_options(request: HttpRequest, user: User) -> JsonResponse:
    """Return the options for `navigator.credentials.get` as JSON, with a new challenge.

    The session keeps the challenge, for `authenticate`.
    """
    options, state = Helper(request).authenticate_begin(user, require_user_verification=False)
    _keep(request, "use", state)
    return JsonResponse(options)


def register(request: HttpRequest, user: User, name: str) -> Any:
    """Store the passkey in the posted `credential` for the user, under a name, and return it.

    Raises Refused where it isn't accepted: it must answer the session's challenge within
    ANSWER_TIME seconds, and be stored for nobody yet. The challenge is used up in any case.
    """
    state, answer = _take(request, "add"), _answer(request)
    try:
        with transaction.atomic(), rewrite_exceptions():
            passkey = Helper(request).register_complete(user, state, answer)
            passkey.name = name
            passkey.save(update_fields=["name"])
    except FAULTS as error:
        raise Refused(NOT_STORED) from error
    return passkey


def authenticate(request: HttpRequest, user: User) -> Any:
    """Check the posted `credential`: the session's challenge, signed by a passkey of the user.

    Return that passkey; store its sign count and last use; sign nobody in. Raises Refused for any
    other answer, for a passkey that isn't confirmed, without a challenge, and after ANSWER_TIME
    seconds. The challenge is used up in any case.
    """
    state = _take(request, "use")
    answer = _answer(request)
    try:
        with rewrite_exceptions():
            passkey = Helper(request).authenticate_complete(user, state, answer)
    except (CredentialNotFound, CredentialUserMismatch) as error:
        raise Refused(UNKNOWN) from error
    except FAULTS as error:
        raise Refused(NOT_ACCEPTED) from error
    if not passkey.confirmed:
        raise Refused(UNKNOWN)
    return passkey


def passkeys_of(user: User) -> Any:
    """Return the user's passkeys, also those not confirmed, as a query."""
    return WebAuthnCredential.objects.filter(user=user)


def _keep(request: HttpRequest, purpose: str, state: dict[str, Any]) -> None:
    request.session[_SESSION_KEY.format(purpose)] = {**state, "asked_at": time.time()}


def _take(request: HttpRequest, purpose: str) -> dict[str, Any]:
    """Return the kept question and remove it: each is answered once. Raises Refused without one."""
    state: dict[str, Any] | None = request.session.pop(_SESSION_KEY.format(purpose), None)
    if not state or not 0 <= time.time() - state.pop("asked_at") <= ANSWER_TIME:
        raise Refused(TOO_LATE)
    return state


def _answer(request: HttpRequest) -> dict[str, Any]:
    """Return the browser's answer, the posted JSON object. Raises Refused for anything else."""
    text = request.POST.get("credential", "")
    try:
        answer = json.loads(text) if len(text) <= ANSWER_LENGTH else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Refused(NOT_ACCEPTED)
    return answer
