"""A browser for the tests that need one; in CI a missing one fails, at a user's it skips."""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser import chromium


@pytest.fixture(scope="session")
def browser(live_server: Any) -> Iterator[Browser]:
    # It ends before the server, whose threads answer its pages on the tests' own connection.
    if chromium.path() is None:
        message = "no Chromium on this machine: install Debian's package chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with chromium.chromium() as running:
        yield running


def quiet(page: Page) -> None:
    """Let a page that is closed send no more: the server it would send to ends with the test."""
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")


@pytest.fixture
def page(browser: Browser, live_server: Any, cast: Any, seeds: Any) -> Any:
    """A page signed in as reviewer, which fails the test on any error in its console."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: (
            faults.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    underway: set[Request] = set()
    page.on("request", lambda request: underway.add(request))
    page.on("response", lambda response: underway.discard(response.request))
    page.on("requestfailed", lambda request: underway.discard(request))
    page.goto("/queue/")
    page.get_by_label("Name").fill("reviewer")
    page.get_by_label("Password").fill("reviewer")
    page.get_by_role("button", name="Sign in").click()
    yield page
    quiet(page)
    # What the page asked for by itself is answered before the tables are emptied under it.
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline and any(
        each.url.startswith(live_server.url) for each in underway
    ):
        page.wait_for_timeout(10)
    context.close()
    assert faults == []
