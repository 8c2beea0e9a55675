"""Access to the admin, and permissions to add and delete there."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import Act, Collection, Decision, ImportRun, InvalidDocument, Provider, Topic
from tests.admin.kit import LIST, Editor, MakeArticle


@pytest.mark.parametrize(
    ("role", "status"), [("reader", 403), ("reviewer", 403), ("editor", 200), ("superuser", 200)]
)
def test_the_admin_is_for_editors(sign_in: Any, role: str, status: int) -> None:
    assert sign_in(role).get("/admin/", follow=True).status_code == status
    assert sign_in(role).get(LIST, follow=True).status_code == status


@pytest.mark.parametrize("role", ["stranger", "deactivated"])
def test_a_user_who_is_not_signed_in_is_sent_to_the_desks_sign_in_and_back(
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
    sign_in: Any, users: SimpleNamespace, make_article: MakeArticle, editor: Editor
) -> None:
    editor.run_action("approve", make_article())
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
def test_the_audit_log_and_imported_rows_are_read_only(
    sign_in: Any, make_article: MakeArticle, editor: Editor, model: Any
) -> None:
    editor.run_action("approve", make_article())
    InvalidDocument.objects.create(
        collection=Collection.objects.get(),
        path="x.md",
        since=Act.objects.get().at,
        problems=[{"line": 3, "field": "quality", "message": "expected a whole number"}],
    )
    client = sign_in("superuser")
    name = f"admin:articles_{model._meta.model_name}"
    page = reverse(f"{name}_change", args=[model.objects.first().pk])
    assert client.get(reverse(f"{name}_add")).status_code == 403
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    shown = client.get(page)
    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content
    assert client.post(page, {"number": "9"}).status_code == 403


def test_articles_cannot_be_added(sign_in: Any, users: SimpleNamespace) -> None:
    assert sign_in("superuser").get(f"{LIST}add/").status_code == 403
