"""The plots of Today in a browser: colours in each theme, widths, and tables without scripts."""

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles import moderation
from articles.models import Article, Collection, ImportRun
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.browser.kit import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIMIT = 150_000  # bytes of our static files, compressed
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
#: Returns, for each colour, its leftmost and rightmost position in the canvas, from 0 to 1.
PLACES = """([plot, names]) => {
  const box = document.querySelector(`[data-plot="${plot}"]`), canvas = box.querySelector("canvas");
  const { width, height } = canvas, found = {};
  const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  for (const name of names) {
    const probe = box.appendChild(document.createElement("span"));
    probe.style.color = `var(--plot-${name})`;
    probe.style.forcedColorAdjust = "none";
    const colour = getComputedStyle(probe).color.match(/[0-9]+/g).slice(0, 3).map(Number);
    probe.remove();
    const columns = [];
    for (let at = 0; at < pixels.length; at += 4) {
      if (colour.every((part, place) => pixels[at + place] === part) && pixels[at + 3] === 255) {
        columns.push((at / 4) % width / width);
      }
    }
    found[name] = columns.length ? [Math.min(...columns), Math.max(...columns)] : null;
  }
  return found;
}"""

#: Tells whether the plot is drawn in the current colours.
DRAWN = f"(asked) => Object.values(({PLACES})(asked)).every(Boolean)"
#: Returns the kinds of bars at some distance from the threshold, which is a dashed line: columns of
#: pixels of a full bar have one run, those of a striped bar have many.
KINDS = """() => {
  const canvas = document.querySelector("[data-plot=spread] canvas"), kinds = new Set();
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  for (let x = Math.round(width * .15); x < width; x += 1) {
    if (x > width * .45 && x < width * .7) continue;
    let runs = 0, length = 0, longest = 0;
    for (let y = 0; y < height * .75; y += 1) {
      length = pixels[4 * (y * width + x) + 3] > 128 ? length + 1 : 0;
      if (length === 1) runs += 1;
      longest = Math.max(longest, length);
    }
    if (longest > 40) kinds.add("full");
    if (runs > 9 && longest < 12) kinds.add("striped");
  }
  return [...kinds].sort();
}"""


@pytest.fixture
def month(seeds: Any, users: Any, write_document: Any, act_parameters: Any) -> None:
    """Make articles published from quality 71 and rejected up to 28, and imports on three days."""
    for quality in (71, 72, 75, 81, 82, 90, 95, 100, 12, 25, 28):
        path = write_document(quality=quality)
    import_target(targets([str(Path(path).parent)])[0])
    for article in Article.objects.filter(status="waiting", quality__lt=30):
        moderation.reject([article], **act_parameters(users.editor, article))
    collection = Collection.objects.get(name="seeds")
    for days, waiting in ((9, 40), (4, 0)):
        at = timezone.now() - timedelta(days=days)
        ImportRun.objects.create(
            collection=collection,
            started_at=at,
            beat_at=at,
            finished_at=at,
            host="here",
            pid=1,
            waiting=waiting,
        )


def places(page: Page, plot: str, *names: str) -> dict[str, Any]:
    """Return the positions of the named colours in the plot."""
    found: dict[str, Any] = page.evaluate(PLACES, [plot, names])
    return found


def check_spread(page: Page) -> None:
    """Check that rejected bars are left of the threshold, and published ones right of it."""
    page.wait_for_function(DRAWN, arg=["spread", ["published", "rejected", "line"]])
    found = places(page, "spread", "published", "rejected", "line")
    assert found["rejected"][1] < found["line"][0], found
    assert found["line"][1] < found["published"][0], found


def test_a_plot_shows_its_tables_data_and_closes_it(page: Page, month: None) -> None:
    page.goto("/")
    for name, gist in (("course", "at most 40"), ("spread", "have 70 or more")):
        plot = page.locator(f"[data-plot={name}]")
        expect(plot).to_have_role("img")
        assert gist in (plot.get_attribute("aria-label") or "")
        expect(plot.locator("canvas")).to_be_visible()
        expect(page.locator(f"[data-plotted={name}]")).not_to_be_visible()
    check_spread(page)
    left, right = places(page, "course", "ink")["ink"]
    assert left < 0.3
    assert right > 0.9
    page.locator("summary", has_text="As a table").first.click()
    expect(page.locator("[data-plotted=course]")).to_be_visible()


def test_without_scripts_the_tables_stand_open_and_no_empty_plot_shows(
    browser: Browser, live_server: Any, month: None
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    sign_in(page, "reviewer")
    for name in ("course", "spread"):
        expect(page.locator(f"[data-plot={name}]")).not_to_be_visible()
        expect(page.locator(f"[data-plotted={name}]")).to_be_visible()
    expect(page.locator("[data-legend]")).not_to_be_visible()
    context.close()


def test_another_theme_draws_the_plots_in_its_colours(page: Page, month: None) -> None:
    page.goto("/")
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        check_spread(page)
        assert places(page, "course", "ink")["ink"], theme
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    check_spread(page)


def test_forced_colours_leave_the_bars_apart_by_their_stripes(page: Page, month: None) -> None:
    page.goto("/")
    page.emulate_media(forced_colors="active")
    page.wait_for_function(DRAWN, arg=["spread", ["published", "rejected"]])
    found = places(page, "spread", "published", "rejected")
    assert found["published"] == found["rejected"], "one colour for both"
    assert page.evaluate(KINDS) == ["full", "striped"]


def test_the_plots_follow_the_width_and_never_scroll_sideways(page: Page, month: None) -> None:
    page.goto("/")
    for width in (320, 768, 1360, 2560, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for name in ("course", "spread"):
            page.wait_for_function(
                """(name) => {
                  const box = document.querySelector(`[data-plot=${name}]`);
                  return box.querySelector("canvas").clientWidth === box.clientWidth;
                }""",
                arg=name,
            )
        assert not page.evaluate(SIDEWAYS), width
        check_spread(page)


def test_the_keyboard_passes_the_plots_by(page: Page, month: None) -> None:
    page.goto("/")
    summaries = page.locator("summary", has_text="As a table")
    summaries.nth(0).focus()
    page.keyboard.press("Tab")
    expect(summaries.nth(1)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(summaries.nth(0)).to_be_focused()


@pytest.mark.parametrize(
    ("path", "script"), [("/", "plots.js"), ("/queue/", "queue.js"), ("/review/", "review.js")]
)
def test_a_page_asks_for_little_of_our_own(page: Page, month: None, path: str, script: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    asked = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    sizes = {
        address.rpartition("/")[2]: len(gzip.compress(page.request.get(address).body(), 9))
        for address in asked
        if "/static/" in address
    }
    assert {script, "desk.css", "source-serif-4-latin-600-normal.woff2"} < sizes.keys()
    assert sum(sizes.values()) < LIMIT, sizes
