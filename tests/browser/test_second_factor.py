"""The second factor in Chromium: an app's codes, what was typed before, and accessibility."""

from collections.abc import Callable
from typing import Any

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from articles.models import Act
from tests.browser.kit import sign_in
from tests.browser.test_accessibility import THEMES, axe, scrolls_sideways
from tests.second_factor_kit import code_of, give_app, give_passkey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
