"""Review refuses what comes too soon after a card is shown, and what is typed on after it."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Act
from tests.browser.review_kit import (
    LOG_DECISIONS,
    decided_too_soon,
    import_waiting,
    open_review,
    press_at,
)
from tests.lengths import by_database

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: The number of random keys; the proof `random-keys` presses two thousand.
KEYS = by_database(200, 60)
PER_SECOND = 30


def test_a_burst_of_random_keys_decides_nothing_that_was_hardly_shown(
    page: Page, write_document: Callable[..., Path]
) -> None:
    import_waiting(write_document, 60)
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
