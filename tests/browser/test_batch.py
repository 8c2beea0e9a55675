"""Batches in a browser: selected, confirmed, run without further clicks, stopped, resumed."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from articles.models import Act, Article, Decision
from articles.moderation.batches import CHUNK
from tests.batches.kit import import_many
from tests.browser.kit import let_requests_be_held, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = 2 * CHUNK + 20
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def signed_in(browser: Browser, address: str, **options: Any) -> Page:
    """Return a page with the queue, signed in as editor."""
    page = browser.new_context(base_url=address, **options).new_page()
    page.goto("/queue/")
    sign_in(page, "editor")
    expect(page.locator(".row").first).to_be_visible()
    return page


@pytest.fixture
def desk(browser: Browser, live_server: Any, users: Any, write_document: Any) -> Iterator[Page]:
    """A page with a queue of MANY, signed in as editor."""
    import_many(write_document, MANY)
    page = signed_in(browser, live_server.url)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: (
            faults.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield page
    page.context.close()
    assert faults == []


def choose_all(page: Page) -> None:
    """Select all in the queue, and press the button that rejects them."""
    page.get_by_label(f"Select all {MANY}").check()
    page.locator("#many").get_by_role("button", name="Reject").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Reject {MANY} articles")


def test_it_runs_by_itself_to_the_end_and_keeps_the_focus_in_its_place(desk: Page) -> None:
    choose_all(desk)
    begin = desk.get_by_role("button", name=f"Reject {MANY} articles")
    desk.get_by_label("to confirm").fill("12")
    begin.click()
    expect(desk.get_by_role("alert").first).to_contain_text(f"Type {MANY} to confirm")
    assert not Decision.objects.exists()
    desk.get_by_label("to confirm").fill(str(MANY))
    begin.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Rejected {MANY}")
    expect(desk.get_by_role("link", name="Back to the list", exact=True).last).to_be_focused()
    expect(desk.locator("#said")).to_have_text(f"Rejected {MANY}; 0 skipped.")
    expect(desk.locator(".waiting-count").first).to_have_text("0")
    expect(desk.locator("#batch .named a")).to_have_count(50)
    desk.get_by_role("link", name=f"All {MANY} by name").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(f"Rejected {MANY}")
    assert Act.objects.get().decisions.count() == MANY


def test_stopped_in_between_it_stands_still_until_one_goes_on(desk: Page) -> None:
    let_requests_be_held(desk)
    choose_all(desk)
    held: list[Route] = []

    def hold_the_second(route: Route) -> None:
        if route.request.post_data and "shown=" in route.request.post_data:
            route.continue_()
        else:
            held.append(route)

    desk.route("**/run/", hold_the_second)
    desk.get_by_label("to confirm").fill(str(MANY))
    desk.get_by_role("button", name=f"Reject {MANY} articles").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Rejecting: {CHUNK} of {MANY}")
    expect(desk.get_by_role("progressbar")).to_have_attribute("value", str(CHUNK))
    desk.get_by_role("button", name="Stop").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Stopped at {CHUNK} of {MANY}")
    expect(desk.locator("#failed")).to_be_hidden()
    assert len(held) == 1
    desk.unroute("**/run/")
    assert Decision.objects.count() == CHUNK
    desk.reload()
    expect(desk.get_by_role("link", name=f"Undo {CHUNK}")).to_be_visible()
    desk.get_by_role("button", name=f"Go on with {MANY - CHUNK} more").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Rejected {MANY}")
    assert Act.objects.get().decisions.count() == MANY


def test_ticks_are_counted_ranged_and_kept_from_an_accidental_enter(desk: Page) -> None:
    reject = desk.locator("#many").get_by_role("button", name="Reject")
    expect(reject).to_be_disabled()
    desk.keyboard.press("x")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("Shift+X")
    expect(desk.locator("#many")).to_contain_text("3 ticked")
    desk.locator(".row input[name=ids]").nth(1).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#many")).to_contain_text("3 ticked")
    desk.get_by_label("50 shown").check()
    expect(desk.locator("#many")).to_contain_text("50 ticked")
    desk.locator(".row input[name=ids]").nth(3).uncheck()
    expect(desk.locator("#many")).to_contain_text("49 ticked")
    reject.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Reject 49 articles")
    desk.go_back()
    expect(desk.locator("#many")).to_contain_text("49 ticked")


@pytest.mark.parametrize("by", ["Escape", "Cancel"])
def test_who_comes_back_before_it_has_begun_finds_the_same_rows_ticked(by: str, desk: Page) -> None:
    desk.goto("/queue/?order=date")
    ticked = desk.locator(".row input[name=ids]:checked")
    for key in "xjjx":
        desk.keyboard.press(key)
    before = ticked.evaluate_all("boxes => boxes.map((box) => box.value)")
    desk.keyboard.press("r")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Reject 2 articles")
    if by == "Escape":
        desk.keyboard.press("Escape")
    else:
        desk.get_by_role("link", name="Cancel").click()
    expect(desk.locator("#many")).to_contain_text("2 ticked")
    assert ticked.evaluate_all("boxes => boxes.map((box) => box.value)") == before
    desk.keyboard.press("Escape")
    expect(ticked).to_have_count(0)
    desk.get_by_role("link", name="Today").click()
    desk.goto("/queue/?order=date")
    expect(ticked).to_have_count(0)


def test_who_comes_back_after_it_has_run_finds_nothing_ticked_and_saw_what_was_decided(
    desk: Page,
) -> None:
    desk.goto("/queue/?status=all")
    headlines = desk.locator(".row h2")
    expected = headlines.all_inner_texts()[:2]
    for key in "xjx":
        desk.keyboard.press(key)
    desk.keyboard.press("r")
    desk.get_by_label("Reason").select_option(label="promotional")
    desk.get_by_label("Note").fill("Paid for by the makers.")
    desk.get_by_role("button", name="Reject 2 articles").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Rejected 2")
    batch = desk.locator("#batch")
    expect(batch).to_contain_text("Reason: promotional")
    expect(batch).to_contain_text("Paid for by the makers.")
    expect(batch.locator(".named a")).to_have_text(expected)
    desk.keyboard.press("Escape")
    expect(headlines.first).to_be_visible()
    expect(desk.locator(".row input[name=ids]:checked")).to_have_count(0)
    desk.go_back()
    batch.locator(".named a").first.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(expected[0])


@pytest.mark.parametrize("width", [320, 768, 1360])
def test_no_state_of_it_scrolls_sideways(desk: Page, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    assert not desk.evaluate(SIDEWAYS)
    desk.get_by_label(f"Select all {MANY}").check()
    desk.locator("#many summary").click()
    assert not desk.evaluate(SIDEWAYS)
    choose_all(desk)
    assert not desk.evaluate(SIDEWAYS)


def test_it_all_works_without_scripts(
    browser: Browser, live_server: Any, users: Any, write_document: Any
) -> None:
    import_many(write_document, CHUNK + 10)
    page = signed_in(browser, live_server.url, java_script_enabled=False)
    boxes = page.locator(".row input[name=ids]")
    boxes.nth(0).check()
    boxes.nth(2).check()
    page.locator("#many").get_by_role("button", name="Reject").click()
    page.get_by_label("Reason").select_option(label="duplicate")
    page.get_by_role("button", name="Reject 2 articles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rejected 2")
    page.get_by_role("link", name="Back to the list", exact=True).last.click()
    page.get_by_label(f"Select all {CHUNK + 8}").check()
    page.locator("#many summary").click()
    page.get_by_label("Quality", exact=True).fill("55")
    page.get_by_label("Quality", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"of {CHUNK + 8} articles")
    page.get_by_role("button", name=f"Set quality of {CHUNK + 8} articles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Setting quality: {CHUNK} of {CHUNK + 8}"
    )
    page.get_by_role("button", name="Go on with 8 more").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Set quality of {CHUNK + 8}")
    assert Article.objects.filter(quality=55).count() == CHUNK + 8
    page.context.close()
