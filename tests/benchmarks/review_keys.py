"""The time from a key press in the review to the paint of the next story, in a real browser.

python -m tests.benchmarks.review_keys [--articles 100] [--documents 400]

Serves a desk with demo documents on loopback and decides by keys; for comparison, the same number
of decisions by buttons without scripts, where each loads a whole page.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from tests.browser.chromium import chromium
from tests.browser.review_kit import ready
from tests.screenshots import desk, sign_in

#: Script that collects, in milliseconds, the times from key presses to the next story's paint.
MEASURE = """
  window.waits = [];
  let pressed = 0;
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  const look = new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.id === "card" && target.dataset.shown && pressed) {
        const from = pressed;
        pressed = 0;
        // The attribute is set in the frame that shows the story; a task runs after its paint.
        setTimeout(() => window.waits.push(performance.now() - from));
      }
    }
  });
  look.observe(document, { subtree: true, attributeFilter: ["data-shown"] });
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=100, help="to decide, each way")
    parser.add_argument("--documents", type=int, default=400, help="demo documents to deal from")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        desk(Path(folder), options.documents) as address,
        chromium() as browser,
    ):
        by_keys = measure_keys(browser, address, options.articles)
        by_pages = measure_buttons(browser, address, options.articles)
    print_statistics("by keys", by_keys)
    print_statistics("by whole pages", by_pages)
    print(f"ratio of the medians: {statistics.median(by_pages) / statistics.median(by_keys):.1f}")


def measure_keys(browser: Browser, address: str, count: int) -> list[float]:
    """Return the times of decisions by keys, in milliseconds."""
    page = browser.new_page()
    page.add_init_script(MEASURE)
    sign_in(page, address, "reviewer")
    page.goto(f"{address}/review/")
    article = ready(page)
    for number in range(count):
        # A story of which a duplicate is published is approved by another key.
        can_approve = page.locator("#card button.approve[data-key=a]").count()
        page.keyboard.press("r" if number % 3 or not can_approve else "a")
        article = ready(page, article)
        if not article:
            break
    waits: list[float] = page.evaluate("window.waits")
    page.close()
    return waits


def measure_buttons(browser: Browser, address: str, count: int) -> list[float]:
    """Return the times of decisions by buttons without scripts, in milliseconds."""
    page = browser.new_page(java_script_enabled=False)
    sign_in(page, address, "reviewer")
    page.goto(f"{address}/review/")
    waits = []
    for number in range(count):
        button = page.locator(f"#card button[value={'reject' if number % 3 else 'approve'}]")
        if not button.count():
            break
        waits.append(_press(page, button))
    page.close()
    return waits


def _press(page: Page, button: Locator) -> float:
    begun = time.perf_counter()
    with page.expect_navigation():
        button.click()
    return (time.perf_counter() - begun) * 1000


def print_statistics(name: str, waits: list[float]) -> None:
    ordered = sorted(waits)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(
        f"{name}: {len(waits)} decisions, median {statistics.median(waits):.0f} ms, "
        f"95th percentile {last:.0f} ms, longest {ordered[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
