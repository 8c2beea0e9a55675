"""One state, one sentence: a quality that is typed or stepped, and the counts of the header."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import sign_in
from tests.browser.review_kit import open_review, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BELOW = "8 below 70: upstream would not publish"
ABOVE = "2 above 70 here; upstream gave 62 and would not publish"


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


def test_a_quality_that_makes_no_sense_is_said_to_be_wrong_and_never_shown_as_set(
    page: Page, make_article: Any
) -> None:
    article = make_article(title="Nearly there", quality=62)
    page.goto("/review/?quality_min=60")
    ready(page)
    field = page.get_by_label("Quality in points")
    field.fill("2000000")
    expect(page.get_by_role("alert")).to_have_text("Quality is a whole number from 0 to 1,000,000.")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#card .then [data-quality-shown]")).to_have_text("62")
    expect_only(page, BELOW, ABOVE)
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(field).to_be_focused()
    field.fill("")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#card .then [data-quality-shown]")).to_have_text("62")
    page.keyboard.press("Escape")
    page.keyboard.press("+")
    expect(field).to_have_value("67")
    article.refresh_from_db()
    assert (article.status, article.quality) == ("waiting", 62)


def test_a_filter_that_was_refused_has_the_focus_and_says_why(page: Page) -> None:
    page.goto("/queue/?quality_min=high")
    field = page.get_by_label("Quality from")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    fault = page.locator(f"#{field.get_attribute('aria-describedby')}")
    expect(fault).to_be_visible()


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
    page.goto("/queue/?quality_min=1")
    matching = page.locator(".tools .matching-count")
    expect(counts).to_have_text("2")
    expect(matching).to_have_text("2 articles")
    page.keyboard.press("a")
    expect(counts).to_have_text("1")
    expect(matching).to_have_text("1 article")
    page.keyboard.press("z")
    expect(counts).to_have_text("2")
    expect(matching).to_have_text("2 articles")
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
    expect(page.locator(".lines li").first).to_contain_text("“rejected” redone by")
    page.goto("/")
    page.keyboard.press("z")
    expect(counts).to_have_text("2")
    expect(page.locator("#waits")).to_contain_text("2 articles wait")
    expect(page.locator(".message")).to_contain_text("Undone")
