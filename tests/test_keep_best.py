"""Keep the best of a story: one act approves it and rejects the other waiting copies; one undo."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import moderation
from articles.models import Act, Article, Decision, Story
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from articles.moderation.keep_best import MAX_DECIDED, best_of_article
from articles.rules import Status
from tests.desk_kit import text_of, undo
from tests.export_kit import import_folder
from tests.story_placing_kit import write_copy, write_unlike

pytestmark = pytest.mark.django_db

FOLD = "Robots learn to fold laundry in Osaka"
OFFERED = "Keep the best"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An imported folder with a story of four waiting copies; `second` has the best score."""
    folder = tmp_path / "news"
    write_unlike(folder)
    for number, name in enumerate(("first", "second", "third", "fourth")):
        path = write_copy(folder, name, FOLD, day=number / 4)
        if name == "second":
            path.write_text(path.read_text().replace("quality: 38", "quality: 60"))
    import_folder(folder)
    return folder


@pytest.fixture
def reviewer(sign_in: Any) -> Client:
    client: Client = sign_in("reviewer")
    return client


def article(name: str) -> Article:
    return Article.objects.get(path=f"{name}.md")


def statuses() -> list[str]:
    """Return the statuses of the four copies, in order."""
    return [article(name).status for name in ("first", "second", "third", "fourth")]


def kept_form(client: Client, address: str) -> tuple[str, dict[str, str]]:
    """Return the address and the hidden fields of the page's form that keeps the best."""
    body = client.get(address).content.decode()
    form = re.search(r'<form class="keep-best"[^>]*action="([^"]*)".*?</form>', body, re.S)
    assert form, "nothing is offered"
    fields = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form[0])
    return form[1], {name: unescape(value) for name, value in fields}


def keep(client: Client, address: str) -> Any:
    """Press "Keep the best" on a page; return the page that follows."""
    action, form = kept_form(client, address)
    return client.post(action, form, follow=True)


def decide(kind: Any, user: Any, target: Article, **values: Any) -> None:
    seen = {target.pk: Seen.of(target)}
    kind([target], by=user, place=Act.Place.QUEUE, token=new_token(), seen=seen, **values)


def test_one_act_approves_the_best_and_rejects_the_others_as_its_duplicates(
    folder: Path, reviewer: Client
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


def test_one_undo_restores_all(folder: Path, reviewer: Client) -> None:
    keep(reviewer, article("first").get_absolute_url())
    page = text_of(undo(reviewer))
    assert "Undone" in page
    assert statuses() == ["waiting"] * 4


def test_an_undo_leaves_what_somebody_decided_since_and_names_it(
    folder: Path, reviewer: Client, users: Any
) -> None:
    keep(reviewer, article("first").get_absolute_url())
    kept = Act.objects.get()
    decide(moderation.approve, users.editor, article("third"), note="It says more")
    form = {"token": new_token(), "place": "queue", "next": "/queue/"}
    page = text_of(reviewer.post(reverse("undo", args=[kept.pk]), form, follow=True))
    assert statuses() == ["waiting", "waiting", "published", "waiting"]
    assert f"Undone for 3 of 4; 1 was decided since, by editor: “{FOLD}”." in page


def test_a_published_copy_is_the_best_whatever_the_scores_and_stays_as_it_is(
    folder: Path, reviewer: Client, users: Any
) -> None:
    decide(moderation.approve, users.editor, article("fourth"))
    page = text_of(keep(reviewer, Story.objects.get().get_absolute_url()))
    assert "published already; rejected 3 articles as duplicates" in page
    assert statuses() == ["rejected", "rejected", "rejected", "published"]
    assert article("fourth").decision_count == 1


def test_of_equal_scores_the_provider_with_the_better_record_counts_then_the_earlier(
    folder: Path, users: Any
) -> None:
    decide(moderation.set_quality, users.editor, article("fourth"), quality=60)
    best = best_of_article(article("first"), users.reviewer)
    assert best
    assert best.best == article("second")
    write_copy(folder, "record", "Of wholly other things", provider="provider-fourth")
    import_folder(folder)
    decide(moderation.approve, users.editor, article("record"))
    best = best_of_article(article("first"), users.reviewer)
    assert best
    assert best.best == article("fourth")


def test_rejected_and_gone_copies_are_left_alone(
    folder: Path, reviewer: Client, users: Any
) -> None:
    decide(moderation.reject, users.editor, article("second"))
    (folder / "fourth.md").unlink()
    import_folder(folder)
    page = text_of(keep(reviewer, article("first").get_absolute_url()))
    assert "approved; rejected 1 article as duplicates" in page
    assert statuses() == ["published", "rejected", "rejected", "waiting"]
    assert article("second").decision_count == 1


def test_a_copy_that_arrived_after_the_page_was_loaded_is_not_decided(
    folder: Path, reviewer: Client
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    write_copy(folder, "fifth", FOLD, day=1.5)
    import_folder(folder)
    reviewer.post(action, form)
    assert article("fifth").status == Status.WAITING
    assert statuses() == ["rejected", "published", "rejected", "rejected"]


@pytest.mark.parametrize("change", ["text", "decided"])
def test_nothing_is_decided_where_the_best_changed_meanwhile(
    change: str, folder: Path, reviewer: Client, users: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    if change == "decided":
        decide(moderation.reject, users.editor, article("second"))
    else:
        write_copy(folder, "second", f"{FOLD}: a correction", day=0.25)
        import_folder(folder)
    before = Decision.objects.count()
    page = text_of(reviewer.post(action, form, follow=True))
    assert "Nothing was decided" in page
    assert Decision.objects.count() == before


def test_nothing_is_rejected_for_a_published_copy_that_was_taken_down_meanwhile(
    folder: Path, reviewer: Client, users: Any
) -> None:
    decide(moderation.approve, users.editor, article("second"))
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    decide(moderation.unpublish, users.editor, article("second"))
    assert "Nothing was decided" in text_of(reviewer.post(action, form, follow=True))
    assert statuses() == ["waiting", "taken-down", "waiting", "waiting"]


def test_another_copy_that_was_rejected_meanwhile_stays_and_is_named(
    folder: Path, reviewer: Client, users: Any
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
    is_shown: bool, folder: Path, reviewer: Client, users: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    name = "fourth"
    if not is_shown:
        name = "fifth"
        write_copy(folder, name, FOLD, day=1.5)
        import_folder(folder)
    decide(moderation.approve, users.editor, article(name))
    assert "Nothing was decided" in text_of(reviewer.post(action, form, follow=True))
    assert Article.objects.filter(status=Status.PUBLISHED).count() == 1


def test_nothing_is_rejected_for_the_sake_of_a_document_that_is_gone(
    folder: Path, reviewer: Client
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    (folder / "second.md").unlink()
    import_folder(folder)
    assert "Nothing was decided" in text_of(reviewer.post(action, form, follow=True))
    assert statuses() == ["waiting"] * 4


def test_a_forged_form_rejects_nothing_for_the_sake_of_a_rejected_copy(
    folder: Path, reviewer: Client, users: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    decide(moderation.reject, users.editor, article("second"))
    second = article("second")
    form |= {f"seen-{second.pk}": str(Seen.of(second)), "does": "leave"}
    assert "Nothing was decided" in text_of(reviewer.post(action, form, follow=True))
    assert statuses() == ["waiting", "rejected", "waiting", "waiting"]


def test_ones_own_change_of_its_quality_is_no_reason_against_it(
    folder: Path, reviewer: Client, users: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    decide(moderation.set_quality, users.reviewer, article("second"), quality=65)
    reviewer.post(action, form)
    assert statuses() == ["rejected", "published", "rejected", "rejected"]


def test_a_best_copy_with_a_warning_has_to_be_looked_at_first(
    folder: Path, tmp_path: Path, reviewer: Client, users: Any
) -> None:
    other = tmp_path / "other"
    write_copy(other, "elsewhere", FOLD, day=300)
    import_folder(other)
    decide(moderation.approve, users.editor, article("elsewhere"))
    page = text_of(reviewer.get(article("first").get_absolute_url()))
    assert OFFERED not in page
    assert "look at it first: same headline is published" in page


def test_the_story_page_names_all_that_is_rejected_where_its_list_does_not(
    tmp_path: Path, reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.desk.stories.views.SHOWN", 2)
    folder = tmp_path / "news"
    write_unlike(folder)
    for number in range(5):
        write_copy(folder, f"copy-{number}", FOLD, day=number / 10)
    import_folder(folder)
    page = text_of(reviewer.get(Story.objects.get().get_absolute_url()))
    assert all(f"provider-copy-{number}" in page for number in range(5))


def test_a_form_sent_twice_counts_once(folder: Path, reviewer: Client) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    for _ in range(2):
        response = reviewer.post(action, form, follow=True)
        assert "rejected 3 articles" in text_of(response)
        assert 'class="message error"' not in response.content.decode()
    assert (Act.objects.count(), Decision.objects.count()) == (1, 4)


def test_documents_of_no_one_story_are_refused(folder: Path, reviewer: Client) -> None:
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
    field: dict[str, str], folder: Path, reviewer: Client
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    response = reviewer.post(action, form | field, follow=True)
    assert 'role="alert"' in response.content.decode()
    assert not Act.objects.exists()


def test_a_reader_is_offered_nothing_and_refused(
    folder: Path, reviewer: Client, sign_in: Any
) -> None:
    action, form = kept_form(reviewer, article("first").get_absolute_url())
    reader = sign_in("reader")
    assert OFFERED not in text_of(reader.get(article("first").get_absolute_url()))
    assert reader.post(action, form).status_code == 403


def test_at_most_fifty_are_decided_and_the_rest_is_named(tmp_path: Path, reviewer: Client) -> None:
    folder = tmp_path / "news"
    write_unlike(folder)
    for number in range(MAX_DECIDED + 4):
        write_copy(folder, f"copy-{number:02}", FOLD, day=number / 100)
    import_folder(folder)
    address = Story.objects.get().get_absolute_url()
    assert "; 4 more wait, and stay." in text_of(reviewer.get(address))
    keep(reviewer, address)
    assert Act.objects.get().decisions.count() == MAX_DECIDED
    assert Article.objects.waiting().filter(story_copy__story__isnull=False).count() == 4


def test_without_another_waiting_copy_nothing_is_offered(
    folder: Path, reviewer: Client, users: Any
) -> None:
    for name in ("first", "third", "fourth"):
        decide(moderation.reject, users.editor, article(name))
    assert OFFERED not in text_of(reviewer.get(article("second").get_absolute_url()))


def test_review_offers_it_and_goes_on_with_the_next_story(folder: Path, reviewer: Client) -> None:
    page = text_of(keep(reviewer, "/review/"))
    assert "Kept “Robots learn" in page
    assert "Wholly unlike" in page
    assert Act.objects.get().place == Act.Place.REVIEW
