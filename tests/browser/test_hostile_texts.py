"""No text of a stranger or of a person becomes markup or script on any page of desk and admin."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from articles.models import Article
from tests.browser.hostile_kit import hostile_addresses
from tests.browser.kit import session_cookie
from tests.browser.review_kit import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: It ends attributes, titles and fields, and then brings elements and scripts; at most 100 letters.
HOSTILE = """'"></title></textarea><b-hit><img src=x onerror=hit=1><script>hit=1</script>"""
#: As the name of a document, which has no slash.
NAME = """'"><b-hit><img src=x onerror=hit=1>"""
#: Returns the elements that the text became, and whether its script ran.
FAULTS = """() => [
  ...[...document.querySelectorAll("b-hit, [onerror], img[src=x]")].map((each) => each.outerHTML),
  ...(window.hit ? ["its script ran"] : []),
]"""


@pytest.fixture
def addresses(
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: Any,
    act_parameters: Any,
) -> dict[str, str]:
    """Make hostile data for every page; return the addresses of the pages by name."""
    return hostile_addresses(
        HOSTILE, NAME, users.superuser, make_article, write_document, act_parameters
    )


@pytest.fixture
def page(browser: Browser, live_server: Any, users: Any) -> Iterator[Page]:
    """A page of a superuser; errors of scripts, dialogs and violations of the CSP fail the test."""
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([session_cookie(users.superuser, live_server.url)])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on(
        "console",
        lambda message: (
            faults.append(f"{page.url}: {message.text}")
            if "Content Security Policy" in message.text
            else None
        ),
    )
    yield page
    context.close()
    assert faults == []


def test_no_text_becomes_markup_or_script_on_any_page(
    page: Page, addresses: dict[str, str]
) -> None:
    faults, seen = [], set()
    for name, address in addresses.items():
        answer = page.goto(address)
        assert answer
        assert answer.ok, name
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        faults += [f"{name}: {fault}" for fault in page.evaluate(FAULTS)]
        if "<b-hit>" in page.inner_text("body"):
            seen.add(name)
    assert not faults, "\n".join(faults)
    assert {"today", "queue", "conflicts", "article", "texts", "history", "act", "imports"} <= seen
    assert {"providers", "provider"} <= seen
    assert {"/admin/articles/article/ list", "/admin/articles/provider/ list"} <= seen


def test_nor_does_it_in_what_scripts_put_into_a_page(page: Page, addresses: dict[str, str]) -> None:
    page.goto("/queue/")
    page.locator(".row button[value=approve]").first.click()
    page.locator(".row.done").wait_for()
    assert page.evaluate(FAULTS) == []
    page.goto("/review/")
    ready(page)
    page.locator("#card button.reject").first.click()
    page.locator("#last").get_by_text("Rejected").wait_for()
    assert "<b-hit>" in page.locator("#last").inner_text()
    assert page.evaluate(FAULTS) == []
    page.locator("[data-undoes] button").first.click()
    page.get_by_text("Undone").first.wait_for()
    assert page.evaluate(FAULTS) == []
