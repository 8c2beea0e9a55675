"""Words and numbers of texts as stories compare them."""

import pytest

from articles.stories.words import LENGTH, tokens


@pytest.mark.parametrize(
    "text",
    [
        "38M",
        "38m",
        "$38M",
        "38 million",
        "38-million",
        "38,000,000",
        "38000000",
        "38.0 mln",
        "3.8 crore",
    ],
)
def test_a_number_has_one_form_however_it_is_written(text: str) -> None:
    assert tokens(text) == ["38000000"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3.5bn", "3500000000"),
        ("3.5 billion", "3500000000"),
        ("1.2trn", "1200000000000"),
        ("250k", "250000"),
        ("250 thousand", "250000"),
        ("1,00,000", "100000"),
        ("3.50", "3.5"),
        ("12%", "12%"),
        ("12 %", "12%"),
        ("12.0 percent", "12%"),
        ("12 per cent", "12%"),
        ("12", "12"),
    ],
)
def test_scales_and_percentages_belong_to_their_number(text: str, number: str) -> None:
    assert tokens(f"Sales of {text}, they say") == ["sale", number, "say"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 m", ["5"]),
        ("9.3.3 rc1", ["9.3.3", "rc1"]),
        ("KB500123", ["kb500123"]),
        ("GPT-3", ["gpt", "3"]),
        ("2021-05-10", ["2021", "5", "10"]),
        ("9" * 30, ["9" * 30]),
    ],
)
def test_what_is_no_number_with_a_scale_stays_as_it_is(text: str, words: list[str]) -> None:
    assert tokens(text) == words


def test_forms_of_a_word_have_one_stem() -> None:
    assert tokens("released releases RELEASING release") == ["releas"] * 4
    assert tokens("Microsoft's Microsoft’s microsoft") == ["microsoft"] * 3


def test_stop_words_and_single_letters_are_left_out() -> None:
    assert tokens("What is in it for you and me: Plan B") == ["plan"]


def test_entities_tags_and_urls_are_no_words() -> None:
    assert tokens("We&#8217;re &amp;amp; <b class='x'>apps</b> https://a.example/b?c=d") == [
        *tokens("We're"),
        "app",
    ]


def test_abbreviations_with_dots_are_one_word() -> None:
    assert tokens("A.I. in the U.K.") == tokens("AI UK")


def test_compatible_characters_are_equal() -> None:
    assert tokens("Ｆｉｖｅ ﬁles") == tokens("five files")


def test_other_alphabets_are_words_too() -> None:
    assert tokens("Новости 38 млн 新闻") == ["новости", "38", "млн", "新闻"]


def test_a_long_text_is_read_to_its_limit() -> None:
    assert len(tokens("word " * LENGTH)) == LENGTH // 5
