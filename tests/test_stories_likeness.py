"""Vectors of texts, their likeness, and the words by which like copies are found."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.stories.likeness import Frequencies, Vector, cosine, counts, significant

vectors = st.dictionaries(
    st.sampled_from("abcdefghij"), st.floats(0.01, 5), min_size=1, max_size=10
).map(
    lambda weights: {
        word: weight / math.hypot(*weights.values()) for word, weight in weights.items()
    }
)


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


@given(vectors, vectors, st.floats(0.05, 1))
def test_all_that_are_alike_share_a_significant_word(
    one: Vector, other: Vector, least: float
) -> None:
    if cosine(one, other) >= least:
        assert not other.keys().isdisjoint(significant(one, least))


def test_words_of_little_weight_are_not_significant() -> None:
    assert significant({"robot": 0.98, "the": 0.199}, 0.24) == ["robot"]
