"""A decided row is one line, a message on a phone goes away, names are suggested as one types."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import Article, Provider
from tests.browser.kit import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Long enough for the message to have gone, in milliseconds.
GONE = 10_000
#: Long enough for a click on a row that moved to count again, in milliseconds.
STILL = 300
#: Whether all of a text of the element is inside its box.
IS_SHOWN = """(element, text) => {
  const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
  const range = document.createRange();
  const at = node.data.indexOf(text);
  range.setStart(node, at);
  range.setEnd(node, at + text.length);
  const [inner, outer] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
  return at >= 0 && inner.right <= outer.right + 1 && inner.bottom <= outer.bottom + 1;
}"""
TOP = "element => element.getBoundingClientRect().top"


@pytest.fixture
def rows(make_article: Callable[..., Article]) -> list[Article]:
    """Twelve articles in the queue's order."""
    return [make_article(title=f"Story {n:02} " + "long " * 30, quality=60 - n) for n in range(12)]


@pytest.fixture
def phone(browser: Browser, live_server: Any, users: Any) -> Iterator[Page]:
    """A page on a phone of 320 px, signed in as reviewer."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 320, "height": 640}, has_touch=True
    )
    page = context.new_page()
    page.goto("/sign-in/")
    sign_in(page, "reviewer")
    page.clock.install()
    yield page
    context.close()


def height(page: Page, article: Article) -> float:
    box = page.locator(f"#row-{article.pk}").bounding_box()
    assert box
    return box["height"]


def test_a_decided_row_is_one_line_that_says_it_once(page: Page, rows: list[Article]) -> None:
    page.goto("/queue/")
    row = page.locator(f"#row-{rows[2].pk}")
    before = height(page, rows[2])
    row.locator(".verdict .reject").click()
    expect(row).to_have_class("row done")
    assert height(page, rows[2]) < min(50, before / 2)
    expect(row.get_by_text("Story 02")).to_have_count(2)  # the title, and unseen in the button
    expect(row.get_by_text("Rejected")).to_have_count(1)
    expect(row.locator(".said")).to_have_text("Rejected.")
    expect(page.locator("#said")).to_contain_text("“Story 02")
    row.get_by_role("button", name="Undo").click()
    expect(row.locator(".verdict .reject")).to_be_visible()
    assert height(page, rows[2]) >= before


def test_the_rows_below_a_decided_one_stay_where_they_are(page: Page, rows: list[Article]) -> None:
    page.set_viewport_size({"width": 1400, "height": 700})
    page.goto("/queue/")
    next_row = page.locator(f"#row-{rows[8].pk}")
    next_row.scroll_into_view_if_needed()
    before = next_row.evaluate(TOP)
    page.locator(f"#row-{rows[7].pk} .verdict .reject").click()
    expect(page.locator(f"#row-{rows[7].pk}")).to_have_class("row done")
    assert abs(next_row.evaluate(TOP) - before) < 2


def test_a_click_on_a_row_that_stayed_in_its_place_counts_at_once(
    page: Page, rows: list[Article]
) -> None:
    page.set_viewport_size({"width": 1400, "height": 700})
    page.goto("/queue/")
    page.locator(f"#row-{rows[9].pk}").scroll_into_view_if_needed()
    page.evaluate(
        """id => document.addEventListener("htmx:afterSettle", () => document.querySelector(
          `#row-${id} .verdict .reject`).dispatchEvent(
          new MouseEvent("click", {bubbles: true, cancelable: true, detail: 1})), {once: true})""",
        rows[8].pk,
    )
    page.locator(f"#row-{rows[7].pk} .verdict .reject").click()
    expect(page.locator(f"#row-{rows[8].pk}")).to_have_class("row done")


def test_rows_decided_at_once_are_all_decided(page: Page, rows: list[Article]) -> None:
    """Also tells whether the server of the tests has a database connection for each request."""
    page.goto("/queue/")
    shown = page.locator(".row").count()
    page.evaluate(
        "document.querySelectorAll('.row .verdict .reject').forEach(each => each.click())"
    )
    expect(page.locator(".row.done .said", has_text="Rejected.")).to_have_count(shown)
    assert Article.objects.filter(status="rejected").count() == shown > len(rows)


def test_the_second_click_of_a_double_click_decides_on_no_other_row(
    page: Page, rows: list[Article]
) -> None:
    page.goto("/queue/")
    row = page.locator(f"#row-{rows[0].pk}")
    row.locator(".verdict .reject").click()
    expect(row).to_have_class("row done")
    page.evaluate(
        "document.querySelector('.row:not(.done) .verdict .reject')"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, detail: 2}))"
    )
    assert Article.objects.filter(status="rejected").count() == 1


def test_on_a_phone_the_title_gives_way_and_what_was_done_does_not(
    phone: Page, rows: list[Article]
) -> None:
    phone.set_viewport_size({"width": 360, "height": 640})
    phone.goto("/queue/")
    approved, rejected, weighed = (phone.locator(f"#row-{each.pk}") for each in rows[:3])
    for row, button in ((approved, ".approve"), (rejected, ".reject")):
        row.locator(f".verdict {button}").click()
        expect(row).to_have_class("row done")
        phone.clock.fast_forward(STILL)
    weighed.get_by_text("Quality, reason, note").click()
    weighed.get_by_label("Quality").fill("71")
    weighed.get_by_text("Reject with a reason").click()
    weighed.get_by_role("button", name="Reject: off topic").click()
    expect(weighed).to_have_class("row done")
    last = phone.locator("#last")
    expect(last).to_contain_text("quality 58 → 71: “Story 02")
    assert last.evaluate(IS_SHOWN, "quality 58 → 71: “")
    for row, said in (
        (approved, "Approved"),
        (rejected, "Rejected."),
        (weighed, "Rejected (off topic), quality 58 → 71."),
    ):
        assert row.locator(".said").evaluate(IS_SHOWN, said), said
        assert row.get_by_role("button", name="Undo").evaluate("each => each.clientWidth") > 20
        assert row.evaluate("row => row.scrollWidth <= row.clientWidth")


def test_a_message_on_a_phone_is_short_and_goes_but_stays_for_screen_readers(
    phone: Page, rows: list[Article]
) -> None:
    phone.goto("/queue/")
    row = phone.locator(f"#row-{rows[0].pk}")
    row.locator(".verdict .reject").click()
    last = phone.locator("#last")
    # What was done is in sight, however much of the title is cut off; Undo stands beside it.
    expect(last).to_have_text(re.compile("^Rejected: “Story 00"))
    box = phone.locator(".foot").bounding_box()
    assert box
    assert box["height"] < 60
    expect(phone.get_by_role("button", name="Undo my last")).to_be_in_viewport(ratio=1)
    expect(phone.get_by_role("button", name="Redo")).to_be_hidden()
    assert height(phone, rows[0]) < 70
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.clock.fast_forward(GONE)
    expect(last).to_be_hidden()
    expect(phone.get_by_role("button", name="Redo")).to_be_visible()
    expect(phone.locator("#said")).to_contain_text("“Story 00")


def test_a_message_of_a_whole_page_on_a_phone_goes_unless_its_button_has_the_focus(
    phone: Page, rows: list[Article]
) -> None:
    phone.goto(rows[0].get_absolute_url())
    phone.locator(".verdict .reject").click()
    message = phone.locator(".message.success")
    expect(message).to_contain_text("Rejected")
    box = message.bounding_box()
    assert box
    assert box["height"] < 70
    message.get_by_role("button").focus()
    phone.clock.fast_forward(GONE)
    assert (message.bounding_box() or {})["width"] > 200
    phone.locator("body").evaluate("() => document.activeElement.blur()")
    phone.clock.fast_forward(GONE)
    assert (message.bounding_box() or {})["width"] <= 1
    expect(phone.locator("[role=status] .message")).to_contain_text("Rejected")


@pytest.mark.parametrize("place", ["row", "decided row", "article"])
def test_e_edits_wherever_the_list_of_keys_names_it(
    place: str, browser: Browser, live_server: Any, users: Any, rows: list[Article]
) -> None:
    page = browser.new_context(base_url=live_server.url).new_page()
    page.goto("/sign-in/")
    sign_in(page, "editor")
    page.goto(rows[0].get_absolute_url() if place == "article" else "/queue/")
    if place == "decided row":
        row = page.locator(f"#row-{rows[0].pk}")
        row.locator(".verdict .reject").click()
        expect(row).to_have_class("row done")
        row.locator("h2 a").focus()
    page.keyboard.press("e")
    page.wait_for_url(re.compile(rf"/admin/articles/article/{rows[0].pk}/change/\?next="))


def test_a_provider_is_suggested_as_one_types(page: Page, rows: list[Article]) -> None:
    Provider.objects.create(name="Éditions", domain="editions.example")
    page.goto("/queue/")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Provider").press_sequentially("edi")
    expect(page.locator("#providers option")).to_have_attribute("value", "Éditions")
