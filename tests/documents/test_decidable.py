"""What people can't decide: types and topics that a document can't hold, each with a sentence."""

from typing import Any

import pytest

from articles.documents.decidable import DECIDABLE


@pytest.mark.parametrize("value", ["-", "--", "_", "-_-"])
def test_a_type_has_a_letter_or_a_digit(value: str) -> None:
    fault = DECIDABLE["type"].fault(value)
    assert fault == (
        "The type is one word of at most 40 letters, digits, - or _, not of - and _ alone."
    )
    for word in (f"{value}a", f"7{value}"):
        assert DECIDABLE["type"].fault(word) is None


@pytest.mark.parametrize("topics", [[["a"]], [["a"], ["a"]], [{}], ["AI", None]])
def test_a_topic_that_is_no_text_is_refused_in_a_sentence(topics: list[Any]) -> None:
    assert DECIDABLE["topics"].fault(topics) == "A topic is a text."
