"""A text goes on after the focus was taken from it: by real keys, with spaces, lines and pauses."""

import pytest
from playwright.sync_api import Page, Request, expect

from articles.models import Article
from tests.browser.kit import (
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


def asks_for_one(request: Request) -> bool:
    """Tell whether a request asks for a certain article's card, as after an undo."""
    return "/review/next/" in request.url and 'name="first"' in (request.post_data or "")


def test_a_space_presses_no_verdict_of_the_next_row(page: Page, articles: list[Article]) -> None:
    page.goto("/queue/")
    held = hold(page, "**/decide/")
    first = page.locator(".row").first
    with page.expect_request("**/decide/"):
        first.locator("button[value='reject']").click()
    page.keyboard.press("n")
    page.keyboard.type("no")
    held.go_on()
    expect(page.locator(".row.done")).to_have_count(1)
    page.keyboard.type("t a good reason at all")
    assert kinds() == ["reject"]
    expect(page.locator(".refusal")).to_contain_text("you were still typing")


def test_a_new_line_of_a_note_does_not_end_the_rest(page: Page, articles: list[Article]) -> None:
    open_review(page, prefetched=True)
    Article.objects.filter(pk=articles[0].pk).update(version=9)
    held = send_held(page, "**/decide/", lambda: page.keyboard.press("r"))
    ready(page, str(articles[0].pk))
    page.keyboard.press("n")
    page.keyboard.type("see")
    held.go_on()
    expect(page.locator("h1", has_text="Story 0")).to_be_visible()
    ready(page)
    page.keyboard.press("Enter")
    page.keyboard.type("all\nrows already read\nall")
    expect(page.locator(".refusal")).to_contain_text("you were still typing")
    assert kinds() == []


def test_the_first_letter_rests_also_where_none_was_typed_before(
    page: Page, articles: list[Article]
) -> None:
    page.goto(articles[0].get_absolute_url())
    page.keyboard.press("r")
    expect(page.locator(".message")).to_contain_text("Rejected")
    page.wait_for_load_state()  # keys do nothing before the scripts
    held = send_held(page, "**/undo/**", lambda: page.keyboard.press("z"))
    page.keyboard.press("n")
    held.go_on()
    expect(page.locator(".message")).to_contain_text("Undone")
    page.wait_for_load_state()  # keys do nothing before the scripts
    page.wait_for_timeout(1100)  # however long one thinks
    page.keyboard.type("a rerun")
    expect(page.locator(".refusal")).to_contain_text("you were still typing")
    assert kinds() == ["reject", "undo"]


@pytest.mark.parametrize("moves", [0, 3, 4])
def test_the_search_keeps_the_focus_while_a_row_is_answered(
    moves: int, page: Page, articles: list[Article]
) -> None:
    """The first row, one before the last, and the last, after which the list ends."""
    page.goto("/queue/")
    for _ in range(moves):
        page.keyboard.press("j")
    held = send_held(page, "**/decide/", lambda: page.keyboard.press("r"))
    page.keyboard.press("/")
    page.keyboard.type("rob")
    held.go_on()
    expect(page.locator("#said")).to_contain_text("Rejected")
    page.keyboard.type("ots")
    expect(page.locator("input[type=search]:focus")).to_have_value("robots")
    assert kinds() == ["reject"]


def test_a_late_letter_rests_where_an_answer_took_the_note_away(
    page: Page, articles: list[Article]
) -> None:
    page.goto("/queue/")
    held = reject_by_click_and_begin_a_note(page)
    page.wait_for_timeout(2100)  # one thinks
    held.go_on()
    expect(page.locator(".row.done")).to_have_count(1)
    page.keyboard.type("a rerun")
    expect(page.locator(".refusal")).to_contain_text("you were still typing")
    assert kinds() == ["reject"]


def test_a_quality_undone_behind_a_note_is_the_one_approved(
    page: Page, articles: list[Article]
) -> None:
    open_review(page)
    page.keyboard.press("q")
    page.keyboard.type("75")
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_contain_text("75")
    held = send_held(page, "**/undo/**", lambda: page.keyboard.press("z"))
    page.keyboard.press("n")
    page.keyboard.type("as it was")
    held.go_on()
    expect(page.locator("#said")).to_contain_text("Undone")
    expect(page.locator("#card [name=quality]")).to_have_value("60")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+D" if page.locator("[data-key=D]").count() else "a")
    expect(page.locator("#last")).to_contain_text("Approved")
    article = Article.objects.get(pk=articles[0].pk)
    assert (article.published, article.quality) == (True, 60)


def test_a_verdict_pressed_while_an_undo_comes_back_is_refused_aloud_or_done(
    page: Page, articles: list[Article]
) -> None:
    open_review(page, prefetched=True)
    page.keyboard.press("r")
    expect(page.locator("#last")).to_contain_text("Rejected")
    ready(page, str(articles[0].pk))
    held = hold(page, "**/review/next/", asks_for_one)
    with page.expect_request(asks_for_one):
        page.keyboard.press("z")
    page.keyboard.press("s")
    held.go_on()
    expect(page.locator(".refusal")).to_contain_text("another story came")
    expect(page.locator("h1", has_text="Story 0")).to_be_visible()
    assert kinds() == ["reject", "undo"]


def test_a_verdict_right_after_a_quality_on_the_same_card_is_recorded(
    page: Page, articles: list[Article]
) -> None:
    open_review(page)
    held = send_held(page, "**/decide/", lambda: type_quality(page, "75"))
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    held.go_on()
    expect(page.locator("h1", has_text="Story 1")).to_be_visible()
    expect(page.locator("#last")).to_contain_text("Rejected")
    assert kinds() == ["set-quality", "reject"]
