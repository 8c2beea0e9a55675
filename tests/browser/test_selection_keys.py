"""Keys with ticked rows: they act on the selection, not on the row that has the focus."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import Act, Article
from tests.browser.kit import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(
    browser: Browser, live_server: Any, users: Any, make_article: Callable[..., Article]
) -> Iterator[Page]:
    """The queue with twelve stories, signed in as editor."""
    for number in range(12):
        make_article(title=f"Story {number:02}", quality=60 - number, excerpt="Long. " * 90)
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1400, "height": 600})
    page = context.new_page()
    page.goto("/queue/")
    sign_in(page, "editor")
    expect(page.locator(".row")).to_have_count(12)
    yield page
    context.close()


def tick_three(page: Page) -> None:
    """Tick the first, second and third row by keys; the third keeps the focus."""
    for key in "xjxjx":
        page.keyboard.press(key)
    expect(page.locator("#many")).to_contain_text("3 ticked")


@pytest.mark.parametrize(("key", "order"), [("r", "Reject"), ("a", "Approve")])
def test_a_key_that_decides_takes_all_ticked_rows_to_the_page_that_asks(
    key: str, order: str, desk: Page
) -> None:
    tick_three(desk)
    notices: list[str] = []
    desk.expose_function("noted", lambda text: notices.append(text))
    desk.evaluate(
        "new MutationObserver(() => noted(document.getElementById('said').textContent))"
        ".observe(document.getElementById('said'), { childList: true })"
    )
    desk.keyboard.press(key)
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"{order} 3 articles")
    assert f"{order}: 3 ticked. The next page asks before anything is done." in notices
    assert not Act.objects.exists()
    if order == "Approve":
        expect(desk.get_by_label("to confirm")).to_be_focused()
        desk.keyboard.type("3")
    else:
        expect(desk.get_by_role("button", name="Reject 3 articles")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("link", name="Back to the list", exact=True).last).to_be_visible()
    assert Act.objects.get().decisions.count() == 3
    assert Article.objects.waiting().count() == 9


def test_the_bar_of_the_selection_stays_in_view_and_covers_no_row_that_keys_come_to(
    desk: Page,
) -> None:
    tick_three(desk)
    for _ in range(9):
        desk.keyboard.press("j")
    assert desk.evaluate("scrollY") > 200
    bar = desk.locator("#many")
    expect(bar).to_be_in_viewport(ratio=1)
    expect(bar).to_contain_text("3 ticked")
    for _ in range(9):
        desk.keyboard.press("k")
        row = desk.locator(".row[data-current]").bounding_box()
        shown = bar.bounding_box()
        assert row
        assert shown
        assert row["y"] >= shown["y"] + shown["height"]
    desk.keyboard.press("r")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Reject 3 articles")


def test_escape_clears_the_selection_and_keys_concern_the_row_again(desk: Page) -> None:
    tick_three(desk)
    desk.keyboard.press("Escape")
    expect(desk.locator(".row input[name=ids]:checked")).to_have_count(0)
    expect(desk.locator("#said")).to_have_text("Selection cleared.")
    expect(desk.locator("#many")).not_to_contain_text("ticked")
    desk.keyboard.press("r")
    expect(desk.locator(".row [data-says]")).to_contain_text("Rejected")
    assert Article.objects.get(status="rejected").title == "Story 02"


@pytest.mark.parametrize("key", ["Shift+A", "Shift+R", "+", "-", "n"])
def test_a_key_for_one_row_does_nothing_and_says_why(key: str, desk: Page) -> None:
    tick_three(desk)
    desk.keyboard.press(key)
    expect(desk.locator("#said")).to_have_text(
        "3 ticked: this key works on one row only. Escape clears the selection."
    )
    expect(desk.locator(".row .more[open]")).to_have_count(0)
    assert not Act.objects.exists()


@pytest.mark.parametrize(("keys", "quality"), [(["q", "3", "3"], 33), (["l"], 70)])
def test_the_quality_of_all_ticked_rows_is_set_by_keys(
    keys: list[str], quality: int, desk: Page
) -> None:
    tick_three(desk)
    for key in keys:
        desk.keyboard.press(key)
    expect(desk.locator("#many-quality")).to_be_focused()
    expect(desk.locator("#many-quality")).to_have_value(str(quality))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Set quality of 3 articles")
    desk.get_by_role("button", name="Set quality of 3 articles").press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Set quality of 3")
    assert Article.objects.filter(quality=quality).count() == 3


def test_escape_in_the_field_of_the_selection_closes_it_first_and_keeps_the_ticks(
    desk: Page,
) -> None:
    tick_three(desk)
    desk.keyboard.press("q")
    desk.keyboard.press("Escape")
    expect(desk.locator("#many-quality")).to_be_hidden()
    expect(desk.locator("#many")).to_contain_text("3 ticked")
    desk.keyboard.press("r")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Reject 3 articles")


def test_all_shown_are_a_selection_too(desk: Page) -> None:
    desk.get_by_label("12 shown").check()
    desk.keyboard.press("r")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Reject 12 articles")
    desk.keyboard.press("Escape")
    expect(desk.locator(".row")).to_have_count(12)
    assert not Act.objects.exists()


def test_the_number_of_rows_shown_is_that_of_the_rows_that_can_still_be_ticked(desk: Page) -> None:
    shown = desk.locator("label", has=desk.locator("[name=shown]"))
    expect(shown).to_have_text("12 shown")
    desk.keyboard.press("r")
    expect(desk.locator(".row.done")).to_have_count(1)
    expect(shown).to_have_text("11 shown")
    desk.get_by_label("11 shown").check()
    expect(desk.locator("#many")).to_contain_text("11 ticked")
    desk.keyboard.press("z")
    expect(shown).to_have_text("12 shown")
    desk.keyboard.press("r")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Reject 11 articles")
