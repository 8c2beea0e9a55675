"""Helpers for the second factor: real TOTP codes, people who have an app, half-done sign-ins."""

import hashlib
import hmac
import re
import struct
import sys
import time
from base64 import b32decode
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp import models as totp_models
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from articles.second_factor import codes
from articles.second_factor.recovery import make_codes

PERIOD = 30


def code_of(secret: str | bytes, periods: int = 0) -> str:
    """Return the code that an app would show now, or some periods later, by RFC 6238.

    `secret` is in base 32, as a person types it into the app, or bytes.
    """
    key = secret if isinstance(secret, bytes) else b32decode(secret.replace(" ", ""))
    count = struct.pack(">Q", int(time.time()) // PERIOD + periods)
    digest = hmac.new(key, count, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@pytest.fixture
def steady_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test begin at the start of a period, so that no code gets older while it runs."""
    real_time = time.time
    late = real_time() % PERIOD
    clock = SimpleNamespace(time=lambda: real_time() - late)
    for module in (totp_models, codes, sys.modules[__name__]):
        monkeypatch.setattr(module, "time", clock)


def give_app(user: User) -> bytes:
    """Give the user an authenticator app; return its secret."""
    return bytes(TOTPDevice.objects.create(user=user, name="app").bin_key)


def give_passkey(user: User, name: str = "office key") -> Any:
    """Give the user a passkey that no authenticator has, for pages that only list it."""
    return WebAuthnCredential.objects.create(
        user=user, name=name, credential_id=name.encode(), public_key=b"key", aaguid="0"
    )


def give_codes(user: User) -> list[str]:
    """Give the user recovery codes, and return them as the page shows them."""
    return make_codes(user)


def after_password(role: str, page: str = "/queue/") -> Client:
    """Return a client that has sent the right password, and not followed where it leads."""
    client = Client()
    fields = {"username": role, "password": role, "next": page}
    response = client.post(reverse("sign-in"), fields)
    assert response["Location"] == page
    return client


def take_step(client: Client, code: str, page: str = "") -> Any:
    """Send a code to the second step."""
    return client.post(reverse("second-step"), {"code": code, "next": page})


def enrol(client: Client, page: str = "") -> str:
    """Set up an authenticator app on the desk's page, and return its secret in base 32."""
    shown = client.get(reverse("second-factor-app")).content.decode()
    found = re.search(r'<code translate="no">([A-Z2-7 ]+)</code>', shown)
    assert found, "no secret on the page"
    fields = {"code": code_of(found[1]), "next": page}
    response = client.post(reverse("second-factor-app"), fields)
    assert response.status_code == 302, response.content.decode()
    return found[1]


def is_signed_in(client: Client) -> bool:
    """Tell whether the client gets a page of the desk."""
    return bool(client.get("/queue/").status_code == 200)
