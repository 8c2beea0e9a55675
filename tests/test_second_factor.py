"""One's own second factor on the desk: app, recovery codes, passkeys' pages, and removal."""

import re
from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import RecoveryCodes, SignInEvent
from tests.desk_kit import text_of
from tests.second_factor_kit import (
    after_password,
    code_of,
    enrol,
    give_app,
    give_codes,
    give_passkey,
    is_signed_in,
    steady_codes,
    take_step,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("steady_codes")]

__all__ = ["steady_codes"]

PAGE, APP, CODES = "/second-factor/", "/second-factor/app/", "/second-factor/recovery-codes/"
REMOVE_APP = "/second-factor/app/remove/"


def verified(users: Any, role: str = "editor") -> tuple[Client, bytes]:
    """Return a client whose session an app has verified, and the app's secret."""
    secret = give_app(getattr(users, role))
    client = after_password(role)
    assert take_step(client, code_of(secret, -1)).status_code == 302
    return client, secret


def shown_codes(page: Any) -> list[str]:
    return re.findall(r'<li><code translate="no">([0-9a-z-]+)</code>', page.content.decode())


def test_the_account_menu_leads_to_ones_second_factor(sign_in: Any) -> None:
    client = sign_in("reader")
    assert '<a href="/second-factor/">Second factor</a>' in client.get("/").content.decode()
    assert "Set up an app" in text_of(client.get(PAGE))


def test_an_app_is_set_up_by_its_code_and_asked_for_from_then_on(users: Any, sign_in: Any) -> None:
    client = sign_in("editor")
    secret = enrol(client)
    assert "The authenticator app is set up." in text_of(client.get(PAGE))
    assert is_signed_in(client)
    other = after_password("editor")
    assert not is_signed_in(other)
    # The code that confirmed it is used up, the next one isn't.
    assert take_step(other, code_of(secret)).status_code == 422
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    assert take_step(other, code_of(secret, 1)).status_code == 302
    assert SignInEvent.objects.filter(kind="factors", name="editor").count() == 1


def test_the_secret_is_an_image_that_the_policy_allows_and_a_text(sign_in: Any) -> None:
    client = sign_in("editor")
    assert client.get("/second-factor/app/qr.svg").status_code == 404
    page = client.get(APP)
    body = page.content.decode()
    assert '<img src="/second-factor/app/qr.svg"' in body
    assert "img-src 'self'" in page["Content-Security-Policy"]
    image = client.get("/second-factor/app/qr.svg")
    assert image["Content-Type"] == "image/svg+xml"
    assert b"<svg" in image.content
    assert b"style=" not in image.content
    assert "no-store" in image["Cache-Control"]
    found = re.search(r'href="(otpauth://totp/[^"]+)"', body)
    assert found
    assert "Newsroom" in found[1]
    secret = re.search(r'<code translate="no">([A-Z2-7 ]+)</code>', body)
    assert secret
    assert secret[1].replace(" ", "") in found[1]


def test_a_wrong_code_sets_nothing_up_and_keeps_the_secret(sign_in: Any) -> None:
    client = sign_in("editor")
    before = re.findall(r'<code translate="no">([A-Z2-7 ]+)</code>', str(client.get(APP).content))
    for typed in ("", "000000 ", "abcdef", "\0", "1" * 30):
        page = client.post(APP, {"code": typed})
        assert page.status_code == 422, typed
        assert "That is not the code of this secret." in text_of(page)
        assert re.findall(r'<code translate="no">([A-Z2-7 ]+)', page.content.decode()) == before
    assert not TOTPDevice.objects.exists()


def test_no_other_session_sees_the_secret_that_will_count(users: Any, sign_in: Any) -> None:
    first, second = sign_in("editor"), sign_in("editor")
    one, other = str(first.get(APP).content), str(second.get(APP).content)
    pattern = r'<code translate="no">([A-Z2-7 ]+)</code>'
    assert re.findall(pattern, one) != re.findall(pattern, other)


def test_another_app_takes_the_place_of_the_first_by_the_password(users: Any) -> None:
    client, old = verified(users)
    page = client.get(APP)
    assert "Your password, to replace the app you have" in text_of(page)
    secret = re.findall(r'<code translate="no">([A-Z2-7 ]+)</code>', page.content.decode())[0]
    for password in ("", "guess"):
        refused = client.post(APP, {"code": code_of(secret), "password": password})
        assert refused.status_code == 422
        assert "That is not your password." in text_of(refused)
    assert bytes(TOTPDevice.objects.get().bin_key) == old
    done = client.post(APP, {"code": code_of(secret), "password": "editor"})
    assert done.status_code == 302
    assert is_signed_in(client)
    other = after_password("editor")
    assert take_step(other, code_of(old, 1)).status_code == 422
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    assert take_step(other, code_of(secret, 1)).status_code == 302


def test_ten_recovery_codes_are_shown_once_and_counted(users: Any) -> None:
    client, _ = verified(users)
    assert "You have none." in text_of(client.get(PAGE))
    page = client.post(CODES, {"password": "editor"})
    codes = shown_codes(page)
    assert len(codes) == 10
    assert "no-store" in page["Cache-Control"]
    overview = client.get(PAGE)
    assert "10 of ten are left." in text_of(overview)
    assert not any(code in overview.content.decode() for code in codes)
    other = after_password("editor")
    assert take_step(other, codes[0]).status_code == 302
    assert "9 of ten are left." in text_of(client.get(PAGE))


def test_new_recovery_codes_end_the_old_ones(users: Any) -> None:
    client, _ = verified(users)
    old = shown_codes(client.post(CODES, {"password": "editor"}))
    new = shown_codes(client.post(CODES, {"password": "editor"}))
    assert not {*old} & {*new}
    other = after_password("editor")
    assert take_step(other, old[0]).status_code == 422
    RecoveryCodes.objects.update(throttling_failure_timestamp=None)
    assert take_step(other, new[0]).status_code == 302


def test_recovery_codes_come_after_a_factor(sign_in: Any) -> None:
    client = sign_in("editor")
    page = client.post(CODES, follow=True)
    assert "Set up an authenticator app or a passkey first." in text_of(page)
    assert not RecoveryCodes.objects.exists()


def test_removing_the_last_factor_asks_for_the_password_and_ends_the_recovery_codes(
    users: Any,
) -> None:
    client, _ = verified(users)
    give_codes(users.editor)
    assert "the password alone lets you in" in text_of(client.get(REMOVE_APP))
    for password in ("", "guess", "reviewer"):
        page = client.post(REMOVE_APP, {"password": password})
        assert page.status_code == 422
        assert "That is not your password." in text_of(page)
    assert SignInEvent.objects.filter(kind="refused", name="editor").count() == 3
    assert TOTPDevice.objects.exists()
    assert client.post(REMOVE_APP, {"password": "editor"})["Location"] == PAGE
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCodes.objects.exists()
    assert is_signed_in(client)
    assert is_signed_in(after_password("editor"))


def test_the_last_factor_stays_where_a_group_requires_one(users: Any, settings: Any) -> None:
    client, _ = verified(users)
    settings.SECOND_FACTOR_GROUPS = frozenset({"Editors"})
    page = client.get(REMOVE_APP)
    assert "has to stay" in text_of(page)
    assert "requires a second factor of the group Editors" in text_of(page)
    assert 'name="password"' not in page.content.decode()
    assert client.post(REMOVE_APP, {"password": "editor"}).status_code == 403
    assert TOTPDevice.objects.exists()
    give_passkey(users.editor)
    assert client.post(REMOVE_APP, {"password": "editor"}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert is_signed_in(client)


def test_a_passkey_is_renamed_and_removed_by_its_person_alone(users: Any, sign_in: Any) -> None:
    client, _ = verified(users)
    passkey = give_passkey(users.editor, "<b>old</b>")
    rename = f"/second-factor/passkeys/{passkey.pk}/rename/"
    remove = f"/second-factor/passkeys/{passkey.pk}/remove/"
    assert "<b>old" not in client.get(PAGE).content.decode()
    for name, fault in {"": "Give the passkey a name.", "x" * 65: "at most 64 characters"}.items():
        page = client.post(rename, {"name": name})
        assert page.status_code == 422
        assert fault in text_of(page)
    assert "called “office”" in text_of(client.post(rename, {"name": "office"}, follow=True))
    stranger = sign_in("superuser")
    assert stranger.post(rename, {"name": "mine"}).status_code == 404
    assert stranger.get(remove).status_code == 404
    assert stranger.post(remove, {"password": "superuser"}).status_code == 404
    assert client.post(remove, {"password": "guess"}).status_code == 422
    assert "Your passkey “office” is removed." in text_of(
        client.post(remove, {"password": "editor"}, follow=True)
    )
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "credential",
    [
        "", "{", "[]", "null", "{}", '{"id": 1}', "[" * 9000, "\0", "9" * 9000, "x" * 30_000,
        '{"id": "a", "rawId": "YQ", "type": "public-key", "response": {}}',
        '{"id": "a", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", '
        '"authenticatorData": "e30", "signature": "e30", "attestationObject": "e30"}}',
    ],
)  # fmt: skip
def test_an_answer_that_no_authenticator_gives_is_refused(credential: str, users: Any) -> None:
    client, secret = verified(users)
    fields = {"name": "key", "credential": credential}
    assert client.post("/second-factor/passkeys/", fields).status_code == 422
    asks = "/second-factor/passkeys/options/"
    client.post(asks, {"password": "editor"}, headers={"host": "localhost"})
    refused = client.post("/second-factor/passkeys/", fields, headers={"host": "localhost"})
    assert refused.status_code == 422
    assert refused.json()["fault"]
    half = after_password("editor")
    half.post("/sign-in/second-step/options/")
    refused = half.post("/sign-in/second-step/passkey/", {"credential": credential})
    assert refused.status_code == 422
    assert not is_signed_in(half)
    assert take_step(half, code_of(secret)).status_code == 302


def test_an_address_of_numbers_says_where_passkeys_work(sign_in: Any) -> None:
    client = sign_in("editor")
    page = client.get(PAGE, headers={"host": "127.0.0.1:8000"})
    link = f'Open <a href="http://localhost:8000{PAGE}">http://localhost:8000{PAGE}</a> instead.'
    assert link in page.content.decode()
    assert "data-adds-passkey" not in page.content.decode()
    assert "data-adds-passkey" in client.get(PAGE, headers={"host": "localhost"}).content.decode()


def test_a_refused_form_says_where_passkeys_work_by_the_address_of_the_page(users: Any) -> None:
    client, _ = verified(users)
    refused = client.post(CODES, {"password": "wrong"}, headers={"host": "127.0.0.1:8000"})
    assert refused.status_code == 422
    assert f'<a href="http://localhost:8000{PAGE}">' in refused.content.decode()


def test_no_page_of_secrets_is_in_the_admin(sign_in: Any) -> None:
    client = sign_in("superuser")
    for address in ("otp_totp/totpdevice/", "django_otp_webauthn/webauthncredential/"):
        assert client.get(f"/admin/{address}").status_code == 404
