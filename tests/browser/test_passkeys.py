"""Passkeys in Chromium, with its virtual authenticator."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django_otp_webauthn.models import WebAuthnCredential
from playwright.sync_api import Page, expect

from articles.models import SignInEvent
from tests.browser.kit import let_requests_be_held, sign_in
from tests.browser.test_accessibility import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Sends an answer of a passkey again, with the form's own token; returns the status.
REPLAY = """async ({answer, asks}) => {
  const fields = new FormData(document.querySelector("[data-uses-passkey]"));
  const send = (path) => fetch(`/sign-in/second-step/${path}/`, {method: "POST", body: fields});
  if (asks) await send("options");
  fields.set("credential", answer);
  return (await send("passkey")).status;
}"""


def add_authenticator(page: Page) -> None:
    """Give the page's browser a virtual authenticator."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_passkey(page: Page, name: str) -> None:
    page.goto("/second-factor/")
    page.get_by_label("Name of the new passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".message")).to_contain_text(f"Passkey “{name}” added.")


def sign_out(page: Page) -> None:
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()


def test_a_passkey_is_added_signs_in_and_is_removed(opened: Callable[..., Page]) -> None:
    page = opened()
    add_authenticator(page)
    sign_in(page, "editor")
    add_passkey(page, "office")
    assert WebAuthnCredential.objects.get().name == "office"
    sign_out(page)
    sign_in(page, "editor")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".bar")).to_be_visible()
    assert SignInEvent.objects.filter(kind="passkey").count() == 1
    page.goto("/second-factor/")
    expect(page.locator(".passkey")).to_contain_text("last used")
    page.locator(".passkey").get_by_role("link", name="Remove").click()
    page.get_by_label("Your password").fill("editor")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".message")).to_contain_text("Your passkey “office” is removed.")
    assert not WebAuthnCredential.objects.exists()


def test_a_passkey_that_the_account_does_not_have_is_refused(
    opened: Callable[..., Page], users: Any
) -> None:
    """One that was removed on the desk, but not in the authenticator."""
    page = opened()
    let_requests_be_held(page)
    add_authenticator(page)
    sign_in(page, "editor")
    add_passkey(page, "office")
    sign_out(page)
    sign_in(page, "editor")
    kept = WebAuthnCredential.objects.get()
    WebAuthnCredential.objects.update(user=users.reviewer)
    WebAuthnCredential.objects.create(
        user=users.editor, name="x", credential_id=kept.credential_id[::-1], public_key=b"",
        aaguid="0",
    )  # fmt: skip
    button = page.get_by_role("button", name="Use a passkey")
    # The browser is told both, so that it answers with one that is somebody else's.
    page.route(
        "**/second-step/options/",
        lambda route: route.fulfill(
            response=(answer := route.fetch()), json={**answer.json(), "allowCredentials": []}
        ),
    )
    button.click()
    expect(page.get_by_role("alert").filter(has_text="no such passkey")).to_be_visible()
    assert SignInEvent.objects.filter(kind="no step").count() == 1
    page.goto("/queue/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")


def test_an_answer_counts_once(opened: Callable[..., Page]) -> None:
    page = opened()
    add_authenticator(page)
    sign_in(page, "editor")
    add_passkey(page, "office")
    sign_out(page)
    sign_in(page, "editor")
    answers: list[str] = []

    def keep(request: Any) -> None:
        if request.url.endswith("/second-step/passkey/"):
            answers.extend(re.findall(r'{"id":.*}', request.post_data or ""))

    page.on("request", keep)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".bar")).to_be_visible()
    (answer,) = answers
    sign_out(page)
    sign_in(page, "editor")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    # Without a question, and after another one.
    for asks in (False, True):
        assert page.evaluate(REPLAY, {"answer": answer, "asks": asks}) == 422
    page.goto("/queue/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")


def test_another_passkey_takes_the_password_and_a_wrong_one_is_told_at_its_field(
    opened: Callable[..., Page],
) -> None:
    page = opened()
    add_authenticator(page)
    sign_in(page, "editor")
    add_passkey(page, "office")
    page.evaluate(
        """() => {
          window.asked = 0;
          const create = navigator.credentials.create.bind(navigator.credentials);
          navigator.credentials.create = (options) => {
            window.asked += 1;
            return create(options);
          };
        }"""
    )
    field = page.get_by_label("Your password, to add a passkey")
    button = page.get_by_role("button", name="Add a passkey")
    field.fill("guess")
    button.click()
    expect(page.locator("#passkey-password-fault")).to_have_text(
        "That is not your password. Capitals count."
    )
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert page.evaluate("window.asked") == 0, "the browser makes none that would be refused"
    assert axe(page) == []
    # By the right one, in an authenticator that has none yet.
    WebAuthnCredential.objects.update(credential_id=b"of another device")
    field.fill("editor")
    button.click()
    expect(page.locator(".message")).to_contain_text("Passkey “Passkey 2” added.")
    assert WebAuthnCredential.objects.count() == 2


def test_a_closed_question_says_what_else_there_is(opened: Callable[..., Page]) -> None:
    page = opened()
    add_authenticator(page)
    sign_in(page, "editor")
    add_passkey(page, "office")
    page.get_by_label("Your password, to add a passkey").fill("editor")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="has a passkey")).to_be_visible()
    sign_out(page)
    sign_in(page, "editor")
    # As the browser answers after Cancel, which a virtual authenticator has not.
    page.evaluate(
        """() => {
          navigator.credentials.get = () => Promise.reject(new DOMException("", "NotAllowedError"));
        }"""
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="No passkey was used")).to_be_visible()


def test_who_must_have_a_factor_enrols_by_a_passkey_and_goes_on(
    opened: Callable[..., Page], settings: Any
) -> None:
    settings.SECOND_FACTOR_GROUPS = frozenset({"Editors"})
    page = opened()
    add_authenticator(page)
    sign_in(page, "editor")
    expect(page.locator(".notice")).to_contain_text("requires a second factor of the group Editors")
    expect(page.locator(".account")).to_have_count(0)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".message")).to_contain_text("Passkey “Passkey 1” added.")
    page.get_by_label("Your password, to make recovery codes").fill("editor")
    page.get_by_role("button", name="Make ten recovery codes").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_attached()
