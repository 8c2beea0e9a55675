"""The admin: a window on the same door, tried through its own pages and forms."""

import json
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import moderation
from articles.admin.base import CappedCount, CappedPaginator
from articles.importing.run import import_target
from articles.importing.targets import targets
from articles.models import (
    Act,
    Article,
    Batch,
    Collection,
    Decision,
    ImportRun,
    InvalidDocument,
    Provider,
    Topic,
)
from articles.models.record import new_token
from articles.standing import Kind

LIST = "/admin/articles/article/"
Make = Callable[..., Article]


class Forms(HTMLParser):
    """What a browser would send from each form of a page, by the form's id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, dict[str, Any]] = {}
        self.form, self.area, self.select = "", "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        found = dict(attributes)
        name = found.get("name", "")
        if tag == "form":
            self.form = found.get("id", "")
            self.fields[self.form] = {}
        elif not self.form or "disabled" in found:
            return
        elif tag == "textarea":
            self.area = name
            self._set(name, "")
        elif tag == "select":
            self.select = name
            if "multiple" not in found:
                self._set(name, "")
        elif tag == "option" and "selected" in found:
            self._set(self.select, found.get("value", ""))
        elif tag == "input":
            kind = found.get("type", "text")
            if kind in ("submit", "button") or (kind == "checkbox" and "checked" not in found):
                return
            self._set(name, found.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, text: str) -> None:
        if self.area:
            self._set(self.area, text.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.form = ""

    def _set(self, name: str, value: str) -> None:
        if name:
            self.fields[self.form][name] = value


def sent_from(page: Any, form: str = "changelist-form") -> dict[str, Any]:
    return Forms(page.content.decode()).fields[form]


def text_of(page: Any) -> str:
    """Return the words of a page."""
    plain = re.sub(r"<(script|style).*?</\1>", "", page.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


class Desk:
    """An editor at the admin: opens pages, changes what they show, and sends them."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, query: str = "") -> dict[str, Any]:
        page = self.client.get(LIST + query)
        assert page.status_code == 200
        return sent_from(page)

    def row(self, form: dict[str, Any], article: Article) -> str:
        """Return the prefix of the article's row."""
        (prefix,) = (
            name[:-2]
            for name, value in form.items()
            if re.fullmatch(r"form-\d+-id", name) and value == str(article.pk)
        )
        return prefix

    def tick(self, form: dict[str, Any], article: Article) -> None:
        form[f"{self.row(form, article)}published"] = "on"

    def untick(self, form: dict[str, Any], article: Article) -> None:
        del form[f"{self.row(form, article)}published"]

    def score(self, form: dict[str, Any], article: Article, quality: object) -> None:
        form[f"{self.row(form, article)}quality"] = str(quality)

    def save(self, form: dict[str, Any], query: str = "", **more: Any) -> Any:
        return self.client.post(LIST + query, {**form, **more, "_save": "Save"})

    def choose(self, action: str, *articles: Article, query: str = "", **more: Any) -> Any:
        """Run the action on the rows, and return the page it leads to."""
        form = more.pop("form", None) or self.open(query)
        chosen = [str(article.pk) for article in articles]
        form = {**form, "action": action, "index": "0", "_selected_action": chosen, **more}
        return self.client.post(LIST + query, form, follow=True)

    def act(self, action: str, *articles: Article, query: str = "", **more: Any) -> Any:
        """Run the action on the rows; confirm what the batch's page shows, where it asks."""
        page = self.choose(action, *articles, query=query, **more)
        found = re.search(r'id="confirm"[^>]*action="([^"]*)"', page.content.decode())
        if not found:
            return page
        form = sent_from(page, "confirm")
        return self.client.post(found[1], {**form, "typed": form["shown"]}, follow=True)

    def page(self, article: Article) -> dict[str, Any]:
        return sent_from(self.client.get(f"{LIST}{article.pk}/change/"), "article_form")

    def save_page(self, article: Article, form: dict[str, Any], **more: Any) -> Any:
        address = f"{LIST}{article.pk}/change/"
        return self.client.post(address, {**form, **more, "_save": "Save"})


@pytest.fixture
def desk(sign_in: Callable[[str], Client]) -> Desk:
    return Desk(sign_in("editor"))


@pytest.fixture
def decide(cast: SimpleNamespace, act_words: Callable[..., Any]) -> Callable[..., Any]:
    """Let somebody decide at another place meanwhile."""

    def meanwhile(verb: Any, who: str, *articles: Article, **more: Any) -> Any:
        return verb(articles, **act_words(getattr(cast, who), *articles, **more))

    return meanwhile


def only_act() -> Act:
    """Return the act, where there is just one."""
    return Act.objects.get()


# -- Who gets in -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"), [("reader", 403), ("reviewer", 403), ("editor", 200), ("superuser", 200)]
)
def test_the_admin_is_for_editors(sign_in: Any, role: str, status: int) -> None:
    assert sign_in(role).get("/admin/", follow=True).status_code == status
    assert sign_in(role).get(LIST, follow=True).status_code == status


@pytest.mark.parametrize("role", ["stranger", "deactivated"])
def test_who_is_not_signed_in_is_sent_to_the_desks_sign_in_and_back(
    sign_in: Any, role: str
) -> None:
    answer = sign_in(role).get(LIST, follow=True)
    address, _ = answer.redirect_chain[-1]
    assert address == f"{reverse('sign-in')}?next={LIST}"


def test_an_editor_at_the_admins_sign_in_is_sent_on_but_never_to_another_site(
    sign_in: Any,
) -> None:
    editor = sign_in("editor")
    assert editor.get("/admin/login/", {"next": LIST}).url == LIST
    assert editor.get("/admin/login/", {"next": "https://evil.example/"}).url == "/admin/"


@pytest.mark.parametrize("path", ["auth/user/", "auth/user/add/", "auth/group/", "auth/group/add/"])
def test_users_and_groups_are_for_superusers_alone(sign_in: Any, path: str) -> None:
    assert sign_in("editor").get(f"/admin/{path}").status_code == 403
    assert sign_in("superuser").get(f"/admin/{path}").status_code == 200


def test_nothing_but_groups_can_be_deleted(
    sign_in: Any, cast: SimpleNamespace, make_article: Make, desk: Desk
) -> None:
    desk.act("approve", make_article())
    InvalidDocument.objects.create(
        collection=Collection.objects.get(), path="x.md", since=Act.objects.get().at, problems=[]
    )
    client = sign_in("superuser")
    for model in admin.site._registry:
        if not model._default_manager.exists():
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pk = model._default_manager.order_by("-pk").values_list("pk", flat=True)[0]
        expected = 200 if model is Group else 403
        assert client.get(reverse(f"{name}_delete", args=[pk])).status_code == expected, model
        page = client.get(reverse(f"{name}_changelist")).content.decode()
        assert ("delete_selected" in page) == (model is Group), model
        page = client.get(reverse(f"{name}_change", args=[pk])).content.decode()
        assert ("deletelink" in page) == (model is Group), model


@pytest.mark.parametrize("model", [Act, Decision, Provider, Topic, ImportRun, InvalidDocument])
def test_the_record_and_what_documents_bring_are_only_shown(
    sign_in: Any, make_article: Make, desk: Desk, model: Any
) -> None:
    desk.act("approve", make_article())
    InvalidDocument.objects.create(
        collection=Collection.objects.get(), path="x.md", since=Act.objects.get().at,
        problems=[{"line": 3, "field": "quality", "message": "expected a whole number"}],
    )  # fmt: skip
    client = sign_in("superuser")
    name = f"admin:articles_{model._meta.model_name}"
    page = reverse(f"{name}_change", args=[model.objects.first().pk])
    assert client.get(reverse(f"{name}_add")).status_code == 403
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    shown = client.get(page)
    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content
    assert client.post(page, {"number": "9"}).status_code == 403


def test_articles_cannot_be_added(sign_in: Any, cast: SimpleNamespace) -> None:
    assert sign_in("superuser").get(f"{LIST}add/").status_code == 403


# -- The list: saving rows -------------------------------------------------------------------------


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


# -- The list: actions -----------------------------------------------------------------------------


def test_each_action_decides_on_all_it_applies_to_as_one_act(
    desk: Desk, make_article: Make
) -> None:
    first, second = make_article(quality=38), make_article(quality=38)
    for action, status, did in [
        ("reject", "rejected", "Rejected"),
        ("approve", "published", "Approved"),
        ("take_down", "taken-down", "Took down"),
        ("reopen", "waiting", "Sent back"),
    ]:
        answer = desk.act(action, first, second)
        assert f"{did} 2" in text_of(answer)
        assert set(Article.objects.values_list("status", flat=True)) == {status}
    assert Act.objects.count() == 4
    assert set(Act.objects.values_list("place", flat=True)) == {"admin"}


def test_an_action_keeps_its_reason_and_its_note(desk: Desk, make_article: Make) -> None:
    desk.act("reject", make_article(quality=38), reason="duplicate", note="see the other")
    decision = Decision.objects.get()
    assert (decision.reason, decision.note) == ("duplicate", "see the other")


def test_a_reason_is_for_saying_no(desk: Desk, make_article: Make) -> None:
    desk.act("approve", make_article(quality=38), reason="duplicate")
    assert Decision.objects.get().reason == ""


def test_an_action_says_what_it_skipped_and_why(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    waiting, published, theirs = (make_article(quality=quality) for quality in (38, 90, 38))
    form = desk.open()
    decide(moderation.approve, "reviewer", theirs)
    said = text_of(desk.act("reject", waiting, published, theirs, form=form))
    assert "Rejected 1 2 were skipped or left out:" in said
    assert f"1 not waiting {published.title} Published by upstream." in said
    since = f"1 decided since the list was shown {theirs.title} Decided since you opened it."
    assert since in said
    assert "Approved by reviewer" in said
    assert waiting.decisions.get().kind == Kind.REJECT


def test_skipped_articles_are_named_up_to_five(desk: Desk, make_article: Make) -> None:
    published = [make_article(quality=90) for _ in range(7)]
    said = text_of(desk.act("reject", *published))
    assert "7 not waiting" in said
    assert "All 7 by name" in said
    assert said.count("Published by upstream") == 5


def test_an_action_first_says_what_it_would_do_on_the_desks_own_page(
    desk: Desk, make_article: Make
) -> None:
    first, second = make_article(quality=38), make_article(quality=38)
    page = desk.choose("approve", first, second, query="?status__exact=waiting", note="why")
    assert page.redirect_chain[-1][0].startswith("/batches/")
    said = text_of(page)
    assert "Approve 2 articles" in said
    assert "Chosen: 2 ticked in the admin" in said
    assert "Type 2 to confirm" in said
    assert f'href="{LIST}?status__exact=waiting">Cancel' in page.content.decode()
    assert sent_from(page, "confirm")["note"] == "why"
    assert not Act.objects.exists()


def test_an_action_reaches_a_row_that_the_filter_no_longer_finds(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    article = make_article(quality=38)
    form = desk.open("?status__exact=waiting")
    decide(moderation.approve, "reviewer", article)
    said = text_of(desk.act("reject", article, form=form, query="?status__exact=waiting"))
    assert "Decided since you opened it." in said


def test_only_rows_that_were_seen_can_be_decided(desk: Desk, make_article: Make) -> None:
    seen, unseen = make_article(quality=38), make_article(quality=38)
    form = desk.open()
    form["seen"] = json.dumps({str(seen.pk): "1"})
    assert "Reload the page" in text_of(desk.act("approve", seen, unseen, form=form))
    assert not Act.objects.exists()
    desk.act("approve", seen, form=form)
    assert not unseen.decisions.exists()
    assert seen.decisions.exists()


def test_all_pages_at_once_are_what_the_list_finds_when_it_is_chosen(
    desk: Desk, make_article: Make
) -> None:
    published = make_article(quality=90)
    for _ in range(51):
        make_article(quality=38)
    query = "?status__exact=waiting"
    page = desk.client.get(LIST + query).content.decode()
    assert "Select all 51 articles" in page
    chosen = desk.choose("reject", published, query=query, select_across="1")
    said = text_of(chosen)
    assert "Reject 51 articles" in said
    assert "Chosen: all in the admin’s list (status__exact=waiting)" in said
    assert set(Batch.objects.get().items.values_list("seen", flat=True)) == {"1"}
    assert not Act.objects.exists()


def test_an_action_sent_twice_is_one_act(desk: Desk, make_article: Make) -> None:
    article = make_article(quality=38)
    form = desk.open()
    for _ in range(2):
        assert "Approved 1" in text_of(desk.act("approve", article, form=form))
    assert only_act().decisions.count() == 1


def test_an_action_without_what_was_seen_does_nothing_and_says_so(
    desk: Desk, make_article: Make
) -> None:
    article = make_article(quality=38)
    assert "Reload the page" in text_of(desk.act("approve", article, seen=""))
    assert "Nothing was done. The note has at most" in text_of(
        desk.act("approve", article, note="x" * 2001)
    )
    assert not Act.objects.exists()


def test_an_action_without_its_right_is_not_in_the_list(
    sign_in: Any, cast: SimpleNamespace, make_article: Make
) -> None:
    make_article(quality=38)
    client = sign_in("editor")
    assert 'value="take_down"' in client.get(LIST).content.decode()
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename="unpublish_article"))
    page = client.get(LIST).content.decode()
    assert 'value="take_down"' not in page
    assert 'value="approve"' in page


# -- The list: finding -----------------------------------------------------------------------------


@pytest.fixture
def shelf(make_article: Make) -> SimpleNamespace:
    return SimpleNamespace(
        low=make_article(title="Low story", quality=12, provider="Heise", domain="heise.example",
                         topics=("AI", "Vision"), url="https://heise.example/low-story"),
        high=make_article(title="High story", quality=90, type="video", excerpt="About a zebra."),
        near=make_article(title="Near story", quality=69, type="podcast"),
        none=make_article(title="Unscored story", quality=None, topics=("Vision",),
                          published_at="2019-01-02T03:04:05Z"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status__exact=published", "high"),
        ("status__exact=waiting&quality=40-69", "near"),
        ("quality=none", "none"),
        ("quality=0-39", "low"),
        ("quality=70-", "high"),
        ("quality=nonsense", ""),
        ("type=video", "high"),
        ("type=other", "near"),
        ("type=nonsense", ""),
        ("provider=HEISE", "low"),
        ("provider=heise.example", "low"),
        ("topic=vision", "low none"),
        ("topic=vision&quality=none", "none"),
        ("published_at__lt=2020-01-01+00:00:00%2B00:00", "none"),
        ("q=zebra", "high"),
        ("q=heise.example/low", "low"),
        ("q=story+high", "high"),
    ],
)
def test_the_list_is_filtered_and_searched(
    desk: Desk, shelf: SimpleNamespace, query: str, found: str
) -> None:
    answer = desk.client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    shown = {article.title for article in answer.context_data["cl"].result_list}
    assert shown == {getattr(shelf, name).title for name in found.split()}


def test_an_unknown_provider_or_topic_finds_nothing_and_says_so(
    desk: Desk, shelf: SimpleNamespace
) -> None:
    for parameter in ("provider", "topic"):
        answer = desk.client.get(f"{LIST}?{parameter}=Nobody")
        assert f"No {parameter} is named “Nobody”." in text_of(answer)
        assert not answer.context_data["cl"].result_list
        assert desk.client.get(f"{LIST}?{parameter}=a%00b").status_code == 200


def test_a_typed_filter_keeps_the_others(desk: Desk, shelf: SimpleNamespace) -> None:
    page = desk.client.get(f"{LIST}?type=video&q=story&provider=heise").content.decode()
    form = page.split('class="text-filter"')[1].split("</form>")[0]
    assert '<input type="hidden" name="type" value="video">' in form
    assert '<input type="hidden" name="q" value="story">' in form
    assert 'value="heise"' in form


def test_no_page_loads_all_providers(desk: Desk, shelf: SimpleNamespace) -> None:
    article = shelf.low
    for page in (LIST, f"{LIST}{article.pk}/change/"):
        html = desk.client.get(page).content.decode()
        options = re.findall(r"<option[^>]*>([^<]*)", html)
        assert not {"Heise", "Provider"} & set(options)


def test_only_what_has_an_index_can_be_sorted(desk: Desk, shelf: SimpleNamespace) -> None:
    def order(query: str) -> list[str]:
        return list(desk.client.get(LIST + query).context_data["cl"].queryset.query.order_by)

    columns = ("action_checkbox", *admin.site._registry[Article].list_display)
    quality, date = columns.index("quality"), columns.index("appeared")
    assert order("") == ["-arrived_at", "-id"]
    assert order(f"?o=-{quality}") == ["-rank", "-id"]
    assert order(f"?o={date}.{quality}") == ["published_at", "id"]
    assert order(f"?o={columns.index('heat')}") == ["-arrived_at", "-id"]
    html = desk.client.get(LIST).content.decode()
    assert set(re.findall(r"\?o=-?(\d+)", html)) == {str(quality), str(date)}


def test_counting_stops_at_the_limit(
    desk: Desk, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        make_article(quality=38)
    monkeypatch.setattr(CappedPaginator, "limit", 3)
    monkeypatch.setattr(CappedCount, "limit", 3)
    assert "3+ articles" in text_of(desk.client.get(LIST))
    assert "Provider provider.example 3+" in text_of(desk.client.get("/admin/articles/provider/"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        desk.client.get(LIST)
    counts = [each["sql"] for each in queries if "COUNT(" in each["sql"]]
    assert counts
    assert all("LIMIT" in sql for sql in counts)


PAGES = (
    "article/", "act/", "decision/", "provider/", "topic/", "collection/", "importrun/",
    "invaliddocument/",
)  # fmt: skip


def test_a_list_costs_the_same_for_3_rows_and_for_30(desk: Desk, make_article: Make) -> None:
    """A query for each row's provider, pictures, person or count would show here."""

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            article = make_article(
                quality=38, provider=f"Provider {number}", topics=(f"Topic {number}",),
                folder=f"folder-{number}",
                rest="images:\n  - url: /a.jpg\n    width: 1\n    height: 1\n",
            )  # fmt: skip
            desk.act("approve", article, form={
                "seen": json.dumps({str(article.pk): "1"}), "token": new_token(),
            })  # fmt: skip
            InvalidDocument.objects.create(
                collection=article.collection, path="x.md", problems=[], since=article.arrived_at
            )

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = desk.client.get(f"/admin/articles/{path}")
        assert answer.status_code == 200
        return len(queries)

    fill(0, 3)
    few = {path: cost(path) for path in PAGES}
    fill(3, 30)
    assert {path: cost(path) for path in PAGES} == few


def test_saving_many_rows_asks_for_none_of_them_alone(desk: Desk, make_article: Make) -> None:
    def cost() -> int:
        form = desk.open()
        with CaptureQueriesContext(connection) as queries:
            assert desk.save(form).status_code == 302
        return len(queries)

    for _ in range(3):
        make_article()
    few = cost()
    for _ in range(27):
        make_article()
    assert cost() == few


def test_a_row_shows_a_safe_thumbnail_and_leads_to_the_desk(desk: Desk, make_article: Make) -> None:
    images = "images:\n  - url: {}\n    width: 1\n    height: 1\n".format
    safe = make_article(rest=images("https://pictures.example/a.jpg"))
    make_article(rest=images("http://pictures.example/b.jpg"))
    page = desk.client.get(LIST).content.decode()
    (picture,) = re.findall(r"<img[^>]*thumbnail[^>]*>", page)
    assert 'src="https://pictures.example/a.jpg"' in picture
    assert 'loading="lazy"' in picture
    assert 'referrerpolicy="no-referrer"' in picture
    assert '<span class="thumbnail"></span>' in page
    assert f'<a href="{safe.get_absolute_url()}">Open on the desk</a>' in page


# -- An article's page -----------------------------------------------------------------------------


def test_the_page_decides_only_what_was_changed(desk: Desk, make_article: Make) -> None:
    article = make_article(quality=38, title="As upstream says")
    form = desk.page(article)
    answer = desk.save_page(article, form, title="As we say", topic_names="AI\r\n New \r\n\r\n")
    assert (answer.status_code, answer.url) == (302, LIST)
    decision = only_act().decisions.get()
    assert decision.kind == Kind.EDIT
    assert decision.changes == {
        "title": ["As upstream says", "As we say"], "topics": [["AI"], ["AI", "New"]],
    }  # fmt: skip
    article.refresh_from_db()
    assert (article.title, article.topic_names) == ("As we say", ["AI", "New"])
    assert "title “As upstream says” → “As we say”" in text_of(desk.client.get(LIST))


@pytest.mark.parametrize(
    ("typed", "kind", "fields"),
    [
        ({"published": "on"}, Kind.APPROVE, {"published"}),
        ({"published": "on", "title": "T"}, Kind.APPROVE, {"published", "title"}),
        ({"quality": "50"}, Kind.SET_QUALITY, {"quality"}),
        ({"quality": "50", "type": "video"}, Kind.EDIT, {"quality", "type"}),
        ({"excerpt": "One.\r\nTwo."}, Kind.EDIT, {"excerpt"}),
    ],
)
def test_the_pages_changes_are_one_decision(
    desk: Desk, make_article: Make, typed: dict[str, str], kind: Kind, fields: set[str]
) -> None:
    article = make_article(quality=38)
    assert desk.save_page(article, desk.page(article), **typed).status_code == 302
    decision = only_act().decisions.get()
    assert (decision.kind, set(decision.changes)) == (kind, fields)
    if "excerpt" in fields:
        assert decision.changes["excerpt"][1] == "One.\nTwo."


def test_unticking_published_on_the_page_takes_down(desk: Desk, make_article: Make) -> None:
    article = make_article(quality=90)
    form = desk.page(article)
    del form["published"]
    assert desk.save_page(article, form, note="too old").status_code == 302
    decision = only_act().decisions.get()
    assert (decision.kind, decision.note) == (Kind.UNPUBLISH, "too old")


def test_a_page_saved_untouched_records_nothing(desk: Desk, seeds: SimpleNamespace) -> None:
    for article in (seeds.waiting, seeds.published):
        assert desk.save_page(article, desk.page(article)).status_code == 302
    assert not Act.objects.exists()


def test_an_untouched_field_that_somebody_set_meanwhile_is_kept(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    article = make_article(quality=38)
    form = desk.page(article)
    decide_quality(decide, article, 55)
    assert desk.save_page(article, form, title="As we say").status_code == 302
    article.refresh_from_db()
    assert (article.quality, article.title) == (55, "As we say")


def decide_quality(decide: Any, article: Article, quality: int) -> None:
    decide(lambda articles, **act: moderation.set_quality(articles, quality, **act),
           "reviewer", article)  # fmt: skip


def test_a_field_set_meanwhile_is_told_with_who_and_what_was_typed_stays(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    article = make_article(quality=38)
    form = desk.page(article)
    decide_quality(decide, article, 55)
    answer = desk.save_page(article, form, title="As we say", quality="70", note="why")
    assert answer.status_code == 409
    said = text_of(answer)
    assert "Nothing was saved." in said
    assert "Quality set by reviewer: quality 38 → 55, a moment ago." in said
    again = sent_from(answer, "article_form")
    assert (again["title"], again["quality"], again["note"]) == ("As we say", "70", "why")
    assert "Set here by reviewer" in said
    assert desk.save_page(article, again).status_code == 302
    article.refresh_from_db()
    assert (article.quality, article.title) == (70, "As we say")


def test_a_text_changed_meanwhile_is_said_on_the_page_with_the_difference(
    desk: Desk, make_article: Make, write_document: Any
) -> None:
    article = make_article(name="a.md", title="Same story", quality=38)
    form = desk.page(article)
    path = write_document(name="a.md", title="Same story", quality=44, topics=("AI", "Vision"))
    import_target(targets([str(path.parent)])[0])
    answer = desk.save_page(article, form, excerpt="Ours.")
    said = text_of(answer)
    assert answer.status_code == 409
    assert "quality 38 → 44" in said
    assert "topics AI → AI, Vision" in said
    again = sent_from(answer, "article_form")
    assert (again["quality"], again["excerpt"]) == ("44", "Ours.")
    assert again["topic_names"].split() == ["AI", "Vision"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "x" * 501}, "Ensure this value has at most 500 characters (it has 501)."),
        ({"type": "two words"}, "The type is one word of at most 40 letters, digits, - or _."),
        ({"quality": ""}, "Quality can't be emptied"),
        ({"topic_names": "AI\nAI"}, "Each topic counts once."),
        ({"topic_names": "x" * 101}, "A topic has at most 100 characters; this one has 101."),
        ({"excerpt": "a\u200eb\ue000\ufffe"}, "can't carry"),
        ({"note": "x" * 2001, "quality": "40"}, "The note has at most 2,000 characters"),
        ({"seen": "", "quality": "40"}, "Reload the page and try again."),
        ({"seen": '{"0": "1"}', "quality": "40"}, "Reload the page and try again."),
        ({"token": "a b", "quality": "40"}, "Reload the page and try again."),
    ],
)
def test_what_a_field_cannot_hold_is_said_and_what_was_typed_stays(
    desk: Desk, make_article: Make, typed: dict[str, str], sentence: str
) -> None:
    article = make_article(quality=38)
    answer = desk.save_page(article, desk.page(article), **typed)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    again = sent_from(answer, "article_form")
    (name, value), *_ = [(k, v) for k, v in typed.items() if k not in ("seen", "token")]
    assert again[name] == value
    assert not Act.objects.exists()


def test_a_page_sent_twice_is_one_act(desk: Desk, make_article: Make) -> None:
    article = make_article(quality=38)
    form = desk.page(article)
    for _ in range(2):
        assert desk.save_page(article, form, quality="50").status_code == 302
    assert only_act().decisions.count() == 1


def test_the_page_shows_everything_and_tells_the_history_as_sentences(
    desk: Desk, decide: Any, seeds: SimpleNamespace
) -> None:
    article = seeds.published
    desk.act("take_down", article, reason="outdated", note="two years old")
    answer = desk.client.get(f"{LIST}{article.pk}/change/")
    said, html = text_of(answer), answer.content.decode()
    assert "Taken down by editor Reason: outdated Note: two years old" in said
    assert "in the admin" in said
    assert "Set here by editor" in said
    assert "Upstream says: published." in said
    assert "publishedDateTime:" in said
    assert "secured:" in said
    assert f'href="{article.get_absolute_url()}">Open on the desk' in html
    assert re.search(r'rel="noreferrer noopener" target="_blank">Open original', html)
    for image in article.images.all():
        assert image.url in unescape(html)
    for link in article.related_links.all():
        assert link.title in unescape(html)


def test_what_documents_and_people_write_is_escaped(
    desk: Desk, cast: SimpleNamespace, make_article: Make
) -> None:
    hostile = "<script>alert(1)</script>"
    cast.editor.username = "<b>bold</b>"
    cast.editor.save()
    article = make_article(title=hostile, provider="'<i>P</i>'", quality=38)
    assert desk.save_page(article, desk.page(article), excerpt="ours").status_code == 302
    for path in (LIST, f"{LIST}{article.pk}/change/", "/admin/articles/decision/"):
        html = desk.client.get(path).content.decode()
        for text in (hostile, "<b>bold</b>", "<i>P</i>"):
            assert text not in html


def test_the_stock_history_leads_to_ours(desk: Desk, make_article: Make) -> None:
    article = make_article()
    answer = desk.client.get(f"{LIST}{article.pk}/history/")
    assert answer.url == f"{LIST}{article.pk}/change/#history"


def test_an_article_that_is_not_there_is_told(desk: Desk) -> None:
    answer = desk.client.get(f"{LIST}12345/change/", follow=True)
    assert "doesn’t exist" in text_of(answer)
    assert desk.client.post(f"{LIST}12345/change/", {"title": "x"}).status_code == 302


def test_who_may_only_look_sees_no_form(
    sign_in: Any, cast: SimpleNamespace, make_article: Make
) -> None:
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename="change_article"))
    article = make_article(topics=("AI", "Vision"))
    client = sign_in("editor")
    listed, page = client.get(LIST), client.get(f"{LIST}{article.pk}/change/")
    assert b'name="_save"' not in listed.content + page.content
    assert "AI, Vision" in text_of(page)
    assert client.post(LIST, {"_save": "Save"}).status_code == 403
    assert client.post(f"{LIST}{article.pk}/change/", {}).status_code == 403


def test_an_articles_page_costs_the_same_however_long_its_history(
    desk: Desk, make_article: Make
) -> None:
    article = make_article(quality=38)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.client.get(f"{LIST}{article.pk}/change/")
        return len(queries)

    desk.act("approve", article)
    few = cost()
    for action in ("take_down", "approve", "take_down", "approve"):
        desk.act(action, article)
    assert cost() == few


# -- The rest --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "query", "count"),
    [
        ("act", "place__exact=admin", 1),
        ("act", "place__exact=queue", 1),
        ("act", "kind=approve", 1),
        ("act", "kind=nonsense", 0),
        ("act", "reason=duplicate", 1),
        ("act", "q=zebra", 1),
        ("act", "q=second+zebra", 1),
        ("act", "q=giraffe", 0),
        ("decision", "act__place__exact=admin", 1),
        ("decision", "kind__exact=reject", 1),
        ("decision", "reason=duplicate", 1),
        ("decision", "q=zebra", 1),
        ("decision", "q=First", 1),
    ],
)
def test_the_record_is_filtered_and_searched(
    desk: Desk, decide: Any, make_article: Make, path: str, query: str, count: int
) -> None:
    first, second = make_article(title="First", quality=38), make_article(title="Second", quality=1)
    decide(moderation.approve, "reviewer", first)
    desk.act("reject", second, reason="duplicate", note="a zebra again")
    answer = desk.client.get(f"/admin/articles/{path}/?{query}")
    assert answer.status_code == 200
    assert len(answer.context_data["cl"].result_list) == count


def test_the_record_is_found_by_person(
    desk: Desk, cast: SimpleNamespace, decide: Any, make_article: Make
) -> None:
    decide(moderation.approve, "reviewer", make_article(quality=38))
    for path, field in (("act", "by"), ("decision", "act__by")):
        for person, count in ((cast.reviewer, 1), (cast.editor, 0)):
            query = {f"{field}__id__exact": person.pk}
            answer = desk.client.get(f"/admin/articles/{path}/", query)
            assert len(answer.context_data["cl"].result_list) == count


def test_an_act_leads_to_its_decisions(desk: Desk, make_article: Make) -> None:
    articles = [make_article(quality=38) for _ in range(2)]
    desk.act("approve", *articles)
    act = only_act()
    listed = desk.client.get("/admin/articles/act/").content.decode()
    address = f"/admin/articles/decision/?act__id__exact={act.pk}"
    assert f'<a href="{address}">2</a>' in listed
    assert len(desk.client.get(address).context_data["cl"].result_list) == 2
    page = text_of(desk.client.get(f"/admin/articles/act/{act.pk}/change/"))
    assert f"“{articles[0].title}”: Approved by editor" in page


def test_providers_and_topics_lead_to_their_articles(desk: Desk, shelf: SimpleNamespace) -> None:
    listed = desk.client.get("/admin/articles/provider/?q=heise").content.decode()
    assert f'<a href="{LIST}?provider=Heise">1</a>' in listed
    assert "/queue/?status=all&amp;provider=Heise" in listed
    listed = desk.client.get("/admin/articles/topic/?q=vision").content.decode()
    assert f'<a href="{LIST}?topic=Vision">2</a>' in listed


def test_only_the_site_of_a_collection_can_be_changed(desk: Desk, make_article: Make) -> None:
    collection = make_article().collection
    page = f"/admin/articles/collection/{collection.pk}/change/"
    said = text_of(desk.client.post(page, {"site_url": "javascript:alert(1)"}))
    assert "Enter an address such as https://news.example.org, or nothing." in said
    desk.client.post(page, {"site_url": "https://site.example", "name": "x", "root": "/"})
    changed = Collection.objects.get()
    assert (changed.site_url, changed.name) == ("https://site.example", collection.name)
    assert desk.client.get("/admin/articles/collection/add/").status_code == 403


def test_a_superuser_adds_people_and_sets_them_inactive(
    sign_in: Any, cast: SimpleNamespace
) -> None:
    client = sign_in("superuser")
    client.post(
        "/admin/auth/user/add/",
        {"username": "new", "usable_password": "true", "password1": "l0ng-enough",
         "password2": "l0ng-enough"},
    )  # fmt: skip
    person = User.objects.get(username="new")
    page = f"/admin/auth/user/{person.pk}/change/"
    form = sent_from(client.get(page), "user_form")
    del form["is_active"]
    assert client.post(page, form).status_code == 302
    person.refresh_from_db()
    assert not person.is_active


def test_the_admin_needs_no_more_than_the_desks_policy(
    sign_in: Any, cast: SimpleNamespace, make_article: Make
) -> None:
    article, user, client = make_article(), cast.reader, sign_in("superuser")
    for path in (
        "/admin/", "/admin/articles/", LIST, f"{LIST}{article.pk}/change/",
        "/admin/password_change/", "/admin/auth/user/", "/admin/auth/user/add/",
        f"/admin/auth/user/{user.pk}/change/", f"/admin/auth/user/{user.pk}/password/",
        "/admin/auth/group/add/",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200
        assert "unsafe" not in answer["Content-Security-Policy"]
        html = answer.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html), path


def test_the_list_of_imports_says_what_came_of_each(sign_in: Any, make_article: Any) -> None:
    make_article(name="a.md", quality=38)
    make_article(name="a.md", quality=39)
    page = text_of(sign_in("editor").get(reverse("admin:articles_importrun_changelist")))
    assert "1 changed" in page
    assert "1 new" in page
