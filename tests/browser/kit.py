"""Helpers for every page in a browser."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, Request, Route

from articles.models import Decision

#: As on a machine that comes to its timers only after keys that were pressed later.
LATE_TIMERS = """
  const atOnce = window.setTimeout;
  window.late = [];
  window.setTimeout = (run, wait) => (wait ? atOnce(run, wait) : window.late.push(run));
"""
RUN_LATE_TIMERS = "for (const run of window.late.splice(0)) run()"
#: An address that no page asks for.
NEVER_ASKED = "**/never-asked-for"


def session_cookie(user: User, address: str) -> Any:
    """Return the cookie of a new session of the user, for the site at this URL.

    It spares a test that is not about signing in two pages.
    """
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}


def sign_in(page: Page, name: str) -> None:
    """Fill in the sign-in form that the page shows; return when the next page has run its scripts.

    A key that is pressed before the scripts have run does nothing.
    """
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(name)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def let_requests_be_held(page: Page) -> None:
    """Let requests of the pages that are loaded from now on be routed at any time.

    Chromium routes nothing that a page sends just after the first route was set.
    """
    page.route(NEVER_ASKED, lambda route: route.abort())


class HeldRequest:
    """The next request to some addresses, held back from its call on until `go_on`."""

    def __init__(self, page: Page, addresses: str, where: Callable[[Request], bool]) -> None:
        self.page = page
        self.where = where
        self.routes: list[Route] = []
        page.route(addresses, self._hold_the_first)

    def _hold_the_first(self, route: Route) -> None:
        if self.routes or not self.where(route.request):
            route.fallback()
        else:
            self.routes.append(route)

    def go_on(self) -> None:
        """Let the request go on to the desk, once it has been held back."""
        for _ in range(1000):
            if self.routes:
                break
            self.page.evaluate("null")  # routes are noted while something is asked
        self.routes[0].continue_()


def hold(
    page: Page, addresses: str, where: Callable[[Request], bool] = lambda request: True
) -> HeldRequest:
    """Hold back the next request to these addresses, of a page with `let_requests_be_held`."""
    return HeldRequest(page, addresses, where)


def kinds() -> list[str]:
    """Return the kinds of all decisions so far, in order."""
    return [*Decision.objects.order_by("pk").values_list("kind", flat=True)]


def type_quality(page: Page, number: str) -> None:
    """Type a quality on the current row or card by keys, and store it by Enter."""
    page.keyboard.press("q")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(number)
    page.keyboard.press("Enter")


def send_held(page: Page, addresses: str, act: Callable[[], None]) -> HeldRequest:
    """Do what sends a request to these addresses, and hold that back."""
    held = hold(page, addresses)
    with page.expect_request(addresses):
        act()
    return held


def reject_by_click_and_begin_a_note(page: Page) -> HeldRequest:
    """Reject the first row by a click; before the desk answers, begin a note on it: "no"."""
    button = page.locator(".row").first.locator("button[value='reject']")
    held = send_held(page, "**/decide/", button.click)
    page.keyboard.press("n")
    page.keyboard.type("no")
    return held
