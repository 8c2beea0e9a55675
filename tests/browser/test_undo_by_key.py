"""Undo by key: the summary of a batch, and a note that is typed while an undo is under way."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from articles import moderation
from articles.models import Act, Article, Decision
from tests.browser.kit import sign_in
from tests.browser.review_kit import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, 1360])
def test_a_batch_is_undone_by_z_and_enter_with_its_summary_in_sight(
    width: int,
    browser: Browser,
    live_server: Any,
    users: Any,
    make_article: Any,
    act_parameters: Any,
) -> None:
    articles = [make_article(title=f"Story {n}") for n in range(12)]
    moderation.reject(articles, **act_parameters(users.editor, *articles))
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 600}
    )
    page = context.new_page()
    page.goto("/queue/")
    sign_in(page, "editor")
    expect(page.locator("h1")).to_have_text("Queue")
    page.keyboard.press("z")
    expect(page).to_have_url(f"{live_server.url}/acts/{Act.objects.get().pk}/#undo")
    expect(page.get_by_role("button", name="Undo all that can be undone")).to_be_focused()
    expect(page.get_by_text("12 articles go back to waiting.")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_contain_text("Undone for 12 articles.")
    assert Article.objects.waiting().count() == 12
    page.keyboard.press("Shift+Z")
    expect(page.get_by_role("button", name="Redo all that can be redone")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_contain_text("Redone for 12 articles.")
    context.close()


@pytest.mark.parametrize("address", ["/queue/", "/review/"])
def test_a_note_that_is_typed_while_an_undo_is_under_way_stays_a_note(
    address: str, page: Page, make_article: Any
) -> None:
    for number in range(3):
        make_article(title=f"Story {number}", quality=60 - number)
    held: list[Route] = []
    page.goto(address)
    if address == "/review/":
        ready(page)
    page.keyboard.press("r")
    expect(page.locator("#last")).to_contain_text("Rejected")
    if address == "/review/":
        ready(page)
    page.route("**/undo/**", lambda route: held.append(route))
    with page.expect_request("**/undo/**"):
        page.keyboard.press("z")
    page.keyboard.press("n")
    note = page.locator("[data-current] [name=note]:focus, #card [name=note]:focus")
    note.press_sequentially("see all")
    with page.expect_response(re.compile("/row/|/review/next/")):
        held[0].continue_()
    expect(page.locator("#said")).to_contain_text("Undone")
    expect(page.locator(".row.done")).to_have_count(0)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    page.keyboard.type(" data")
    expect(note).to_have_value("see all data")
    assert {*Decision.objects.values_list("kind", flat=True)} == {"reject", "undo"}
    note.fill("")
