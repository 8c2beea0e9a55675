"""One state, one sentence: a quality that is typed or stepped, and the counts of the header."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import sign_in
from tests.browser.review_kit import open_review, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BELOW, ABOVE = "8 below 70: upstream would not publish", "2 above 70: upstream would publish"


def expect_only(page: Page, shown: str, gone: str) -> None:
    """Every sentence on the quality is the one; at least one is shown."""
    expect(page.get_by_text(shown).first).to_be_visible()
    expect(page.get_by_text(gone)).to_have_count(0)


def test_after_two_steps_the_card_says_one_thing_of_the_quality(
    page: Page, make_article: Any, seeds: Any
) -> None:
    make_article(title="Nearly there", quality=62)
    page.goto("/review/?quality_min=60")
    ready(page)
    expect_only(page, BELOW, ABOVE)
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect_only(page, ABOVE, BELOW)
    expect(page.locator("[data-quality-words]")).to_have_text([ABOVE, ABOVE])
    page.get_by_label("Quality in points").fill("62")
    expect_only(page, BELOW, ABOVE)


def test_the_article_and_its_row_say_one_thing_of_a_quality_that_is_typed(
    page: Page, make_article: Any
) -> None:
    article = make_article(title="Nearly there", quality=62)
    page.goto(article.get_absolute_url())
    page.get_by_label("Quality in points").fill("72")
    expect_only(page, ABOVE, BELOW)
    expect(page.locator(".meter b")).to_have_text("72")
    expect(page.locator(".meter small")).to_have_text("2 above 70")
    page.goto("/queue/?status=all")
    row = page.locator(f"#row-{article.pk}")
    row.get_by_text("Quality, reason, note").click()
    row.get_by_label("Quality in points").fill("55")
    expect(row.locator(".meter small")).to_have_text("15 below 70")


def test_the_admins_sentence_follows_the_quality_that_is_typed(
    page: Page, make_article: Any
) -> None:
    article = make_article(title="Nearly there", quality=62)
    page.context.clear_cookies()
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    sign_in(page, "editor")
    expect_only(page, BELOW, ABOVE)
    page.get_by_label("Quality (points):").fill("72")
    expect_only(page, ABOVE, BELOW)


def test_the_count_in_the_header_follows_a_decision_and_its_undo_by_key_on_every_page(
    page: Page, make_article: Any, seeds: Any
) -> None:
    make_article(title="Another", quality=20)
    counts = page.get_by_role("navigation", name="Main").locator(".waiting-count")
    page.goto("/queue/")
    expect(counts).to_have_text("2")
    page.keyboard.press("a")
    expect(counts).to_have_text("1")
    page.keyboard.press("z")
    expect(counts).to_have_text("2")
    expect(page.locator(".tabs .waiting-count")).to_have_text("2")
    article = open_review(page)
    page.keyboard.press("r")
    ready(page, article)
    expect(counts).to_have_text("1")
    page.keyboard.press("z")
    expect(counts).to_have_text("2")
    expect(page.locator("[data-left]").first).to_have_text("2")
    page.goto("/history/")
    page.keyboard.press("Shift+Z")
    expect(counts).to_have_text("1")
    page.keyboard.press("z")
    expect(counts).to_have_text("2")
