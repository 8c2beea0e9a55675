"""Review by touch alone, at a width of 320 px."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from articles.models import Act, Article
from tests.browser.review_kit import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAPS = 20
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_twenty_decisions_by_touch_at_320_pixels(
    browser: Browser, live_server: Any, users: Any, make_article: Callable[..., Article]
) -> None:
    for number in range(TAPS):
        make_article(title=f"Story {number:02} " + "long " * 40, quality=60 - number)
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 320, "height": 640},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Name").fill("reviewer")
    page.get_by_label("Password").fill("reviewer")
    page.get_by_role("button", name="Sign in").tap()
    page.get_by_role("button", name="Menu").tap()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Review").tap()
    article = ""
    for number in range(TAPS):
        article = ready(page, article)
        assert not page.evaluate(SIDEWAYS)
        bar = page.locator(".verdict")
        names = ("Reject", "Approve", "Skip") if number < 3 else ("Approve", "Reject")
        button = bar.get_by_role("button", name=names[number % len(names)])
        assert is_touch_target(button)
        expect(page.locator("#card kbd:visible")).to_have_count(0)
        button.tap()
    # The skipped article is dealt again at the end.
    article = ready(page, article)
    page.locator(".verdict").get_by_role("button", name="Approve").tap()
    expect(page.locator("#card")).to_contain_text("All clear")
    assert Act.objects.count() == TAPS
    page.get_by_role("button", name="Undo my last").tap()
    expect(page.locator("#card h1")).to_contain_text("Story")
    context.close()


def is_touch_target(button: Locator) -> bool:
    """Tell whether the button is at least 44 px wide and high, and within the window."""
    box = button.bounding_box()
    assert box
    is_large = box["height"] >= 44 and box["width"] >= 44
    is_inside = box["x"] >= 0 and box["x"] + box["width"] <= 320
    return is_large and is_inside and box["y"] + box["height"] <= 640
