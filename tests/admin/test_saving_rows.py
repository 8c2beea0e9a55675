"""Decisions made by saving rows of the admin's list."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from articles import moderation
from articles.models import Act
from articles.rules import Kind
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.admin.kit import LIST, Editor, MakeArticle, form_data, only_act
from tests.desk_kit import text_of


def test_ticking_published_approves_and_unticking_takes_down(
    editor: Editor, users: SimpleNamespace, make_article: MakeArticle
) -> None:
    waiting, published = make_article(quality=38), make_article(quality=90)
    form = editor.open_list()
    editor.tick(form, waiting)
    editor.untick(form, published)
    editor.set_quality(form, waiting, 75)
    answer = editor.save_list(form)
    assert (answer.status_code, answer.url) == (302, LIST)
    act = only_act()
    assert (act.by, act.place) == (users.editor, "admin")
    decisions = {each.article_id: (each.kind, each.changes) for each in act.decisions.all()}
    assert decisions == {
        waiting.pk: (Kind.APPROVE, {"published": [False, True], "quality": [38, 75]}),
        published.pk: (Kind.UNPUBLISH, {"published": [True, False]}),
    }
    waiting.refresh_from_db()
    assert (waiting.status, waiting.quality) == ("published", 75)


def test_a_row_whose_quality_alone_changed_stays_waiting(
    editor: Editor, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    form = editor.open_list()
    editor.set_quality(form, article, 71)
    text = text_of(editor.client.get(editor.save_list(form).url))
    article.refresh_from_db()
    assert (article.status, article.quality) == ("waiting", 71)
    assert only_act().decisions.get().kind == Kind.SET_QUALITY
    assert f"Quality 38 → 71: “{article.title}”." in text


def test_after_a_save_there_is_one_message_and_no_other_log(
    editor: Editor, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    form = editor.open_list()
    editor.tick(form, article)
    text = text_of(editor.client.get(editor.save_list(form).url))
    assert f"Approved: “{article.title}”." in text
    assert "successfully" not in text
    assert not LogEntry.objects.exists()


def test_saving_an_untouched_list_records_nothing(
    editor: Editor, make_article: MakeArticle
) -> None:
    make_article()
    text = text_of(editor.client.get(editor.save_list(editor.open_list()).url))
    assert "Nothing was changed, so nothing was recorded." in text
    assert not Act.objects.exists()


def test_a_list_sent_twice_is_one_act(editor: Editor, make_article: MakeArticle) -> None:
    article = make_article(quality=38)
    form = editor.open_list()
    editor.tick(form, article)
    first, second = editor.save_list(form), editor.save_list(form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert only_act().decisions.count() == 1


def test_a_row_decided_since_the_page_was_opened_stops_all_of_them(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    mine, theirs = make_article(quality=38), make_article(quality=38)
    form = editor.open_list("?status__exact=waiting")
    editor.tick(form, mine)
    editor.tick(form, theirs)
    editor.set_quality(form, theirs, 77)
    decide(moderation.reject, "reviewer", theirs, note="seen before")
    answer = editor.save_list(form, "?status__exact=waiting", save_note="worth it")
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Nothing was saved." in text
    assert "Rejected by reviewer, a moment ago" in text
    assert Act.objects.count() == 1
    mine.refresh_from_db()
    assert mine.status == "waiting"
    again = form_data(answer)
    assert again[f"{editor.row_prefix(again, mine)}published"] == "on"
    assert again[f"{editor.row_prefix(again, theirs)}published"] == "on"
    assert again[f"{editor.row_prefix(again, theirs)}quality"] == "77"
    assert again["save_note"] == "worth it"


def test_the_error_is_shown_at_its_row_though_the_filter_no_longer_finds_it(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    first, second, third = (make_article(quality=38) for _ in range(3))
    form = editor.open_list("?status__exact=waiting")
    editor.tick(form, second)
    decide(moderation.reject, "reviewer", second)
    rows = editor.save_list(form, "?status__exact=waiting").content.decode().split("<tbody>")[1]
    order = [rows.index(part) for part in (third.title, "errorlist", second.title, first.title)]
    assert order == sorted(order)


def test_saved_again_after_the_error_it_needs_a_note(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    form = editor.open_list()
    editor.tick(form, article)
    decide(moderation.reject, "reviewer", article)
    shown_again = form_data(editor.save_list(form))
    without_note = editor.save_list(shown_again)
    assert "say in a note why you decide otherwise" in text_of(without_note)
    answer = editor.save_list(form_data(without_note), save_note="It is the original.")
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.status == "published"
    assert article.decisions.get(number=2).note == "It is the original."


def test_an_untouched_row_decided_meanwhile_is_not_reverted(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    mine, theirs = make_article(quality=38), make_article(quality=38)
    form = editor.open_list()
    editor.tick(form, mine)
    decide(
        moderation.approve,
        "reviewer",
        theirs,
    )
    assert editor.save_list(form).status_code == 302
    theirs.refresh_from_db()
    assert theirs.status == "published"
    assert theirs.decisions.count() == 1


def test_shown_again_an_untouched_row_is_as_it_is_now_and_still_untouched(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    mine, theirs, blocked = (make_article(quality=38) for _ in range(3))
    form = editor.open_list()
    editor.tick(form, mine)
    editor.tick(form, blocked)
    decide(moderation.approve, "reviewer", theirs)
    decide(moderation.reject, "reviewer", blocked)
    again = form_data(editor.save_list(form))
    assert again[f"{editor.row_prefix(again, theirs)}published"] in ("on", "True")
    assert editor.save_list(again, save_note="mine").status_code == 302
    assert theirs.decisions.count() == 1


def test_a_decision_that_somebody_else_made_already_is_no_error(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    form = editor.open_list()
    editor.tick(form, article)
    decide(moderation.approve, "reviewer", article)
    text = text_of(editor.client.get(editor.save_list(form).url))
    assert "It is so already: Approved by reviewer" in text
    assert article.decisions.count() == 1


def test_a_text_that_changed_is_an_error_of_its_own_with_the_difference(
    editor: Editor, make_article: MakeArticle, write_document: Any
) -> None:
    article = make_article(name="a.md", title="Same story", quality=38)
    form = editor.open_list()
    editor.tick(form, article)
    path = write_document(name="a.md", title="Same story", quality=44)
    import_target(targets([str(path.parent)])[0])
    answer = editor.save_list(form)
    assert answer.status_code == 409
    assert "The document has changed since you opened it." in text_of(answer)
    assert "It was: quality 38 → 44." in text_of(answer)
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Quality can't be emptied."),
        ("many", "Quality is a whole number from 0 to 1,000,000."),
        ("1000001", "Quality is a whole number from 0 to 1,000,000."),
        ("-3", "Quality is a whole number from 0 to 1,000,000."),
    ],
)
def test_an_invalid_quality_is_an_error_at_its_row(
    editor: Editor, make_article: MakeArticle, typed: str, sentence: str
) -> None:
    article = make_article(quality=38)
    form = editor.open_list()
    editor.set_quality(form, article, typed)
    answer = editor.save_list(form)
    assert sentence in text_of(answer)
    assert re.search(r'name="form-0-quality"[^>]* autofocus', answer.content.decode())
    again = form_data(answer)
    assert again[f"{editor.row_prefix(again, article)}quality"] == typed
    assert not Act.objects.exists()


def test_a_note_that_is_too_long_is_told_once_and_with_the_faults_of_the_rows(
    editor: Editor, make_article: MakeArticle
) -> None:
    first, second = make_article(quality=38), make_article(quality=38)
    form = editor.open_list()
    editor.tick(form, first)
    editor.set_quality(form, second, "many")
    text = text_of(editor.save_list(form, save_note="x" * 2001))
    assert text.count("The note has at most 2,000 characters; this one has 2,001.") == 1
    assert "Quality is a whole number from 0 to 1,000,000." in text
    assert not Act.objects.exists()


def test_an_unscored_article_can_be_approved_without_a_quality(
    editor: Editor, make_article: MakeArticle
) -> None:
    article = make_article(quality=None)
    form = editor.open_list()
    editor.tick(form, article)
    assert editor.save_list(form).status_code == 302
    assert only_act().decisions.get().changes == {"published": [False, True]}


@pytest.mark.parametrize(
    "forged", [{"seen": ""}, {"seen": "[]"}, {"seen": '{"1": 2}'}, {"token": ""}]
)
def test_a_form_without_snapshots_or_token_is_refused_with_a_message(
    editor: Editor, make_article: MakeArticle, forged: dict[str, str]
) -> None:
    article = make_article(quality=38)
    form = editor.open_list()
    editor.tick(form, article)
    answer = editor.save_list(form, **forged)
    assert answer.status_code == 200
    assert "Reload the page and try again." in text_of(answer)
    assert not Act.objects.exists()


def test_a_row_of_no_article_is_a_bad_request(editor: Editor, make_article: MakeArticle) -> None:
    article = make_article()
    form = editor.open_list()
    form[f"{editor.row_prefix(form, article)}id"] = "999999"
    assert editor.save_list(form).status_code == 400


def test_somebody_elses_token_is_refused_with_a_message_and_logged(
    editor: Editor, decide: Any, make_article: MakeArticle, caplog: pytest.LogCaptureFixture
) -> None:
    article, other = make_article(quality=38), make_article(quality=38)
    decide(moderation.approve, "reviewer", other)
    form = editor.open_list()
    editor.tick(form, article)
    answer = editor.save_list(form, token=Act.objects.get().token)
    assert "This form was sent by somebody else." in text_of(answer)
    assert not article.decisions.exists()
    logged = [each.getMessage() for each in caplog.records if each.name.endswith(".refusals")]
    assert len(logged) == 1
    assert 'person="editor"' in logged[0]
    assert 'reason="This form was sent by somebody else."' in logged[0]


def test_a_field_that_a_person_may_not_decide_is_not_offered(
    sign_in: Any, users: SimpleNamespace, make_article: MakeArticle
) -> None:
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename="set_quality_article"))
    article = make_article(quality=38)
    client = sign_in("editor")
    row = re.search(r'name="form-0-quality"[^>]*', client.get(LIST).content.decode())
    assert row
    assert "disabled" in row[0]
    editor = Editor(client)
    form = editor.open_list()
    editor.set_quality(
        form, article, 80
    ) if f"{editor.row_prefix(form, article)}quality" in form else None
    assert editor.save_list(form, **{"form-0-quality": "80"}).status_code == 302
    assert not Act.objects.exists()
