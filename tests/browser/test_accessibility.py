"""WCAG 2.2 AA by axe-core: no violation on any page of the desk, in both themes; none in the admin
that Django's own admin lacks on the same page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import clear_url_caches, path
from playwright.sync_api import Browser, Page

from articles import moderation
from articles.models import Act, Article, ImportRun, Story
from articles.sync.importer import import_target
from articles.sync.targets import targets
from newsroom import urls
from tests.browser.kit import sign_in
from tests.browser.review_kit import ready
from tests.lengths import by_database
from tests.test_access import desk_routes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
THEMES = by_database(("light", "dark"), ("light",))
#: Runs axe-core; returns a line for each violation.
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.html.slice(0, 120)}`))"""
#: Routes that are not pages: forms, parts of pages, files, feeds.
NO_PAGES = {
    "arrivals", "batch-leave-out", "batch-run", "batch-stop", "batches", "changes", "decide",
    "delete-view",
    "download", "healthz", "history-csv", "published-atom", "published-json", "readyz", "redo",
    "end-session", "keep-best", "repair-title", "review-decide", "review-leave", "review-next",
    "review-renew", "review-skip", "row", "save-view", "settle", "sign-out", "suggestions", "undo",
    "undo-last",
}  # fmt: skip

#: Pages and parts of the second factor, which `test_second_factor` looks at.
SECOND_FACTOR = {
    "passkey-add", "passkey-options", "passkey-remove", "passkey-rename", "recovery-codes",
    "second-factor", "second-factor-app", "second-factor-qr", "second-factor-remove-app",
    "second-step", "second-step-options", "second-step-passkey",
}  # fmt: skip


@pytest.fixture
def desk(
    seeds: Any,
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: Any,
    act_parameters: Any,
) -> dict[str, str]:
    """Make data for every page of the desk; return the address of each page by its route."""
    rejected = make_article(name="a.md", title="A story rejected", quality=50)
    moderation.reject([rejected], **act_parameters(users.superuser, rejected, note="dull"))
    import_target(targets([str(write_document("a.md", title="A story rejected", quality=90))])[0])
    many = [make_article(title="A headline twice", quality=q) for q in (60, 61)]
    act = moderation.approve(many, **act_parameters(users.superuser, *many)).act
    assert act
    make_article(title="A story that waits", quality=30)
    run = ImportRun.objects.latest("pk")
    return {
        "home": "/", "queue": "/queue/", "review": "/review/", "history": "/history/",
        "conflicts": "/conflicts/", "imports": "/imports/", "preferences": "/preferences/",
        "password": "/password/", "sessions": "/sessions/",
        "sign-ins": "/sign-ins/", "sign-in": "/sign-in/",
        "article": rejected.get_absolute_url(), "texts": f"/articles/{rejected.pk}/texts/",
        "provider": rejected.provider.get_absolute_url(), "providers": "/providers/",
        "providers, none": "/providers/?q=nothing-like-it",
        "story": Story.objects.latest("pk").get_absolute_url(),
        "import": run.get_absolute_url(), "act": f"/acts/{act.pk}/",
        "batch": "", "nothing there": "/nothing-there/",
        "queue, all": "/queue/?status=all", "queue, none": "/queue/?topic=Nothing",
        "review, none": "/review/?quality_min=1000",
    }  # fmt: skip


def axe(page: Page) -> list[str]:
    """Return the violations that axe-core finds on the page."""
    page.evaluate(f"() => {{ {AXE} }}")
    violations: list[str] = page.evaluate(RUN)
    return violations


def scrolls_sideways(page: Page) -> bool:
    """Tell whether the page scrolls sideways at a width of 320 px."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 320, "height": 640})
    root = "document.documentElement"
    is_too_wide: bool = page.evaluate(f"{root}.scrollWidth > {root}.clientWidth")
    page.set_viewport_size(size)
    return is_too_wide


def signed_in(browser: Browser, live_server: Any, theme: str) -> Page:
    """Return a page signed in as superuser, in a theme."""
    page = browser.new_context(base_url=live_server.url, color_scheme=theme).new_page()
    page.goto("/sign-in/")
    sign_in(page, "superuser")
    page.wait_for_url("**/queue/")
    return page


def test_every_page_of_the_desk_is_looked_at(desk: dict[str, str]) -> None:
    assert set(desk_routes()) - NO_PAGES - SECOND_FACTOR <= desk.keys()


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_any_page_of_the_desk(
    theme: str,
    browser: Browser,
    live_server: Any,
    desk: dict[str, str],
    users: Any,
    act_parameters: Any,
) -> None:
    signed_out = browser.new_context(base_url=live_server.url, color_scheme=theme).new_page()
    signed_out.goto(desk.pop("sign-in"))
    faults = {"sign-in": axe(signed_out)}
    signed_out.context.close()
    page = signed_in(browser, live_server, theme)
    page.goto("/queue/")
    page.locator(".row input[name=ids]").first.check()
    page.locator("#many button[value=approve]").click()
    desk["batch"] = page.url
    for name, address in desk.items():
        page.goto(address)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        faults[name] = axe(page) + ["scrolls sideways"] * scrolls_sideways(page)
    page.evaluate("document.getElementById('keys').showModal()")
    faults["keys"] = axe(page)
    page.goto(desk["batch"])
    page.get_by_label("Type").fill("1")
    page.get_by_role("button", name="Approve 1 article").click()
    page.get_by_role("heading", name="Approved 1", level=1).wait_for()
    faults["batch, finished"] = axe(page)
    page.goto("/review/")
    article = Article.objects.get(pk=ready(page))
    moderation.approve([article], **act_parameters(users.editor, article))
    page.locator("#card button.reject").first.click()
    page.locator("#card [data-says]").wait_for()
    faults["review, refused"] = axe(page)
    lines = [f"{name}: {fault}" for name, each in faults.items() for fault in each]
    assert not lines, "\n".join(lines)
    page.context.close()


@pytest.fixture
def stock_admin() -> Any:
    """Django's own admin of the same models, at /stock/."""
    site = AdminSite("stock")
    for model, ours in admin.site._registry.items():
        # One field and the same search, so that both pages have the same parts.
        plain = {
            "search_fields": ours.search_fields,
            "search_help_text": ours.search_help_text,
            "fields": [
                next(f.name for f in model._meta.fields if f.editable and not f.is_relation)
            ],
        }
        site.register(model, type("Stock", (ModelAdmin,), plain))
    urls.urlpatterns.insert(0, path("stock/", site.urls))
    clear_url_caches()
    yield site
    urls.urlpatterns.pop(0)
    clear_url_caches()


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_the_admin_that_stock_django_does_not_show(
    theme: str, browser: Browser, live_server: Any, desk: dict[str, str], stock_admin: Any
) -> None:
    page = signed_in(browser, live_server, theme)
    article, act = Article.objects.latest("pk"), Act.objects.latest("pk")
    beyond: list[str] = []
    for place in (
        "",
        "articles/article/",
        f"articles/article/{article.pk}/change/",
        "articles/provider/",
        "articles/act/",
        f"articles/act/{act.pk}/change/",
        "articles/importrun/",
        "auth/user/",
        "auth/user/add/",
        "articles/collection/",
    ):
        rules = []
        for root in ("stock", "admin"):
            page.goto(f"/{root}/{place}")
            rules.append({fault.split(":")[0]: fault for fault in axe(page)})
        stock, ours = rules
        beyond += [f"{place}: {fault}" for rule, fault in ours.items() if rule not in stock]
    assert not beyond, "\n".join(beyond)
    page.context.close()


#: Returns the visible fields of a page: name, width in pixels, contrast of border and background.
FIELDS = """() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b + .05;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const inputs = "input:is([type=text], [type=number])";
  const fields = document.querySelectorAll(`select, textarea, ${inputs}`);
  return [...fields].filter((field) => field.offsetWidth).map((field) => {
    const line = light(getComputedStyle(field).borderTopColor);
    return [field.name, field.offsetWidth, Math.max(line, paper) / Math.min(line, paper)];
  });
}"""


def test_the_fields_of_the_admin_are_wide_enough_on_a_phone_and_have_edges_in_both_themes(
    browser: Browser, live_server: Any, users: Any, seeds: Any
) -> None:
    """A contrast of 3:1 is that of WCAG 2.2, 1.4.11."""
    page = signed_in(browser, live_server, THEMES[0])
    page.set_viewport_size({"width": 360, "height": 740})
    for place in ("articles/article/", f"articles/article/{seeds.waiting.pk}/change/"):
        page.goto(f"/admin/{place}")
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            fields = page.evaluate(FIELDS)
            names = {name for name, *_ in fields}
            assert {"action", "reason", "note"} <= names or {"title", "type"} <= names
            assert [each for each in fields if each[1] < 60 or each[2] < 3] == []
    page.context.close()
