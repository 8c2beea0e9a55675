"""What others decide comes to an open queue by itself."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles import moderation
from articles.models import Article
from tests.browser.kit import kinds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _asks_each_second(settings: Any) -> None:
    settings.POLL_SECONDS = 1


def be_shown(page: Page, *, hidden: bool) -> None:
    """Hide the tab, or show it again."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_row_that_another_decided_shows_it_and_the_counts_follow(
    page: Page, articles: list[Article], users: Any, act_parameters: Any
) -> None:
    page.goto("/queue/")
    waiting = page.locator(".waiting-count").first
    before = int(waiting.inner_text())
    moderation.approve([articles[1]], **act_parameters(users.second_reviewer, articles[1]))
    row = page.locator(f"#row-{articles[1].pk}")
    expect(row).to_contain_text("Published by second-reviewer")
    expect(waiting).to_have_text(str(before - 1))
    expect(page.locator(f"#row-{articles[0].pk}[data-current]")).to_have_count(1)
    page.keyboard.press("r")
    expect(page.locator("#last")).to_contain_text("Rejected: “Story 0”")


def test_the_current_row_stays_with_its_snapshot_until_one_has_left_it(
    page: Page, articles: list[Article], users: Any, act_parameters: Any
) -> None:
    page.goto("/queue/")
    page.keyboard.press("n")
    page.keyboard.type("as it ")
    with page.expect_response("**/queue/changes/**"):
        moderation.approve([articles[0]], **act_parameters(users.second_reviewer, articles[0]))
    page.keyboard.type("was")
    row = page.locator(f"#row-{articles[0].pk}")
    expect(row.locator("[name=note]:focus")).to_have_value("as it was")
    page.keyboard.press("Escape")
    with page.expect_response("**/queue/changes/**"):
        pass
    page.keyboard.press("r")  # on what one has read, so the desk refuses it
    expect(row).to_contain_text("second-reviewer")
    assert kinds() == ["approve"]


def test_a_row_that_one_has_left_follows(
    page: Page, articles: list[Article], users: Any, act_parameters: Any
) -> None:
    page.goto("/queue/")
    with page.expect_response("**/queue/changes/**"):
        moderation.approve([articles[0]], **act_parameters(users.second_reviewer, articles[0]))
    page.keyboard.press("j")
    row = page.locator(f"#row-{articles[0].pk}")
    expect(row).to_contain_text("Published by second-reviewer")
    expect(page.locator(f"#row-{articles[1].pk}[data-current]")).to_have_count(1)


def test_ones_own_decision_reloads_no_row(page: Page, articles: list[Article]) -> None:
    page.goto("/queue/")
    page.keyboard.press("+")
    page.keyboard.press("j")
    expect(page.locator("#last")).to_contain_text("65")
    rows: list[str] = []
    page.on("request", lambda request: rows.append(request.url) if "/row/" in request.url else None)
    for _ in range(2):
        with page.expect_response("**/queue/changes/**"):
            pass
    assert rows == []


def test_a_hidden_tab_asks_nothing_until_it_is_shown(
    page: Page, articles: list[Article], users: Any, act_parameters: Any, settings: Any
) -> None:
    settings.POLL_SECONDS = 600
    page.goto("/queue/")
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if "/changes/" in each.url else None)
    be_shown(page, hidden=True)
    moderation.reject([articles[2]], **act_parameters(users.second_reviewer, articles[2]))
    assert asked == []
    be_shown(page, hidden=False)
    row = page.locator(f"#row-{articles[2].pk}")
    expect(row).to_contain_text("Rejected by second-reviewer")
    assert len(asked) == 1


def test_a_session_that_ended_is_said_and_the_page_stays(
    page: Page, articles: list[Article]
) -> None:
    page.goto("/queue/")
    page.context.clear_cookies()
    expect(page.locator("#failed")).to_contain_text("You were signed out")
    expect(page.locator(".row").first).to_be_visible()


def test_without_the_setting_nothing_is_asked(
    page: Page, articles: list[Article], settings: Any
) -> None:
    settings.POLL_SECONDS = 0
    page.goto("/queue/")
    assert page.locator("[data-changes]").count() == 0
