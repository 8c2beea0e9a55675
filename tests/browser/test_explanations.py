"""Explanations of terms in a browser: by keyboard, without scripts, and beside the desk's keys."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from articles import moderation
from articles.models import Article
from tests.browser.test_accessibility import axe, scrolls_sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def control(page: Page, term: str) -> Locator:
    return page.get_by_role("button", name=f"What does “{term}” mean?")


def explanation(page: Page, term: str) -> Locator:
    return page.locator(f"#explain-{term.replace(' ', '-')}")


@pytest.fixture
def article(make_article: Callable[..., Article]) -> Article:
    return make_article(title="A story that waits", quality=38)


def test_it_opens_and_closes_by_keyboard_and_moves_nothing(page: Page, article: Article) -> None:
    page.goto(article.get_absolute_url())
    upstream, sentence = control(page, "upstream"), explanation(page, "upstream")
    expect(upstream).to_have_accessible_description(
        "Upstream is the site’s bot, which writes the documents."
    )
    headline = page.locator("#headline").bounding_box()
    upstream.focus()
    expect(sentence).not_to_be_visible()
    page.keyboard.press("Enter")
    expect(sentence).to_be_visible()
    expect(sentence).to_be_in_viewport(ratio=1)
    assert page.locator("#headline").bounding_box() == headline
    page.keyboard.press("Escape")
    expect(sentence).not_to_be_visible()
    expect(upstream).to_be_focused()
    page.keyboard.press("Space")
    expect(sentence).to_be_visible()
    page.mouse.click(5, 400)
    expect(sentence).not_to_be_visible()


def test_no_key_decides_while_an_explanation_is_read(page: Page, article: Article) -> None:
    page.goto(article.get_absolute_url())
    page.locator("#headline").click()
    control(page, "upstream").click()
    for key in "arR1q?":
        page.keyboard.press(key)
    expect(explanation(page, "upstream")).to_be_visible()
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("Escape")
    expect(control(page, "upstream")).to_be_focused()
    assert Article.objects.get(pk=article.pk).status == "waiting"
    page.keyboard.press("a")
    expect(page.locator(".message")).to_contain_text("Approved")
    assert Article.objects.get(pk=article.pk).status == "published"


def test_escape_closes_an_explanation_before_the_filters_around_it(
    page: Page, article: Article
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/queue/")
    page.locator(".filters > summary").click()
    control(page, "collection").click()
    expect(explanation(page, "collection")).to_be_in_viewport(ratio=1)
    assert not scrolls_sideways(page)
    page.keyboard.press("Escape")
    expect(explanation(page, "collection")).not_to_be_visible()
    expect(control(page, "collection")).to_be_visible()
    page.keyboard.press("Escape")
    expect(control(page, "collection")).not_to_be_visible()


def test_it_opens_without_scripts(browser: Browser, live_server: Any, page: Page) -> None:
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
    )
    plain = context.new_page()
    plain.goto("/queue/?status=published")
    control(plain, "upstream").click()
    expect(explanation(plain, "upstream")).to_be_visible()
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_explanation(
    theme: Any, page: Page, article: Article, users: Any, act_parameters: Any
) -> None:
    moderation.set_quality([article], 60, **act_parameters(users.reviewer, article))
    page.emulate_media(color_scheme=theme)
    for address, term in (
        (article.get_absolute_url(), "upstream"), ("/queue/", "outranked"), ("/", "upstream"),
    ):  # fmt: skip
        page.goto(address)
        control(page, term).click()
        expect(explanation(page, term)).to_be_visible()
        assert axe(page) == []
