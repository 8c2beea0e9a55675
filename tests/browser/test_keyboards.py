"""Keyboards: Caps Lock is not Shift, and in other alphabets the key's place counts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from articles.models import Act, Article, Decision
from tests.browser.review_kit import open_review, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHIFT = 8


@pytest.fixture
def keyboard(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def press(keyboard: CDPSession, key: str, code: str, *, shift: bool = False) -> None:
    """Press a key that produces this character, at this place of a keyboard."""
    event = {"key": key, "code": code, "text": key, "modifiers": SHIFT if shift else 0}
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})


def quality_and_status(article: Article) -> tuple[int | None, str]:
    article.refresh_from_db()
    return article.quality, article.status


@pytest.mark.parametrize(
    ("key", "shift", "quality"),
    [("A", False, 68), ("a", True, 70)],
    ids=["without Shift", "with Shift"],
)
def test_with_caps_lock_on_shift_alone_sets_the_quality_to_the_threshold(
    key: str,
    shift: bool,
    quality: int,
    page: Page,
    keyboard: CDPSession,
    make_article: Callable[..., Article],
) -> None:
    story = make_article(title="Below the threshold", quality=68)
    open_review(page)
    press(keyboard, key, "KeyA", shift=shift)
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Approved")
    assert quality_and_status(story) == (quality, "published")


def test_with_caps_lock_on_r_rejects_z_undoes_and_x_ticks_one_row(
    page: Page, keyboard: CDPSession, make_article: Callable[..., Article]
) -> None:
    story = make_article(title="Another story", quality=68)
    open_review(page)
    press(keyboard, "R", "KeyR")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Rejected")
    ready(page)
    press(keyboard, "Z", "KeyZ")
    expect(page.locator("h1")).to_contain_text("Another story")
    expect(page.locator("#last")).to_contain_text("Undone")
    assert quality_and_status(story) == (68, "waiting")


@pytest.mark.parametrize(
    ("layout", "approve", "threshold", "undo"),
    [
        ("Russian", "ф", "Ф", "я"),
        ("Greek", "α", "Α", "ζ"),
        ("Hebrew", "ש", "A", "ז"),
        ("Arabic", "ش", "ِ", "ئ"),
        ("Korean", "ㅁ", "ㅁ", "ㅋ"),
        ("Thai", "ฟ", "ฤ", "ผ"),
    ],
)
def test_in_another_alphabet_the_place_of_the_key_counts(
    layout: str,
    approve: str,
    threshold: str,
    undo: str,
    page: Page,
    keyboard: CDPSession,
    make_article: Callable[..., Article],
) -> None:
    story = make_article(title="Below the threshold", quality=68)
    open_review(page)
    press(keyboard, approve, "KeyA")
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Approved")
    assert quality_and_status(story) == (68, "published")
    ready(page)
    press(keyboard, undo, "KeyZ")
    expect(page.locator("h1")).to_contain_text("Below the threshold")
    expect(page.locator("#last")).to_contain_text("Undone")
    ready(page)
    press(keyboard, threshold, "KeyA", shift=True)
    expect(page.locator("h1")).to_contain_text("Myanmar")
    expect(page.locator("#last")).to_contain_text("Approved")
    assert quality_and_status(story) == (70, "published")


def test_a_reason_is_chosen_by_the_place_of_a_digit(page: Page, keyboard: CDPSession) -> None:
    open_review(page)
    press(keyboard, "พ", "KeyR", shift=True)
    press(keyboard, "ภ", "Digit4")
    expect(page.locator("#card")).to_contain_text("All clear")
    assert Decision.objects.get().reason == "promotional"


def test_on_latin_layouts_the_character_counts_and_symbols_work_at_any_place(
    page: Page, keyboard: CDPSession, make_article: Callable[..., Article]
) -> None:
    make_article(title="Another story", quality=50)
    open_review(page)
    sentence = page.locator("[data-quality-words]").first
    press(keyboard, "+", "BracketRight")
    expect(sentence).to_contain_text("15 below")
    press(keyboard, "-", "Slash")
    expect(sentence).to_contain_text("20 below")
    # On Dvorak's layout a semicolon lies where others have z, on the French one an é on 2.
    for key, code in ((";", "KeyZ"), ("'", "KeyQ"), ("é", "Digit2"), ("ñ", "Semicolon")):
        press(keyboard, key, code)
    assert not page.evaluate("document.activeElement.matches('input')")
    press(keyboard, "q", "KeyA")  # AZERTY
    expect(page.get_by_role("spinbutton", name="Quality")).to_be_focused()
    assert not Act.objects.exists()


def test_a_question_mark_and_a_slash_work_from_another_alphabet(
    page: Page, keyboard: CDPSession
) -> None:
    open_review(page)
    press(keyboard, "?", "Digit7", shift=True)
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    press(keyboard, "/", "KeyQ")  # Hebrew
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_keys_of_the_queue_work_in_another_alphabet(
    page: Page, keyboard: CDPSession, make_article: Any
) -> None:
    first = make_article(title="Another story", quality=60)
    page.goto("/queue/")
    press(keyboard, "о", "KeyJ")
    expect(page.locator(".row[data-current]")).to_contain_text("Myanmar")
    press(keyboard, "л", "KeyK")
    press(keyboard, "к", "KeyR")
    expect(page.locator(f"#row-{first.pk} [data-says]")).to_contain_text("Rejected")
