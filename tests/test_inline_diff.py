"""Inline comparison of two values: what a page shows of them always differs."""

from hypothesis import example, given
from hypothesis import strategies as st

from articles.formatting.inline_diff import (
    CONTEXT_LENGTH,
    EXCERPT_LENGTH,
    LABEL_LENGTH,
    InlineDiff,
    inline_diff,
)
from articles.formatting.values import TITLE_LENGTH

WORDS = st.lists(st.sampled_from(["a", "bb", "ccc", "x" * 50]), max_size=60).map(" ".join)
LONG = "The robots have learned to fold. " * 60


def both(one: str, other: str) -> tuple[InlineDiff, InlineDiff]:
    """Return each text, compared with the other."""
    return inline_diff("excerpt", one, other), inline_diff("excerpt", other, one)


@given(one=WORDS, other=WORDS)
@example(one=LONG + "a", other=LONG + "b")
@example(one="機械" * 700 + "人", other="機械" * 700 + "木")
def test_two_texts_are_told_apart_by_what_is_shown_of_each(one: str, other: str) -> None:
    left, right = both(one, other)
    assert (left.whole, right.whole) == (f"“{one}”", f"“{other}”")
    for diff in (left, right):
        assert len(diff.around.whole) <= EXCERPT_LENGTH + len("………")
        assert len(diff.label) <= LABEL_LENGTH + len("… …")
        assert len(diff.excerpt) <= TITLE_LENGTH + len(" …")
    if one != other:
        assert left.label != right.label
        assert left.around.whole != right.around.whole
        assert left.excerpt != right.excerpt


def test_what_differs_is_marked_by_whole_words() -> None:
    left, right = both("Two people lost their jobs.", "Two persons lost their jobs.")
    assert left.marked == "“Two <mark>people</mark> lost their jobs.”"
    assert right.marked == "“Two <mark>persons</mark> lost their jobs.”"


def test_only_the_words_that_one_has_more_are_marked() -> None:
    left, right = both("Storm kills people", "Storm kills 10 people")
    assert (left.differs, right.differs) == ("", "10 ")
    left, right = both("It rains", "It rains again")
    assert (left.differs, right.differs) == ("", " again")
    left, right = both("Court sits", "Changed: Court sits")  # the opening quote is no part of it
    assert (left.differs, right.differs) == ("", "Changed: ")
    more, fewer = (
        inline_diff("topics", ["A", "B", "C"], ["A", "B"]),
        inline_diff("topics", ["A"], ["B"]),
    )
    assert (more.differs, fewer.differs) == (", C", "")


def test_nothing_is_marked_where_all_differs_or_nothing_does() -> None:
    assert [each.differs for each in both("One thing", "Another")] == ["", ""]
    assert [each.differs for each in both("One thing", "One thing")] == ["", ""]


def test_of_a_long_text_is_shown_how_the_difference_begins() -> None:
    left, _ = both(LONG + "Nobody lost a job. " + LONG, LONG + "Ann did. " + LONG)
    assert left.is_long
    assert left.around.before == "…" + left.before[-CONTEXT_LENGTH:]
    assert left.around.differs == "Nobody lost a job."
    assert left.label == "… Nobody lost a job. The robots have learn…"


def test_on_a_button_a_long_text_whose_other_only_goes_on_ends_in_its_last_words() -> None:
    text = "The robots of the laundry in Osaka have learned to fold"
    left, right = both(text, f"{text} and to iron.")
    assert left.label == "only to … Osaka have learned to fold”"
    assert right.label == "… and to iron.”"


def test_a_text_of_markup_stays_text() -> None:
    left, _ = both("A <b>bold</b> word", "A <i>bold</i> word")
    assert left.marked == "“A <mark>&lt;b&gt;bold&lt;/b&gt;</mark> word”"


def test_a_number_is_given_as_it_is() -> None:
    assert inline_diff("quality", 38, 39) == InlineDiff("", "", "38")
    assert inline_diff("published", None, True).label == "not published"
