"""Resetting another person's second factor: in the admin by a superuser, and by the command."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from articles.models import RecoveryCodes, SignInEvent
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
    assert factors_of(editor).count == 2
    page = client.post(address, follow=True)
    assert "Reset the second factor of editor." in text_of(page)
    assert factors_of(editor).count == 0
    assert not RecoveryCodes.objects.exists()
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr) == ("superuser", "editor")
    assert "Reset the second factor: an authenticator app, 1 passkey" in entry.get_change_message()
    assert SignInEvent.objects.filter(kind="reset", name="editor").count() == 1
    assert "had their second factor reset" in text_of(client.get("/sign-ins/"))


def test_a_reset_ends_what_a_session_had_verified(users: Any, settings: Any, sign_in: Any) -> None:
    settings.SECOND_FACTOR_GROUPS = frozenset({"Editors"})
    secret = give_app(users.editor)
    client = after_password("editor")
    take_step(client, code_of(secret))
    assert is_signed_in(client)
    sign_in("superuser").post(f"/admin/auth/user/{users.editor.pk}/second-factor/")
    assert client.get("/queue/")["Location"].startswith("/second-factor/?next=")


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
        "Removed: an authenticator app, 1 passkey, 10 recovery codes. editor signs in by the "
        "password alone.\n"
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
