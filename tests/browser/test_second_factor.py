"""The second factor in Chromium, with its virtual authenticator for passkeys."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential
from playwright.sync_api import Browser, Page, expect

from articles.models import Act, SignInEvent
from tests.browser.kit import sign_in
from tests.browser.test_accessibility import THEMES, axe, scrolls_sideways
from tests.second_factor_kit import code_of, give_app, give_passkey

#: Sends an answer of a passkey again, with the form's own token; returns the status.
REPLAY = """async ({answer, asks}) => {
  const fields = new FormData(document.querySelector("[data-uses-passkey]"));
  const send = (path) => fetch(`/sign-in/second-step/${path}/`, {method: "POST", body: fields});
  if (asks) await send("options");
  fields.set("credential", answer);
  return (await send("passkey")).status;
}"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(browser: Browser, live_server: Any, users: Any, seeds: Any) -> Iterator[Any]:
    """Return a function that opens sign-in in a context of its own; faults fail the test."""
    contexts, errors = [], []

    def opened(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda each: errors.append(each.text) if "Policy" in each.text else None)
        page.goto("/sign-in/?next=/queue/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


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


def test_an_app_is_set_up_and_used_without_scripts(opened: Callable[..., Page]) -> None:
    page = opened(java_script_enabled=False)
    sign_in(page, "editor")
    page.goto("/second-factor/")
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    page.get_by_role("link", name="Set up an app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.locator(".secret code").inner_text()
    page.get_by_label("Six digits").fill(code_of(secret))
    page.get_by_role("button", name="Set up the app").click()
    expect(page.locator(".message")).to_contain_text("The authenticator app is set up.")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "editor")
    page.get_by_label("Code of your authenticator app").fill(code_of(secret, 1))
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".bar")).to_be_visible()


def test_a_code_is_sent_once_however_often_the_button_is_pressed(
    opened: Callable[..., Page], users: Any
) -> None:
    """The second request would come with the session before, and lead to the password again."""
    secret = give_app(users.editor)
    page = opened()
    sign_in(page, "editor")
    posts: list[str] = []
    page.on("request", lambda each: posts.append(each.url) if each.method == "POST" else None)
    page.get_by_label("Code of your authenticator app").fill(code_of(secret))
    page.evaluate(
        """() => {
          const button = document.querySelector("[name=code]").form.querySelector("button");
          button.click();
          setTimeout(() => button.click());
        }"""
    )
    expect(page.locator(".bar")).to_be_visible()
    assert len(posts) == 1


def test_what_was_typed_is_there_again_after_the_second_step(
    opened: Callable[..., Page], users: Any, seeds: Any
) -> None:
    page = opened()
    sign_in(page, "editor")
    page.goto(seeds.waiting.get_absolute_url())
    note = page.get_by_label("Note").first
    page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
    note.fill("typed before the second step was asked for")
    secret = give_app(users.editor)
    # What the page asks by itself doesn't take it away.
    page.evaluate("htmx.ajax('GET', '/queue/arrivals/?since=2026-01-01T00:00:00Z', '#main')")
    expect(page.locator("#failed")).to_contain_text("What you typed is kept.")
    page.locator("button.approve").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    expect(page.locator(".notice")).to_contain_text("What you had typed is kept in this tab")
    page.get_by_label("Code of your authenticator app").fill(code_of(secret))
    page.get_by_role("button", name="Go on").click()
    expect(note).to_have_value("typed before the second step was asked for")
    assert not Act.objects.exists()
    assert TOTPDevice.objects.get().last_used_at


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_any_page_of_the_second_factor(
    theme: str, opened: Callable[..., Page], users: Any, settings: Any
) -> None:
    secret = give_app(users.editor)
    passkey = give_passkey(users.editor)
    page = opened(color_scheme=theme)
    sign_in(page, "editor")
    faults = {"second step": axe(page) + ["scrolls sideways"] * scrolls_sideways(page)}
    page.get_by_label("Code of your authenticator app").fill("000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert").filter(has_text="Type the 6 digits")).to_be_visible()
    faults["second step, refused"] = axe(page) + ["scrolls sideways"] * scrolls_sideways(page)
    page.get_by_label("Code of your authenticator app").fill(code_of(secret))
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".account")).to_be_visible()
    for address in (
        "/second-factor/",
        "/second-factor/app/",
        "/second-factor/app/remove/",
        f"/second-factor/passkeys/{passkey.pk}/remove/",
    ):
        page.goto(address)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        faults[address] = axe(page) + ["scrolls sideways"] * scrolls_sideways(page)
    page.goto("/second-factor/")
    page.get_by_label("Your password, to make recovery codes").fill("guess")
    page.get_by_role("button", name="Make ten recovery codes").click()
    expect(page.get_by_label("Your password, to make recovery codes")).to_be_focused()
    faults["codes, refused"] = axe(page) + ["scrolls sideways"] * scrolls_sideways(page)
    page.get_by_label("Your password, to make recovery codes").fill("editor")
    page.get_by_role("button", name="Make ten recovery codes").click()
    expect(page.locator(".codes li")).to_have_count(10)
    faults["codes"] = axe(page) + ["scrolls sideways"] * scrolls_sideways(page)
    settings.SECOND_FACTOR_GROUPS = frozenset({"*"})
    other = opened(color_scheme=theme)
    sign_in(other, "reviewer")
    expect(other.locator(".notice")).to_be_visible()
    faults["first factor"] = axe(other) + ["scrolls sideways"] * scrolls_sideways(other)
    assert not [f"{name}: {fault}" for name, each in faults.items() for fault in each]
