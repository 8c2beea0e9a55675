"""Keys pressed faster than anybody reads, and what they decided."""

import time
from random import Random

from playwright.sync_api import Page

#: What a hand that lies on the keyboard may press; `o` and `e` would lead away from the page.
KEYS = [*"aarrsszlqnx-+/?123456jk", "A", "R", "Z", "Escape", "Escape", "Enter", "Tab", " "]

#: Notes with each decision that is sent how long (ms) its card had been shown; outlasts the page,
#: for `/`, some letters and Enter search, which leads to the queue.
LOG_DECISIONS = """
  const send = window.fetch;
  window.fetch = (address, options) => {
    if (/review\\/\\d+\\/(decide|skip)/.test(String(address))) {
      const { shown } = document.getElementById("card").dataset;
      const sent = JSON.parse(sessionStorage.getItem("sent") ?? "[]");
      sessionStorage.setItem("sent", JSON.stringify([...sent, performance.now() - Number(shown)]));
    }
    return send(address, options);
  };
"""

#: Resolves when the card that is shown has been there for long enough, and isn't the one before.
_READY = """
  (before) => new Promise((done, fail) => {
    const begun = performance.now();
    const look = () => {
      if (performance.now() - begun > 20_000) fail(new Error("no card came that may be decided"));
      const card = document.getElementById("card");
      const isReady = performance.now() - card?.dataset.shown > 300;
      const isEnd = card?.matches("[data-review-end]");
      const article = card?.dataset.article ?? "";
      if ((isReady || isEnd) && article !== before) done(article);
      else setTimeout(look, 10);
    };
    look();
  })
"""


def ready(page: Page, before: str = "") -> str:
    """Wait until a card (not `before`) may be decided; returns its article, or '' at the end.

    Playwright's own waiting evaluates a string, which the page's policy forbids.
    """
    page.wait_for_selector("#card", state="attached")
    article: str = page.evaluate(_READY, before)
    return article


def open_review(page: Page, *, prefetched: bool = False) -> str:
    """Open review and wait until its card may be decided, and the next one lies ready if asked."""
    page.goto("/review/")
    article = ready(page)
    if prefetched:
        page.wait_for_load_state("networkidle")
    return article


def press_at(page: Page, dice: Random, count: int, per_second: int) -> None:
    """Press so many random keys in review at that pace, and go back there when they lead away."""
    review = page.url
    begun = time.monotonic()
    for number in range(count):
        page.wait_for_timeout(max(0, begun + number / per_second - time.monotonic()) * 1000)
        if page.url != review:
            page.goto(review)
        page.keyboard.press(dice.choice(KEYS))


def decided_too_soon(page: Page) -> tuple[list[float], int]:
    """Return how long (ms) cards had been shown that were decided within 300 ms, of how many."""
    sent: list[float | None] = page.evaluate("JSON.parse(sessionStorage.getItem('sent') ?? '[]')")
    return [shown or 0 for shown in sent if shown is None or shown < 300], len(sent)
