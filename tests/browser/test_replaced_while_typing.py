"""One types in a row or card while the desk answers: fields, caret and number stay."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.kit import HeldRequest, hold, kinds, send_held, type_quality
from tests.browser.review_kit import open_review

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("requests_can_be_held"),
]


def test_one_types_on_in_the_note_of_a_row_that_is_replaced(
    page: Page, articles: list[Article]
) -> None:
    page.goto("/queue/")
    held = send_held(page, "**/decide/", lambda: type_quality(page, "71"))
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("see ")
    held.go_on()
    expect(page.locator("#last")).to_contain_text("71")
    page.keyboard.type("all")
    expect(page.locator(".row").first.locator("[name=note]")).to_have_value("see all")
    assert kinds() == ["set-quality"]


def set_quality_and_go_on_typing(page: Page, held: HeldRequest) -> None:
    """In the first row, set 71; before the desk answers, choose a reason and begin a note."""
    page.keyboard.press("q")
    page.keyboard.type("71")
    with page.expect_request("**/decide/"):
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("see  all")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.locator(".row").first.locator("select[name=reason]").select_option("promotional")
    page.locator(".row").first.locator("[name=note]").focus()


def test_a_row_that_is_replaced_keeps_every_field_and_the_caret(
    page: Page, articles: list[Article]
) -> None:
    page.goto("/queue/")
    held = hold(page, "**/decide/")
    set_quality_and_go_on_typing(page, held)
    held.go_on()
    expect(page.locator("#last")).to_contain_text("71")
    row = page.locator(".row").first
    expect(row.locator("[name=note]:focus")).to_have_value("see  all")
    page.keyboard.type("them")
    expect(row.locator("[name=note]")).to_have_value("see them all")
    expect(row.locator("select[name=reason]")).to_have_value("promotional")
    expect(row.locator(".restored")).to_have_count(0)
    assert kinds() == ["set-quality"]


@pytest.mark.parametrize("address", ["/queue/", "/review/"])
def test_a_number_typed_over_the_one_that_was_sent_stays(
    address: str, page: Page, articles: list[Article]
) -> None:
    open_review(page) if "review" in address else page.goto(address)
    held = send_held(page, "**/decide/", lambda: type_quality(page, "71"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("8")
    held.go_on()
    expect(page.locator("#last")).to_contain_text("71")
    page.keyboard.type("2")
    field = page.locator(".row [name=quality]:focus, #card [name=quality]:focus")
    expect(field).to_have_value("82")
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_contain_text("82")
    assert (kinds(), Article.objects.get(pk=articles[0].pk).quality) == (["set-quality"] * 2, 82)


def test_a_quality_undone_while_a_note_is_typed_is_shown_on_the_row(
    page: Page, articles: list[Article]
) -> None:
    page.goto("/queue/")
    page.keyboard.press("q")
    page.keyboard.type("75")
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_contain_text("75")
    held = send_held(page, "**/undo/**", lambda: page.keyboard.press("z"))
    page.keyboard.press("n")
    page.keyboard.type("as it ")
    held.go_on()
    row = page.locator(".row").first
    expect(row.locator("[name=quality]").first).to_have_value("60")
    page.keyboard.type("was")
    expect(row.locator("[name=note]:focus")).to_have_value("as it was")


def test_a_warning_of_a_second_headline_comes_to_the_row_in_which_one_types(
    page: Page, make_article: Callable[..., Article]
) -> None:
    make_article(title="The same story", quality=60)
    make_article(title="The same story", quality=59)
    page.goto("/queue/?copies=each")
    held = send_held(page, "**/decide/", lambda: page.keyboard.press("a"))
    page.keyboard.press("n")
    page.keyboard.type("twice ")
    held.go_on()
    second = page.locator(".row").nth(1)
    expect(second).to_contain_text("same headline is published")
    page.keyboard.type("now")
    expect(second.locator("[name=note]:focus")).to_have_value("twice now")


def test_an_input_methods_text_is_not_cut_by_an_answer(page: Page, articles: list[Article]) -> None:
    page.goto("/queue/")
    held = send_held(page, "**/decide/", lambda: type_quality(page, "71"))
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    composer = page.context.new_cdp_session(page)
    compose = {"text": "し", "selectionStart": 1, "selectionEnd": 1}
    composer.send("Input.imeSetComposition", compose)
    held.go_on()
    expect(page.locator(".row[data-stale]")).to_have_count(1)  # the answer has come
    composer.send("Input.imeSetComposition", {**compose, "text": "しん"})
    with page.expect_response("**/row/**"):
        composer.send("Input.insertText", {"text": "新"})
    row = page.locator(".row").first
    expect(row.locator("[name=quality]").first).to_have_value("71")
    expect(row.locator("[name=note]:focus")).to_have_value("新")
