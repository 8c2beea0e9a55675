"""A story is dealt once: its best copy stands for all, in leases and skips too."""

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article, Lease, Story
from articles.moderation import leases, skips
from tests.dealing_kit import deal, dealt, expire_leases
from tests.desk_kit import text_of
from tests.export_kit import import_folder
from tests.keep_best.keep_best_kit import decide
from tests.race_kit import at_once
from tests.story_placing_kit import article, set_quality_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_folder")]


def paths_dealt(user: Any, **more: Any) -> list[str]:
    """Return what is dealt, each beside those before, until nothing is left: names of documents."""
    found: list[Article] = []
    while (each := dealt(user, exclude=[one.pk for one in found], **more)) is not None:
        found.append(each)
    return [each.path.removesuffix(".md") for each in found]


def of_story(names: list[str]) -> list[str]:
    return [name for name in names if not name.startswith("unlike")]


def skip_the_best(user: Any) -> Article:
    """Let the user be dealt the story's best copy, and skip it; return it."""
    best = article("second")
    assert dealt(user) == best
    skips.skip(user, best, "all")
    return best


def test_the_best_copy_is_dealt_for_all(users: SimpleNamespace) -> None:
    assert of_story(paths_dealt(users.reviewer)) == ["second"]


def test_each_copy_is_dealt_where_one_asks_for_it(users: SimpleNamespace) -> None:
    found = of_story(paths_dealt(users.reviewer, each_copy=True))
    assert found[0] == "second"
    assert set(found) == {"first", "second", "third", "fourth"}


def test_who_holds_a_copy_holds_the_story_whatever_the_other_filters(
    users: SimpleNamespace,
) -> None:
    assert dealt(users.reviewer) == article("second")
    others = Article.objects.waiting().exclude(path="second.md")
    for articles, each_copy in ((None, False), (others, False), (others, True)):
        names = of_story(paths_dealt(users.second_reviewer, articles=articles, each_copy=each_copy))
        assert names == [], (articles, each_copy)
        leases.release(users.second_reviewer, Article.objects.values_list("pk", flat=True))
    assert leases.holders([article("third").pk]) == {article("third").pk: users.reviewer}
    leases.release(users.reviewer, [article("second").pk])
    assert of_story(paths_dealt(users.second_reviewer, articles=others)) == ["first"]


def test_a_lease_that_ended_is_not_renewed_where_another_holds_the_story(
    users: SimpleNamespace,
) -> None:
    best, other = article("second"), article("first")
    assert dealt(users.reviewer) == best
    expire_leases(best)
    others = Article.objects.waiting().exclude(path="second.md")
    assert dealt(users.second_reviewer, articles=others, first=other.pk) == other
    assert leases.renew(users.reviewer, best.pk) is None
    assert dealt(users.reviewer, first=best.pk) != best
    leases.release(users.second_reviewer, [other.pk])
    assert leases.renew(users.reviewer, best.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_copies_of_one_story_at_once_one_gets_it(users: SimpleNamespace) -> None:
    pks = article("second").pk, article("first").pk
    claim = partial(leases.claim, length=leases.LEASE_LENGTH, page="", story=Story.objects.get().pk)
    for _ in range(10):
        Lease.objects.all().delete()
        taken = at_once(
            *(
                partial(claim, by, pk)
                for by, pk in zip((users.reviewer, users.second_reviewer), pks, strict=True)
            )
        )
        assert sum(lease is not None for lease in taken) == 1
        assert Lease.objects.count() == 1


def test_a_story_that_others_hold_is_counted_as_theirs(users: SimpleNamespace) -> None:
    of_the_story = Article.objects.waiting().exclude(path__startswith="unlike")
    assert deal(users.reviewer, of_the_story).article
    others = of_the_story.exclude(path="second.md")
    end = deal(users.second_reviewer, others)
    assert (end.article, end.with_others) == (None, 1)
    assert end.next_free == Lease.objects.get().until


def test_a_skip_passes_over_all_copies_and_the_story_comes_once_more(
    users: SimpleNamespace,
) -> None:
    best = skip_the_best(users.reviewer)
    names = paths_dealt(users.reviewer)
    assert of_story(names) == ["second"]
    assert names[-1] == "second"
    skips.skip(users.reviewer, best, "all")
    assert of_story(paths_dealt(users.reviewer)) == []
    end = deal(users.reviewer, Article.objects.waiting().exclude(path__startswith="unlike"))
    assert (end.with_others, end.skipped) == (0, 1)


def test_a_skip_holds_for_a_better_copy_that_arrives_later(
    users: SimpleNamespace, story_folder: Path
) -> None:
    skip_the_best(users.reviewer)
    set_quality_in(story_folder / "third.md", 66)
    import_folder(story_folder)
    names = paths_dealt(users.reviewer)
    assert (of_story(names), names[-1]) == (["second"], "second")
    assert dealt(users.second_reviewer, articles=Article.objects.filter(quality__gte=60)) is None


def test_copies_left_by_a_decision_on_the_skipped_one_are_dealt(
    users: SimpleNamespace,
) -> None:
    best = skip_the_best(users.reviewer)
    decide(moderation.approve, users.editor, best)
    assert of_story(paths_dealt(users.reviewer)) == ["first"]


def test_beside_a_card_no_other_copy_of_its_story_is_dealt(users: SimpleNamespace) -> None:
    other = article("third")
    assert dealt(users.reviewer, first=other.pk) == other
    names = []
    while (each := dealt(users.reviewer, exclude=[other.pk, *names])) is not None:
        names.append(each.pk)
    assert article("second").pk not in names
    assert len(names) == 3


def test_the_queue_names_who_reads_another_copy(users: SimpleNamespace, sign_in: Any) -> None:
    assert dealt(users.reviewer, articles=Article.objects.filter(path="third.md"))
    assert "reviewer is reading" in text_of(sign_in("editor").get("/queue/?q=laundry"))
