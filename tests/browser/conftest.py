"""Fixtures of the browser tests: without a browser they fail in CI and are skipped elsewhere."""

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page

from articles.models import Article
from tests.browser import chromium
from tests.browser.kit import let_requests_be_held, session_cookie


@pytest.fixture(scope="session")
def browser(live_server: Any) -> Iterator[Browser]:
    # `live_server` is requested so that the browser ends before the server.
    if chromium.path() is None:
        message = "no Chromium on this machine: install Debian's package chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with chromium.chromium() as running:
        yield running


@pytest.fixture(autouse=True)
def _requests_end_before_the_tables_are_emptied(
    browser: Browser, live_server: Any, transactional_db: None
) -> Iterator[None]:
    """Wait for requests that pages send by themselves: SQLite can't empty a table in use."""
    yield
    for context in browser.contexts:
        context.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(10)
            assert not thread.is_alive(), "the server went on answering"


@pytest.fixture
def page(browser: Browser, live_server: Any, users: Any, seeds: Any) -> Any:
    """A page signed in as reviewer; script errors and violations of the CSP fail the test."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            errors.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    context.add_cookies([session_cookie(users.reviewer, live_server.url)])
    page.goto("/queue/")
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def articles(make_article: Callable[..., Article]) -> list[Article]:
    """Four waiting articles in the queue's order: Story 0 to Story 3."""
    return [make_article(title=f"Story {n}", quality=60 - n) for n in range(4)]


@pytest.fixture
def questions(page: Page) -> list[str]:
    """The questions before leaving; the tests' person leaves all the same."""
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    return asked


@pytest.fixture
def requests_can_be_held(page: Page) -> None:
    """Let the pages that a test loads hold back requests: see kit.hold."""
    let_requests_be_held(page)


@pytest.fixture
def opened(browser: Browser, live_server: Any, users: Any, seeds: Any) -> Iterator[Any]:
    """Return a function that opens sign-in in a context of its own; faults fail the test."""
    contexts, errors = [], []

    def opened(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda each: errors.append(each.text) if "Policy" in each.text else None)
        page.goto("/sign-in/?next=/queue/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
