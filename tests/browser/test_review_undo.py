"""Undo and redo by keys in review: of decisions, of skips, of the quality of the story in sight."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.review_kit import open_review, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_undo_brings_the_story_back_and_redo_takes_it_again(
    page: Page, make_article: Any, seeds: Any
) -> None:
    make_article(title="Another story", quality=50)
    open_review(page)
    page.keyboard.press("r")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    ready(page)
    page.keyboard.press("z")
    expect(page.locator("h1")).to_contain_text("Another story")
    expect(page.locator("#last")).to_contain_text("Undone")
    ready(page)
    page.keyboard.press("Shift+Z")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Redone")
    expect(page.locator("#card [data-left]")).to_have_text("1")
    ready(page)
    page.keyboard.press("z")
    expect(page.locator("h1")).to_contain_text("Another story")
    ready(page)
    page.keyboard.press("Shift+A")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Approved")
    story = Article.objects.get(title="Another story")
    assert (story.status, story.quality) == ("published", 70)


def test_z_after_a_skip_brings_the_skipped_story_back_and_leaves_the_approval(
    page: Page, make_article: Any, seeds: Any
) -> None:
    first = make_article(title="First story", quality=60)
    make_article(title="Second story", quality=50)
    open_review(page)
    page.keyboard.press("a")
    expect(page.locator("h1")).to_contain_text("Second story")
    ready(page)
    page.keyboard.press("s")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("It is shown once more, after all others.")
    ready(page)
    page.keyboard.press("z")
    expect(page.locator("h1")).to_contain_text("Second story")
    expect(page.locator("#last")).to_contain_text("no longer skipped")
    assert Article.objects.get(pk=first.pk).published
    ready(page)
    page.keyboard.press("Shift+Z")
    expect(page.locator("#last")).to_have_text("Nothing of yours to redo.")
    page.keyboard.press("r")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    ready(page)
    page.keyboard.press("z")
    expect(page.locator("h1")).to_contain_text("Second story")
    ready(page)
    page.keyboard.press("z")
    expect(page.locator("h1")).to_contain_text("First story")
    assert not Article.objects.filter(published=True, decision_count__gt=0).exists()


def test_undoing_the_quality_of_the_story_in_sight_keeps_the_next_one(
    page: Page, make_article: Any, seeds: Any
) -> None:
    make_article(title="Another story", quality=50)
    open_review(page)
    page.keyboard.press("q")
    page.keyboard.type("75")
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_contain_text("Quality 50 → 75")
    page.keyboard.press("z")
    expect(page.get_by_role("spinbutton", name="Quality")).to_have_value("50")
    ready(page)
    page.keyboard.press("r")
    expect(page.locator("h1")).to_contain_text("Myanmar")
