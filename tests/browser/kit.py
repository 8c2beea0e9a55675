"""Helpers for every page in a browser."""

from playwright.sync_api import Page


def sign_in(page: Page, name: str) -> None:
    """Fill in the sign-in form that the page shows; return when the next page has run its scripts.

    A key that is pressed before the scripts have run does nothing.
    """
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(name)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
