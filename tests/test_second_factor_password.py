"""What changes one's second factor asks for the password, within the limits of sign-ins."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from articles.accounts import hashing
from articles.models import RecoveryCodes, SignInEvent, UserSession
from tests.accounts.kit import Clock
from tests.desk_kit import text_of
from tests.second_factor_kit import (
    after_password,
    code_of,
    give_app,
    give_passkey,
    steady_codes,
    take_step,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("steady_codes")]

__all__ = ["steady_codes"]

PAGE, APP, CODES = "/second-factor/", "/second-factor/app/", "/second-factor/recovery-codes/"
OPTIONS, ADD = "/second-factor/passkeys/options/", "/second-factor/passkeys/"
REMOVE_APP = "/second-factor/app/remove/"
#: Where browsers offer passkeys without https.
HOST = {"host": "localhost"}
WRONG = "That is not your password."


def since(minutes: float, client: Client) -> Client:
    """Let the client's sign-in be some minutes old."""
    begun = timezone.now() - timedelta(minutes=minutes)
    UserSession.objects.filter(pk=client.session["newsroom_session"]).update(begun_at=begun)
    return client


def verified_by(client: Client, device: Any) -> Client:
    """Let a factor have verified the client's session."""
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    return client


def with_app(users: Any) -> Client:
    """Return the client of an editor whose app has verified the session."""
    secret = give_app(users.editor)
    client = after_password("editor")
    assert take_step(client, code_of(secret, -1)).status_code == 302
    return client


def secret_on(page: Any) -> str:
    return re.findall(r'<code translate="no">([A-Z2-7 ]+)</code>', page.content.decode())[0]


def at_fault(page: Any) -> list[str]:
    return re.findall(
        r'<input type="password"[^>]*id="([\w-]+)"[^>]*aria-invalid', str(page.content)
    )


def test_a_first_app_just_after_signing_in_takes_no_password_and_later_it_does(
    sign_in: Any, settings: Any
) -> None:
    fresh, old = since(9, sign_in("reviewer")), since(11, sign_in("editor"))
    assert 'type="password"' not in fresh.get(APP).content.decode()
    page = old.get(APP)
    assert "Your password, to add this app" in text_of(page)
    code = code_of(secret_on(page))
    refused = old.post(APP, {"code": code})
    assert refused.status_code == 422
    assert "This takes your password too." in text_of(refused)
    refused = old.post(APP, {"code": code, "password": "guess"})
    assert refused.status_code == 422
    assert WRONG in text_of(refused)
    assert at_fault(refused) == ["password"]
    assert not TOTPDevice.objects.exists()
    assert SignInEvent.objects.filter(kind="refused", name="editor").count() == 1
    assert old.post(APP, {"code": code, "password": "editor"}).status_code == 302
    assert TOTPDevice.objects.get().user.username == "editor"


def test_a_session_from_before_that_must_enrol_gives_the_password(
    sign_in: Any, settings: Any
) -> None:
    client = since(60, sign_in("editor"))
    settings.SECOND_FACTOR_GROUPS = frozenset({"Editors"})
    assert 'id="passkey-password"' in client.get(PAGE, headers=HOST).content.decode()
    assert client.post(OPTIONS).status_code == 422
    code = code_of(secret_on(client.get(APP)))
    assert client.post(APP, {"code": code}).status_code == 422
    assert not TOTPDevice.objects.exists()
    assert client.post(APP, {"code": code, "password": "editor"}).status_code == 302
    assert client.get("/queue/").status_code == 200


def test_a_first_app_beside_a_passkey_takes_the_password_at_any_time(
    users: Any, sign_in: Any
) -> None:
    client = verified_by(sign_in("editor"), give_passkey(users.editor))
    page = client.get(APP)
    assert "Your password, to add this app" in text_of(page)
    code = code_of(secret_on(page))
    for fields in ({}, {"password": ""}, {"password": "reviewer"}):
        assert client.post(APP, {"code": code, **fields}).status_code == 422
    assert not TOTPDevice.objects.exists()
    assert client.post(APP, {"code": code, "password": "editor"}).status_code == 302


def test_the_browser_is_asked_for_a_passkey_after_the_password_alone(users: Any) -> None:
    client = with_app(users)
    assert 'id="passkey-password"' in client.get(PAGE, headers=HOST).content.decode()
    for fields, fault in (({}, "This takes your password too."), ({"password": "guess"}, WRONG)):
        refused = client.post(OPTIONS, fields)
        assert refused.status_code == 422
        assert refused.json()["field"] == "password"
        assert fault in refused.json()["fault"]
    # Without the question, there is nothing that an answer could fit.
    answered = client.post(ADD, {"name": "key", "credential": "{}"})
    assert "asked too long ago" in answered.json()["fault"]
    assert not WebAuthnCredential.objects.exists()
    asked = client.post(OPTIONS, {"password": "editor"})
    assert asked.status_code == 200
    assert asked.json()["challenge"]
    answered = client.post(ADD, {"name": "key", "credential": "{}"})
    assert "was not accepted" in answered.json()["fault"]


def test_recovery_codes_are_made_by_the_password_alone(users: Any) -> None:
    client = with_app(users)
    for password in ("", "guess"):
        page = client.post(CODES, {"password": password})
        assert page.status_code == 422
        assert WRONG in text_of(page)
        assert at_fault(page) == ["codes-password"]
    assert not RecoveryCodes.objects.exists()
    assert SignInEvent.objects.filter(kind="refused", name="editor").count() == 2
    assert client.post(CODES, {"password": "editor"}).status_code == 200
    assert RecoveryCodes.objects.exists()


def test_passwords_tried_there_count_towards_the_limits_of_sign_ins(
    users: Any, settings: Any
) -> None:
    client = with_app(users)
    settings.SIGN_IN_TRIES_PER_ACCOUNT = 2
    for _ in range(2):
        assert client.post(CODES, {"password": "guess"}).status_code == 422
    for address, back in {CODES: PAGE, APP: APP, REMOVE_APP: REMOVE_APP}.items():
        page = client.post(address, {"password": "editor"})
        assert page.status_code == 429
        assert int(page["Retry-After"]) > 0
        assert f'<a href="{back}">Back to the form' in page.content.decode()
    refused = client.post(OPTIONS, {"password": "editor"})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= settings.SIGN_IN_WINDOW.total_seconds()
    assert "Too many wrong passwords" in refused.json()["fault"]
    assert not RecoveryCodes.objects.exists()
    assert TOTPDevice.objects.exists()


def test_while_too_many_passwords_are_checked_the_forms_come_back(
    users: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def acquire(self, blocking: bool) -> bool:
            return False

    client = with_app(users)
    monkeypatch.setattr(hashing, "_places_left", Full())
    for address in (CODES, APP, REMOVE_APP):
        page = client.post(address, {"password": "editor"})
        assert (page.status_code, page["Retry-After"]) == (503, "3")
        assert "Wait a few seconds and try again" in text_of(page)
    busy = client.post(OPTIONS, {"password": "editor"})
    assert (busy.status_code, busy["Retry-After"]) == (503, "3")
    assert not RecoveryCodes.objects.exists()


def test_a_browser_is_told_the_first_whole_minute_at_which_it_may_try_again(
    sign_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    clock.now = datetime(2026, 11, 30, 12, 0, 30, tzinfo=UTC)
    settings.SIGN_IN_TRIES_PER_ACCOUNT, settings.SIGN_IN_WINDOW = 1, timedelta(minutes=5)
    client = since(11, sign_in("reviewer"))
    assert client.post(OPTIONS, {"password": "guess"}).status_code == 422
    refused = client.post(OPTIONS, {"password": "reviewer"})
    assert (refused.status_code, refused["Retry-After"]) == (429, "300")
    assert "until 12:06 UTC." in refused.json()["fault"]
