"""Review by keys alone: many articles, random keys, quality, refused decisions, leaving."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles import moderation
from articles.models import Act, Article, Decision, Lease
from tests.browser.review_kit import import_waiting, open_review, ready
from tests.lengths import by_database

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("requests_can_be_held"),
]

SHOWN = "Number(document.getElementById('card').dataset.shown)"

MANY = by_database(100, 30)
LEAVE = "dispatchEvent(new PageTransitionEvent('pagehide'))"


def test_a_reviewer_decides_a_hundred_articles_by_keys(
    page: Page, write_document: Callable[..., Path]
) -> None:
    import_waiting(write_document, MANY - 1)  # with the waiting seed: MANY
    seen = [open_review(page)]
    while seen[-1] and len(seen) <= MANY:
        page.keyboard.press("r" if len(seen) % 3 else "a")
        seen.append(ready(page, seen[-1]))
    expect(page.locator("#card")).to_contain_text("All clear")
    expect(page.locator("#card")).to_contain_text(f"You decided {MANY} today")
    assert len(set(seen)) == MANY + 1
    assert Decision.objects.count() == Act.objects.count() == MANY
    assert not Article.objects.waiting().exists()
    assert not Lease.objects.exists()


def test_quality_by_keys_is_one_decision_with_the_verb_and_one_on_leaving(
    page: Page, make_article: Any, seeds: Any
) -> None:
    other = make_article(title="Another story", quality=50)
    open_review(page)
    for key, words in [
        ("+", "15 below 70"),
        ("=", "10 below"),
        ("-", "15 below"),
        ("l", "exactly"),
        ("+", "5 above 70"),
    ]:
        page.keyboard.press(key)
        expect(page.locator("#quality-words")).to_contain_text(words)
    page.keyboard.press("r")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Rejected")
    other.refresh_from_db()
    assert (other.status, other.quality, other.decision_count) == ("rejected", 75, 1)

    ready(page)
    page.keyboard.press("q")
    page.keyboard.type("81")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.locator("#last")).to_contain_text("Skipped")
    seeds.waiting.refresh_from_db()
    assert (seeds.waiting.status, seeds.waiting.quality) == ("waiting", 81)
    assert Act.objects.count() == 2


def test_a_reason_takes_two_keys(page: Page, seeds: Any) -> None:
    open_review(page)
    page.keyboard.press("Shift+R")
    page.keyboard.press("4")
    expect(page.locator("#card")).to_contain_text("All clear")
    decision = Decision.objects.get()
    assert (decision.kind, decision.reason) == ("reject", "promotional")


def test_the_card_stays_when_somebody_else_decided_first(
    page: Page, users: Any, seeds: Any, act_parameters: Any
) -> None:
    open_review(page)
    moderation.approve([seeds.waiting], **act_parameters(users.editor, seeds.waiting))
    page.keyboard.press("n")
    page.keyboard.type("not for us")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#card [data-says]")).to_contain_text("Approved by editor")
    expect(page.locator(".waiting-count")).to_have_text("0")
    expect(page.get_by_label("Note")).to_have_value("not for us")
    assert Article.objects.get(pk=seeds.waiting.pk).status == "published"
    ready(page)
    page.keyboard.press("s")
    expect(page.locator("#card")).to_contain_text("All clear")
    assert Act.objects.count() == 1


def test_the_next_card_is_warned_of_a_duplicate_published_just_before(
    page: Page, make_article: Any, seeds: Any
) -> None:
    """The next card is prefetched before the decision that publishes its duplicate."""
    make_article(title="Story of two sources", quality=60)
    duplicate = make_article(title="Story of two sources", quality=50)
    open_review(page, "?copies=each", prefetched=True)
    page.keyboard.press("a")
    expect(page.locator(f'#card[data-article="{duplicate.pk}"] button.approve')).to_contain_text(
        "already published as"
    )
    ready(page)
    page.keyboard.press("a")
    expect(page.locator(".refusal")).to_contain_text("shift and D approves it all the same")
    assert Act.objects.count() == 1
    page.keyboard.press("Shift+D")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Approved")
    duplicate.refresh_from_db()
    assert (duplicate.status, duplicate.quality) == ("published", 50)


def test_leaving_gives_the_story_back(page: Page, seeds: Any) -> None:
    open_review(page)
    assert Lease.objects.count() == 1
    with page.expect_response("**/review/leave/"):
        page.evaluate(LEAVE)
    assert not Lease.objects.exists()


def test_leaving_records_the_quality(page: Page, seeds: Any) -> None:
    open_review(page)
    page.keyboard.press("+")
    # SQLite in memory has one connection, which two concurrent requests can't share.
    page.route("**/review/leave/", lambda route: route.abort())
    with page.expect_response("**/decide/"):
        page.evaluate(LEAVE)
    seeds.waiting.refresh_from_db()
    assert (seeds.waiting.status, seeds.waiting.quality) == ("waiting", 43)


def test_a_refused_decision_brings_its_card_back_and_the_next_one_waits(
    page: Page, users: Any, make_article: Any, act_parameters: Any, seeds: Any
) -> None:
    """The next card is shown before the response."""
    article = make_article(title="Another story", quality=50)
    open_review(page, prefetched=True)
    moderation.approve([article], **act_parameters(users.editor, article))
    page.keyboard.press("n")
    page.keyboard.type("not for us")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#card [data-says]")).to_contain_text("Approved by editor")
    expect(page.locator("h1")).to_contain_text("Another story")
    expect(page.get_by_label("Note")).to_have_value("not for us")
    ready(page)
    page.keyboard.press("s")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    assert Act.objects.count() == 1


def test_a_decision_that_got_no_answer_brings_its_card_back_and_counts_once(
    page: Page, make_article: Any, seeds: Any
) -> None:
    make_article(title="Another story", quality=50)
    open_review(page, prefetched=True)
    page.route("**/decide/", lambda route: route.abort())
    shown = page.evaluate(SHOWN)
    page.keyboard.press("r")
    expect(page.locator("#failed")).to_contain_text("it counts once")
    expect(page.locator("h1")).to_contain_text("Another story")
    # The 300 ms without keys begin anew, as for any card that has just come.
    assert page.evaluate(SHOWN) > shown
    page.unroute("**/decide/")
    ready(page)
    page.keyboard.press("r")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Rejected")
    assert Decision.objects.count() == 1


def test_a_long_story_is_decided_like_any_other(page: Page, make_article: Any, seeds: Any) -> None:
    """Browsers refuse keepalive requests above 64 KiB, so these are sent without."""
    make_article(title="Another story", quality=50, excerpt="\N{NEWSPAPER}" * 19_000)
    open_review(page, prefetched=True)
    page.keyboard.press("r")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Rejected")
