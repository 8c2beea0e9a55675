"""Vectors of texts, and their likeness."""

import math

import pytest

from articles.stories.likeness import Frequencies, cosine, counts


def test_words_of_the_headline_count_twice() -> None:
    assert counts("Robots fold", "Robots in Osaka") == {"robot": 3, "fold": 2, "osaka": 1}


def test_a_word_weighs_less_the_more_texts_before_had_it() -> None:
    frequencies = Frequencies()
    frequencies.add({"robot": 1, "fold": 1})
    frequencies.add({"robot": 1})
    assert frequencies.idf("robot") == 1
    assert frequencies.idf("fold") == pytest.approx(math.log(3 / 2) + 1)
    assert frequencies.idf("osaka") == pytest.approx(math.log(3) + 1)


def test_a_vector_depends_only_on_texts_before_it() -> None:
    frequencies = Frequencies()
    before = frequencies.vector({"robot": 1, "fold": 1})
    frequencies.add({"robot": 1})
    assert before["robot"] == before["fold"]
    assert frequencies.vector({"robot": 1, "fold": 1})["robot"] < before["robot"]
    # To look at a vector counts nothing.
    assert frequencies.texts == 1
    assert "fold" not in frequencies.texts_with


def test_equal_texts_have_likeness_1_and_texts_without_a_common_word_0() -> None:
    frequencies = Frequencies()
    one = frequencies.vector({"robot": 2, "fold": 1})
    assert cosine(one, one) == pytest.approx(1)
    assert cosine(one, frequencies.vector({"osaka": 1})) == 0
    assert cosine(one, frequencies.vector({})) == 0
