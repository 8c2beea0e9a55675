"""Review by keys alone: many articles, random keys, quality, refused decisions, leaving."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles import moderation
from articles.models import Act, Article, Decision, Lease
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.browser.review_kit import LOG_DECISIONS, decided_too_soon, open_review, press_at, ready
from tests.lengths import by_database

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOWN = "Number(document.getElementById('card').dataset.shown)"

MANY = by_database(100, 30)
#: The number of random keys; the proof `random-keys` presses two thousand.
KEYS = by_database(200, 60)
PER_SECOND = 30
LEAVE = "dispatchEvent(new PageTransitionEvent('pagehide'))"


def folder_of(write_document: Callable[..., Path], count: int) -> None:
    """Import this many waiting documents, in descending order of quality."""
    for number in range(count):
        path = write_document(title=f"Story {number:03}", quality=60 - number // 4)
    import_target(targets([str(path.parent)])[0])


def test_a_reviewer_decides_a_hundred_articles_by_keys(
    page: Page, write_document: Callable[..., Path]
) -> None:
    folder_of(write_document, MANY - 1)  # with the waiting seed: MANY
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


def test_a_burst_of_random_keys_decides_nothing_that_was_hardly_shown(
    page: Page, write_document: Callable[..., Path]
) -> None:
    folder_of(write_document, 60)
    page.add_init_script(LOG_DECISIONS)
    open_review(page)
    press_at(page, random.Random(4), KEYS, PER_SECOND)
    too_soon, decided = decided_too_soon(page)
    assert decided, "the burst decided nothing at all, so it shows nothing"
    assert too_soon == []
    expect(page.locator("#failed")).to_be_hidden()


@pytest.mark.parametrize("by", ["key", "enter", "click"])
def test_what_comes_within_three_tenths_of_a_second_is_not_counted_and_says_so(
    page: Page, make_article: Any, by: str
) -> None:
    make_article(title="Another story", quality=50)
    open_review(page)
    page.evaluate("document.getElementById('card').dataset.shown = performance.now() + 60000")
    reject = page.locator("#card button.reject").first
    if by == "key":
        page.keyboard.press("r")
    elif by == "enter":
        reject.press("Enter")
    else:
        reject.click()
    # At the buttons, where the eye is, and announced.
    refusal = page.locator("#card .verdict + .refusal")
    expect(refusal).to_have_text("Too fast, not counted.")
    expect(refusal).to_be_in_viewport(ratio=1)
    expect(page.locator("#said")).to_have_text("Too fast, not counted.")
    assert Act.objects.count() == 0


def test_who_types_on_after_a_refused_key_for_a_note_decides_nothing(
    page: Page, make_article: Any
) -> None:
    make_article(title="Another story", quality=50)
    open_review(page)
    page.evaluate(
        """() => {
          const press = (key) => document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
          const { dataset } = document.getElementById("card");
          dataset.shown = performance.now() + 60000;
          press("n");
          dataset.shown = 0;
          for (const letter of "great") press(letter);
        }"""
    )
    expect(page.locator("#said")).to_have_text("Too fast, not counted.")
    assert Act.objects.count() == 0


#: Makes each frame that shows a new card take 250 ms after its beginning, as on a slow machine, and
#: notes when it began.
SLOW_FRAMES = """
  new MutationObserver((changes) => {
    if (!changes.some(({ addedNodes }) => [...addedNodes].some(({ id }) => id === "card"))) return;
    const placed = performance.now();
    requestAnimationFrame((frame) => {
      window.begun = { [document.querySelector("h1").innerText]: Math.max(placed, frame) };
      const busy = performance.now();
      while (performance.now() - busy < 250);
    });
  }).observe(document, { subtree: true, childList: true });
"""
#: Waits until the frame that shows this story began 320 ms ago; fails where it is not shown.
SHOWN_LONG_ENOUGH = """(title) => new Promise((done, fail) => {
  setTimeout(fail, 5000, new Error(`${title} was not shown`));
  const look = () => {
    if (performance.now() - window.begun?.[title] > 320) done();
    else setTimeout(look, 5);
  };
  look();
})"""


def test_on_a_slow_machine_keys_four_tenths_of_a_second_apart_all_count(
    page: Page, make_article: Any, seeds: Any
) -> None:
    for number in range(4):
        make_article(title=f"Story {number}", quality=60 - number)
    page.add_init_script(SLOW_FRAMES)
    open_review(page, prefetched=True)
    for expected in ("Story 1", "Story 2", "Story 3"):
        page.keyboard.press("r")
        page.evaluate(SHOWN_LONG_ENOUGH, expected)
    expect(page.locator(".refusal")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert Act.objects.count() == 3


@pytest.mark.parametrize("width", [320, 1400])
def test_a_refused_key_is_explained_in_sight_of_the_buttons_and_goes_with_the_next(
    width: int, page: Page, make_article: Any
) -> None:
    make_article(title="Another story", quality=50, excerpt="A long story. " * 300)
    page.set_viewport_size({"width": width, "height": 640})
    open_review(page)
    page.evaluate("document.getElementById('card').dataset.shown = performance.now() + 60000")
    page.keyboard.press("r")
    expect(page.locator(".refusal")).to_be_in_viewport(ratio=1)
    page.evaluate("document.getElementById('card').dataset.shown = 0")
    page.keyboard.press("+")
    expect(page.locator(".refusal")).to_have_count(0)


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
    open_review(page, prefetched=True)
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
