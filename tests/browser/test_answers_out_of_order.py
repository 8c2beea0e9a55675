"""Answers that come late, out of order, or to a form that was typed over."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Decision
from tests.browser.kit import (
    LATE_TIMERS,
    RUN_LATE_TIMERS,
    hold,
    kinds,
    reject_by_click_and_begin_a_note,
    send_held,
    type_quality,
)
from tests.browser.review_kit import open_review, ready

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("requests_can_be_held"),
]


@pytest.fixture
def alike(make_article: Callable[..., Article]) -> list[Article]:
    """Four waiting articles with one headline, in the queue's order."""
    return [make_article(title="The same story", quality=60 - n) for n in range(4)]


def test_a_row_is_not_loaded_anew_while_its_own_decision_is_under_way(
    page: Page, alike: list[Article]
) -> None:
    page.goto("/queue/?copies=each")
    first = hold(page, "**/decide/")
    with page.expect_request("**/decide/"):
        page.keyboard.press("a")
    second = hold(page, "**/decide/")
    page.keyboard.press("n")
    page.keyboard.type("see")
    page.keyboard.press("Escape")
    with page.expect_request("**/decide/"):
        type_quality(page, "70")
    with page.expect_response(f"**/articles/{alike[1].pk}/row/**"):
        first.go_on()
    second.go_on()
    expect(page.locator("#last")).to_contain_text("70")
    expect(page.locator(".row").nth(1).locator("[name=note]")).to_have_value("")
    page.keyboard.press("z")
    expect(page.locator("#last")).to_contain_text("Undone")
    assert kinds() == ["approve", "set-quality", "undo"]


def test_all_rows_with_the_headline_just_published_get_their_warning(
    page: Page, alike: list[Article]
) -> None:
    page.goto("/queue/?copies=each")
    page.keyboard.press("a")
    for number in (1, 2, 3):
        expect(page.locator(".row").nth(number)).to_contain_text("same headline is published")


def test_a_change_of_quality_while_another_is_recorded_goes_with_the_verdict(
    page: Page, articles: list[Article]
) -> None:
    open_review(page)
    held = send_held(page, "**/decide/", lambda: type_quality(page, "71"))
    page.keyboard.press("Escape")
    page.keyboard.press("+")
    page.keyboard.press("a")
    held.go_on()
    expect(page.locator("#last")).to_contain_text("Approved")
    article = Article.objects.get(pk=articles[0].pk)
    assert (kinds(), article.quality) == (["set-quality", "approve"], 76)


def test_a_second_quality_sent_while_the_first_is_recorded_is_recorded_after_it(
    page: Page, articles: list[Article]
) -> None:
    open_review(page)
    held = send_held(page, "**/decide/", lambda: type_quality(page, "71"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("82")
    page.keyboard.press("Enter")
    held.go_on()
    expect(page.locator("#last")).to_contain_text("82")
    assert (kinds(), Article.objects.get(pk=articles[0].pk).quality) == (["set-quality"] * 2, 82)


def test_what_was_typed_after_a_verdict_is_announced_when_its_row_comes_back(
    page: Page, articles: list[Article]
) -> None:
    page.goto("/queue/")
    held = reject_by_click_and_begin_a_note(page)
    held.go_on()
    expect(page.locator(".row.done")).to_have_count(1)
    page.locator(".row.done").get_by_role("button", name="Undo").click()
    row = page.locator(".row").first
    expect(row.locator("[name=note]")).to_have_value("no")
    expect(row.locator(".restored")).to_contain_text("Restored what you had typed.")


def test_a_number_typed_over_one_that_is_refused_stays(page: Page, articles: list[Article]) -> None:
    page.goto("/queue/")
    held = send_held(page, "**/decide/", lambda: type_quality(page, "71"))
    Article.objects.filter(pk=articles[0].pk).update(version=9)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("82")
    held.go_on()
    row = page.locator(".row").first
    expect(row.locator(".problem")).to_be_visible()
    expect(row.locator("[name=quality]:focus")).to_have_value("82")


def test_escape_from_a_note_that_was_taken_away_clears_no_ticks(
    page: Page, articles: list[Article], users: object
) -> None:
    page.goto("/queue/")
    held = hold(page, "**/decide/")
    page.evaluate("window.escapes = 0")
    page.evaluate(
        """() => {
          const link = document.createElement("a");
          [link.href, link.dataset.key] = ["#elsewhere", "Escape"];
          document.body.append(link);
        }"""
    )
    with page.expect_request("**/decide/"):
        page.locator(".row").first.locator("button[value='reject']").click()
    page.keyboard.press("n")
    page.keyboard.type("no")
    held.go_on()
    expect(page.locator(".row.done")).to_have_count(1)
    page.keyboard.press("Escape")
    assert "#elsewhere" not in page.url
    page.keyboard.press("Escape")
    assert "#elsewhere" in page.url


def test_a_note_recorded_with_a_quality_is_not_recorded_again_with_the_verdict(
    page: Page, articles: list[Article]
) -> None:
    open_review(page)
    page.keyboard.press("n")
    page.keyboard.type("see")
    page.keyboard.press("Escape")
    type_quality(page, "71")
    expect(page.locator("#last")).to_contain_text("71")
    page.keyboard.press("r")
    expect(page.locator("#last")).to_contain_text("Rejected")
    assert [*Decision.objects.order_by("pk").values_list("note", flat=True)] == ["see", ""]


def test_keys_after_a_decision_work_on_the_next_row_before_any_timer_runs(
    page: Page, articles: list[Article]
) -> None:
    page.add_init_script(LATE_TIMERS)
    page.goto("/queue/")
    held = send_held(page, "**/decide/", lambda: page.keyboard.press("r"))
    page.keyboard.press("n")
    page.keyboard.type("rob")
    page.evaluate(RUN_LATE_TIMERS)
    page.keyboard.type("ots")
    second = page.locator(".row").nth(1)
    expect(second.locator("[name=note]:focus")).to_have_value("robots")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    held.go_on()
    expect(page.locator("#said")).to_contain_text("Rejected")
    expect(page.locator(".row[data-current]")).to_contain_text("Story 2")
    expect(second.locator("[name=note]")).to_have_value("robots")
    assert kinds() == ["reject"]


@pytest.mark.parametrize("address", ["/history/", "/providers/"])
def test_the_buttons_of_a_list_move_from_where_one_is(
    address: str, page: Page, articles: list[Article], make_article: Callable[..., Article]
) -> None:
    make_article(title="Of another", provider="Another", domain="another.example")
    for article in articles[:2]:
        page.goto(article.get_absolute_url())
        page.keyboard.press("r")
        expect(page.locator(".message")).to_contain_text("Rejected")
    page.goto(address)
    for _ in range(2):
        page.get_by_role("button", name="Next row").click()
    entries = page.locator("[data-entry]")
    expect(entries.nth(1).locator(":focus")).to_have_count(1)
    page.get_by_role("button", name="Row before").click()
    expect(entries.nth(0).locator(":focus")).to_have_count(1)


def test_a_note_begun_while_a_verdict_waits_for_an_answer_is_not_cut_off(
    page: Page, articles: list[Article]
) -> None:
    open_review(page, prefetched=True)
    held = send_held(page, "**/decide/", lambda: page.keyboard.press("r"))
    ready(page, str(articles[0].pk))
    page.keyboard.press("r")
    expect(page.locator("#last")).to_contain_text("Waits until what you did before is recorded.")
    page.keyboard.press("n")
    page.keyboard.type("long ")
    held.go_on()
    expect(page.locator(".refusal")).to_contain_text("Decide again when the text is complete.")
    page.keyboard.type("note")
    expect(page.locator("[name=note]:focus")).to_have_value("long note")
    assert kinds() == ["reject"]


def test_a_refused_key_that_is_pressed_again_counts(page: Page, articles: list[Article]) -> None:
    page.goto("/queue/")
    held = reject_by_click_and_begin_a_note(page)
    held.go_on()
    expect(page.locator(".row.done")).to_have_count(1)
    page.keyboard.press("r")
    expect(page.locator(".refusal")).to_contain_text("Press it again.")
    page.wait_for_timeout(450)  # as who reads that
    page.keyboard.press("r")
    expect(page.locator(".row.done")).to_have_count(2)


def test_a_field_that_is_refused_is_typed_over(page: Page, articles: list[Article]) -> None:
    page.goto("/queue/?provider=Nobody")
    field = page.locator("[name=provider]:focus")
    expect(field).to_have_value("Nobody")
    page.keyboard.type("P")
    expect(field).to_have_value("P")
