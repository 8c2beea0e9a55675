"""Damaged texts: titles decoded with the wrong encoding, and truncated excerpts."""

import pytest

from articles.documents.text_repair import find_truncation, repaired_title


@pytest.mark.parametrize(
    ("title", "repaired"),
    [
        ("Microsoftâ€™s â€˜Power Appsâ€™ grow", "Microsoft’s ‘Power Apps’ grow"),
        ("CafÃ© robots", "Café robots"),
        ("Robots: Â£50 each", "Robots: £50 each"),
        ("RobotsÂ\xa0fold", "Robots fold"),
        ("Zürich’s robots – déjà vu", None),
        ("SÃO PAULO", None),
        ("100 % plain", None),
        ("\ufffdot decodable", None),
        ("â€œRobotsâ€\ufffd fold", None),
    ],
)
def test_only_a_headline_that_was_decoded_wrongly_is_repaired(
    title: str, repaired: str | None
) -> None:
    assert repaired_title(title) == repaired


#: A sentence without its full stop.
SENTENCE = "It folds. It learns from people who fold shirts all day, and it never tires of it"


@pytest.mark.parametrize(
    ("excerpt", "evidence"),
    [
        ("It folds shirts and ...", "marked"),
        ("It folds shirts and&#8230;", "marked"),
        ("It folds shirts […]", "marked"),
        ("“It folds …”", "marked"),
        (f"{SENTENCE}. {SENTENCE} and it is used by laundries in Osaka", "seems"),
        ("Robots fold shirts with", "seems"),
        ("Robots for Osaka, Kyoto,", "seems"),
        (f"{SENTENCE}. {SENTENCE}.", None),
        ("Robots learn to fold", None),
        ("It folds. Robots for Osaka", None),
        ("What’s new: fold.example/2022", None),
        (f"{SENTENCE}. {SENTENCE}. When: https://fold.example/a", None),
        (f"{SENTENCE}. {SENTENCE} with version 9.2.2103", None),
        ("", None),
    ],
)
def test_a_truncated_excerpt_is_distinguished_from_one_without_a_full_stop(
    excerpt: str, evidence: str | None
) -> None:
    assert find_truncation(excerpt) == evidence
