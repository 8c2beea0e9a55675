"""Typed text is never lost without a question: by leaving, skipping, or a session that ended."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles import moderation
from articles.models import UserSession
from tests.browser.kit import session_cookie, sign_in
from tests.browser.review_kit import open_review, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RESTORED = "Restored what you had typed."


def note_in_review(page: Page, text: str) -> None:
    """Type a note on the card, and return to the keys."""
    page.keyboard.press("n")
    page.keyboard.type(text)
    page.keyboard.press("Escape")


def test_a_note_typed_before_a_skip_is_kept_with_the_article_and_the_skip_says_so(
    page: Page, make_article: Any
) -> None:
    """As in `typed-and-left`: N, a note, Escape, S."""
    make_article(title="Another", quality=20)
    article = open_review(page)
    note_in_review(page, "A scoop?")
    page.keyboard.press("s")
    ready(page, article)
    expect(page.locator("#said")).to_contain_text("Skipped")
    expect(page.locator("#said")).to_contain_text("What you typed is kept with it.")
    assert page.locator("[name=note]").first.input_value() == ""
    page.goto(f"/articles/{article}/")
    expect(page.get_by_label("Note", exact=True)).to_have_value("A scoop?")
    expect(page.locator(".restored")).to_contain_text(RESTORED)


def test_a_note_is_there_again_after_a_link_and_only_what_a_closed_tab_would_lose_is_asked_about(
    page: Page, questions: list[str]
) -> None:
    article = open_review(page)
    note_in_review(page, "A scoop?")
    page.get_by_role("link", name="Today").click()
    expect(page).to_have_title("Today · Newsroom")
    assert questions == []
    assert open_review(page) == article
    note = page.get_by_label("Note", exact=True)
    expect(note).to_have_value("A scoop?")
    expect(note).to_be_visible()
    page.reload()  # for a page the same as to be closed
    assert questions == ["beforeunload"]
    page.get_by_role("button", name="Discard it").click()
    expect(note).to_have_value("")
    expect(page.locator(".restored")).to_have_count(0)
    page.get_by_role("link", name="Today").click()
    expect(page).to_have_title("Today · Newsroom")
    assert questions == ["beforeunload"]


def test_a_name_that_was_not_saved_opens_no_menu_on_the_next_page(
    page: Page, make_article: Any
) -> None:
    """Keys rest while a menu is open, so each page would begin with a key that does nothing."""
    for number in range(2):
        make_article(title=f"Story {number}", quality=60 - number)
    page.goto("/queue/")
    page.get_by_text("Save view", exact=True).first.click()
    page.keyboard.type("mornings")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page).to_have_title("Today · Newsroom")
    page.goto("/queue/")
    page.keyboard.press("j")
    expect(page.locator(".row[data-current]")).to_contain_text("Story 1")
    page.get_by_text("Save view", exact=True).first.click()
    expect(page.locator("[name=name]:focus")).to_have_value("mornings")


def test_keys_work_beside_a_note_that_was_restored_in_the_history(
    page: Page, live_server: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    article = make_article(title="Story")
    moderation.reject([article], **act_parameters(users.reviewer, article))
    page.context.add_cookies([session_cookie(users.editor, live_server.url)])
    page.goto("/history/")
    page.locator(".undo-with-note > summary").click()
    page.keyboard.type("a rare mistake")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page).to_have_title("Today · Newsroom")
    page.goto("/history/")
    expect(page.locator(".undo-with-note [name=note]")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("[data-entry] a:focus")).to_have_count(1)


def test_nothing_is_asked_or_restored_after_the_decision_took_the_note(
    page: Page, questions: list[str], seeds: Any, make_article: Any
) -> None:
    make_article(title="Another", quality=20)
    article = open_review(page)
    note_in_review(page, "A scoop.")
    page.keyboard.press("a")
    ready(page, article)
    expect(page.locator("#said")).to_contain_text("Approved")
    page.goto(f"/articles/{article}/")
    expect(page.get_by_text("A scoop.")).to_be_visible()
    expect(page.locator(".restored")).to_have_count(0)
    assert questions == []


def test_a_note_in_a_row_survives_the_session_that_ended(page: Page, live_server: Any) -> None:
    page.goto("/queue/?order=date")
    row = page.locator(".row")
    row.get_by_text("Quality, reason, note").click()
    row.get_by_label("Note").fill("A fine story")
    page.context.clear_cookies(name="sessionid")
    row.locator("button.approve").click()
    expect(page.locator(".message")).to_contain_text("You were signed out; nothing was decided.")
    expect(page.locator(".sign-in")).to_contain_text("What you had typed is kept in this tab")
    sign_in(page, "reviewer")
    expect(page).to_have_url(f"{live_server.url}/queue/?order=date")
    expect(row.get_by_label("Note")).to_have_value("A fine story")
    expect(row.get_by_label("Note")).to_be_visible()


def test_a_note_survives_a_session_that_was_idle_and_the_sign_in_page_says_why(
    page: Page, live_server: Any
) -> None:
    page.goto("/queue/?order=date")
    row = page.locator(".row")
    row.get_by_text("Quality, reason, note").click()
    row.get_by_label("Note").fill("A fine story")
    UserSession.objects.update(used_at=timezone.now() - timedelta(hours=13))
    page.evaluate("htmx.trigger('#arrivals', 'newsroom:undone')")
    row.locator("button.approve").click()
    over = "Your session is over: it was not used for 12 hours. Sign in to come back"
    expect(page.locator(".message", has_text=over)).to_be_visible()
    expect(page.locator(".sign-in")).to_contain_text("What you had typed is kept in this tab")
    sign_in(page, "reviewer")
    expect(page).to_have_url(f"{live_server.url}/queue/?order=date")
    expect(row.get_by_label("Note")).to_have_value("A fine story")


def test_a_note_in_review_survives_the_session_that_ended(page: Page) -> None:
    article = open_review(page)
    note_in_review(page, "A scoop?")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("a")
    expect(page.locator(".message")).to_contain_text("You were signed out; nothing was decided.")
    sign_in(page, "reviewer")
    assert ready(page) == article
    # Leaving the page for the sign-in released its lease: no other message comes from that.
    expect(page.locator(".message")).to_have_count(0)
    expect(page.get_by_label("Note", exact=True)).to_have_value("A scoop?")


def test_a_request_of_the_page_itself_says_that_the_session_ended_and_leads_back(
    page: Page, live_server: Any
) -> None:
    """Prevents a page that jumps to sign-in by itself while somebody types."""
    page.goto("/queue/?order=date")
    row = page.locator(".row")
    row.get_by_text("Quality, reason, note").click()
    row.get_by_label("Note").fill("A fine")
    page.context.clear_cookies(name="sessionid")
    page.evaluate("htmx.ajax('GET', '/queue/arrivals/?since=2026-01-01T00:00:00Z', '#arrivals')")
    failed = page.locator("#failed")
    expect(failed).to_contain_text("You were signed out. What you typed is kept.")
    row.get_by_label("Note").press_sequentially(" story")
    failed.get_by_role("link", name="Sign in and come back").click()
    sign_in(page, "reviewer")
    expect(page).to_have_url(f"{live_server.url}/queue/?order=date")
    expect(row.get_by_label("Note")).to_have_value("A fine story")


def test_a_quality_that_leaving_records_survives_the_session_that_ended(
    page: Page, seeds: Any
) -> None:
    """Leaving records a pending quality by itself; signed out, it can't."""
    page.goto(f"/articles/{seeds.waiting.pk}/")
    page.get_by_label("Quality in points").fill("44")
    page.context.clear_cookies(name="sessionid")
    page.goto(f"/articles/{seeds.waiting.pk}/texts/")
    sign_in(page, "reviewer")
    page.goto(f"/articles/{seeds.waiting.pk}/")
    expect(page.get_by_label("Quality in points")).to_have_value("44")
    page.goto("/queue/")
    expect(page.locator(".row")).to_be_visible()
    expect(page.locator(".restored")).to_have_count(0)


def test_another_person_in_the_same_tab_sees_nothing_of_what_was_typed(page: Page) -> None:
    page.locator(".row").get_by_text("Quality, reason, note").click()
    page.locator(".row").get_by_label("Note").fill("Mine")
    page.context.clear_cookies(name="sessionid")
    page.locator(".row").locator("button.approve").click()
    sign_in(page, "editor")
    expect(page.locator(".row")).to_be_visible()
    expect(page.locator(".row [name=note]")).to_have_value("")
    assert "Mine" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_a_note_is_asked_about_where_the_browser_stores_nothing(
    page: Page, questions: list[str]
) -> None:
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    page.goto("/queue/")
    page.locator(".row").get_by_text("Quality, reason, note").click()
    page.locator(".row").get_by_label("Note").fill("Mine")
    page.get_by_role("link", name="Today").click()
    expect(page).to_have_title("Today · Newsroom")
    assert questions == ["beforeunload"]


def test_a_refused_note_is_still_kept(
    page: Page, questions: list[str], users: Any, seeds: Any, act_parameters: Any
) -> None:
    page.goto(f"/articles/{seeds.waiting.pk}/")
    moderation.reject([seeds.waiting], **act_parameters(users.editor, seeds.waiting))
    page.get_by_label("Note", exact=True).fill("A fine story")
    page.locator("button.approve").first.click()
    expect(page.locator("p.problem").first).to_contain_text("Rejected by editor")
    page.get_by_role("link", name="Today").click()
    expect(page).to_have_title("Today · Newsroom")
    assert questions == []
    page.goto(f"/articles/{seeds.waiting.pk}/")
    expect(page.get_by_label("Note", exact=True)).to_have_value("A fine story")


def test_neither_passwords_nor_tokens_are_kept(page: Page) -> None:
    page.locator(".row").get_by_text("Quality, reason, note").click()
    page.locator(".row").get_by_label("Note").fill("Mine")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "Mine" in kept
    for name in ("csrf", "token", "password", "seen"):
        assert name not in kept
