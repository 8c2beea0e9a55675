"""What texts lost on their way: characters decoded wrongly, excerpts cut off."""

import pytest

from articles.documents.text_repair import cut_off, repaired_title


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


CLOSED = "It folds. It learns from people who fold shirts all day, and it never tires of it"


@pytest.mark.parametrize(
    ("excerpt", "cut"),
    [
        ("It folds shirts and ...", "marked"),
        ("It folds shirts and&#8230;", "marked"),
        ("It folds shirts […]", "marked"),
        ("“It folds …”", "marked"),
        (f"{CLOSED}. {CLOSED} and it is used by laundries in Osaka", "seems"),
        ("Robots fold shirts with", "seems"),
        ("Robots for Osaka, Kyoto,", "seems"),
        (f"{CLOSED}. {CLOSED}.", None),
        ("Robots learn to fold", None),
        ("It folds. Robots for Osaka", None),
        ("What’s new: fold.example/2022", None),
        (f"{CLOSED}. {CLOSED}. When: https://fold.example/a", None),
        (f"{CLOSED}. {CLOSED} with version 9.2.2103", None),
        ("", None),
    ],
)
def test_an_excerpt_that_was_cut_off_is_told_from_one_without_a_full_stop(
    excerpt: str, cut: str | None
) -> None:
    assert cut_off(excerpt) == cut
