"""What a person needs is in sight: a headline, a fault, a button below a failure, a whole key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, ImportRun
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.browser.review_kit import ready

#: Notes whether the browser shows its bubble.
LISTEN = """field => field.addEventListener("invalid", (event) => {
  field.bubble = !event.defaultPrevented;
})"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("requests_can_be_held"),
]


@pytest.fixture
def rows(make_article: Callable[..., Article]) -> list[Article]:
    """Six articles in the queue's order."""
    return [make_article(title=f"Story {n}", quality=60 - n) for n in range(6)]


def test_the_headline_stays_in_sight_when_a_key_opens_the_reasons(
    page: Page, rows: list[Article]
) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    page.goto("/queue/")
    for _ in range(3):
        page.keyboard.press("j")
    row = page.locator(f"#row-{rows[3].pk}")
    expect(row.locator("h2 a")).to_be_focused()
    page.keyboard.press("Shift+R")
    expect(row.get_by_role("button", name="Reject: off topic")).to_be_visible()
    expect(row.locator("h2 a")).to_be_in_viewport(ratio=1)
    # The two places for a reason can be told apart.
    expect(row.get_by_label("Reason for rejecting")).to_be_visible()


def test_a_quality_that_is_too_large_has_one_fault_line_and_no_bubble_over_it(
    page: Page, rows: list[Article]
) -> None:
    page.goto("/queue/")
    row = page.locator(f"#row-{rows[0].pk}")
    row.get_by_text("Quality, reason, note").click()
    field = row.get_by_label("Quality")
    field.fill("99999999")
    field.evaluate(LISTEN)
    row.locator(".verdict .approve").click()
    assert field.evaluate("field => field.bubble") is False
    expect(row.get_by_role("alert")).to_have_text("Quality is a whole number from 0 to 1,000,000.")
    expect(field).to_be_focused()
    assert not Article.objects.filter(status="published", pk=rows[0].pk).exists()


@pytest.mark.parametrize("width", [1280, 800])
def test_a_failure_covers_no_button_of_the_footer(
    page: Page, rows: list[Article], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    page.goto("/review/")
    decided = ready(page, "")
    page.keyboard.press("r")
    expect(page.locator("#last")).to_contain_text("Rejected")
    ready(page, decided)
    page.route("**/review/*/decide/", lambda route: route.abort())
    page.locator(".verdict .reject").click()
    failed = page.locator("#failed")
    expect(failed).to_be_visible()
    above = failed.bounding_box()
    button = page.get_by_role("button", name="Undo my last").bounding_box()
    assert above
    assert button
    assert above["y"] + above["height"] <= button["y"]


def test_the_name_of_a_key_is_not_broken_on_the_page_of_an_import(
    page: Page, make_article: Callable[..., Article], write_document: Callable[..., Path]
) -> None:
    make_article(name="a.md")
    path = write_document("a.md", published_at="2023-01-02T03:04:05Z")
    import_target(targets([str(path.parent)])[0])
    run: Any = ImportRun.objects.latest("pk")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(run.get_absolute_url())
    key = page.locator(".differences code", has_text="publishedDateTime")
    expect(key).to_be_visible()
    assert key.evaluate("key => key.getClientRects().length") == 1
