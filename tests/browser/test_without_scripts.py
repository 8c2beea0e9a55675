"""The desk without JavaScript: sign in, filter, review, decide, undo, run a batch."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import Act, Article
from tests.browser.kit import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(
    browser: Browser, live_server: Any, users: Any, make_article: Callable[..., Article]
) -> Iterator[Page]:
    """A page without scripts, signed in as editor, with six waiting articles."""
    for number in range(6):
        make_article(title=f"Story {number}", quality=60 - number, topics=("AI", f"T{number % 2}"))
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    sign_in(page, "editor")
    yield page
    context.close()


def statuses() -> list[str]:
    """Return the status of each article, by title."""
    return list(Article.objects.order_by("title").values_list("status", flat=True))


def test_filter_review_decide_and_undo(plain: Page) -> None:
    plain.goto("/queue/")
    plain.get_by_text("Filters", exact=True).click()
    plain.get_by_label("Topic").fill("T1")
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(plain.locator(".row")).to_have_count(3)

    plain.goto("/review/?topic=T1")
    expect(plain.locator("h1")).to_have_text("Story 1")
    plain.get_by_role("button", name="Reject", exact=True).click()
    expect(plain.locator(".message")).to_contain_text("Rejected")
    expect(plain.locator("h1")).to_have_text("Story 3")
    plain.locator("#card button:visible", has_text="Skip").click()
    expect(plain.locator("h1")).to_have_text("Story 5")
    plain.get_by_role("spinbutton", name="Quality").fill("75")
    plain.get_by_role("button", name="Approve", exact=True).click()
    expect(plain.locator("#card")).to_contain_text("Story 3")
    assert statuses() == ["waiting", "rejected", "waiting", "waiting", "waiting", "published"]

    plain.get_by_role("button", name="Undo my last").click()
    expect(plain.locator(".messages")).to_contain_text("Undone")
    assert statuses() == ["waiting", "rejected", *["waiting"] * 4]
    plain.locator(".foot").get_by_role("button", name="Redo").click()
    assert Article.objects.get(title="Story 5").quality == 75


def test_many_at_once(plain: Page) -> None:
    plain.goto("/queue/")
    plain.get_by_label("6 shown").check()
    plain.locator("#many").get_by_role("button", name="Reject").click()
    expect(plain.locator("main")).to_contain_text("6")
    plain.locator("main").get_by_role("button", name="Reject").click()
    expect(plain.locator("main")).to_contain_text("Rejected 6")
    assert set(statuses()) == {"rejected"}
    plain.get_by_role("button", name="Undo", exact=False).first.click()
    if not plain.locator(".message").count():  # a page with a summary asks for confirmation
        plain.locator("main").get_by_role("button", name="Undo").click()
    assert set(statuses()) == {"waiting"}
    assert Act.objects.count() == 2


def test_keys_and_other_buttons_that_need_scripts_are_not_shown(plain: Page) -> None:
    for address in ("/queue/", "/review/"):
        plain.goto(address)
        for button in plain.locator(".needs-js, kbd").all():
            expect(button).to_be_hidden()
