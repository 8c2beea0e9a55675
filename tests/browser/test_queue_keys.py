"""The queue by keys alone: each key acts once, on the current row."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Act, Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def three(make_article: Callable[..., Article], seeds: Any) -> list[Article]:
    """Three articles in the queue's order; the last is the seed, of quality 38."""
    return [make_article(title=f"Story {n}", quality=n) for n in (60, 50)] + [seeds.waiting]


@pytest.fixture
def desk(three: list[Article], page: Page) -> Page:
    page.goto("/queue/")
    return page


def status(article: Article) -> str:
    return Article.objects.get(pk=article.pk).status


def test_keys_move_decide_and_undo(desk: Page, three: list[Article]) -> None:
    first, _, third = three
    current = desk.locator(".row[data-current]")
    expect(current).to_contain_text("Story 60")
    desk.keyboard.press("r")
    expect(desk.locator(f"#row-{first.pk}")).to_contain_text("Rejected")
    expect(current).to_contain_text("Story 50")
    desk.keyboard.press("j")
    expect(current).to_contain_text("Myanmar")
    desk.keyboard.press("a")
    expect(desk.locator(f"#row-{third.pk}")).to_contain_text("Approved")
    assert [status(each) for each in three] == ["rejected", "waiting", "published"]
    desk.keyboard.press("z")
    expect(desk.locator("#last")).to_contain_text("Undone")
    expect(desk.locator(f"#row-{third.pk} .verdict button")).to_have_count(2)
    desk.keyboard.press("z")
    expect(desk.locator(f"#row-{first.pk} .verdict button")).to_have_count(2)
    assert {status(each) for each in three} == {"waiting"}
    desk.keyboard.press("Shift+Z")
    expect(desk.locator(f"#row-{first.pk}")).to_contain_text("Rejected by reviewer")
    assert status(first) == "rejected"


def test_a_quality_moved_by_keys_is_recorded_once_with_the_verb_or_on_leaving(
    desk: Page, three: list[Article]
) -> None:
    first, second, _ = three
    for key in "++-+":
        desk.keyboard.press(key)
    desk.keyboard.press("a")
    expect(desk.locator(f"#row-{first.pk}")).to_contain_text("Approved")
    first.refresh_from_db()
    assert (first.status, first.quality, first.decision_count) == ("published", 70, 1)

    desk.keyboard.press("l")
    desk.keyboard.press("j")
    expect(desk.locator(f"#row-{second.pk}")).to_contain_text("Quality 50 → 70")
    second.refresh_from_db()
    assert (second.status, second.quality, second.decision_count) == ("waiting", 70, 1)


def test_keys_rest_while_one_types_and_with_modifiers(desk: Page, three: list[Article]) -> None:
    desk.keyboard.press("n")
    desk.keyboard.type("a rare story, rarely told")
    expect(desk.locator(f"#note-{three[0].pk}")).to_have_value("a rare story, rarely told")
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")
    desk.keyboard.type("ar")
    expect(desk.get_by_role("searchbox")).to_have_value("ar")
    desk.keyboard.press("Escape")
    for key in ("Control+r", "Alt+a", "Meta+a"):
        if key != "Control+r":
            desk.keyboard.press(key)
    assert Act.objects.count() == 0


def test_the_list_of_keys_opens_with_those_of_the_page_and_the_person_and_closes(
    desk: Page,
) -> None:
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("reject", exact=True)).to_be_visible()
    expect(dialog.get_by_text("next row, row before")).to_be_visible()
    # A reviewer has no rows to tick, and only review skips.
    for others in ("tick the row", "ticked rows", "skip, in review", "edit the story"):
        expect(dialog.get_by_text(others)).not_to_be_visible()
    desk.keyboard.press("r")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert Act.objects.count() == 0


def test_with_no_row_marked_no_key_decides(desk: Page) -> None:
    desk.evaluate("document.querySelector('.row[data-current]').removeAttribute('data-current')")
    for key in "arl+":
        desk.keyboard.press(key)
    expect(desk.locator(".row .verdict")).to_have_count(3)
    assert Act.objects.count() == 0


def test_arrivals_show_as_a_number_to_click(desk: Page, make_article: Any) -> None:
    make_article(title="Story 65", quality=65)
    desk.evaluate("htmx.trigger('#arrivals', 'every')")
    desk.evaluate(
        "htmx.ajax('GET', document.getElementById('arrivals').getAttribute('hx-get'),"
        " {target: '#arrivals', swap: 'outerHTML'})"
    )
    expect(desk.locator(".row")).to_have_count(3)
    desk.get_by_role("link", name="1 new: show it").click()
    expect(desk.locator(".row").first).to_contain_text("Story 65")


def test_a_reason_and_the_threshold_by_keys(desk: Page, three: list[Article]) -> None:
    first, second, _ = three
    desk.keyboard.press("Shift+R")
    desk.keyboard.press("4")
    expect(desk.locator(f"#row-{first.pk} [data-says]")).to_contain_text("Rejected")
    expect(desk.locator(".row[data-current]")).to_contain_text("Story 50")
    desk.keyboard.press("Shift+A")
    expect(desk.locator(f"#row-{second.pk} [data-says]")).to_contain_text("Approved")
    assert [status(first), status(second)] == ["rejected", "published"]
    assert first.decisions.get().reason == "promotional"
    second.refresh_from_db()
    assert second.quality == 70


def test_a_row_is_warned_of_a_duplicate_published_just_before(
    make_article: Callable[..., Article], page: Page
) -> None:
    first, duplicate = (make_article(title="Story of two sources", quality=n) for n in (60, 50))
    page.goto("/queue/?copies=each")
    page.keyboard.press("a")
    expect(page.locator(f"#row-{duplicate.pk} button.approve")).to_contain_text(
        "already published as"
    )
    page.keyboard.press("a")
    refusal = page.locator(".refusal")
    expect(refusal).to_contain_text("shift and D approves it all the same")
    page.evaluate("document.querySelector('.refusal').remove()")
    page.keyboard.press("Shift+A")  # this sets the quality, too, and nothing else
    expect(refusal).to_contain_text("shift and D approves it all the same")
    assert [status(first), status(duplicate)] == ["published", "waiting"]


def test_back_from_an_article_leads_to_the_row_one_left_from_or_the_one_after_it(
    desk: Page, three: list[Article]
) -> None:
    current = desk.locator(".row[data-current]")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_contain_text("Story 50")
    desk.go_back()
    expect(current).to_contain_text("Story 50")
    expect(current.locator("h2 a")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_contain_text("Story 50")
    desk.keyboard.press("r")
    expect(desk.locator(".message")).to_contain_text("Rejected: “Story 50”.")
    desk.get_by_role("link", name="← Queue").click()
    expect(current).to_contain_text("Myanmar")
    desk.get_by_role("link", name="Today").click()
    desk.get_by_role("link", name="Queue", exact=False).first.click()
    expect(current).to_contain_text("Story 60")


def test_a_quality_moved_in_the_last_row_is_recorded_on_leaving_the_page(
    desk: Page, three: list[Article]
) -> None:
    desk.keyboard.press("+")
    with desk.expect_response("**/decide/"):
        desk.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert Article.objects.get(pk=three[0].pk).quality == 65
