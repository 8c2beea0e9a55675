"""Keep the best of a story: one act approves it and rejects the other waiting copies; one undo."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import moderation
from articles.models import Act, Article, Decision, Story
from articles.models.decision import new_token
from articles.moderation.keep_best import MAX_DECIDED, best_of_article
from articles.rules import Status
from tests.desk_kit import text_of, undo
from tests.export_kit import import_folder
from tests.keep_best.keep_best_kit import OFFERED, decide, keep, kept_form, statuses
from tests.story_placing_kit import FOLD, article, write_copy, write_unlike

pytestmark = pytest.mark.django_db


def test_one_act_approves_the_best_and_rejects_the_others_as_its_duplicates(
    story_folder: Path, reviewer: Client
) -> None:
    page = text_of(keep(reviewer, article("third").get_absolute_url()))
    assert f"Kept “{FOLD}”, approved; rejected 3 articles as duplicates." in page
    assert statuses() == ["rejected", "published", "rejected", "rejected"]
    act = Act.objects.get()
    assert act.decisions.count() == 4
    rejection = Decision.objects.get(article=article("first"))
    assert (rejection.reason, rejection.note) == (
        "duplicate",
        f"Kept instead: “{FOLD}”, provider-second",
    )


def test_one_undo_restores_all(story_folder: Path, reviewer: Client) -> None:
    keep(reviewer, article("first").get_absolute_url())
    page = text_of(undo(reviewer))
    assert "Undone" in page
    assert statuses() == ["waiting"] * 4


def test_an_undo_leaves_what_somebody_decided_since_and_names_it(
    story_folder: Path, reviewer: Client, users: Any
) -> None:
    keep(reviewer, article("first").get_absolute_url())
    kept = Act.objects.get()
    decide(moderation.approve, users.editor, article("third"), note="It says more")
    form = {"token": new_token(), "place": "queue", "next": "/queue/"}
    page = text_of(reviewer.post(reverse("undo", args=[kept.pk]), form, follow=True))
    assert statuses() == ["waiting", "waiting", "published", "waiting"]
    assert f"Undone for 3 of 4; 1 was decided since, by editor: “{FOLD}”." in page


def test_a_published_copy_is_the_best_whatever_the_scores_and_stays_as_it_is(
    story_folder: Path, reviewer: Client, users: Any
) -> None:
    decide(moderation.approve, users.editor, article("fourth"))
    page = text_of(keep(reviewer, Story.objects.get().get_absolute_url()))
    assert "published already; rejected 3 articles as duplicates" in page
    assert statuses() == ["rejected", "rejected", "rejected", "published"]
    assert article("fourth").decision_count == 1


def test_of_equal_scores_the_provider_with_the_better_record_counts_then_the_earlier(
    story_folder: Path, users: Any
) -> None:
    decide(moderation.set_quality, users.editor, article("fourth"), quality=60)
    best = best_of_article(article("first"), users.reviewer)
    assert best
    assert best.best == article("second")
    write_copy(story_folder, "record", "Of wholly other things", provider="provider-fourth")
    import_folder(story_folder)
    decide(moderation.approve, users.editor, article("record"))
    best = best_of_article(article("first"), users.reviewer)
    assert best
    assert best.best == article("fourth")


def test_rejected_and_gone_copies_are_left_alone(
    story_folder: Path, reviewer: Client, users: Any
) -> None:
    decide(moderation.reject, users.editor, article("second"))
    (story_folder / "fourth.md").unlink()
    import_folder(story_folder)
    page = text_of(keep(reviewer, article("first").get_absolute_url()))
    assert "approved; rejected 1 article as duplicates" in page
    assert statuses() == ["published", "rejected", "rejected", "waiting"]
    assert article("second").decision_count == 1


def test_a_copy_that_arrived_after_the_page_was_loaded_is_not_decided(
    story_folder: Path, reviewer: Client
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    write_copy(story_folder, "fifth", FOLD, day=1.5)
    import_folder(story_folder)
    reviewer.post(action, form)
    assert article("fifth").status == Status.WAITING
    assert statuses() == ["rejected", "published", "rejected", "rejected"]


def test_the_story_page_names_all_that_is_rejected_where_its_list_does_not(
    tmp_path: Path, reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.desk.stories.views.SHOWN", 2)
    story_folder = tmp_path / "news"
    write_unlike(story_folder)
    for number in range(5):
        write_copy(story_folder, f"copy-{number}", FOLD, day=number / 10)
    import_folder(story_folder)
    page = text_of(reviewer.get(Story.objects.get().get_absolute_url()))
    assert all(f"provider-copy-{number}" in page for number in range(5))


def test_at_most_fifty_are_decided_and_the_rest_is_named(tmp_path: Path, reviewer: Client) -> None:
    story_folder = tmp_path / "news"
    write_unlike(story_folder)
    for number in range(MAX_DECIDED + 4):
        write_copy(story_folder, f"copy-{number:02}", FOLD, day=number / 100)
    import_folder(story_folder)
    address = Story.objects.get().get_absolute_url()
    assert "; 4 more wait, and stay." in text_of(reviewer.get(address))
    keep(reviewer, address)
    assert Act.objects.get().decisions.count() == MAX_DECIDED
    assert Article.objects.waiting().filter(story_copy__story__isnull=False).count() == 4


def test_without_another_waiting_copy_nothing_is_offered(
    story_folder: Path, reviewer: Client, users: Any
) -> None:
    for name in ("first", "third", "fourth"):
        decide(moderation.reject, users.editor, article(name))
    assert OFFERED not in text_of(reviewer.get(article("second").get_absolute_url()))


def test_review_offers_it_and_goes_on_with_the_next_story(
    story_folder: Path, reviewer: Client
) -> None:
    page = text_of(keep(reviewer, "/review/"))
    assert "Kept “Robots learn" in page
    assert "Wholly unlike" in page
    assert Act.objects.get().place == Act.Place.REVIEW
