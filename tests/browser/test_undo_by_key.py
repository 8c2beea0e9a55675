"""Undo of a batch by key: z opens its summary, with the focus on the button that confirms."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from articles import moderation
from articles.models import Act, Article
from tests.browser.kit import sign_in

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
