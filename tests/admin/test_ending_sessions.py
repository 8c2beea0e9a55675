"""The admin's page that ends all sessions of a person."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from articles.models import SignInEvent, UserSession
from tests.desk_kit import page_text, text_of

pytestmark = pytest.mark.django_db


def test_a_superuser_ends_all_sessions_of_a_person_after_a_question(
    sign_in: Any, users: Any
) -> None:
    first, second, other = sign_in("reviewer"), sign_in("reviewer"), sign_in("editor")
    client = sign_in("superuser")
    address = f"/admin/auth/user/{users.reviewer.pk}/sessions/"
    person = client.get(f"/admin/auth/user/{users.reviewer.pk}/change/").content.decode()
    assert f'<a href="{address}">End sessions</a>' in person
    assert "reviewer has 2 open sessions." in text_of(client.get(address))
    assert first.get("/queue/").status_code == 200
    assert "Ended 2 sessions of reviewer." in text_of(client.post(address, follow=True))
    response = first.get("/queue/")
    assert response.status_code == 302
    assert "by a superuser" in page_text(first, response.url)
    assert second.get("/queue/").status_code == 302
    assert other.get("/queue/").status_code == 200
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr) == ("superuser", "reviewer")
    assert entry.get_change_message() == "Ended 2 sessions."
    assert SignInEvent.objects.filter(kind="all end", user=users.reviewer).count() == 1
    assert "had all sessions ended" in page_text(client, "/sign-ins/")


def test_nobody_else_ends_them_and_nobody_their_own(sign_in: Any, users: Any) -> None:
    theirs = sign_in("reviewer")
    address = f"/admin/auth/user/{users.reviewer.pk}/sessions/"
    for role in ("reader", "reviewer", "editor", "stranger"):
        assert sign_in(role).post(address).status_code in (302, 403), role
    assert theirs.get("/queue/").status_code == 200
    client = sign_in("superuser")
    refused = client.post(f"/admin/auth/user/{users.superuser.pk}/sessions/")
    assert refused.status_code == 403
    assert "on the desk, under Sessions" in text_of(refused)
    own = client.get(f"/admin/auth/user/{users.superuser.pk}/change/").content.decode()
    assert "End sessions" not in own
    assert client.post("/admin/auth/user/999999/sessions/").status_code == 404
    assert UserSession.objects.filter(user=users.superuser).exists()
