"""The rule of stories: addresses, headlines, likeness, and what is pointed out."""

import dataclasses

import pytest

from articles.stories import Copy, Reach
from articles.stories.copies import PreparedCopy, analysed, prepared
from articles.stories.rule import Reason, by_strength, pointers, reach
from tests.stories_kit import make_alike, make_copy, the_copy


def reason_for(new: Copy, *members: Copy) -> str:
    """Return the reason why a copy is folded into a story, without words in common; '' for none."""
    found = reach(
        prepared(analysed(new), {}), 1, [prepared(analysed(each), {}) for each in members]
    )
    return str(found.reason) if found else ""


def reach_by_likeness(*members: PreparedCopy, new: PreparedCopy | None = None) -> Reach | None:
    return reach(new or the_copy(), 1, members)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/1", "http://www.a.example/1/?utm_source=feed"),
        ("https://a.example/?p=1", "https://a.example/?p=1#comments"),
        ("https://a.example/en/story", "https://a.example/en/story"),
    ],
)
def test_copies_of_one_address_are_folded_however_old(one: str, other: str) -> None:
    old = make_copy("First", url=one)
    new = make_copy("Wholly rewritten in April", url=other, day=900)
    assert reason_for(new, old) == "same address"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "https://www.a.example/",
        "https://a.example/#top",
        "https://a.example/index.html",
        "https://a.example/en",
        "https://a.example/en-us/home",
    ],
)
def test_a_host_or_a_front_page_is_no_article_address(url: str) -> None:
    assert reason_for(make_copy("One", url=url), make_copy("Other", url=url)) == ""


def test_other_fragments_of_one_page_are_other_articles() -> None:
    live = "https://a.example/live"
    assert reason_for(make_copy("One", url=f"{live}#e1"), make_copy("Two", url=f"{live}#e2")) == ""
    assert reason_for(make_copy("One", url=f"{live}#e1"), make_copy("Two", url=live))


def test_each_address_of_a_document_counts() -> None:
    old = make_copy("One", url="https://a.example/1")
    new = dataclasses.replace(make_copy("Two"), addresses=("https://b.example/2", *old.addresses))
    assert reason_for(new, old) == "same address"


@pytest.mark.parametrize(
    ("provider", "days", "is_folded"),
    [
        ("one", 13, True),
        ("one", 14, True),
        ("one", 15, False),
        ("one", 199, False),
        ("other", 15, True),
        ("other", 199, True),
        ("other", 200, True),
        ("other", 201, False),
    ],
)
def test_equal_headlines_fold_within_200_days_or_14_of_one_provider(
    provider: str, days: int, is_folded: bool
) -> None:
    old = make_copy("Robots learn to fold", "one")
    later = make_copy("Robots learn to fold!", provider, day=days)
    earlier = make_copy("Robots Learn to Fold", provider, day=-days)
    assert reason_for(later, old) == ("equal headlines" if is_folded else "")
    assert reason_for(earlier, old) == ("equal headlines" if is_folded else "")


@pytest.mark.parametrize(
    "headline",
    [
        "Robots&#8217; &quot;folding&quot; | The Verge",
        "Robots' folding - theverge.com",
        "Robots’ folding — Verge",
        "Robotsâ€™ folding",
    ],
)
def test_entities_wrong_decoding_and_the_name_of_the_site_make_no_other_headline(
    headline: str,
) -> None:
    new = make_copy(headline, "the verge\ntheverge.com")
    assert reason_for(new, make_copy("Robots’ folding")) == "equal headlines"


def test_only_the_name_of_its_own_site_is_cut_off_a_headline() -> None:
    new = make_copy("Robots - The Verge", "wired\nwired.com")
    assert reason_for(new, make_copy("Robots")) == ""


def test_headlines_equal_but_for_punctuation_in_a_number_are_not_equal() -> None:
    assert reason_for(make_copy("Version 1.5 is out"), make_copy("Version 15 is out")) == ""


def test_the_mean_likeness_to_the_three_nearest_copies_decides() -> None:
    alike = [make_alike(value) for value in (0.6, 0.3, 0.2, 0.1)]
    found = reach_by_likeness(*alike)
    assert found
    assert found.key == alike[0].key
    assert str(found.reason) == "likeness 0.36 to three copies"
    assert reach_by_likeness(*(make_alike(value) for value in (0.6, 0.3, 0.17, 0.17))) is None


def test_a_story_of_fewer_copies_is_judged_by_all() -> None:
    found = reach_by_likeness(make_alike(0.37))
    assert found
    assert str(found.reason) == "likeness 0.37 to one copy"
    found = reach_by_likeness(make_alike(0.6), make_alike(0.13))
    assert found
    assert str(found.reason) == "likeness 0.36 to two copies"
    assert reach_by_likeness(make_alike(0.35)) is None
    assert reach_by_likeness(make_alike(0.6), make_alike(0.1)) is None


@pytest.mark.parametrize("day", [5, -5])
def test_copies_more_than_five_days_away_count_0(day: int) -> None:
    further = day * 1.01
    assert reach_by_likeness(make_alike(0.9, day=day))
    assert reach_by_likeness(make_alike(0.9, day=further)) is None
    assert reach_by_likeness(make_alike(0.6), make_alike(0.9, day=further)) is None
    assert reach_by_likeness(make_alike(0.8), make_alike(0.9, day=further))


def test_one_provider_is_never_folded_by_likeness() -> None:
    assert reach_by_likeness(make_alike(0.99, "new")) is None


def test_a_story_with_an_own_copy_is_reached_only_by_others_that_are_very_like() -> None:
    others = [make_alike(0.5), make_alike(0.5), make_alike(0.5)]
    assert reach_by_likeness(*others)
    assert reach_by_likeness(make_alike(0.9, "new"), *others) is None
    assert reach_by_likeness(make_alike(0.9, "new"), make_alike(0.6), make_alike(0.6))
    found = reach_by_likeness(make_alike(0.9, "new"), make_alike(0.74))
    assert found
    assert str(found.reason) == "likeness 0.37 to two copies"


def test_other_months_are_never_folded_by_likeness() -> None:
    new = the_copy(headline="March update")
    april = make_alike(0.99, headline="April update")
    assert reach_by_likeness(april, new=new) is None
    others = [make_alike(0.99) for _ in range(5)]
    assert reach_by_likeness(*others, new=new)
    assert reach_by_likeness(*others, april, new=new) is None


def test_copies_with_other_numbers_count_0() -> None:
    new = the_copy(headline="Wave 1 is out")
    assert reach_by_likeness(make_alike(0.99, headline="Wave 2 is out"), new=new) is None
    assert reach_by_likeness(make_alike(0.99, headline="Wave 1 has come"), new=new)


def test_other_months_are_folded_where_the_address_is_the_same() -> None:
    url = "https://a.example/news-of-the-month"
    assert reason_for(make_copy("March update", url=url), make_copy("April update", url=url))


def test_other_providers_copies_are_pointed_out_from_a_likeness_of_024() -> None:
    like, less, own, late = (
        make_alike(0.2401),
        make_alike(0.2399),
        make_alike(0.9, "new"),
        make_alike(0.9, day=5.01),
    )
    likest = make_alike(0.3, day=-5)
    found = pointers(the_copy(), [like, less, own, late, likest])
    assert [each.key for each in found] == [likest.key, like.key]


def test_an_address_comes_before_a_headline_and_a_headline_before_likeness() -> None:
    alike, more_alike, headline, address = (
        Reach(number, "", reason)
        for number, reason in enumerate(
            (
                Reason("likeness", 0.5, 1),
                Reason("likeness", 0.9, 1),
                Reason("headline"),
                Reason("address"),
            )
        )
    )
    ordered = by_strength([alike, more_alike, headline, address])
    assert ordered == [address, headline, more_alike, alike]


def test_a_likeness_is_never_shown_higher_than_it_is() -> None:
    assert str(Reason("likeness", 0.3699, 2)) == "likeness 0.36 to two copies"
