"""Resetting another person's second factor: in the admin by a superuser, and by the command."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from articles.models import RecoveryCodes, SignInEvent, UserSession
from articles.second_factor.factors import factors_of
from tests.desk_kit import text_of
from tests.second_factor_kit import (
    after_password,
    code_of,
    give_app,
    give_codes,
    give_passkey,
    is_signed_in,
    take_step,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(users: Any) -> Any:
    """Return the editor with an app, a passkey and recovery codes."""
    give_app(users.editor)
    give_passkey(users.editor)
    give_codes(users.editor)
    return users.editor


def test_a_superuser_resets_it_in_the_admin_after_a_question(editor: Any, sign_in: Any) -> None:
    client = sign_in("superuser")
    address = f"/admin/auth/user/{editor.pk}/second-factor/"
    person = client.get(f"/admin/auth/user/{editor.pk}/change/").content.decode()
    assert f'<a href="{address}">Reset second factor</a>' in person
    question = text_of(client.get(address))
    assert "editor has an authenticator app, 1 passkey, 10 recovery codes." in question
    assert "removes all of it and ends all sessions" in question
    assert factors_of(editor).count == 2
    page = client.post(address, follow=True)
    assert "Reset the second factor of editor and ended all sessions." in text_of(page)
    assert factors_of(editor).count == 0
    assert not RecoveryCodes.objects.exists()
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr) == ("superuser", "editor")
    assert "Reset the second factor: an authenticator app, 1 passkey" in entry.get_change_message()
    assert SignInEvent.objects.filter(kind="reset", name="editor").count() == 1
    assert "had their second factor reset" in text_of(client.get("/sign-ins/"))


@pytest.mark.parametrize("way", ["admin", "command"])
def test_a_reset_ends_all_sessions_of_the_person_and_of_nobody_else(
    way: str, users: Any, sign_in: Any
) -> None:
    secret = give_app(users.editor)
    verified, pending = after_password("editor"), after_password("editor")
    take_step(verified, code_of(secret))
    assert is_signed_in(verified)
    other, client = sign_in("reviewer"), sign_in("superuser")
    if way == "admin":
        client.post(f"/admin/auth/user/{users.editor.pk}/second-factor/")
    else:
        call_command("reset_second_factor", "editor")
    for session in (verified, pending):
        assert session.get("/queue/")["Location"].startswith("/sign-in/?next=")
    assert not UserSession.objects.filter(user=users.editor).exists()
    assert is_signed_in(other)


@pytest.mark.parametrize("way", ["admin", "command"])
def test_a_reset_that_can_not_be_recorded_removes_nothing_and_ends_nothing(
    way: str, editor: Any, sign_in: Any
) -> None:
    after_password("editor")
    client = sign_in("superuser")
    connection.check_constraints()  # PostgreSQL alters no table with pending checks
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_signinevent RENAME TO elsewhere")
    ways = {
        "admin": lambda: client.post(f"/admin/auth/user/{editor.pk}/second-factor/"),
        "command": lambda: call_command("reset_second_factor", "editor"),
    }
    with pytest.raises(DatabaseError):
        ways[way]()
    assert factors_of(editor).count == 2
    assert UserSession.objects.filter(user=editor).count() == 1


def test_nobody_else_resets_it_and_nobody_their_own(
    editor: Any, users: Any, sign_in: Any, settings: Any
) -> None:
    address = f"/admin/auth/user/{editor.pk}/second-factor/"
    users.reviewer.is_staff = True
    users.reviewer.save()
    for role in ("reader", "reviewer"):
        response = sign_in(role).post(address)
        assert response.status_code in (302, 403), role
    assert after_password("editor").post(address).status_code == 302
    own = f"/admin/auth/user/{users.superuser.pk}/second-factor/"
    refused = sign_in("superuser").post(own)
    assert refused.status_code == 403
    assert "on the desk, under Second factor" in text_of(refused)
    person = sign_in("superuser").get(f"/admin/auth/user/{users.superuser.pk}/change/")
    assert "Reset second factor" not in person.content.decode()
    assert factors_of(editor).count == 2


def test_the_command_resets_it_and_prints_what_was_removed(editor: Any, capsys: Any) -> None:
    call_command("reset_second_factor", "editor")
    printed = capsys.readouterr().out
    assert printed == (
        "Removed: an authenticator app, 1 passkey, 10 recovery codes. All sessions are ended. "
        "editor signs in by the password alone.\n"
    )
    assert is_signed_in(after_password("editor"))
    assert SignInEvent.objects.filter(kind="reset", name="editor").count() == 1


def test_the_command_says_where_a_new_one_is_required(
    editor: Any, capsys: Any, settings: Any
) -> None:
    settings.SECOND_FACTOR_GROUPS = frozenset({"*"})
    call_command("reset_second_factor", "editor")
    assert "must set up a new second factor at the next sign-in" in capsys.readouterr().out


def test_the_command_names_a_name_that_nobody_has(db: None) -> None:
    with pytest.raises(CommandError, match=r"Nobody signs in as 'Editor'\. Capitals count"):
        call_command("reset_second_factor", "Editor")
