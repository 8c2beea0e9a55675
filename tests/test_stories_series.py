"""Series: headlines that differ in months, years or numbers."""

import pytest

from articles.stories.series import differ, marks, months_differ


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("March 2024 update", "April 2024 update"),
        ("Mar update", "Apr. update"),
        ("Community call, May 19th", "Community call, June 16th"),
        ("News of May", "News of June"),
        ("Release 2023", "Release 2024"),
        ("Wave 1 overview", "Wave 2 overview"),
        ("Update KB5001", "Update KB5002"),
        ("Results of Q1", "Results of Q2"),
        ("Shares up 3%", "Shares up 5%"),
    ],
)
def test_members_of_a_series_differ(one: str, other: str) -> None:
    assert differ(marks(one), marks(other))
    assert differ(marks(other), marks(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Firm raises $38M", "Firm raises 38 million in new round"),
        ("Firm raises $38M", "Firm raises money"),
        ("Firm raises $38M", "Firm raises $38M at 1bn valuation"),
        ("Firm may raise money", "Firm raises money in June"),
        ("Build 2021: GPT-3 in apps", "GPT-3 in apps"),
        ("Build 2021 begins", "5 things in Build"),
    ],
)
def test_reports_with_more_or_fewer_numbers_do_not_differ(one: str, other: str) -> None:
    assert not differ(marks(one), marks(other))
    assert not differ(marks(other), marks(one))


def test_years_and_numbers_are_no_months() -> None:
    assert months_differ(marks("March 2024"), marks("April 2024"))
    assert not months_differ(marks("Wave 1 of 2023"), marks("Wave 2 of 2024"))


def test_may_is_a_month_only_where_it_is_no_verb() -> None:
    for headline in ("Update of May", "May 2024", "May 19th: a call", "A call on 19 May"):
        assert marks(headline).months == {5}, headline
    for headline in ("Firm may raise money", "May the force be with you"):
        assert not marks(headline).months, headline
