"""The admin's pages of the audit log, of imported rows and of users; the policy of all pages."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles import moderation
from articles.models import Collection, ImportRun
from tests.admin.kit import LIST, Editor, MakeArticle, form_data, only_act
from tests.desk_kit import text_of


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
def test_the_audit_log_is_filtered_and_searched(
    editor: Editor, decide: Any, make_article: MakeArticle, path: str, query: str, count: int
) -> None:
    first, second = make_article(title="First", quality=38), make_article(title="Second", quality=1)
    decide(moderation.approve, "reviewer", first)
    editor.run_action("reject", second, reason="duplicate", note="a zebra again")
    answer = editor.client.get(f"/admin/articles/{path}/?{query}")
    assert answer.status_code == 200
    assert len(answer.context_data["cl"].result_list) == count


def test_the_audit_log_is_filtered_by_person(
    editor: Editor, users: SimpleNamespace, decide: Any, make_article: MakeArticle
) -> None:
    decide(moderation.approve, "reviewer", make_article(quality=38))
    for path, field in (("act", "by"), ("decision", "act__by")):
        for person, count in ((users.reviewer, 1), (users.editor, 0)):
            query = {f"{field}__id__exact": person.pk}
            answer = editor.client.get(f"/admin/articles/{path}/", query)
            assert len(answer.context_data["cl"].result_list) == count


def test_an_act_leads_to_its_decisions(editor: Editor, make_article: MakeArticle) -> None:
    articles = [make_article(quality=38) for _ in range(2)]
    editor.run_action("approve", *articles)
    act = only_act()
    listed = editor.client.get("/admin/articles/act/").content.decode()
    address = f"/admin/articles/decision/?act__id__exact={act.pk}"
    assert f'<a href="{address}">2</a>' in listed
    assert len(editor.client.get(address).context_data["cl"].result_list) == 2
    page = text_of(editor.client.get(f"/admin/articles/act/{act.pk}/change/"))
    assert f"“{articles[0].title}”: Approved by editor" in page


def test_providers_and_topics_lead_to_their_articles(
    editor: Editor, varied_articles: SimpleNamespace
) -> None:
    listed = editor.client.get("/admin/articles/provider/?q=heise").content.decode()
    assert f'<a href="{LIST}?provider=Heise">1</a>' in listed
    assert "/queue/?status=all&amp;provider=Heise" in listed
    listed = editor.client.get("/admin/articles/topic/?q=vision").content.decode()
    assert f'<a href="{LIST}?topic=Vision">2</a>' in listed


def test_only_the_site_of_a_collection_can_be_changed(
    editor: Editor, make_article: MakeArticle
) -> None:
    collection = make_article().collection
    page = f"/admin/articles/collection/{collection.pk}/change/"
    text = text_of(editor.client.post(page, {"site_url": "javascript:alert(1)"}))
    assert "Enter an address such as https://news.example.org, or nothing." in text
    editor.client.post(page, {"site_url": "https://site.example", "name": "x", "root": "/"})
    changed = Collection.objects.get()
    assert (changed.site_url, changed.name) == ("https://site.example", collection.name)
    assert editor.client.get("/admin/articles/collection/add/").status_code == 403


def test_a_superuser_adds_people_and_sets_them_inactive(
    sign_in: Any, users: SimpleNamespace
) -> None:
    client = sign_in("superuser")
    client.post(
        "/admin/auth/user/add/",
        {
            "username": "new",
            "usable_password": "true",
            "password1": "l0ng-enough-by-far",
            "password2": "l0ng-enough-by-far",
        },
    )
    person = User.objects.get(username="new")
    page = f"/admin/auth/user/{person.pk}/change/"
    form = form_data(client.get(page), "user_form")
    del form["is_active"]
    assert client.post(page, form).status_code == 302
    person.refresh_from_db()
    assert not person.is_active


def test_the_admin_needs_no_more_than_the_desks_policy(
    sign_in: Any, users: SimpleNamespace, make_article: MakeArticle
) -> None:
    article, user, client = make_article(), users.reader, sign_in("superuser")
    for path in (
        "/admin/",
        "/admin/articles/",
        LIST,
        f"{LIST}{article.pk}/change/",
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        f"/admin/auth/user/{user.pk}/change/",
        f"/admin/auth/user/{user.pk}/password/",
        "/admin/auth/group/add/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "unsafe" not in answer["Content-Security-Policy"]
        html = answer.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html), path


def test_an_export_is_no_import_of_a_collection(sign_in: Any, make_article: Any) -> None:
    article = make_article()
    at = datetime(2031, 1, 2, tzinfo=UTC)
    exported = ImportRun.objects.create(
        collection=article.collection,
        kind=ImportRun.Kind.EXPORT,
        host="desk.example",
        pid=1,
        started_at=at,
        beat_at=at,
        finished_at=at,
    )
    address = reverse("admin:articles_collection_changelist")
    assert "2031" not in sign_in("editor").get(address).content.decode()
    exported.kind = ImportRun.Kind.IMPORT
    exported.save()
    assert "2031" in sign_in("editor").get(address).content.decode()


def test_the_list_of_imports_shows_the_totals_of_each(sign_in: Any, make_article: Any) -> None:
    make_article(name="a.md", quality=38)
    make_article(name="a.md", quality=39)
    page = text_of(sign_in("editor").get(reverse("admin:articles_importrun_changelist")))
    assert "1 changed" in page
    assert "1 new" in page
