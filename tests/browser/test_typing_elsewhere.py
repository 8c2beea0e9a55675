"""A text goes on after the focus was taken from it: by real keys, with spaces, lines and pauses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from articles.models import Article, Decision
from tests.browser.kit import HeldRequest, hold
from tests.browser.review_kit import open_review, ready

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("requests_can_be_held"),
]


@pytest.fixture
def articles(make_article: Callable[..., Article]) -> list[Article]:
    """Four waiting articles in the queue's order."""
    return [make_article(title=f"Story {n}", quality=60 - n) for n in range(4)]


def asks_for_one(request: Request) -> bool:
    """Tell whether a request asks for a certain article's card, as after an undo."""
    return "/review/next/" in request.url and 'name="first"' in (request.post_data or "")


def kinds() -> list[str]:
    return [*Decision.objects.order_by("pk").values_list("kind", flat=True)]


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
    held = hold(page, "**/decide/")
    with page.expect_request("**/decide/"):
        page.keyboard.press("r")
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
    held = hold(page, "**/undo/**")
    with page.expect_request("**/undo/**"):
        page.keyboard.press("z")
    page.keyboard.press("n")
    held.go_on()
    expect(page.locator(".message")).to_contain_text("Undone")
    page.wait_for_load_state()  # keys do nothing before the scripts
    page.wait_for_timeout(1100)  # however long one thinks
    page.keyboard.type("a rerun")
    expect(page.locator(".refusal")).to_contain_text("you were still typing")
    assert kinds() == ["reject", "undo"]


def test_one_types_on_in_the_note_of_a_row_that_is_replaced(
    page: Page, articles: list[Article]
) -> None:
    page.goto("/queue/")
    held = hold(page, "**/decide/")
    page.keyboard.press("q")
    page.keyboard.type("71")
    with page.expect_request("**/decide/"):
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("see ")
    held.go_on()
    expect(page.locator("#last")).to_contain_text("71")
    page.keyboard.type("all")
    expect(page.locator(".row").first.locator("[name=note]")).to_have_value("see all")
    assert kinds() == ["set-quality"]


@pytest.mark.parametrize("moves", [0, 3, 4])
def test_the_search_keeps_the_focus_while_a_row_is_answered(
    moves: int, page: Page, articles: list[Article]
) -> None:
    """The first row, one before the last, and the last, after which the list ends."""
    page.goto("/queue/")
    for _ in range(moves):
        page.keyboard.press("j")
    held = hold(page, "**/decide/")
    with page.expect_request("**/decide/"):
        page.keyboard.press("r")
    page.keyboard.press("/")
    page.keyboard.type("rob")
    held.go_on()
    expect(page.locator("#said")).to_contain_text("Rejected")
    page.keyboard.type("ots")
    expect(page.locator("input[type=search]:focus")).to_have_value("robots")
    assert kinds() == ["reject"]


#: As on a machine that comes to its timers only after keys that were pressed later.
LATE_TIMERS = """
  const atOnce = window.setTimeout;
  window.late = [];
  window.setTimeout = (run, wait) => (wait ? atOnce(run, wait) : window.late.push(run));
"""


def test_the_search_keeps_the_focus_where_the_next_row_is_selected_late(
    page: Page, articles: list[Article]
) -> None:
    page.add_init_script(LATE_TIMERS)
    page.goto("/queue/")
    held = hold(page, "**/decide/")
    with page.expect_request("**/decide/"):
        page.keyboard.press("r")
    page.keyboard.press("/")
    page.keyboard.type("rob")
    page.evaluate("for (const run of window.late.splice(0)) run()")
    page.keyboard.type("ots")
    expect(page.locator("input[type=search]:focus")).to_have_value("robots")
    held.go_on()
    expect(page.locator("#said")).to_contain_text("Rejected")
    assert kinds() == ["reject"]


def test_a_late_letter_rests_where_an_answer_took_the_note_away(
    page: Page, articles: list[Article]
) -> None:
    page.goto("/queue/")
    held = hold(page, "**/decide/")
    with page.expect_request("**/decide/"):
        page.locator(".row").first.locator("button[value='reject']").click()
    page.keyboard.press("n")
    page.keyboard.type("no")
    page.wait_for_timeout(2100)  # one thinks
    held.go_on()
    expect(page.locator(".row.done")).to_have_count(1)
    page.keyboard.type("a rerun")
    expect(page.locator(".refusal")).to_contain_text("you were still typing")
    assert kinds() == ["reject"]


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
    held = hold(page, "**/decide/")
    page.keyboard.press("q")
    page.keyboard.type("71")
    with page.expect_request("**/decide/"):
        page.keyboard.press("Enter")
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
    held = hold(page, "**/undo/**")
    with page.expect_request("**/undo/**"):
        page.keyboard.press("z")
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
    page.goto("/queue/")
    held = hold(page, "**/decide/")
    with page.expect_request("**/decide/"):
        page.keyboard.press("a")
    page.keyboard.press("n")
    page.keyboard.type("twice ")
    held.go_on()
    second = page.locator(".row").nth(1)
    expect(second).to_contain_text("same headline is published")
    page.keyboard.type("now")
    expect(second.locator("[name=note]:focus")).to_have_value("twice now")


def test_an_input_methods_text_is_not_cut_by_an_answer(page: Page, articles: list[Article]) -> None:
    page.goto("/queue/")
    held = hold(page, "**/decide/")
    page.keyboard.press("q")
    page.keyboard.type("71")
    with page.expect_request("**/decide/"):
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    composer = page.context.new_cdp_session(page)
    compose = {"text": "し", "selectionStart": 1, "selectionEnd": 1}
    composer.send("Input.imeSetComposition", compose)
    with page.expect_response("**/decide/"):
        held.go_on()
    composer.send("Input.imeSetComposition", {**compose, "text": "しん"})
    with page.expect_response("**/row/**"):
        composer.send("Input.insertText", {"text": "新"})
    row = page.locator(".row").first
    expect(row.locator("[name=quality]").first).to_have_value("71")
    expect(row.locator("[name=note]:focus")).to_have_value("新")


def test_a_quality_undone_behind_a_note_is_the_one_approved(
    page: Page, articles: list[Article]
) -> None:
    open_review(page)
    page.keyboard.press("q")
    page.keyboard.type("75")
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_contain_text("75")
    held = hold(page, "**/undo/**")
    with page.expect_request("**/undo/**"):
        page.keyboard.press("z")
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
    held = hold(page, "**/decide/")
    page.keyboard.press("q")
    page.keyboard.type("75")
    with page.expect_request("**/decide/"):
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    held.go_on()
    expect(page.locator("h1", has_text="Story 1")).to_be_visible()
    expect(page.locator("#last")).to_contain_text("Rejected")
    assert kinds() == ["set-quality", "reject"]
