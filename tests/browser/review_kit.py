"""Keys pressed faster than anybody reads, and what they decided."""

import time
from random import Random

from playwright.sync_api import Page

#: What a hand that lies on the keyboard may press; `o` and `e` would lead away from the page.
KEYS = [*"aarrsszlqnx-+/?123456jk", "A", "R", "Z", "Escape", "Escape", "Enter", "Tab", " "]

#: Notes with each decision that is sent how long (ms) its card had been shown.
LOG_DECISIONS = """
  window.sent = [];
  const send = window.fetch;
  window.fetch = (address, options) => {
    if (/review\\/\\d+\\/(decide|skip)/.test(String(address))) {
      const shown = document.getElementById("card").dataset.shown;
      window.sent.push(performance.now() - Number(shown));
    }
    return send(address, options);
  };
"""

#: Resolves when the card that is shown has been there for long enough, and isn't the one before.
_READY = """
  (before) => new Promise((done) => {
    const look = () => {
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


def press_at(page: Page, dice: Random, count: int, per_second: int) -> None:
    """Press so many random keys at that pace."""
    begun = time.monotonic()
    for number in range(count):
        page.wait_for_timeout(max(0, begun + number / per_second - time.monotonic()) * 1000)
        page.keyboard.press(dice.choice(KEYS))


def decided_too_soon(page: Page) -> list[float]:
    """Return how long (ms) cards had been shown that were decided within 300 ms."""
    sent: list[float | None] = page.evaluate("window.sent")
    assert sent, "nothing was decided"
    return [shown or 0 for shown in sent if shown is None or shown < 300]
