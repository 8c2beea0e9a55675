"""A search of all short sequences of events for one that publishes without upstream's word."""

import pytest

from tests.proofs import upstream_word

pytestmark = pytest.mark.django_db


def test_no_short_sequence_of_events_publishes_without_upstreams_word() -> None:
    """The long form: `python -m tests.proofs upstream-word`."""
    assert upstream_word.search(upstream_word.SHORT_DEPTH) > 5000
    assert upstream_word.search(upstream_word.SHORT_DEPTH, checked=False) > 5000


@pytest.mark.parametrize("clause", upstream_word.WITHOUT)
def test_without_a_clause_a_sequence_of_events_breaks_the_rule(clause: str) -> None:
    assert upstream_word.counter_example(clause)


def test_a_key_that_came_or_went_is_searched_too() -> None:
    assert upstream_word.search(upstream_word.SHORT_DEPTH - 1, missing=True) > 4000
