"""The change form of an article in the admin."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Act
from articles.rules import Kind
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.admin.kit import LIST, Editor, MakeArticle, form_data, only_act, open_then_decided
from tests.desk_kit import link, text_of


def test_the_page_decides_only_what_was_changed(editor: Editor, make_article: MakeArticle) -> None:
    article = make_article(quality=38, title="As upstream says")
    form = editor.open_page(article)
    answer = editor.save_page(article, form, title="As we say", topic_names="AI\r\n New \r\n\r\n")
    assert (answer.status_code, answer.url) == (302, LIST)
    decision = only_act().decisions.get()
    assert decision.kind == Kind.EDIT
    assert decision.changes == {
        "title": ["As upstream says", "As we say"],
        "topics": [["AI"], ["AI", "New"]],
    }
    article.refresh_from_db()
    assert (article.title, article.topic_names) == ("As we say", ["AI", "New"])
    assert "title “As upstream says” → “As we say”" in text_of(editor.client.get(LIST))


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
    editor: Editor, make_article: MakeArticle, typed: dict[str, str], kind: Kind, fields: set[str]
) -> None:
    article = make_article(quality=38)
    assert editor.save_page(article, editor.open_page(article), **typed).status_code == 302
    decision = only_act().decisions.get()
    assert (decision.kind, set(decision.changes)) == (kind, fields)
    if "excerpt" in fields:
        assert decision.changes["excerpt"][1] == "One.\nTwo."


def test_unticking_published_on_the_page_takes_down(
    editor: Editor, make_article: MakeArticle
) -> None:
    article = make_article(quality=90)
    form = editor.open_page(article)
    del form["published"]
    assert editor.save_page(article, form, note="too old").status_code == 302
    decision = only_act().decisions.get()
    assert (decision.kind, decision.note) == (Kind.UNPUBLISH, "too old")


def test_a_page_saved_untouched_records_nothing(editor: Editor, seeds: SimpleNamespace) -> None:
    for article in (seeds.waiting, seeds.published):
        assert editor.save_page(article, editor.open_page(article)).status_code == 302
    assert not Act.objects.exists()


def test_an_untouched_field_that_somebody_set_meanwhile_is_kept(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    article, form = open_then_decided(editor, decide, make_article)
    assert editor.save_page(article, form, title="As we say").status_code == 302
    article.refresh_from_db()
    assert (article.quality, article.title) == (55, "As we say")


def test_a_field_set_meanwhile_is_shown_with_who_and_what_was_typed_stays(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    article, form = open_then_decided(editor, decide, make_article)
    answer = editor.save_page(article, form, title="As we say", quality="70", note="why")
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Nothing was saved." in text
    assert "Quality set by reviewer: quality 38 → 55, a moment ago." in text
    again = form_data(answer, "article_form")
    assert (again["title"], again["quality"], again["note"]) == ("As we say", "70", "why")
    assert "Set here by reviewer" in text
    assert editor.save_page(article, again).status_code == 302
    article.refresh_from_db()
    assert (article.quality, article.title) == (70, "As we say")


def test_a_text_changed_meanwhile_is_shown_on_the_page_with_the_difference(
    editor: Editor, make_article: MakeArticle, write_document: Any
) -> None:
    article = make_article(name="a.md", title="Same story", quality=38)
    form = editor.open_page(article)
    path = write_document(name="a.md", title="Same story", quality=44, topics=("AI", "Vision"))
    import_target(targets([str(path.parent)])[0])
    answer = editor.save_page(article, form, excerpt="Ours.")
    text = text_of(answer)
    assert answer.status_code == 409
    assert "quality 38 → 44" in text
    assert "topics AI → AI, Vision" in text
    again = form_data(answer, "article_form")
    assert (again["quality"], again["excerpt"]) == ("44", "Ours.")
    assert again["topic_names"].split() == ["AI", "Vision"]


def test_a_page_sent_twice_is_one_act(editor: Editor, make_article: MakeArticle) -> None:
    article = make_article(quality=38)
    form = editor.open_page(article)
    for _ in range(2):
        assert editor.save_page(article, form, quality="50").status_code == 302
    assert only_act().decisions.count() == 1


def test_the_page_shows_everything_and_the_history_as_sentences(
    editor: Editor, decide: Any, seeds: SimpleNamespace
) -> None:
    article = seeds.published
    editor.run_action("unpublish", article, reason="outdated", note="two years old")
    answer = editor.client.get(f"{LIST}{article.pk}/change/")
    text, html = text_of(answer), answer.content.decode()
    assert "Taken down by editor Reason: outdated Note: two years old" in text
    assert "in the admin" in text
    assert "Set here by editor" in text
    assert "Upstream says: published." in text
    assert "publishedDateTime:" in text
    assert "secured:" in text
    assert f'href="{article.get_absolute_url()}">Open on the desk' in html
    assert re.search(r'rel="noreferrer noopener" target="_blank">Open original', html)
    for image in article.images.all():
        assert image.url in unescape(html)
    for related in article.related_links.all():
        assert related.title in unescape(html)


def test_what_documents_and_people_write_is_escaped(
    editor: Editor, users: SimpleNamespace, make_article: MakeArticle
) -> None:
    hostile = "<script>alert(1)</script>"
    users.editor.username = "<b>bold</b>"
    users.editor.save()
    article = make_article(title=hostile, provider="'<i>P</i>'", quality=38)
    assert editor.save_page(article, editor.open_page(article), excerpt="ours").status_code == 302
    for path in (LIST, f"{LIST}{article.pk}/change/", "/admin/articles/decision/"):
        html = editor.client.get(path).content.decode()
        for text in (hostile, "<b>bold</b>", "<i>P</i>"):
            assert text not in html


def test_djangos_history_page_redirects_to_ours(editor: Editor, make_article: MakeArticle) -> None:
    article = make_article()
    answer = editor.client.get(f"{LIST}{article.pk}/history/")
    assert answer.url == f"{LIST}{article.pk}/change/#history"


def test_a_missing_article_is_an_error_message(editor: Editor) -> None:
    answer = editor.client.get(f"{LIST}12345/change/", follow=True)
    assert "doesn’t exist" in text_of(answer)
    assert editor.client.post(f"{LIST}12345/change/", {"title": "x"}).status_code == 302


def test_a_user_with_view_permissions_only_gets_no_form(
    sign_in: Any, users: SimpleNamespace, make_article: MakeArticle
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
    editor: Editor, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            editor.client.get(f"{LIST}{article.pk}/change/")
        return len(queries)

    editor.run_action("approve", article)
    few = cost()
    for action in ("unpublish", "approve", "unpublish", "approve"):
        editor.run_action(action, article)
    assert cost() == few


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("/queue/?status=waiting&order=date", "/queue/?status=waiting&order=date"),
        ("https://elsewhere.example/", LIST),
        ("//elsewhere.example/", LIST),
        ("javascript:alert(1)", LIST),
    ],
)
def test_saving_leads_back_to_the_page_of_the_desk_that_one_came_from(
    editor: Editor, make_article: MakeArticle, came_from: str, leads_to: str
) -> None:
    article = make_article(quality=38)
    page = f"{LIST}{article.pk}/change/?{urlencode({'next': came_from})}"
    form = {**form_data(editor.client.get(page), "article_form"), "quality": "50"}
    answer = editor.client.post(page, {**form, "_continue": "1"})
    assert (answer.status_code, answer.url) == (302, page)
    form = {**form_data(editor.client.get(page), "article_form"), "quality": "60"}
    answer = editor.client.post(page, form)
    assert (answer.status_code, answer.url) == (302, leads_to)


def test_the_desks_edit_links_name_the_page_to_come_back_to(
    editor: Editor, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    own_page = f"/articles/{article.pk}/?next=/queue/%3Forder%3Ddate"
    for page in ("/queue/?order=date", own_page, "/review/?quality_min=5"):
        edit = link(editor.client, page, "dit")
        assert parse_qs(urlsplit(edit).query) == {"next": [page]}, page
    text = text_of(editor.client.get(own_page))
    assert "← Queue Esc · Edit" in text
    assert "← Back" in text_of(editor.client.get(f"/articles/{article.pk}/?next=/"))


@pytest.mark.parametrize("page", ["/queue/", "/review/"])
def test_a_saved_edit_is_undone_by_the_button_of_its_message(
    editor: Editor, make_article: MakeArticle, page: str
) -> None:
    article = make_article(quality=38)
    edit = f"{LIST}{article.pk}/change/?{urlencode({'next': page})}"
    form = {**form_data(editor.client.get(edit), "article_form"), "quality": "60"}
    shown = editor.client.post(edit, form, follow=True).content.decode()
    message = re.search(r'<div class="message success">.*?</div>', shown, re.S)
    assert message
    assert "Quality 38 → 60" in message[0]
    undo = re.search(rf'action="(/acts/{only_act().pk}/undo/)"', message[0])
    assert undo
    token = re.search(r'name="token" value="(\w+)"', message[0])
    assert token
    editor.client.post(undo[1], {"token": token[1], "place": "desk"})
    article.refresh_from_db()
    assert article.quality == 38
