"""Documents put into stories one after another: merging, separation, order of arrival, removal."""

import random
from itertools import permutations

import pytest

from articles.stories import Copy, Grouping
from articles.stories.copies import analysed, in_order, prepared
from articles.stories.index import LISTED, CopyIndex
from articles.stories.likeness import Frequencies
from tests.stories_kit import make_copy

#: Reports of one item in three wordings: the first two have nothing in common.
FOLD = "Robots learn to fold laundry in Osaka"
SORT = "Machines sort shirts and towels quickly"
BOTH = "Robots fold laundry in Osaka, machines sort shirts and towels"


def add(grouping: Grouping, *copies: Copy) -> list[int]:
    """Add copies and return the number of the story of each, once all are there."""
    for copy in copies:
        grouping.add(copy)
    return [grouping.story_of(copy.key) for copy in copies]


@pytest.fixture
def grouping() -> Grouping:
    """Return stories with some unlike copies, so that words have weights."""
    grouping = Grouping()
    add(
        grouping,
        *(make_copy(f"Wholly unlike {word}", day=-30) for word in ("tea", "rain", "steel")),
    )
    return grouping


def test_a_copy_like_none_begins_a_story(grouping: Grouping) -> None:
    placement = grouping.add(make_copy(FOLD))
    assert (placement.reaches, placement.pointers) == ((), ())
    assert grouping.story_of(make_and_add(grouping, SORT).key) == placement.story + 1


def make_and_add(grouping: Grouping, headline: str, provider: str = "", day: float = 0) -> Copy:
    """Add a copy and return it."""
    copy = make_copy(headline, provider, day=day)
    grouping.add(copy)
    return copy


def test_a_copy_is_folded_with_the_reason_and_the_copy_that_it_is_like(grouping: Grouping) -> None:
    first = make_and_add(grouping, FOLD)
    placement = grouping.add(make_copy("In Osaka robots now fold laundry", day=1))
    (reach,) = placement.reaches
    assert placement.story == grouping.story_of(first.key)
    assert reach.key == first.key
    assert str(reach.reason).startswith("likeness 0.")
    assert str(reach.reason).endswith(" to one copy")


def test_one_provider_follows_up_in_a_story_of_its_own(grouping: Grouping) -> None:
    first = make_and_add(grouping, FOLD, "one")
    later = make_and_add(grouping, f"{FOLD} and Kyoto", "one", day=1)
    assert grouping.story_of(first.key) != grouping.story_of(later.key)


def test_stories_that_a_copy_reaches_together_merge_into_the_older(grouping: Grouping) -> None:
    fold, sort = make_and_add(grouping, FOLD), make_and_add(grouping, SORT)
    assert grouping.story_of(fold.key) < grouping.story_of(sort.key)
    oldest = grouping.story_of(fold.key)
    placement = grouping.add(both := make_copy(BOTH, day=1))
    assert len(placement.reaches) == 2
    assert placement.story == oldest
    assert grouping.copies_of(oldest) == {fold.key, sort.key, both.key}


def test_stories_of_different_months_do_not_merge_by_likeness(grouping: Grouping) -> None:
    march = make_and_add(grouping, f"{FOLD}: update of March")
    april = make_and_add(grouping, f"{FOLD}: update of April", day=1)
    both = make_and_add(grouping, FOLD, day=2)
    assert grouping.story_of(march.key) != grouping.story_of(april.key)
    assert grouping.story_of(both.key) in {
        grouping.story_of(march.key),
        grouping.story_of(april.key),
    }


def test_a_copy_of_another_story_is_pointed_out_and_merges_nothing(grouping: Grouping) -> None:
    first = make_and_add(grouping, FOLD)
    placement = grouping.add(make_copy("Laundry prices in Osaka rise as energy gets dearer", day=1))
    assert placement.reaches == ()
    assert [pointer.key for pointer in placement.pointers] == [first.key]
    assert 0.24 <= placement.pointers[0].likeness < 0.36
    assert grouping.story_of(first.key) != placement.story


def test_a_folded_copy_is_not_pointed_out_besides(grouping: Grouping) -> None:
    make_and_add(grouping, FOLD)
    assert grouping.add(make_copy(FOLD)).pointers == ()


def test_what_a_person_separated_does_not_rejoin_through_a_third(grouping: Grouping) -> None:
    one, other = make_and_add(grouping, FOLD), make_and_add(grouping, FOLD)
    assert grouping.story_of(one.key) == grouping.story_of(other.key)
    grouping.separate(other.key)
    add(grouping, *(make_copy(FOLD, day=day) for day in range(4)))
    assert grouping.story_of(one.key) != grouping.story_of(other.key)
    assert all(other.key not in keys or one.key not in keys for keys in grouping.stories().values())


def test_a_third_joins_one_of_two_separated_stories_and_is_not_pointed_out_to_itself(
    grouping: Grouping,
) -> None:
    one, other = make_and_add(grouping, FOLD), make_and_add(grouping, FOLD)
    grouping.separate(other.key)
    placement = grouping.add(make_copy(f"{FOLD} now", day=1))
    assert placement.story == grouping.story_of(one.key)
    assert [pointer.key for pointer in placement.pointers] == [other.key]


def test_a_separated_copy_stays_apart_when_it_is_added_again(grouping: Grouping) -> None:
    one, other = make_and_add(grouping, FOLD), make_and_add(grouping, FOLD)
    grouping.separate(other.key)
    grouping.remove(other.key)
    placement = grouping.add(other)
    assert placement.story != grouping.story_of(one.key)
    assert placement.pointers == ()


def test_what_is_kept_apart_before_it_arrives_stays_apart(grouping: Grouping) -> None:
    one, other = make_copy(FOLD), make_copy(FOLD)
    grouping.keep_apart(one.key, other.key)
    stories = add(grouping, one, other)
    assert stories[0] != stories[1]


def test_a_person_joins_stories_and_overrules_a_separation(grouping: Grouping) -> None:
    one, other = make_and_add(grouping, FOLD), make_and_add(grouping, FOLD)
    grouping.separate(other.key)
    assert grouping.join(other.key, one.key) == grouping.story_of(one.key)
    grouping.remove(other.key)
    assert grouping.add(other).story == grouping.story_of(one.key)
    unlike = make_and_add(grouping, SORT)
    assert grouping.join(one.key, unlike.key) == grouping.story_of(unlike.key)


def test_an_older_copy_that_arrives_later_joins_like_any_other(grouping: Grouping) -> None:
    newer = make_and_add(grouping, FOLD, day=4)
    make_and_add(grouping, SORT, day=300)
    older = make_and_add(grouping, "In Osaka robots now fold laundry", day=0)
    assert grouping.story_of(older.key) == grouping.story_of(newer.key)
    much_older = make_and_add(grouping, FOLD, day=-150)
    assert grouping.story_of(much_older.key) == grouping.story_of(newer.key)


def test_an_older_copy_that_arrives_later_merges_stories_too(grouping: Grouping) -> None:
    fold, sort = make_and_add(grouping, FOLD, day=4), make_and_add(grouping, SORT, day=4)
    make_and_add(grouping, BOTH, day=2)
    assert grouping.story_of(fold.key) == grouping.story_of(sort.key)


def test_equal_headlines_give_the_same_stories_in_any_order_of_arrival() -> None:
    copies = [make_copy(FOLD, day=day) for day in (0, 150, 300, 600)]
    partitions = set()
    for order in permutations(copies):
        grouping = Grouping()
        add(grouping, *order)
        partitions.add(frozenset(grouping.stories().values()))
    # 300 days lie between the last two; the others are a chain of 150.
    assert partitions == {
        frozenset({frozenset(copy.key for copy in copies[:3]), frozenset({copies[3].key})})
    }


def test_copies_of_one_import_are_in_order_of_date_then_key() -> None:
    copies = [
        make_copy("C", day=1, key="a"),
        make_copy("B", day=0, key="c"),
        make_copy("A", day=0, key="b"),
    ]
    random.Random(1).shuffle(copies)
    assert [copy.headline for copy in in_order(copies)] == ["A", "B", "C"]


def test_a_replaced_document_leaves_its_story(grouping: Grouping) -> None:
    one, other = make_and_add(grouping, FOLD), make_and_add(grouping, FOLD)
    story = grouping.story_of(one.key)
    grouping.remove(one.key)
    assert grouping.copies_of(story) == {other.key}
    replaced = make_copy(SORT, key=one.key)
    assert grouping.add(replaced).story != story
    grouping.remove(other.key)
    assert story not in grouping.stories()


def test_a_key_is_added_once(grouping: Grouping) -> None:
    copy = make_and_add(grouping, FOLD)
    with pytest.raises(ValueError, match=copy.key):
        grouping.add(copy)


def test_the_nearest_of_many_equal_headlines_are_looked_at(grouping: Grouping) -> None:
    """A headline that a provider repeats every month for years doesn't hide the copy of the day."""
    for number in range(3 * LISTED):
        make_and_add(grouping, "Weather", "one", day=30 * number)
    copy = make_and_add(grouping, "Weather", "other", day=60 * LISTED + 10)
    assert len(grouping.copies_of(grouping.story_of(copy.key))) > 1


def test_how_many_copies_are_looked_at_does_not_grow_with_their_number() -> None:
    index, frequencies = CopyIndex(), Frequencies()
    looked_at = []
    for day in range(400):
        copy = make_copy(f"The news of the day, number {day}", day=day)
        found = analysed(copy)
        words = found.counts
        new = prepared(found, frequencies.vector(words))
        frequencies.add(words)
        looked_at.append(len(index.near(new)))
        index.add(new)
    assert max(looked_at[20:]) <= max(looked_at[:20]) <= 6
