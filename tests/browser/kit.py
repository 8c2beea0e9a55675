"""Helpers for every page in a browser."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page


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
