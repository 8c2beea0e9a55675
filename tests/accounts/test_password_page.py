"""The page on which people change their own password."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from articles.models import SignInEvent, UserSession
from tests.accounts.kit import from_address, try_password
from tests.desk_kit import text_of

pytestmark = pytest.mark.django_db

PAGE = "/password/"
NEW = "Lantern-gravel 7 otters"


def change(client: Client, old: str, new: str = NEW, again: str = "") -> Any:
    form = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post(PAGE, form)


@pytest.mark.parametrize("role", ["reader", "reviewer", "editor", "superuser"])
def test_everybody_changes_their_own_password_and_stays_signed_in_here_alone(
    role: str, sign_in: Any, users: Any
) -> None:
    here, there, others = sign_in(role), sign_in(role), sign_in("second_reviewer")
    begun = UserSession.objects.get(pk=here.session["newsroom_session"]).begun_at
    key = here.session.session_key
    menu = here.get("/queue/").content.decode()
    assert f'href="{PAGE}"' in menu
    response = change(here, role)
    assert (response.status_code, response.url) == (302, "/sessions/")
    page = here.get("/sessions/")
    assert "Password changed. All your other sessions are ended." in text_of(page)
    assert "There is no other." in text_of(page)
    assert here.session.session_key != key
    assert UserSession.objects.get(user=getattr(users, role)).begun_at == begun
    assert there.get("/queue/").url == "/sign-in/?next=/queue/"
    assert others.get("/queue/").status_code == 200
    name = getattr(users, role).username
    assert try_password(from_address(), name, role).status_code == 200
    assert try_password(from_address(), name, NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "field", "expected"),
    [
        ("wrong", NEW, NEW, "old_password", "That is not your password."),
        ("reviewer", NEW, NEW + "x", "new_password2", "The two differ."),
        ("reviewer", "short", "short", "new_password1", "This password is too short."),
        ("reviewer", *["reviewer-reviewer"] * 2, "new_password1", "It is a name of this account"),
        ("reviewer", *["739148265019"] * 2, "new_password1", "This password is entirely numeric"),
        ("", NEW, NEW, "old_password", "This field is required"),
    ],
)
def test_a_refused_change_says_why_at_the_field_and_changes_nothing(
    old: str, new: str, again: str, field: str, expected: str, sign_in: Any, users: Any
) -> None:
    client, other = sign_in("reviewer"), sign_in("reviewer")
    response = change(client, old, new, again)
    assert response.status_code == 422
    assert expected in text_of(response)
    page = response.content.decode()
    (at_fault,) = re.findall(r'<input type="password" name="(\w+)"[^>]*aria-invalid="true"', page)
    assert at_fault == field
    assert re.search(rf'id="id_{field}_error" role="alert">[^<]*{expected[:9]}', page)
    assert not re.search(r'<input type="password"[^>]* value=', page)
    users.reviewer.refresh_from_db()
    assert users.reviewer.check_password("reviewer")
    assert other.get("/queue/").status_code == 200


def test_the_password_that_one_has_is_not_new(sign_in: Any, users: Any) -> None:
    users.reviewer.set_password(NEW)
    users.reviewer.save()
    response = change(sign_in("reviewer"), NEW)
    assert response.status_code == 422
    assert "This is your password now." in text_of(response)


def test_the_admins_page_for_ones_own_password_is_the_desks(sign_in: Any, users: Any) -> None:
    client = sign_in("superuser")
    assert client.get("/admin/password_change/").url == PAGE
    assert client.get(f"/admin/auth/user/{users.superuser.pk}/password/").url == PAGE
    assert client.get(f"/admin/auth/user/{users.editor.pk}/password/").status_code == 200


@pytest.mark.parametrize("written", ["0{}", "%20{}", "+{}", "_2B{}", "{}_0A"])
def test_no_way_to_write_ones_own_number_leads_to_a_password_without_the_old_one(
    written: str, sign_in: Any, users: Any
) -> None:
    client, pk = sign_in("superuser"), users.superuser.pk
    # The admin's own way to quote “+” is `_2B`.
    address = f"/admin/auth/user/{written.format(pk)}/password/"
    form = {"usable_password": "true", "password1": NEW, "password2": NEW}
    responses = [client.get(address), client.post(address, form)]
    users.superuser.refresh_from_db()
    assert not users.superuser.check_password(NEW)
    assert [response.headers.get("Location") for response in responses] == [PAGE, PAGE]


def test_a_password_that_a_superuser_sets_ends_the_persons_sessions(
    sign_in: Any, users: Any
) -> None:
    theirs, admin = sign_in("reviewer"), sign_in("superuser")
    form = {"usable_password": "true", "password1": NEW, "password2": NEW}
    address = f"/admin/auth/user/{users.reviewer.pk}/password/"
    assert admin.post(address, form).status_code == 302
    assert theirs.get("/queue/").status_code == 302
    assert not UserSession.objects.filter(user=users.reviewer).exists()
    assert admin.get("/queue/").status_code == 200


def test_a_password_that_a_superuser_disables_ends_the_persons_sessions(
    sign_in: Any, users: Any
) -> None:
    theirs, admin = sign_in("reviewer"), sign_in("superuser")
    form = {"usable_password": "false", "unset-password": "1"}
    address = f"/admin/auth/user/{users.reviewer.pk}/password/"
    assert admin.post(address, form).status_code == 302
    users.reviewer.refresh_from_db()
    assert not users.reviewer.has_usable_password()
    assert not UserSession.objects.filter(user=users.reviewer).exists()
    assert theirs.get("/queue/").status_code == 302
    assert admin.get("/queue/").status_code == 200


def test_a_wrong_old_password_is_a_refusal_in_the_log_of_sign_ins(sign_in: Any, users: Any) -> None:
    client = sign_in("editor")
    form = {"old_password": "battery-staple", "new_password1": NEW, "new_password2": NEW}
    assert client.post(PAGE, form, REMOTE_ADDR="203.0.113.9").status_code == 422
    event = SignInEvent.objects.get(kind="refused")
    assert (event.user, event.name, event.address) == (users.editor, "editor", "203.0.113.9")
    assert client.post(PAGE, {**form, "old_password": "editor"}).status_code == 302
    assert SignInEvent.objects.filter(kind="refused").count() == 1


def test_a_refused_change_ends_no_session_where_the_old_password_was_hashed_anew(
    sign_in: Any, users: Any
) -> None:
    older = make_password("reviewer", salt="short")
    users.reviewer.password = older
    users.reviewer.save()
    client = sign_in("reviewer")
    assert change(client, "reviewer", "short").status_code == 422
    users.reviewer.refresh_from_db()
    assert users.reviewer.password != older
    assert client.get("/queue/").status_code == 200
