"""Who types on, when a page or its script takes the focus away, decides nothing by that text."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Decision
from tests.browser.kit import kinds, send_held, type_quality
from tests.browser.review_kit import open_review, ready

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("requests_can_be_held"),
]

#: Types letters that are keys, again and again, wherever the focus is; goes on on the next page.
TYPE_ON = """
  window.typeOn = () => {
    sessionStorage.setItem("types", "yes");
    window.typed = 0;
    setInterval(() => document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", {
      key: "great all day"[window.typed++ % 13], bubbles: true, cancelable: true,
    })), 20);
  };
  if (sessionStorage.getItem("types")) window.typeOn();
"""


def type_into_the_note(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator("[name=note]:focus")).to_have_count(1)
    page.evaluate("typeOn()")


def go_on(page: Page) -> None:
    """Wait until the text was typed three times more."""
    page.evaluate(
        """() => new Promise((done) => {
          const end = window.typed + 40;
          const look = () => (window.typed > end ? done() : setTimeout(look, 20));
          look();
        })"""
    )


@pytest.mark.parametrize("place", ["queue", "review"])
def test_while_an_undo_comes_back(place: str, page: Page, articles: list[Article]) -> None:
    page.add_init_script(TYPE_ON)
    page.goto(f"/{place}/")
    if place == "review":
        ready(page)
    page.keyboard.press("r")
    expect(page.locator("#last")).to_contain_text("Rejected")
    if place == "review":
        ready(page, str(articles[0].pk))
    held = send_held(page, "**/undo/**", lambda: page.keyboard.press("z"))
    type_into_the_note(page)
    held.go_on()
    expect(page.get_by_text("Undone").first).to_be_attached()
    go_on(page)
    assert kinds() == ["reject", "undo"]


def test_while_an_undo_loads_the_page_anew(page: Page, articles: list[Article]) -> None:
    page.add_init_script(TYPE_ON)
    page.goto(articles[0].get_absolute_url())
    page.keyboard.press("r")
    expect(page.locator(".message")).to_contain_text("Rejected")
    page.wait_for_load_state()  # keys do nothing before the scripts
    page.evaluate(
        """() => {
          const press = (key) => document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
          press("z");
          press("n");
          typeOn();
        }"""
    )
    expect(page.locator(".message")).to_contain_text("Undone")
    go_on(page)
    assert kinds() == ["reject", "undo"]


def test_while_the_row_with_the_note_is_replaced(page: Page, articles: list[Article]) -> None:
    page.add_init_script(TYPE_ON)
    page.goto("/queue/")
    held = send_held(page, "**/decide/", lambda: type_quality(page, "71"))
    page.keyboard.press("Escape")
    type_into_the_note(page)
    held.go_on()
    expect(page.locator("#last")).to_contain_text("71")
    go_on(page)
    assert kinds() == ["set-quality"]


def test_while_a_refused_decision_brings_its_card_back(page: Page, articles: list[Article]) -> None:
    page.add_init_script(TYPE_ON)
    open_review(page, prefetched=True)
    Article.objects.filter(pk=articles[0].pk).update(version=9)
    held = send_held(page, "**/decide/", lambda: page.keyboard.press("r"))
    ready(page, str(articles[0].pk))
    type_into_the_note(page)
    held.go_on()
    expect(page.locator("h1", has_text="Story 0")).to_be_visible()
    go_on(page)
    assert kinds() == []


@pytest.mark.parametrize("address", ["/queue/", "/review/"])
def test_a_note_that_is_typed_while_an_undo_is_under_way_stays_a_note(
    address: str, page: Page, make_article: Any
) -> None:
    for number in range(3):
        make_article(title=f"Story {number}", quality=60 - number)
    page.goto(address)
    if address == "/review/":
        ready(page)
    page.keyboard.press("r")
    expect(page.locator("#last")).to_contain_text("Rejected")
    if address == "/review/":
        ready(page)
    held = send_held(page, "**/undo/**", lambda: page.keyboard.press("z"))
    page.keyboard.press("n")
    note = page.locator("[data-current] [name=note]:focus, #card [name=note]:focus")
    note.press_sequentially("see all")
    with page.expect_response(re.compile("/row/|/review/next/")):
        held.go_on()
    expect(page.locator("#said")).to_contain_text("Undone")
    expect(page.locator(".row.done")).to_have_count(0)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    page.keyboard.type(" data")
    expect(note).to_have_value("see all data")
    assert {*Decision.objects.values_list("kind", flat=True)} == {"reject", "undo"}
    note.fill("")
