"""Rows replaced after a decision, pictures that fail to load, and narrow screens."""

import time
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from articles import moderation
from tests.browser.kit import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Returns the focused element where the bar of decisions covers it, or it is below the window.
COVERED = """() => {
  const at = document.activeElement, bar = document.querySelector(".verdict");
  if (!at || at === document.body || bar.contains(at)) return "";
  const box = at.getBoundingClientRect(), end = bar.getBoundingClientRect().top;
  return box.bottom > end + 1 && box.height < end ? at.outerHTML : "";
}"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_an_answered_row_brings_every_count_up_to_date(page: Page) -> None:
    counts = page.locator(".waiting-count")  # in the menu, at the tab, below a short list
    expect(counts).to_have_text(["1"] * 3)
    page.locator(".row").locator("button.approve").click()
    expect(counts).to_have_text(["0"] * 3)
    page.locator(".row").get_by_role("button", name="Undo").click()
    expect(counts).to_have_text(["1"] * 3)
    page.get_by_role("link", name="Published", exact=True).click()
    expect(page.locator(".row")).to_have_count(1)


def test_a_refused_row_says_why_and_keeps_what_was_typed(
    page: Page, users: Any, seeds: Any, act_parameters: Any
) -> None:
    moderation.reject([seeds.waiting], **act_parameters(users.editor, seeds.waiting))
    row = page.locator(".row")
    row.get_by_text("Quality, reason, note").click()
    row.get_by_label("Note").fill("A fine story")
    row.locator("button.approve").click()
    expect(row.locator(".problem")).to_contain_text("Rejected by editor")
    expect(row.get_by_label("Note")).to_have_value("A fine story")
    expect(page.locator("#said")).to_contain_text("Rejected by editor")


def test_a_row_whose_note_was_drawn_larger_is_replaced_within_the_policy_of_the_page(
    page: Page,
) -> None:
    page.keyboard.press("n")
    note = page.get_by_label("Note")
    box = note.bounding_box()
    assert box
    right, bottom = box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
    page.mouse.move(right, bottom)
    page.mouse.down()
    page.mouse.move(right, bottom + 40)
    page.mouse.up()
    assert "height" in (note.get_attribute("style") or "")
    page.keyboard.press("Escape")
    page.keyboard.press("+")
    page.locator(".row .pair button[value=set-quality]").click()
    expect(page.locator("#said")).to_contain_text("Quality 38 → 43")
    # The fixture of the page fails the test where the browser names a violation.


def test_a_session_that_ended_leads_back_to_the_list(page: Page, live_server: Any) -> None:
    page.goto("/queue/?order=date")
    page.context.clear_cookies(name="sessionid")
    page.locator(".row").locator("button.approve").click()
    expect(page.locator(".message")).to_contain_text("You were signed out; nothing was decided.")
    sign_in(page, "reviewer")
    expect(page).to_have_url(f"{live_server.url}/queue/?order=date")


def test_a_picture_that_failed_before_the_script_ran_leaves_its_hosts_name(page: Page) -> None:
    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    page.route("**/*.jpg*", lambda route: route.abort())
    page.route("**/desk.js", late)
    page.goto("/queue/?status=all")
    expect(page.locator(".picture.none")).to_have_count(2)
    expect(page.locator(".picture.none").first).to_contain_text("not loaded")


@pytest.mark.parametrize("width", [320, 768])
def test_on_a_narrow_screen_the_bar_of_decisions_covers_nothing(
    width: int, page: Page, users: Any, seeds: Any, act_parameters: Any
) -> None:
    moderation.set_quality([seeds.waiting], 64, **act_parameters(users.reviewer, seeds.waiting))
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(reverse("article", args=[seeds.waiting.pk]))
    assert not page.evaluate(SIDEWAYS)
    page.get_by_text("All fields and the document").click()
    assert not page.evaluate(SIDEWAYS)
    page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
        page.keyboard.press(key)
        assert page.evaluate(COVERED) == ""
    end = page.evaluate(
        "scrollTo(0, 1e6); document.querySelector('.panel').getBoundingClientRect().bottom"
    )
    assert end <= page.evaluate("document.querySelector('.verdict').getBoundingClientRect().top")


def test_on_a_narrow_screen_a_refusal_is_in_sight(
    page: Page, users: Any, seeds: Any, act_parameters: Any
) -> None:
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(reverse("article", args=[seeds.waiting.pk]))
    moderation.reject([seeds.waiting], **act_parameters(users.editor, seeds.waiting))
    page.locator("button.approve").click()
    refusal = page.get_by_role("alert").filter(has_text="Rejected by editor")
    expect(refusal).to_be_in_viewport(ratio=1)
