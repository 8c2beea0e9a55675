"""An editor's work by keyboard alone: sign in, filter, save a view, run a batch, undo it."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Returns the label of the focused element, and whether its focus is visible.
FOCUSED = """() => {
  const at = document.activeElement;
  const { outlineStyle, boxShadow } = getComputedStyle(at);
  const isSeen = at.matches(":focus-visible") && (outlineStyle !== "none" || boxShadow !== "none");
  return [at.labels?.[0]?.innerText ?? at.innerText ?? "", isSeen];
}"""


def tab_to(page: Page, label: str) -> None:
    """Press Tab until an element has the focus, visibly, whose label begins with this text."""
    for _ in range(60):
        page.keyboard.press("Tab")
        name, is_seen = page.evaluate(FOCUSED)
        if name.strip().startswith(label):
            assert is_seen, f"the focus isn't visible on {label!r}"
            return
    pytest.fail(f"Tab never came to {label!r}")


def test_an_editor_works_without_a_mouse(
    browser: Browser, live_server: Any, users: Any, make_article: Any
) -> None:
    for quality in (60, 50, 38):
        make_article(title=f"Story {quality}", quality=quality)
    page = browser.new_context(base_url=live_server.url).new_page()
    page.goto("/queue/")
    page.keyboard.type("editor")
    page.keyboard.press("Tab")
    page.keyboard.type("editor")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(3)

    tab_to(page, "Filters")
    page.keyboard.press("Enter")
    tab_to(page, "Quality from")
    page.keyboard.type("45")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(2)

    tab_to(page, "Save view")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name of the view")).to_be_focused()
    page.keyboard.type("Near the threshold")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Near the threshold")).to_be_visible()

    tab_to(page, "2 shown")
    page.keyboard.press("Space")
    tab_to(page, "Reject")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Reject 2 articles")
    tab_to(page, "Reject 2 articles")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Rejected 2")
    assert Article.objects.waiting().count() == 1

    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Undo all that can be undone")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_contain_text("Undone for 2 articles.")
    assert Article.objects.waiting().count() == 3
    page.context.close()
