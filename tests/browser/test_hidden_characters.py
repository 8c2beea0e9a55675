"""No page shows a hidden character of a stranger's text, or lets its direction reach beyond it.

The pages of desk and admin are walked with articles, notes and views that are full of them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import Article, Decision
from tests.browser.hostile_kit import hostile_addresses
from tests.browser.kit import session_cookie
from tests.browser.review_kit import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Right-to-left letters and what hides among them: override, isolate, embedding, zero width, tag.
HOSTILE = "gpj\u202eשלום\u2066x\u202by\u200bz\U000e0041"
SHOWN = "gpj⟨U+202E⟩שלום⟨U+2066⟩x⟨U+202B⟩y⟨U+200B⟩z⟨U+E0041⟩"
#: Returns what a page shows or reads out with a hidden character, and right-to-left letters that
#: are neither in an isolating element nor between the isolates that sentences put around them.
#: Fields of forms hold the stored text, and isolate it by themselves.
FAULTS = r"""() => {
  const isolated = /\u2068[^\u2066-\u2069]*\u2069/g;
  const hidden = new RegExp("[\\u00ad\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060" +
    "\\u2066-\\u2069\\ufeff\\u{e0000}-\\u{e007f}]", "u");
  const faults = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ALL);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (node.nodeType === Node.TEXT_NODE) {
      if (element.closest("textarea, script, style")) continue;
      const text = node.data.replace(isolated, "");
      const whole = (element.closest("bdi")?.textContent ?? text).replace(isolated, "");
      if (hidden.test(whole)) faults.push(`hidden in ${element.outerHTML.slice(0, 160)}`);
      const stands_alone = element.textContent.trim() === node.data.trim()
        && getComputedStyle(element).display === "block";
      const isolates = element.closest("bdi, pre, option, title, th") || stands_alone;
      if (/[\u0590-\u05ff]/.test(text) && !isolates)
        faults.push(`not isolated in ${element.parentElement.outerHTML.slice(0, 200)}`);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const {name, value} of node.attributes) {
        if (name === "value" && node.matches("input, button, select *")) continue;
        if (hidden.test(value.replace(isolated, "")))
          faults.push(`hidden in ${name} of ${node.outerHTML.slice(0, 160)}`);
      }
    }
  }
  return faults;
}"""


@pytest.fixture
def addresses(
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: Any,
    act_parameters: Any,
) -> dict[str, str]:
    """Make hostile data for every page; return the addresses of the pages by name."""
    return hostile_addresses(
        HOSTILE, HOSTILE, users.superuser, make_article, write_document, act_parameters
    )


@pytest.fixture
def page(browser: Browser, live_server: Any, users: Any) -> Any:
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([session_cookie(users.superuser, live_server.url)])
    yield context.new_page()
    context.close()


def test_no_page_shows_a_hidden_character_or_a_text_that_is_not_isolated(
    page: Page, addresses: dict[str, str]
) -> None:
    assert Decision.objects.count() >= 3
    faults, seen = [], set()
    for name, address in addresses.items():
        answer = page.goto(address)
        assert answer
        assert answer.ok, name
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        faults += [f"{name}: {fault}" for fault in page.evaluate(FAULTS)]
        if "⟨U+202E⟩" in page.content():
            seen.add(name)
    assert not faults, "\n".join(faults)
    assert {"today", "queue", "conflicts", "article", "texts", "history", "act", "imports"} <= seen
    assert {"providers", "provider"} <= seen
    assert {"/admin/articles/article/ list", "/admin/articles/provider/ list"} <= seen


def test_what_an_act_says_and_the_next_pages_stay_readable(
    page: Page, addresses: dict[str, str]
) -> None:
    page.goto("/queue/")
    page.locator(".row input[name=ids]").first.check()
    page.locator("#many button[value=reject]").click()
    page.get_by_role("heading", name="Reject").wait_for()
    assert page.evaluate(FAULTS) == [], "the page of a batch"
    page.goto("/queue/")
    page.locator(".row button[value=approve]").first.click()
    page.locator(".row.done").wait_for()
    assert page.evaluate(FAULTS) == [], "an answered row"
    page.goto("/review/")
    ready(page)
    page.locator("#card button.reject").first.click()
    page.locator("#last").get_by_text("Rejected").wait_for()
    assert page.evaluate(FAULTS) == [], "the message on an act in review"
    assert "⟨U+202E⟩" in page.locator("#last").inner_text()
    page.locator("[data-undoes] button").first.click()
    page.get_by_text("Undone").first.wait_for()
    assert page.evaluate(FAULTS) == [], "the message on an undo"
    assert SHOWN[:20] in page.title()


def test_an_override_turns_nothing_around_and_its_chip_names_it(
    page: Page, make_article: Callable[..., Article]
) -> None:
    article = make_article(title="invoice\u202egpj.exe", url="https://аpple.com/a")
    page.goto(article.get_absolute_url())
    heading = page.locator("h1")
    assert heading.inner_text() == "invoice⟨U+202E⟩gpj.exe"
    chip = heading.locator(".hidden-character")
    assert chip.get_attribute("title") == "Hidden here: right-to-left override"
    before, after = (
        page.evaluate(
            """(part) => {
              const node = [...document.querySelector("h1 bdi").childNodes].at(part);
              const range = document.createRange();
              range.selectNodeContents(node);
              return range.getBoundingClientRect().left;
            }""",
            part,
        )
        for part in (0, -1)
    )
    assert before < after, "what follows the override stands to its right"
    strong = page.locator("#address b")
    assert strong.inner_text() == "аpple.com"
    assert page.locator("#address").get_by_text("mixed scripts").is_visible()


def test_pictures_that_the_setting_forbids_are_requested_by_no_browser(
    page: Page, make_article: Callable[..., Article], settings: Any
) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    rest = "images:\n  - url: {}\n".format
    private = make_article(rest=rest("https://2130706433/a.png"))
    stranger = make_article(rest=rest("https://pictures.example/a.png"))
    for mode, expected in (
        ("direct", ["https://pictures.example/a.png"]),
        ("off", []),
        ("https://img.example/?u=", ["https://img.example/?u=https%3A%2F%2Fpictures.example%2Fa.png"]),
    ):  # fmt: skip
        settings.PICTURES = mode
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"img-src": ["'self'", "https:"]}}
        requested.clear()
        page.goto(private.get_absolute_url())
        expect(page.locator(".story .picture")).to_contain_text("a private address")
        page.goto(stranger.get_absolute_url())
        said = "not loaded" if expected else "pictures are off"
        expect(page.locator(".story .picture")).to_contain_text(said)
        out = [each for each in requested if "/static/" not in each and ".example/" in each]
        assert sorted(set(out)) == expected, mode
        assert not any("2130706433" in each or "127.0.0.1/a.png" in each for each in requested)
