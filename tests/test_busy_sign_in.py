"""A busy desk and signing in: passwords, codes and passkeys' answers are never written."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from articles.desk.busy import busy_response
from tests.busy_kit import (
    action_of,
    assert_busy,
    fields_of,
    held_by_another_process,
    impatient,
    only_sqlite,
)
from tests.second_factor_kit import after_password, code_of, give_app, take_step

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["impatient"]


@only_sqlite
def test_signing_in_keeps_the_name_and_never_writes_the_password(
    users: Any, impatient: None
) -> None:
    client = Client()
    form = {"username": "reviewer", "password": "s3cret words", "next": "/history/"}
    with held_by_another_process():
        response = client.post("/sign-in/", form)
        assert_busy(response)
    body = response.content.decode()
    assert "s3cret words" not in body
    assert fields_of(response) == {"username": "reviewer", "next": "/history/"}
    assert re.search(r'<input type="password" name="password"', body)
    signed_in = client.post(action_of(response), {**fields_of(response), "password": "reviewer"})
    assert signed_in["Location"] == "/history/"


@only_sqlite
def test_a_code_of_the_second_step_is_asked_for_again_and_never_written(
    users: Any, impatient: None
) -> None:
    secret = give_app(users.editor)
    client = after_password("editor")
    code = code_of(secret)
    with held_by_another_process():
        response = take_step(client, code, "/history/")
        assert_busy(response)
    body = response.content.decode()
    assert code not in body
    assert fields_of(response) == {"next": "/history/"}
    assert re.search(r'<label for="secret-1">Code\s*</label>', body)
    assert re.search(r'name="code" id="secret-1"\s+autocomplete="one-time-code"', body)
    again = client.post(action_of(response), {**fields_of(response), "code": code})
    assert again["Location"] == "/history/"


@only_sqlite
def test_a_passkeys_answer_is_never_written(users: Any, impatient: None) -> None:
    give_app(users.editor)
    client = after_password("editor")
    with held_by_another_process():
        response = client.post(
            "/sign-in/second-step/passkey/", {"credential": '{"id": "signed-words"}', "next": "/x/"}
        )
        assert_busy(response)
    body = response.content.decode()
    assert "signed-words" not in body
    # A person can't type it again.
    assert "credential" not in body
    assert "<form" not in body


def test_no_field_that_holds_a_secret_is_kept() -> None:
    secret = [
        "password", "password1", "password2", "old_password", "new_password1", "new_password2",
        "code", "credential",
    ]  # fmt: skip
    kept = {
        "token": "t", "seen": "s", "session": "5", "next": "/", "name": "n", "reason": "wrong-code",
        "usable_password": "true",
    }  # fmt: skip
    for name in secret:
        request = RequestFactory().post("/queue/", {name: "hush", **kept})
        request.csrf_processing_done = True  # type: ignore[attr-defined]  # as Django's middleware
        response = busy_response(request, OperationalError("database is locked"))
        assert response is not None
        assert "hush" not in response.content.decode(), name
        if name != "credential":
            assert fields_of(response) == kept


@only_sqlite
def test_a_session_that_cannot_be_stored_is_no_error_of_the_server(
    users: Any, impatient: None
) -> None:
    """The session is stored after the page was made, outside of every view."""
    client = Client(raise_request_exception=False)
    client.force_login(users.reviewer)
    session = client.session
    session.set_expiry(1000)
    session.save()
    with held_by_another_process():
        # Messages that no cookie can hold go into the session.
        response = client.post("/views/", {"name": "x", "query": "q=" + "y" * 3000})
    assert response.status_code in (302, 422, 503)
