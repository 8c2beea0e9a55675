"""Leaving a page: a changed quality is recorded and said, and ways away wait for decisions."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from articles import moderation
from articles.models import Act, Article
from tests.browser.kit import session_cookie
from tests.browser.review_kit import open_review

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("requests_can_be_held"),
]


@pytest.fixture
def three(make_article: Callable[..., Article], seeds: Any) -> list[Article]:
    """Three articles in the queue's order; the last is the seed, of quality 38."""
    return [make_article(title=f"Story {n}", quality=n) for n in (60, 50)] + [seeds.waiting]


def held_back(page: Page, leave: Callable[[], object]) -> None:
    """Hold back what the page sends to decide until `leave` has been called."""
    held: list[Route] = []
    page.route("**/decide/", lambda route: held.append(route))
    with page.expect_request("**/decide/"):
        leave()
    expect(page.locator("body")).to_be_visible()  # the route's handler has been called by now
    assert held
    for route in held:
        route.continue_()


def press(page: Page, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def to_today(page: Page) -> None:
    page.get_by_role("link", name="Today", exact=True).click()
    page.wait_for_url("**/")
    expect(page.locator("h1")).to_contain_text("Today")


@pytest.mark.parametrize("place", ["review", "article", "queue"])
def test_a_quality_that_was_changed_without_a_decision_is_named_by_the_next_page_and_undone_there(
    place: str, page: Page, three: list[Article]
) -> None:
    if place == "review":
        open_review(page)
    else:
        page.goto(three[0].get_absolute_url() if place == "article" else "/queue/")
    press(page, "++")
    expect(
        page.get_by_text("Stored with a decision, or when you move on.").locator("visible=true")
    ).to_have_count(1)
    assert not Act.objects.exists()
    to_today(page)
    message = page.locator(".message")
    expect(message).to_contain_text("Quality 60 → 70: “Story 60”.")
    assert Article.objects.get(pk=three[0].pk).quality == 70
    message.get_by_role("button", name="Undo").click()
    expect(message).to_contain_text("Undone: “Story 60”: quality 70 → 60.")
    assert Article.objects.get(pk=three[0].pk).quality == 60


@pytest.mark.parametrize("place", ["review", "article", "queue"])
def test_escape_restores_a_quality_that_is_not_stored_yet(
    place: str, page: Page, three: list[Article]
) -> None:
    address = {"review": "/review/", "article": three[0].get_absolute_url(), "queue": "/queue/"}
    if place == "review":
        open_review(page)
    else:
        page.goto(address[place])
    page.keyboard.press("?")
    expect(page.get_by_text("the quality as it was, until you move on")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "++")
    shown = page.locator("[data-current] [data-quality-shown]").first
    expect(shown).to_have_text("70")
    page.keyboard.press("Escape")
    expect(shown).to_have_text("60")
    expect(page.locator("#said")).to_have_text("Quality 60 as before; nothing was stored.")
    assert page.url.endswith(address[place])
    to_today(page)
    expect(page.locator(".message")).to_have_count(0)
    assert not Act.objects.exists()


def test_a_quality_that_is_refused_while_one_leaves_is_named_by_the_next_page(
    page: Page, three: list[Article], users: Any, act_parameters: Any
) -> None:
    page.goto(three[0].get_absolute_url())
    page.keyboard.press("+")
    moderation.set_quality([three[0]], 90, **act_parameters(users.editor, three[0]))
    to_today(page)
    expect(page.locator(".message.warning")).to_contain_text(
        "The quality was not stored: “Story 60”: Decided since you opened it."
    )
    assert Article.objects.get(pk=three[0].pk).quality == 90


def test_the_page_to_edit_shows_a_quality_that_was_on_its_way_when_its_key_was_pressed(
    page: Page, live_server: Any, users: Any, three: list[Article]
) -> None:
    page.context.add_cookies([session_cookie(users.editor, live_server.url)])
    page.goto("/queue/")
    held_back(page, lambda: press(page, "jle"))
    page.wait_for_url("**/admin/articles/article/*/change/**")
    expect(page.locator("[name=quality]")).to_have_value("70")


def test_enter_opens_the_article_after_the_decision_that_was_on_its_way(
    page: Page, three: list[Article]
) -> None:
    page.goto("/queue/")

    def reject_and_open() -> None:
        press(page, "rk")
        page.keyboard.press("Enter")

    held_back(page, reject_and_open)
    expect(page.locator("h1")).to_have_text("Story 60")
    expect(page.locator(".story .state")).to_contain_text("Rejected by reviewer")


def test_a_link_to_a_list_shows_the_decision_that_was_on_its_way(
    page: Page, three: list[Article]
) -> None:
    page.goto("/queue/")

    def reject_and_follow() -> None:
        press(page, "r")
        page.get_by_role("link", name="Rejected", exact=True).click()

    held_back(page, reject_and_follow)
    page.wait_for_url("**/queue/?status=rejected")
    expect(page.locator(".row")).to_contain_text("Rejected by reviewer")


def test_a_way_away_waits_no_longer_than_two_seconds(page: Page, three: list[Article]) -> None:
    page.goto("/queue/")
    held: list[Route] = []
    page.route("**/decide/", lambda route: held.append(route))
    page.keyboard.press("r")
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Today")
    assert len(held) == 1


def test_a_selection_is_decided_with_the_quality_that_was_changed_in_its_row(
    page: Page, live_server: Any, users: Any, three: list[Article]
) -> None:
    page.context.add_cookies([session_cookie(users.editor, live_server.url)])
    page.goto("/queue/")
    press(page, "+x")
    held_back(page, lambda: press(page, "r"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Reject 1 article")
    expect(page.locator(".message")).to_contain_text("Quality 60 → 65")
    page.get_by_role("button", name="Reject 1 article").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rejected 1")
    expect(page.locator("#batch")).not_to_contain_text("skipped")
