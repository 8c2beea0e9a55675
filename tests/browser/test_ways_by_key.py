"""Ways between pages by key: the last row, back to the list, the original, the next page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Act, Article, Preferences

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opens_list_of_keys(page: Page, *lines: str) -> None:
    """Check that the list of keys has these lines, and close it."""
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    for line in lines:
        expect(dialog.get_by_text(line)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_enter_by_habit_after_the_last_row_was_decided_by_key_undoes_nothing(
    page: Page, seeds: Any
) -> None:
    page.keyboard.press("r")
    row = page.locator(".row")
    expect(row).to_contain_text("Rejected")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(row).to_be_focused()
    expect(row).to_contain_text("Rejected")
    page.keyboard.press("z")
    expect(row.locator(".verdict button")).to_have_count(2)
    assert [act.decisions.get().kind for act in Act.objects.order_by("pk")] == ["reject", "undo"]


def test_escape_leads_from_an_article_back_to_its_row_in_the_list(
    page: Page, make_article: Callable[..., Article]
) -> None:
    make_article(title="Story 60", quality=60)
    page.goto("/queue/?order=date")
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("link", name="← Queue")).to_be_visible()
    headline = page.locator("h1").inner_text()
    opens_list_of_keys(page, "back to the list", "open the original")
    page.keyboard.press("n")
    page.keyboard.press("Escape")  # from the note to the keys
    page.keyboard.press("Escape")
    page.wait_for_url("**/queue/?order=date")
    expect(page.locator(".row[data-current] h2")).to_have_text(headline)


def test_o_opens_the_original_from_the_page_of_an_article(page: Page, seeds: Any) -> None:
    page.goto(seeds.waiting.get_absolute_url())
    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    assert opened.value
    assert page.url.endswith(seeds.waiting.get_absolute_url())


def test_shift_and_n_and_p_turn_the_pages_of_a_list(
    page: Page, users: Any, make_article: Callable[..., Article]
) -> None:
    for number in range(25):
        make_article(title=f"Story {number:02}", quality=60)
    Preferences.objects.update_or_create(user=users.reviewer, defaults={"page_size": 25})
    page.reload()
    expect(page.locator(".row")).to_have_count(25)
    opens_list_of_keys(page, "next page of the list")
    page.keyboard.press("Shift+N")
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("Shift+P")
    expect(page.locator(".row")).to_have_count(25)
    assert not Act.objects.exists()


def test_escape_leads_back_from_the_pages_of_an_act_and_of_the_texts(
    page: Page, seeds: Any
) -> None:
    page.goto(f"{seeds.waiting.get_absolute_url()}texts/")
    expect(page.locator("h1")).to_have_text("Texts of the document")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{seeds.waiting.get_absolute_url()}")
    page.keyboard.press("r")
    expect(page.locator(".message")).to_contain_text("Rejected")
    page.goto(Act.objects.get().get_absolute_url())
    page.keyboard.press("Escape")
    page.wait_for_url("**/history/")


#: Keys that do something somewhere; none has an effect here that a test would have to undo.
KEYS = ["Escape", "j", "k", "n", "Shift+N", "Shift+P", "o", "e", "Tab", "Enter", "Escape"]


@pytest.mark.parametrize(
    "path", ["/", "/conflicts/", "/history/", "/imports/", "/providers/", "/sessions/"]
)
def test_no_key_fails_on_a_page_that_has_no_use_for_it(page: Page, seeds: Any, path: str) -> None:
    """The fixture `page` fails the test where a script of the page fails."""
    for key in KEYS:
        page.goto(path)
        page.keyboard.press(key)
        page.keyboard.press("Escape")
