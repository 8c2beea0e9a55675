"""The first decision in a browser: sign in, approve the waiting seed, find it, undo it."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import Act, Article
from tests.browser.kit import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reviewer_approves_the_waiting_seed_and_undoes_it(page: Page) -> None:
    row = page.locator(".row")
    expect(row).to_have_count(1)
    row.locator("button.approve").click()
    expect(row).to_contain_text("Approved.")
    article = Article.objects.get(title__startswith="Myanmar")
    assert (article.status, article.decided_by.get_username()) == ("published", "reviewer")

    page.get_by_role("link", name="Published", exact=True).click()
    expect(page.get_by_role("article", name="Myanmar Expanding")).to_contain_text(
        "Published by reviewer"
    )

    page.get_by_role("article", name="Myanmar Expanding").get_by_role(
        "link", name="Myanmar Expanding"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Myanmar")
    expect(page.locator(".log")).to_contain_text("Approved by reviewer")

    page.go_back()
    page.go_back()
    page.reload()
    assert Act.objects.count() == 1


def test_undo_in_place_brings_the_row_back(page: Page) -> None:
    row = page.locator(".row")
    row.locator("button.approve").click()
    row.get_by_role("button", name="Undo").click()
    expect(row.locator("button.approve")).to_be_visible()
    article = Article.objects.get(title__startswith="Myanmar")
    assert (article.status, article.published) == ("waiting", False)


def test_it_all_works_by_keyboard_alone(page: Page) -> None:
    page.get_by_role("link", name="Myanmar").focus()
    for _ in ("its provider", "original", "outranked", "Reject", "Approve"):
        page.keyboard.press("Tab")
    expect(page.locator("button.approve")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_contain_text("Approved.")
    row = page.locator(".row")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")  # by habit: the last row has no next one that it would open
    expect(row).to_be_focused()
    for _ in ("the headline", "Undo"):
        page.keyboard.press("Tab")
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("button.approve")).to_be_visible()


def test_enter_in_the_quality_field_sets_the_quality_and_nothing_else(page: Page) -> None:
    page.get_by_text("Quality, reason, note").click()
    page.get_by_label("Quality in points").fill("64")
    page.get_by_label("Quality in points").press("Enter")
    expect(page.locator(".row")).to_contain_text("Quality 38 → 64")
    article = Article.objects.get(title__startswith="Myanmar")
    assert (article.status, article.quality) == ("waiting", 64)


def test_it_all_works_without_scripts(
    browser: Browser, live_server: Any, users: Any, seeds: Any
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/queue/")
    sign_in(page, "reviewer")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Quality from").fill("30")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".chip")).to_contain_text("Quality from: 30")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".message")).to_contain_text("Rejected: “")
    page.locator(".message").get_by_role("button", name="Undo").click()
    expect(page.locator(".message")).to_contain_text("Undone")
    expect(page.locator(".row")).to_have_count(1)
    context.close()
