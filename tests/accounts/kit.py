"""Helpers for the tests of accounts: sign in from an address, and set a clock that tests move."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

SIGN_IN = "/sign-in/"
#: An address for documentation (RFC 5737).
HERE = "203.0.113.9"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Clock:
    """The time that `timezone.now` returns; it stands still until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def move(self, **span: float) -> None:
        """Move the clock by the arguments of a timedelta."""
        self.now += timedelta(**span)


def from_address(address: str = HERE, **more: Any) -> Client:
    """Return a client that connects from an address."""
    return Client(REMOTE_ADDR=address, **more)


def try_password(client: Client, name: str, password: str, **form: str) -> Any:
    """Send the sign-in form, and return the response."""
    return client.post(SIGN_IN, {"username": name, "password": password, **form})


def is_signed_in(client: Client) -> bool:
    """Ask for a page that needs no permission; return whether it is shown."""
    return bool(client.get("/preferences/").status_code == 200)


def signed_in(name: str, address: str = HERE, agent: str = FIREFOX) -> Client:
    """Sign in by the form, as a browser does."""
    client = from_address(address, HTTP_USER_AGENT=agent)
    assert try_password(client, name, name).status_code == 302
    return client
