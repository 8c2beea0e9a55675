"""Hidden characters are written out; those that belong to what is seen stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.invisible import visible, without_hidden

CONTROLS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
MARKS = ["\u200e", "\u200f", "\u061c"]
HIDDEN = [
    *CONTROLS, *MARKS, "\u200b", "\u200c", "\u200d", "\u2060", "\u2063", "\ufeff", "\u00ad",
    "\u180e", "\u3164", "\u115f", "\U000e0001", "\U000e0041", "\ufe0f", "\U000e0100", "\ufff9",
]  # fmt: skip

#: Texts in which every character belongs to what is seen.
HONEST = [
    "plain", "Café “quoted” – done …", "日本語と한국어", "שלום עולם", "مرحبا بالعالم",
    "שלום\u200f!", "C\u200e++ שפה", "می‌خواهم بدانم", "نامه‌ای", "क्‍ष और हिन्‌दी", "ශ්‍රී ලංකා",
    "👩‍👩‍👧 at home", "👩🏽‍🚀", "🏳️‍🌈", "❤️‍🔥", "❤️ and 1️⃣ and ☎︎",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f wins", "葛\U000e0100城",
    "ᠭᠠᠯ᠋", "line\nbreak\tand\u00a0space", "ﬁne", "é",
]  # fmt: skip


@pytest.mark.parametrize("char", HIDDEN, ids=lambda char: f"{ord(char):04X}")
def test_a_hidden_character_between_latin_letters_is_written_out(char: str) -> None:
    assert visible(f"invoice{char}gpj.exe") == f"invoice⟨U+{ord(char):04X}⟩gpj.exe"
    assert without_hidden(f"invoice{char}gpj.exe") == "invoicegpj.exe"


@pytest.mark.parametrize("text", HONEST)
def test_what_belongs_to_the_text_stays(text: str) -> None:
    assert visible(text) == text
    assert without_hidden(text) == text


@pytest.mark.parametrize("char", CONTROLS, ids=lambda char: f"{ord(char):04X}")
def test_a_control_that_turns_text_around_is_written_out_in_right_to_left_text_too(
    char: str,
) -> None:
    assert char not in visible(f"שלום {char} abc")


def test_direction_marks_are_written_out_where_nothing_isolates_the_text() -> None:
    assert visible("שלום\u200f!", strictly=True) == "שלום⟨U+200F⟩!"
    assert visible("می‌خواهم", strictly=True) == "می‌خواهم", "joiners change no direction"


def test_a_long_run_is_counted() -> None:
    assert visible("a" + "\u200b" * 3 + "b") == "a⟨U+200B⟩⟨U+200B⟩⟨U+200B⟩b"
    assert visible("a" + "\u200b" * 1200 + "b") == "a⟨U+200B and 1,199 more⟩b"


def test_tags_that_hide_a_message_behind_an_emoji_are_written_out() -> None:
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "ignore all")
    assert visible(f"😀{hidden}") == "😀⟨U+E0069 and 9 more⟩"
    selectors = "".join(chr(0xE0100 + ord(char)) for char in "all")
    assert visible(f"😀{selectors}") == "😀⟨U+E0161⟩⟨U+E016C⟩⟨U+E016C⟩"


@given(st.text())
def test_any_text_can_be_shown_and_no_control_of_the_direction_remains(text: str) -> None:
    shown = visible(text)
    assert not set(shown) & set(CONTROLS)
    assert visible(shown) == shown
    assert not set(visible(text, strictly=True)) & {*CONTROLS, *MARKS}
    assert set(without_hidden(text)) <= set(shown)
