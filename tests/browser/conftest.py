"""A browser for the tests that need one; in CI a missing one fails, at a user's it skips."""

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

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


@pytest.fixture(autouse=True)
def _everything_is_answered_before_the_tables_are_emptied(
    browser: Browser, live_server: Any, transactional_db: None
) -> Iterator[None]:
    """A page asks by itself too; on SQLite nobody can empty a table that is being read."""
    yield
    for context in browser.contexts:
        context.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(10)
            assert not thread.is_alive(), "the server went on answering"


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
    page.goto("/queue/")
    page.get_by_label("Name").fill("reviewer")
    page.get_by_label("Password").fill("reviewer")
    page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()
    assert faults == []
