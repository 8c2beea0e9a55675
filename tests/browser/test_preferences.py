"""Preferences, the account menu and saved views in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import articles
from articles.models import Act, Preferences, SavedView
from tests.browser.kit import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ZONE_SCRIPT = Path(articles.__file__).parent / "static" / "articles" / "zone.js"
LIGHT, DARK = "rgb(244, 244, 240)", "rgb(17, 18, 20)"
GROUND = "getComputedStyle(document.body).backgroundColor"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
#: Returns the texts of visible controls smaller than a touch target, 44 px.
SMALL = """(within) => [...document.querySelectorAll(within)]
  .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 44 || box.width < 44)).map(([text]) => text)"""


@pytest.fixture
def opened(browser: Browser, live_server: Any, users: Any, seeds: Any) -> Iterator[Any]:
    """Return a function that opens a page of the desk, signed in, in a new browser context."""
    contexts = []

    def opened(path: str = "/preferences/", name: str = "editor", **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"/sign-in/?next={path}")
        sign_in(page, name)
        expect(page.locator(".bar")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("device", "ground"), [("light", LIGHT), ("dark", DARK)])
def test_the_theme_is_the_devices_unless_a_preference_says_otherwise(
    device: Any, ground: str, opened: Callable[..., Page]
) -> None:
    page = opened(color_scheme=device)
    assert page.evaluate(GROUND) == ground
    for label, expected in {"Dark": DARK, "Light": LIGHT, "As the device has it": ground}.items():
        page.get_by_label(label).check()
        page.get_by_role("button", name="Save preferences").click()
        expect(page.locator(".message")).to_contain_text("Preferences saved.")
        assert page.evaluate(GROUND) == expected, label
        page.goto("/queue/")
        assert page.evaluate(GROUND) == expected, label
        page.goto("/preferences/")
        expect(page.get_by_label(label)).to_be_checked()


def test_sign_in_keeps_to_the_device(opened: Callable[..., Page], users: Any) -> None:
    Preferences.objects.create(user=users.editor, theme="dark")
    page = opened(color_scheme="light")
    assert page.evaluate(GROUND) == DARK
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    assert page.evaluate(GROUND) == LIGHT


def test_times_are_in_the_browsers_zone_from_the_first_page_on(
    opened: Callable[..., Page], seeds: Any
) -> None:
    page = opened(seeds.waiting.get_absolute_url(), timezone_id="Asia/Tokyo")
    expect(page.locator(".kicker time")).to_contain_text("JST")
    page.goto("/preferences/")
    expect(page.locator("form.preferences")).to_contain_text("your browser’s, Asia/Tokyo.")
    page.get_by_label("Time zone").fill("Vienna")
    page.get_by_role("button", name="Save preferences").click()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Vienna")
    page.goto(seeds.waiting.get_absolute_url())
    expect(page.locator(".kicker time")).to_contain_text("CE")


def test_by_https_the_zones_cookie_is_one_that_no_other_host_can_set(browser: Browser) -> None:
    with browser.new_context(timezone_id="Asia/Tokyo") as context:
        page = context.new_page()
        page.route(
            "https://desk.example/", lambda route: route.fulfill(body="", content_type="text/html")
        )
        page.goto("https://desk.example/")
        page.add_script_tag(path=ZONE_SCRIPT)
        (cookie,) = context.cookies()
    assert (cookie["name"], cookie["value"]) == ("__Host-zone", "Asia/Tokyo")
    assert (cookie["secure"], cookie["path"], cookie["sameSite"]) == (True, "/", "Lax")


def test_with_keys_off_no_key_decides_and_none_is_shown(
    opened: Callable[..., Page], users: Any
) -> None:
    page = opened("/queue/")
    expect(page.locator(".row .approve kbd")).to_be_visible()
    Preferences.objects.create(user=users.editor, has_keys=False)
    page.reload()
    expect(page.locator(".row .approve")).to_be_visible()
    expect(page.locator(".row .approve kbd")).to_be_hidden()
    for key in ("a", "r", "z", "?"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator(".row .approve").click()
    expect(page.locator(".row")).to_contain_text("Approved.")
    assert Act.objects.count() == 1


def test_the_account_menu_works_by_keyboard_and_closes_by_escape(
    opened: Callable[..., Page],
) -> None:
    page = opened("/queue/")
    menu, summary = page.locator(".account"), page.locator(".account summary")
    link = menu.get_by_role("link", name="Preferences")
    expect(link).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Preferences")


def test_a_menu_closes_by_a_press_elsewhere_and_leads_to_the_keys(
    opened: Callable[..., Page],
) -> None:
    page = opened("/queue/")
    menu = page.locator(".account")
    menu.locator("summary").click()
    expect(menu.get_by_text("Signed in as editor")).to_be_visible()
    page.locator(".tabs").click(position={"x": 2, "y": 2})
    expect(menu.get_by_text("Signed in as editor")).to_be_hidden()
    menu.locator("summary").click()
    menu.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    expect(menu.get_by_text("Signed in as editor")).to_be_hidden()


def test_it_all_works_without_scripts(opened: Callable[..., Page], users: Any) -> None:
    page = opened("/queue/?order=arrival", java_script_enabled=False)
    page.get_by_text("Save view", exact=True).first.click()
    page.get_by_label("Name of the view").fill("Morning")
    page.get_by_label("For all").check()
    page.get_by_role("button", name="Save view").click()
    expect(page.locator(".message")).to_contain_text("View “Morning” saved for all.")
    expect(page.locator(".view[aria-current]")).to_have_text("★ Morning")

    page.locator(".account summary").click()
    expect(page.locator(".account").get_by_text("Keys")).to_be_hidden()
    page.get_by_role("link", name="Preferences").click()
    page.get_by_label("Dark").check()
    page.get_by_label("Single-letter keys").uncheck()
    page.get_by_label("Articles on a page").select_option("100")
    page.get_by_label("Time zone").fill("Asia/Tokyo")
    page.get_by_role("button", name="Save preferences").click()
    expect(page.locator(".message")).to_contain_text("Preferences saved.")
    kept = Preferences.objects.get(user=users.editor)
    assert (kept.theme, kept.page_size, kept.has_keys, kept.time_zone) == (
        "dark",
        100,
        False,
        "Asia/Tokyo",
    )

    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete view").click()
    expect(page.locator(".message")).to_contain_text("View “Morning” deleted.")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()


def test_on_a_phone_all_of_it_is_in_reach(opened: Callable[..., Page], users: Any) -> None:
    for name in (*(letter * 60 for letter in "abcd"), "Zulu"):
        SavedView.objects.create(name=name, query=f"q={name}", by=users.editor, is_for_all=True)
    page = opened("/queue/", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    assert not page.evaluate(SIDEWAYS)
    assert (
        page.evaluate(
            SMALL, ".view, .views summary, .save-view summary, .review-these, .menu-button"
        )
        == []
    )
    page.locator(".views summary").tap()
    expect(page.locator(".views .menu-list")).to_be_in_viewport(ratio=1)
    assert page.evaluate(SMALL, ".menu-list :is(a, button)") == []
    page.get_by_role("button", name="Menu").tap()
    expect(page.locator(".views .menu-list")).to_be_hidden()
    page.locator(".account summary").tap()
    page.get_by_role("button", name="Sign out").scroll_into_view_if_needed()
    expect(page.get_by_role("link", name="Preferences")).to_be_visible()
    assert page.evaluate(SMALL, ".account summary, .menu-list :is(a, button)") == []
    assert not page.evaluate(SIDEWAYS)
    page.get_by_role("button", name="Menu").tap()
    page.locator(".save-view summary").tap()
    assert page.evaluate(SMALL, ".save-view :is(.tick label, button)") == []
    assert not page.evaluate(SIDEWAYS)
    page.goto("/preferences/")
    assert not page.evaluate(SIDEWAYS)
    assert (
        page.evaluate(SMALL, ".tick label, .preferences button, .kept-view > a, .kept-view button")
        == []
    )
    page.get_by_label("Dark").tap()
    page.get_by_role("button", name="Save preferences").tap()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
