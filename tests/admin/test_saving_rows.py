"""Rows of the admin's list, ticked and scored: what saving them decides."""

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
from tests.admin.kit import LIST, Desk, Make, only_act, sent_from
from tests.desk_kit import text_of


def test_ticking_published_approves_and_unticking_takes_down(
    desk: Desk, cast: SimpleNamespace, make_article: Make
) -> None:
    waiting, published = make_article(quality=38), make_article(quality=90)
    form = desk.open()
    desk.tick(form, waiting)
    desk.untick(form, published)
    desk.score(form, waiting, 75)
    answer = desk.save(form)
    assert (answer.status_code, answer.url) == (302, LIST)
    act = only_act()
    assert (act.by, act.place) == (cast.editor, "admin")
    told = {each.article_id: (each.kind, each.changes) for each in act.decisions.all()}
    assert told == {
        waiting.pk: (Kind.APPROVE, {"published": [False, True], "quality": [38, 75]}),
        published.pk: (Kind.UNPUBLISH, {"published": [True, False]}),
    }
    waiting.refresh_from_db()
    assert (waiting.status, waiting.quality) == ("published", 75)


def test_a_row_whose_quality_alone_changed_stays_waiting(desk: Desk, make_article: Make) -> None:
    article = make_article(quality=38)
    form = desk.open()
    desk.score(form, article, 71)
    said = text_of(desk.client.get(desk.save(form).url))
    article.refresh_from_db()
    assert (article.status, article.quality) == ("waiting", 71)
    assert only_act().decisions.get().kind == Kind.SET_QUALITY
    assert f"“{article.title}”: quality set, quality 38 → 71." in said


def test_after_a_save_our_sentence_stands_alone_and_no_other_log_is_kept(
    desk: Desk, make_article: Make
) -> None:
    article = make_article(quality=38)
    form = desk.open()
    desk.tick(form, article)
    said = text_of(desk.client.get(desk.save(form).url))
    assert f"“{article.title}”: approved." in said
    assert "successfully" not in said
    assert not LogEntry.objects.exists()


def test_saving_an_untouched_list_records_nothing(desk: Desk, make_article: Make) -> None:
    make_article()
    said = text_of(desk.client.get(desk.save(desk.open()).url))
    assert "Nothing was changed, so nothing was recorded." in said
    assert not Act.objects.exists()


def test_a_list_sent_twice_is_one_act(desk: Desk, make_article: Make) -> None:
    article = make_article(quality=38)
    form = desk.open()
    desk.tick(form, article)
    first, second = desk.save(form), desk.save(form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert only_act().decisions.count() == 1


def test_a_row_decided_since_the_page_was_opened_stops_all_of_them(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    mine, theirs = make_article(quality=38), make_article(quality=38)
    form = desk.open("?status__exact=waiting")
    desk.tick(form, mine)
    desk.tick(form, theirs)
    desk.score(form, theirs, 77)
    decide(moderation.reject, "reviewer", theirs, note="seen before")
    answer = desk.save(form, "?status__exact=waiting", save_note="worth it")
    assert answer.status_code == 409
    said = text_of(answer)
    assert "Nothing was saved." in said
    assert "Rejected by reviewer, a moment ago" in said
    assert Act.objects.count() == 1
    mine.refresh_from_db()
    assert mine.status == "waiting"
    again = sent_from(answer)
    assert again[f"{desk.row(again, mine)}published"] == "on"
    assert again[f"{desk.row(again, theirs)}published"] == "on"
    assert again[f"{desk.row(again, theirs)}quality"] == "77"
    assert again["save_note"] == "worth it"


def test_the_sentence_stands_on_its_own_row_though_the_filter_no_longer_finds_it(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    first, second, third = (make_article(quality=38) for _ in range(3))
    form = desk.open("?status__exact=waiting")
    desk.tick(form, second)
    decide(moderation.reject, "reviewer", second)
    rows = desk.save(form, "?status__exact=waiting").content.decode().split("<tbody>")[1]
    order = [
        rows.index(part) for part in (third.title, "errorlist", second.title, first.title)
    ]  # fmt: skip
    assert order == sorted(order)


def test_saved_again_after_being_told_it_goes_through_with_a_note(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    article = make_article(quality=38)
    form = desk.open()
    desk.tick(form, article)
    decide(moderation.reject, "reviewer", article)
    told = sent_from(desk.save(form))
    unsaid = desk.save(told)
    assert "say in a note why you decide otherwise" in text_of(unsaid)
    answer = desk.save(sent_from(unsaid), save_note="It is the original.")
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.status == "published"
    assert article.decisions.get(number=2).note == "It is the original."


def test_an_untouched_row_decided_meanwhile_is_not_reverted(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    mine, theirs = make_article(quality=38), make_article(quality=38)
    form = desk.open()
    desk.tick(form, mine)
    decide(
        moderation.approve,
        "reviewer",
        theirs,
    )
    assert desk.save(form).status_code == 302
    theirs.refresh_from_db()
    assert theirs.status == "published"
    assert theirs.decisions.count() == 1


def test_shown_again_an_untouched_row_is_as_it_is_now_and_still_untouched(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    mine, theirs, blocked = (make_article(quality=38) for _ in range(3))
    form = desk.open()
    desk.tick(form, mine)
    desk.tick(form, blocked)
    decide(moderation.approve, "reviewer", theirs)
    decide(moderation.reject, "reviewer", blocked)
    again = sent_from(desk.save(form))
    assert again[f"{desk.row(again, theirs)}published"] in ("on", "True")
    assert desk.save(again, save_note="mine").status_code == 302
    assert theirs.decisions.count() == 1


def test_what_somebody_else_decided_just_so_is_a_quiet_success(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    article = make_article(quality=38)
    form = desk.open()
    desk.tick(form, article)
    decide(moderation.approve, "reviewer", article)
    said = text_of(desk.client.get(desk.save(form).url))
    assert "It is so already: Approved by reviewer" in said
    assert article.decisions.count() == 1


def test_a_text_that_changed_is_said_apart_with_the_difference(
    desk: Desk, make_article: Make, write_document: Any
) -> None:
    article = make_article(name="a.md", title="Same story", quality=38)
    form = desk.open()
    desk.tick(form, article)
    path = write_document(name="a.md", title="Same story", quality=44)
    import_target(targets([str(path.parent)])[0])
    answer = desk.save(form)
    assert answer.status_code == 409
    assert "The document has changed since you opened it." in text_of(answer)
    assert "It was: quality 38 → 44." in text_of(answer)
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Quality can't be emptied; release it on the article's page to follow upstream."),
        ("many", "Enter a whole number."),
        ("1000001", "Quality is a whole number from 0 to 1,000,000."),
        ("-3", "Ensure this value is greater than or equal to 0."),
    ],
)
def test_a_quality_that_is_none_is_an_error_on_its_row(
    desk: Desk, make_article: Make, typed: str, sentence: str
) -> None:
    article = make_article(quality=38)
    form = desk.open()
    desk.score(form, article, typed)
    answer = desk.save(form)
    assert sentence in text_of(answer)
    again = sent_from(answer)
    assert again[f"{desk.row(again, article)}quality"] == typed
    assert not Act.objects.exists()


def test_an_unscored_article_can_be_approved_without_a_quality(
    desk: Desk, make_article: Make
) -> None:
    article = make_article(quality=None)
    form = desk.open()
    desk.tick(form, article)
    assert desk.save(form).status_code == 302
    assert only_act().decisions.get().changes == {"published": [False, True]}


@pytest.mark.parametrize(
    "forged", [{"seen": ""}, {"seen": "[]"}, {"seen": '{"1": 2}'}, {"token": ""}]
)
def test_a_form_without_what_was_seen_is_refused_in_words(
    desk: Desk, make_article: Make, forged: dict[str, str]
) -> None:
    article = make_article(quality=38)
    form = desk.open()
    desk.tick(form, article)
    answer = desk.save(form, **forged)
    assert answer.status_code == 200
    assert "Reload the page and try again." in text_of(answer)
    assert not Act.objects.exists()


def test_a_row_of_no_article_is_a_bad_request(desk: Desk, make_article: Make) -> None:
    article = make_article()
    form = desk.open()
    form[f"{desk.row(form, article)}id"] = "999999"
    assert desk.save(form).status_code == 400


def test_somebody_elses_token_is_refused_in_words(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    article, other = make_article(quality=38), make_article(quality=38)
    decide(moderation.approve, "reviewer", other)
    form = desk.open()
    desk.tick(form, article)
    answer = desk.save(form, token=Act.objects.get().token)
    assert "This form was sent by somebody else." in text_of(answer)
    assert not article.decisions.exists()


def test_a_field_that_a_person_may_not_decide_is_not_offered(
    sign_in: Any, cast: SimpleNamespace, make_article: Make
) -> None:
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename="set_quality_article"))
    article = make_article(quality=38)
    client = sign_in("editor")
    row = re.search(r'name="form-0-quality"[^>]*', client.get(LIST).content.decode())
    assert row
    assert "disabled" in row[0]
    desk = Desk(client)
    form = desk.open()
    desk.score(form, article, 80) if f"{desk.row(form, article)}quality" in form else None
    assert desk.save(form, **{"form-0-quality": "80"}).status_code == 302
    assert not Act.objects.exists()
