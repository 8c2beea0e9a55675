"""Typed text in the admin and beside a password is never lost without a question."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.kit import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RESTORED = "Restored what you had typed."
LIST = "/admin/articles/article/"


@pytest.fixture
def editor_page(page: Page) -> Page:
    """The page, signed in as editor."""
    page.context.clear_cookies()
    page.goto("/queue/")
    sign_in(page, "editor")
    expect(page.locator("#headline, h1").first).to_be_attached()
    return page


def test_a_title_in_the_admin_is_restored_and_not_asked_about(
    editor_page: Page, questions: list[str], seeds: Any
) -> None:
    page, address = editor_page, reverse("admin:articles_article_change", args=[seeds.waiting.pk])
    page.goto(address)
    page.get_by_label("Title:").fill("Another headline")
    page.locator(".breadcrumbs").get_by_role("link", name="Articles", exact=True).last.click()
    expect(page.locator("#result_list")).to_be_visible()
    page.goto(address)
    expect(page.get_by_label("Title:")).to_have_value("Another headline")
    expect(page.locator(".restored")).to_contain_text(RESTORED)
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist")).to_contain_text("Another headline")
    assert questions == []
    page.goto(address)
    expect(page.locator(".restored")).to_have_count(0)


def test_a_quality_in_the_admins_list_survives_the_session_marked_and_enter_saves_it(
    editor_page: Page, seeds: Any
) -> None:
    page = editor_page
    page.goto(LIST)
    field = f"[aria-label^='Quality: {seeds.waiting.title[:20]}']"
    page.locator(field).fill("41")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".message")).to_contain_text("You were signed out; nothing was decided.")
    sign_in(page, "editor")
    expect(page.locator(field)).to_have_value("41")
    expect(page.locator(field)).to_have_accessible_description("restored, not saved")
    expect(page.locator(".restored")).to_contain_text("Not saved yet: one value, marked below.")
    page.locator(field).press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Quality 38 → 41")
    assert Article.objects.get(pk=seeds.waiting.pk).quality == 41


def test_a_quality_in_the_admins_list_is_there_again_after_a_link(
    editor_page: Page, questions: list[str], seeds: Any
) -> None:
    page = editor_page
    page.goto(LIST)
    field = page.locator(f"[aria-label^='Quality: {seeds.waiting.title[:20]}']")
    field.fill("41")
    page.get_by_role("link", name="Home").click()
    expect(page).to_have_url(f"{page.url.split('/admin/')[0]}/admin/")
    assert questions == []
    page.goto(LIST)
    expect(field).to_have_value("41")


def test_a_name_typed_beside_a_password_is_asked_about_and_not_kept(
    page: Page, questions: list[str], users: Any
) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/admin/auth/user/add/")
    sign_in(page, "superuser")
    page.get_by_label("Username:").fill("newcomer")
    page.get_by_role("link", name="Home").click()
    expect(page).to_have_url(f"{page.url.split('/admin/')[0]}/admin/")
    assert questions == ["beforeunload"]
    assert "newcomer" not in page.evaluate("JSON.stringify(sessionStorage)")
