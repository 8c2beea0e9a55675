"""Conflicts by keyboard: Enter resolves only the conflict whose button has the focus."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from articles import moderation
from articles.models import Article
from articles.sync.importer import import_target
from articles.sync.targets import targets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two_conflicts(
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: Any,
    act_parameters: Any,
) -> list[Article]:
    articles = []
    for name in ("a.md", "b.md"):
        article = make_article(name=name, title=f"Story {name}", quality=38)
        moderation.set_quality([article], 60, **act_parameters(users.editor, article))
        path = write_document(name, title=f"Story {name}", quality=45)
        import_target(targets([str(path)])[0])
        articles.append(article)
    return articles


def test_enter_on_a_checkbox_settles_nothing_and_a_button_settles_its_own(
    browser: Browser, live_server: Any, two_conflicts: list[Article]
) -> None:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto("/conflicts/")
    page.get_by_label("Name").fill("editor")
    page.get_by_label("Password").fill("editor")
    page.keyboard.press("Enter")
    second = page.locator(".dispute").nth(1)
    second.get_by_role("checkbox").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was settled")
    assert Article.objects.in_conflict().count() == 2

    page.locator(".dispute").nth(1).get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")  # the story
    page.keyboard.press("Tab")  # its source
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Keep ours: 60").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".dispute")).to_have_count(1)
    assert list(Article.objects.in_conflict()) == two_conflicts[:1]
    context.close()
