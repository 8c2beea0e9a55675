"""Keys rest while a form, menu, dialog, popover or summary is open, and work once it is closed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from articles import moderation
from articles.models import Act, Article, SavedView, Skip
from tests.browser.kit import sign_in
from tests.browser.review_kit import open_review, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: A text with every letter that decides, and the digits of reasons.
TYPED = "a rare quiz: 123 LARA SARZ"


@pytest.fixture
def desk(
    browser: Browser, live_server: Any, users: Any, make_article: Callable[..., Article]
) -> Iterator[Page]:
    """The queue with three stories, signed in as editor."""
    for quality in (60, 50, 40):
        make_article(title=f"Story {quality}", quality=quality)
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto("/queue/")
    sign_in(page, "editor")
    expect(page.locator(".row")).to_have_count(3)
    yield page
    context.close()


def nothing_was_done() -> bool:
    waiting = Article.objects.waiting().exclude(quality__in=(60, 50, 40, 38))
    return not (Act.objects.exists() or Skip.objects.exists() or waiting.exists())


def works(page: Page) -> None:
    """Check that keys work: J marks the second row."""
    page.keyboard.press("j")
    expect(page.locator(".row[data-current]")).to_contain_text("Story 50")


def test_the_name_of_a_view_can_be_typed_at_once_and_decides_nothing(desk: Page) -> None:
    desk.get_by_text("Save view", exact=True).first.click()
    expect(desk.get_by_label("Name of the view")).to_be_focused()
    desk.keyboard.type(TYPED)
    expect(desk.get_by_label("Name of the view")).to_have_value(TYPED)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("link", name=TYPED)).to_be_visible()
    assert SavedView.objects.get().name == TYPED
    assert nothing_was_done()


@pytest.mark.parametrize("by", ["click", "Enter", "Space"])
@pytest.mark.parametrize(
    ("summary", "first"),
    [
        (".save-view > summary", "[name=name]"),
        (".filters > summary", ".filters form :is(input, select):not([type=hidden])"),
        (".account > summary", ".account .menu-list > a"),
        ("#many summary", "#many-quality"),
    ],
)
def test_opening_moves_the_focus_into_it_and_escape_closes_it_and_returns_the_focus(
    summary: str, first: str, by: str, desk: Page
) -> None:
    if summary.startswith("#many"):
        desk.locator(".row input[name=ids]").first.check()
    opener = desk.locator(summary).first
    if by == "click":
        opener.click()
    else:
        opener.focus()
        desk.keyboard.press(by)
    expect(desk.locator(first).first).to_be_focused()
    desk.evaluate("document.activeElement.blur()")
    type_letters(desk)  # open, though the focus is elsewhere
    desk.keyboard.press("Escape")
    assert not opener.evaluate("(summary) => summary.parentElement.open")
    expect(opener).to_be_focused()
    assert nothing_was_done()
    works(desk)  # the closed summary has the focus


def type_letters(page: Page) -> None:
    """Press the keys that decide."""
    for key in ("a", "r", "Shift+A", "Shift+R", "4", "s", "l", "+", "z"):
        page.keyboard.press(key)


def test_after_escape_has_closed_the_account_menu_z_undoes_and_r_rejects(desk: Page) -> None:
    story = Article.objects.get(title="Story 60")
    row = desk.locator(f"#row-{story.pk}")
    menu = desk.locator(".account > summary")
    for key, said in (("r", "Rejected"), ("z", "Undone")):
        menu.click()
        desk.keyboard.press("Escape")
        expect(menu).to_be_focused()
        desk.keyboard.press(key)
        expect(desk.locator("#said")).to_contain_text(said)
    expect(row.locator(".verdict button")).to_have_count(2)
    assert Act.objects.count() == 2


def test_enter_and_space_on_a_closed_summary_open_it_and_decide_nothing(desk: Page) -> None:
    menu = desk.locator(".account")
    for key in ("Enter", "Space"):
        menu.locator("summary").focus()
        desk.keyboard.press(key)
        expect(menu).to_have_attribute("open", "")
        desk.keyboard.press("Escape")
    assert nothing_was_done()


def test_a_key_that_rests_says_how_to_go_on(desk: Page) -> None:
    desk.locator(".account > summary").click()
    desk.keyboard.press("r")
    expect(desk.locator("#said")).to_have_text("Keys rest here. Escape leads back to them.")


def test_the_fields_of_a_row_are_typed_in_and_escape_leads_back_to_the_keys(desk: Page) -> None:
    row = desk.locator(".row").first
    row.get_by_text("Quality, reason, note").click()
    expect(row.get_by_label("Quality in points")).to_be_focused()
    row.get_by_label("Reason").focus()
    type_letters(desk)
    row.get_by_text("Quality, reason, note").focus()
    type_letters(desk)
    assert nothing_was_done()
    row.get_by_label("Reason").select_option("")
    row.get_by_label("Note").focus()
    desk.keyboard.press("Escape")
    expect(row.get_by_label("Note")).to_be_hidden()
    works(desk)


def test_a_note_that_was_typed_stays_in_sight_after_escape(desk: Page) -> None:
    desk.keyboard.press("n")
    desk.keyboard.type(TYPED)
    desk.keyboard.press("Escape")
    note = desk.locator(".row").first.get_by_label("Note")
    expect(note).to_be_visible()
    expect(note).to_have_value(TYPED)
    assert nothing_was_done()
    works(desk)


def test_keys_rest_while_the_fields_of_a_row_are_open_wherever_the_focus_is(desk: Page) -> None:
    row = desk.locator(".row").first
    row.get_by_text("Quality, reason, note").click()
    desk.evaluate("document.activeElement.blur()")
    type_letters(desk)
    assert nothing_was_done()
    expect(desk.locator("#said")).to_have_text("Keys rest here. Escape leads back to them.")
    desk.keyboard.press("Escape")
    expect(row.get_by_label("Note")).to_be_hidden()
    works(desk)


def test_keys_rest_while_the_note_in_review_is_open_wherever_the_focus_is(
    desk: Page, make_article: Callable[..., Article]
) -> None:
    open_review(desk)
    desk.get_by_text("Note to the decision").click()
    desk.evaluate("document.activeElement.blur()")
    type_letters(desk)
    assert nothing_was_done()
    desk.keyboard.press("Escape")
    desk.keyboard.press("a")
    expect(desk.locator("#last")).to_contain_text("Approved")


def test_the_reasons_have_keys_of_their_own_and_all_others_rest(desk: Page) -> None:
    story = Article.objects.get(title="Story 60")
    desk.keyboard.press("Shift+R")
    expect(desk.locator(".row").first.locator("[data-reason-key='1']")).to_be_focused()
    for key in ("a", "r", "Shift+A", "l", "+", "z"):
        desk.keyboard.press(key)
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("a")
    assert nothing_was_done()
    desk.keyboard.press("Escape")
    expect(desk.locator(".row").first.locator("[data-reason-key='1']")).to_be_hidden()
    desk.keyboard.press("Shift+R")
    desk.keyboard.press("Shift+R")  # the same key closes them
    expect(desk.locator(".row").first.locator("[data-reason-key='1']")).to_be_hidden()
    desk.keyboard.press("Shift+R")
    desk.keyboard.press("4")
    expect(desk.locator(f"#row-{story.pk} [data-says]")).to_contain_text("Rejected")
    assert story.decisions.get().reason == "promotional"


def test_every_open_summary_of_review_lets_keys_rest(page: Page, make_article: Any) -> None:
    for quality in (60, 50):
        make_article(title="Story of two sources", quality=quality)
    open_review(page)
    card = page.locator("#card")
    card.get_by_text("Note to the decision, and a reason").click()
    expect(card.get_by_label("Reason")).to_be_focused()
    type_letters(page)
    page.keyboard.press("Escape")
    page.locator("#card [data-home]").focus()
    summaries: list[Locator] = page.locator("summary:visible").all()
    assert len(summaries) > 2
    for summary in summaries:
        summary.click()
        summary.focus()
        for key in ("a", "r", "Shift+A", "s", "l", "+", "z"):
            page.keyboard.press(key)
        page.keyboard.press("Escape")
        assert not summary.evaluate("(summary) => summary.parentElement.open")
    assert nothing_was_done()


def test_an_explanation_and_a_menu_of_a_narrow_window_let_keys_rest(desk: Page) -> None:
    desk.set_viewport_size({"width": 600, "height": 800})
    desk.reload()
    desk.get_by_role("button", name="Menu").click()
    expect(desk.get_by_role("link", name="Today", exact=True)).to_be_focused()
    type_letters(desk)
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Menu")).to_be_focused()
    explanation = desk.locator("button.explain:visible").first
    explanation.click()
    type_letters(desk)
    desk.keyboard.press("Escape")
    expect(explanation).to_be_focused()
    assert nothing_was_done()
    works(desk)


def test_a_note_to_the_undo_of_somebody_elses_act_is_typed_at_once(
    desk: Page, users: Any, act_parameters: Any
) -> None:
    story = Article.objects.get(title="Story 60")
    moderation.reject([story], **act_parameters(users.reviewer, story))
    desk.goto(story.get_absolute_url())
    desk.locator(".undo-with-note > summary").first.click()
    desk.keyboard.type("a rare mistake")
    expect(desk.locator(".undo-with-note [name=note]").first).to_have_value("a rare mistake")
    assert Act.objects.count() == 1


def test_keys_that_open_a_list_give_the_focus_back_to_the_card(page: Page, seeds: Any) -> None:
    open_review(page)
    page.keyboard.press("Shift+R")
    page.keyboard.press("Escape")
    expect(page.locator("#card [data-home]")).to_be_focused()
    ready(page)
    page.keyboard.press("r")
    expect(page.locator("#card")).to_contain_text("All clear")
