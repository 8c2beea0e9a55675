"""Rows that wait no longer, by keys: their quality, and why other keys do nothing there."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles import moderation
from articles.models import Act, Article
from articles.moderation import leases
from tests.browser.kit import session_cookie

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two(make_article: Callable[..., Article]) -> list[Article]:
    """Two articles that upstream published, in the order of the list Published."""
    return [make_article(title=f"Story {n}", quality=n, published=True) for n in (184, 160)]


def as_user(page: Page, live_server: Any, user: Any, address: str) -> None:
    """Open the page at an address as another user."""
    page.context.add_cookies([session_cookie(user, live_server.url)])
    page.goto(address)


def test_a_published_row_stays_open_after_its_quality_was_changed_by_keys(
    page: Page, two: list[Article]
) -> None:
    page.goto("/queue/?status=published&q=Story&order=quality")
    row = page.locator(f"#row-{two[0].pk}")
    expect(page.locator(".row").first).to_contain_text("Story 184")
    page.keyboard.press("+")
    page.keyboard.press("j")
    expect(row.locator(".said")).to_contain_text("Quality 184 → 189")
    expect(row.get_by_role("button", name="Undo")).to_be_visible()
    expect(row.locator(".meter b")).to_have_text("189")
    page.keyboard.press("k")
    expect(row).to_have_attribute("data-current", "")
    page.keyboard.press("+")
    page.keyboard.press("j")
    expect(row.locator(".said")).to_contain_text("Quality 189 → 194")
    assert Article.objects.get(pk=two[0].pk).quality == 194


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("reader", "You may read; reviewers and editors decide."),
        ("reviewer", "a reviewer can’t, an editor can."),
        ("editor", "taken down, not rejected: by its button."),
    ],
)
def test_r_on_a_published_row_says_there_why_it_does_nothing(
    role: str, why: str, page: Page, live_server: Any, users: Any, two: list[Article]
) -> None:
    as_user(page, live_server, getattr(users, role), "/queue/?status=published&q=Story")
    page.keyboard.press("r")
    expect(page.locator(".row[data-current] .refusal")).to_contain_text(why)
    expect(page.locator(".row[data-current] .refusal")).to_be_in_viewport(ratio=1)
    expect(page.locator("#said")).to_contain_text(why)
    page.goto(two[0].get_absolute_url())
    page.keyboard.press("r")
    expect(page.locator(".refusal")).to_contain_text(why)
    assert not Act.objects.exists()


def test_a_key_on_a_row_that_was_just_decided_names_its_undo(page: Page) -> None:
    page.keyboard.press("r")
    row = page.locator(".row.done")
    expect(row).to_be_focused()
    page.keyboard.press("a")
    expect(row.locator(".refusal")).to_have_text("It is decided: Undo takes that back.")
    assert Act.objects.count() == 1


def test_a_key_on_a_row_that_somebody_else_decided_says_who(
    page: Page, users: Any, seeds: Any, act_parameters: Any
) -> None:
    moderation.reject([seeds.waiting], **act_parameters(users.editor, seeds.waiting))
    page.goto("/queue/?status=rejected")
    page.keyboard.press("a")
    expect(page.locator(".refusal")).to_have_text(
        "editor decided this; only an editor can decide otherwise."
    )


def test_a_row_says_who_reads_it_only_until_it_is_decided(
    page: Page, users: Any, seeds: Any, act_parameters: Any
) -> None:
    reading = page.get_by_text("editor is reading this")
    assert leases.renew(users.editor, seeds.waiting.pk)
    page.reload()
    expect(reading).to_be_visible()
    moderation.reject([seeds.waiting], **act_parameters(users.editor, seeds.waiting))
    for address in ("/queue/?status=rejected", seeds.waiting.get_absolute_url()):
        page.goto(address)
        expect(page.get_by_text("Rejected by editor").first).to_be_visible()
        expect(reading).to_have_count(0)
