"""Keep the best is refused where anything is not as the page showed it, or the form is forged."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles import moderation
from articles.models import Act, Article, Decision
from articles.moderation.decision_requests import Seen
from articles.rules import Status
from tests.desk_kit import text_of
from tests.export_kit import import_folder
from tests.keep_best.keep_best_kit import OFFERED, decide, kept_form, statuses
from tests.story_placing_kit import FOLD, article, write_copy

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", ["text", "decided"])
def test_nothing_is_decided_where_the_best_changed_meanwhile(
    change: str, story_folder: Path, reviewer: Client, users: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    if change == "decided":
        decide(moderation.reject, users.editor, article("second"))
    else:
        write_copy(story_folder, "second", f"{FOLD}: a correction", day=0.25)
        import_folder(story_folder)
    before = Decision.objects.count()
    page = text_of(reviewer.post(action, form, follow=True))
    assert "Nothing was decided" in page
    assert Decision.objects.count() == before


def test_nothing_is_rejected_for_a_published_copy_that_was_taken_down_meanwhile(
    story_folder: Path, reviewer: Client, users: Any
) -> None:
    decide(moderation.approve, users.editor, article("second"))
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    decide(moderation.unpublish, users.editor, article("second"))
    assert "Nothing was decided" in text_of(reviewer.post(action, form, follow=True))
    assert statuses() == ["waiting", "taken-down", "waiting", "waiting"]


def test_another_copy_that_was_rejected_meanwhile_stays_and_is_named(
    story_folder: Path, reviewer: Client, users: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    decide(moderation.set_quality, users.editor, article("third"), quality=20)
    decide(moderation.reject, users.editor, article("fourth"))
    page = text_of(reviewer.post(action, form, follow=True))
    assert "approved; rejected 2 articles" in page
    assert statuses() == ["rejected", "published", "rejected", "rejected"]
    assert "“Robots learn to fold laundry in Osaka”: " in page


@pytest.mark.parametrize("is_shown", [True, False])
def test_no_second_copy_is_published_where_one_was_approved_meanwhile(
    is_shown: bool, story_folder: Path, reviewer: Client, users: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    name = "fourth"
    if not is_shown:
        name = "fifth"
        write_copy(story_folder, name, FOLD, day=1.5)
        import_folder(story_folder)
    decide(moderation.approve, users.editor, article(name))
    assert "Nothing was decided" in text_of(reviewer.post(action, form, follow=True))
    assert Article.objects.filter(status=Status.PUBLISHED).count() == 1


def test_nothing_is_rejected_for_the_sake_of_a_document_that_is_gone(
    story_folder: Path, reviewer: Client
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    (story_folder / "second.md").unlink()
    import_folder(story_folder)
    assert "Nothing was decided" in text_of(reviewer.post(action, form, follow=True))
    assert statuses() == ["waiting"] * 4


def test_a_forged_form_rejects_nothing_for_the_sake_of_a_rejected_copy(
    story_folder: Path, reviewer: Client, users: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    decide(moderation.reject, users.editor, article("second"))
    second = article("second")
    form |= {f"seen-{second.pk}": str(Seen.of(second)), "does": "leave"}
    assert "Nothing was decided" in text_of(reviewer.post(action, form, follow=True))
    assert statuses() == ["waiting", "rejected", "waiting", "waiting"]


def test_ones_own_change_of_its_quality_is_no_reason_against_it(
    story_folder: Path, reviewer: Client, users: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    decide(moderation.set_quality, users.reviewer, article("second"), quality=65)
    reviewer.post(action, form)
    assert statuses() == ["rejected", "published", "rejected", "rejected"]


def test_a_best_copy_with_a_warning_has_to_be_looked_at_first(
    story_folder: Path, tmp_path: Path, reviewer: Client, users: Any
) -> None:
    other = tmp_path / "other"
    write_copy(other, "elsewhere", FOLD, day=300)
    import_folder(other)
    decide(moderation.approve, users.editor, article("elsewhere"))
    page = text_of(reviewer.get(article("first").get_absolute_url()))
    assert OFFERED not in page
    assert "look at it first: same headline is published" in page


def test_a_form_sent_twice_counts_once(story_folder: Path, reviewer: Client) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    for _ in range(2):
        response = reviewer.post(action, form, follow=True)
        assert "rejected 3 articles" in text_of(response)
        assert 'class="message error"' not in response.content.decode()
    assert (Act.objects.count(), Decision.objects.count()) == (1, 4)


def test_documents_of_no_one_story_are_refused(story_folder: Path, reviewer: Client) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    other = article("unlike-tea")
    form[f"seen-{other.pk}"] = str(Seen.of(other))
    page = text_of(reviewer.post(action, form, follow=True))
    assert "Nothing was decided" in page
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    "field", [{"seen-x": "1"}, {"seen-1": "everything"}, {"token": "x"}, {"place": "nowhere"}]
)
def test_a_malformed_form_is_an_error_and_decides_nothing(
    field: dict[str, str], story_folder: Path, reviewer: Client
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    response = reviewer.post(action, form | field, follow=True)
    assert 'role="alert"' in response.content.decode()
    assert not Act.objects.exists()


def test_a_reader_is_offered_nothing_and_refused(
    story_folder: Path, reviewer: Client, sign_in: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    reader = sign_in("reader")
    assert OFFERED not in text_of(reader.get(article("first").get_absolute_url()))
    assert reader.post(action, form).status_code == 403
