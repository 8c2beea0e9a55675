"""Conflicts by keyboard: Enter resolves only its own conflict, Escape clears the ticks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from articles import moderation
from articles.models import Article
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.browser.kit import session_cookie
from tests.browser.review_kit import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two_conflicts(
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: Any,
    act_parameters: Any,
) -> list[Article]:
    articles = []
    for name in ("a.md", "b.md"):
        article = make_article(name=name, title=f"Story {name}", quality=38)
        moderation.set_quality([article], 60, **act_parameters(users.editor, article))
        path = write_document(name, title=f"Story {name}", quality=45)
        import_target(targets([str(path)])[0])
        articles.append(article)
    return articles


def test_enter_on_a_checkbox_settles_nothing_and_a_button_settles_its_own(
    browser: Browser, live_server: Any, two_conflicts: list[Article]
) -> None:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto("/conflicts/")
    page.get_by_label("Name").fill("editor")
    page.get_by_label("Password").fill("editor")
    page.keyboard.press("Enter")
    second = page.locator(".dispute").nth(1)
    second.get_by_role("checkbox").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was settled")
    assert Article.objects.in_conflict().count() == 2

    page.locator(".dispute").nth(1).get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")  # the story
    page.keyboard.press("Tab")  # its provider
    page.keyboard.press("Tab")  # its source
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Keep ours: 60").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".dispute")).to_have_count(1)
    assert list(Article.objects.in_conflict()) == two_conflicts[:1]
    context.close()


@pytest.fixture
def desk(browser: Browser, live_server: Any, users: Any) -> Iterator[Page]:
    """A page signed in as editor; faults of scripts fail the test."""
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([session_cookie(users.editor, live_server.url)])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def test_escape_clears_the_ticks_and_the_bar_counts_them_and_hides_without_any(
    desk: Page, two_conflicts: list[Article]
) -> None:
    desk.goto("/conflicts/")
    bar, boxes = desk.locator(".settle-all"), desk.locator(".dispute input[name=pick]")
    expect(bar).to_be_hidden()
    boxes.first.check()
    expect(bar).to_contain_text("1 ticked:")
    boxes.nth(1).focus()
    desk.keyboard.press("Space")
    expect(bar).to_contain_text("2 ticked:")
    desk.keyboard.press("Escape")
    expect(desk.locator(".dispute input:checked")).to_have_count(0)
    expect(bar).to_be_hidden()
    assert desk.url.endswith("/conflicts/")
    boxes.first.check()
    bar.get_by_role("button", name="Keep ours").click()
    expect(desk.locator(".dispute")).to_have_count(1)


def test_the_list_of_keys_says_of_each_page_only_what_is_true_there(
    desk: Page, two_conflicts: list[Article]
) -> None:
    sentences = {
        "One key decides and brings the next.": {"/queue/", "/review/"},
        "With ticked rows it concerns all of them": {"/queue/"},
        "within 0.3 s of a new story": {"/review/"},
        "clear the ticks": {"/conflicts/"},
        "back to the list": {two_conflicts[0].get_absolute_url()},
    }
    for address in {"/", "/history/"}.union(*sentences.values()):
        desk.goto(address)
        if address == "/review/":
            ready(desk)
        desk.keyboard.press("?")
        dialog = desk.get_by_role("dialog", name="Keys")
        expect(dialog).to_be_visible()
        for sentence, pages in sentences.items():
            line = dialog.get_by_text(sentence, exact=False)
            expect(line.locator("visible=true")).to_have_count(1 if address in pages else 0)


@pytest.fixture
def three_withdrawn(
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: Any,
    act_parameters: Any,
) -> list[Article]:
    """Three rejected articles that upstream published since."""
    articles = []
    for name in ("a.md", "b.md", "c.md"):
        article = make_article(name=name, title=f"Story {name}", published=False)
        moderation.reject([article], **act_parameters(users.editor, article))
        path = write_document(name, title=f"Story {name}", published=True)
        import_target(targets([str(path)])[0])
        articles.append(article)
    return articles


def test_taking_upstreams_word_on_several_that_it_publishes_asks_for_their_number(
    desk: Page, three_withdrawn: list[Article]
) -> None:
    desk.goto("/conflicts/")
    boxes = desk.locator(".dispute input[name=pick]")
    take = desk.locator(".settle-all").get_by_role("button", name="Take upstream")
    for number in (0, 1):
        boxes.nth(number).check()
    take.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Publish 2 articles?")
    expect(desk.locator(".named a")).to_have_text(["Story a.md", "Story b.md"])
    desk.keyboard.press("Escape")  # from the field to the keys
    desk.keyboard.press("Escape")
    desk.wait_for_url("**/conflicts/")
    assert Article.objects.in_conflict().count() == 3

    for number in (0, 1):
        boxes.nth(number).check()
    take.click()
    for typed in ("3", ""):
        desk.get_by_label("to confirm").fill(typed)
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("alert").first).to_have_text("Type 2 to confirm. Nothing was done.")
    assert not Article.objects.filter(status="published", title__startswith="Story").exists()
    expect(desk.get_by_label("to confirm")).to_be_focused()
    desk.keyboard.type("2")
    desk.keyboard.press("Enter")
    expect(desk.locator(".message")).to_contain_text("2 articles: taken from upstream.")
    assert Article.objects.filter(status="published", title__startswith="Story").count() == 2

    boxes.first.check()
    take.click()
    expect(desk.locator(".message")).to_contain_text("Story c.md")
    assert not Article.objects.in_conflict().exists()


def test_after_a_conflict_is_settled_one_goes_on_at_the_next(
    desk: Page, two_conflicts: list[Article]
) -> None:
    desk.goto("/conflicts/")
    desk.get_by_role("button", name="Keep ours: 60").first.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".dispute")).to_have_count(1)
    expect(desk.locator(".dispute h2")).to_be_focused()
    expect(desk.locator(".message")).to_be_in_viewport()
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name="Story b.md")).to_be_focused()
    desk.get_by_role("button", name="Keep ours: 60").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="No conflicts")).to_be_focused()


def test_after_the_last_conflict_of_several_one_goes_on_behind_it(
    desk: Page, two_conflicts: list[Article]
) -> None:
    desk.goto("/conflicts/")
    desk.get_by_role("button", name="Keep ours: 60").nth(1).focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("No further conflict on this page.")).to_be_focused()
    expect(desk.locator(".message")).to_be_in_viewport()


@pytest.mark.parametrize("address", ["/conflicts/", "/history/", "/providers/"])
def test_j_and_k_move_between_the_entries_of_a_list(
    address: str, desk: Page, two_conflicts: list[Article], make_article: Callable[..., Article]
) -> None:
    make_article(title="Of another provider", provider="Another", domain="another.example")
    desk.goto(address)
    ready_links = desk.locator("[data-entry]").locator("h2 a, a.headline, th a")
    for key, at in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        desk.keyboard.press(key)
        expect(ready_links.nth(at)).to_be_focused()
