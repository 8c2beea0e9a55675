"""Helpers for review in a browser: wait for a card, press random keys, log early decisions."""

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from playwright.sync_api import Page

from articles.sync.importer import import_target
from articles.sync.targets import targets

#: The keys to press at random; `o` and `e` are left out, as they leave the page.
KEYS = [
    *"aarrsszlqnx-+/?123456jk ",
    *("Shift+A", "Shift+R", "Shift+Z"),
    *("Escape", "Escape", "Enter", "Tab"),
]

#: The longest that keys rest after a refused one, in milliseconds, and a little more.
PAUSE = 350

#: A script that logs how long (ms) the card had been shown for each decision that is sent. The log
#: outlasts the page, because `/`, letters and Enter search, which opens the queue.
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

#: Waits until the card shown may be decided, or is the end, and is another than `before`.
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
    """Wait until a card other than `before` may be decided; return its article, or '' at the end.

    Playwright's `wait_for_function` evaluates a string, which the page's CSP forbids.
    """
    page.wait_for_selector("#card", state="attached")
    article: str = page.evaluate(_READY, before)
    return article


def open_review(page: Page, query: str = "", *, prefetched: bool = False) -> str:
    """Open review and wait until its card may be decided; `prefetched`: also for the next card."""
    page.goto(f"/review/{query}")
    article = ready(page)
    if prefetched:
        page.wait_for_load_state("networkidle")
    return article


def press_at(page: Page, dice: Random, count: int, per_second: int) -> None:
    """Press this many random keys in review, and reopen review where a key left it.

    After every tenth it waits as long as keys may rest (`keys.js`).
    """
    review = page.url
    begun = time.monotonic()
    for number in range(count):
        if number % 10 == 9:
            page.wait_for_timeout(PAUSE)
            begun += PAUSE / 1000
        page.wait_for_timeout(max(0, begun + number / per_second - time.monotonic()) * 1000)
        if page.url != review:
            page.goto(review)
        page.keyboard.press(dice.choice(KEYS))


def decided_too_soon(page: Page) -> tuple[list[float], int]:
    """Return the times (ms) below 300 after which cards were decided, and how many were in all."""
    sent: list[float | None] = page.evaluate("JSON.parse(sessionStorage.getItem('sent') ?? '[]')")
    return [shown or 0 for shown in sent if shown is None or shown < 300], len(sent)


def import_waiting(write_document: Callable[..., Path], count: int) -> None:
    """Import this many waiting documents, in descending order of quality."""
    for number in range(count):
        path = write_document(title=f"Story {number:03}", quality=60 - number // 4)
    import_target(targets([str(path.parent)])[0])
