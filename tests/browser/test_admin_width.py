"""The admin's pages are as wide as the window, however long a text without spaces is."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from articles.models import Article, SavedView
from tests.browser.hostile_kit import hostile_addresses
from tests.browser.kit import session_cookie

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Returns how many pixels the page is wider than the window, and the texts that reach out of their
#: boxes, where they are cut off or stand on others. Boxes that scroll are no fault.
FAULTS = """() => {
  const root = document.documentElement, wider = root.scrollWidth - root.clientWidth;
  const isHidden = (each) => each.closest(".visually-hidden, .skip-to-content-link, select");
  const scrolls = (each) => ["auto", "scroll"].includes(getComputedStyle(each).overflowX);
  const reaching = [...document.querySelectorAll("h1, h2, h3, p, li, td, th, label, .readonly")]
    .filter((each) => each.clientWidth && each.scrollWidth > each.clientWidth + 1)
    .filter((each) => !isHidden(each) && !scrolls(each))
    .map((each) => `${each.localName}.${each.className}: ${each.textContent.trim().slice(0, 30)}`);
  return [...(wider > 1 ? [`${wider} px wider`] : []), ...reaching];
}"""


@pytest.fixture
def addresses(
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: Any,
    act_parameters: Any,
) -> dict[str, str]:
    """Make data with a text of 100 letters wherever one can stand; return the admin's pages.

    The title of one more article has 300 letters.
    """
    made = hostile_addresses(
        "W" * 100, "W" * 100, users.superuser, make_article, write_document, act_parameters
    )
    pages = {name: place for name, place in made.items() if place.startswith("/admin/")}
    view = SavedView.objects.get()
    long = make_article(title="W" * 300)
    for model, row in (("article", long), ("savedview", view)):
        for page in ("history", "delete", "change"):
            pages[f"{page} of {model}"] = f"/admin/articles/{model}/{row.pk}/{page}/"
    return pages


@pytest.fixture(params=[390, 1280], ids=["phone", "desktop"])
def page(request: Any, browser: Browser, live_server: Any, users: Any) -> Iterator[Page]:
    """A page of a superuser in a window of a phone or a desktop."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": request.param, "height": 800}
    )
    context.add_cookies([session_cookie(users.superuser, live_server.url)])
    yield context.new_page()
    context.close()


def test_a_long_text_without_spaces_makes_no_page_wider_than_the_window(
    page: Page, addresses: dict[str, str]
) -> None:
    faults = []
    for name, address in addresses.items():
        page.goto(address)
        faults += [f"{name} ({address}): {fault}" for fault in page.evaluate(FAULTS)]
    assert not faults, "\n".join(faults)
