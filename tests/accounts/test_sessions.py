"""Sessions: how they end, what is recorded of them, and the page that lists one's own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.formatting.accounts import browser, duration
from articles.models import UserSession
from tests.accounts.kit import FIREFOX, Clock, is_signed_in, signed_in, try_password
from tests.busy_kit import held_by_another_process, impatient, only_sqlite
from tests.desk_kit import page_text, text_of
from tests.second_factor_kit import after_password, give_app

pytestmark = pytest.mark.django_db

__all__ = ["impatient"]
PAGE = "/sessions/"
END = "/sessions/end/"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


def test_deactivation_ends_sessions_at_once_and_for_good(users: Any, sign_in: Any) -> None:
    client = signed_in("reviewer")
    address = f"/admin/auth/user/{users.reviewer.pk}/change/"
    form = {
        "username": "reviewer", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00",
        "email": "", "first_name": "", "last_name": "",
    }  # fmt: skip
    assert sign_in("superuser").post(address, form).status_code == 302
    assert not is_signed_in(client)
    reviewer = User.objects.get(username="reviewer")
    assert not reviewer.is_active
    reviewer.is_active = True
    reviewer.save()
    assert not is_signed_in(client)


def test_signing_out_ends_the_session_and_no_other(users: Any) -> None:
    client, other = signed_in("reviewer"), signed_in("reviewer")
    client.post("/sign-out/")
    assert UserSession.objects.count() == 1
    assert is_signed_in(other)


def test_signing_out_before_the_second_step_ends_the_session(users: Any) -> None:
    give_app(users.editor)
    client, other = after_password("editor"), after_password("editor")
    assert UserSession.objects.count() == 2
    client.post("/sign-out/")
    assert UserSession.objects.get().pk == UUID(other.session["newsroom_session"])


@pytest.mark.parametrize("next_name", ["editor", "reviewer"])
def test_signing_in_over_a_session_that_waits_for_its_second_step_ends_that(
    next_name: str, users: Any
) -> None:
    give_app(users.editor)
    client = after_password("editor")
    assert try_password(client, next_name, next_name).status_code == 302
    row = UserSession.objects.get()
    assert (row.user.username, str(row.pk)) == (next_name, client.session["newsroom_session"])


def test_the_page_lists_ones_own_sessions_this_one_first_with_what_tells_them_apart(
    users: Any, clock: Clock
) -> None:
    clock.now = clock.now.replace(year=2026, month=3, day=4, hour=9, minute=0)
    here = signed_in("reviewer", "203.0.113.9")
    clock.move(hours=2)
    signed_in("reviewer", "198.51.100.1", IPHONE)
    signed_in("editor", "192.0.2.77")
    clock.move(hours=1)
    page = here.get(PAGE)
    text = text_of(page)
    first = "Firefox on Linux this one from 203.0.113.9 signed in 4 Mar 2026, 09:00 UTC in use now"
    second = (
        "Safari on iPhone from 198.51.100.1 signed in 4 Mar 2026, 11:00 UTC last used "
        "4 Mar 2026, 11:00 UTC"
    )
    assert text.index(first) < text.index(second)
    assert "192.0.2.77" not in text
    assert "when it isn’t used for 12 hours, and 7 days after the sign-in" in text
    for session in Session.objects.all():
        assert session.session_key not in page.content.decode()
    assert page.content.decode().count('name="session"') == 1


def test_nothing_beside_djangos_own_table_holds_a_sessions_key(users: Any) -> None:
    signed_in("reviewer")
    key = Session.objects.get().session_key
    names = [field.attname for field in UserSession._meta.concrete_fields]
    assert key not in str(list(UserSession.objects.values_list(*names)))


def test_one_session_is_ended_or_all_others(users: Any) -> None:
    here, second, third, fourth = (signed_in("reviewer") for _ in range(4))
    editor = signed_in("editor")
    session = second.session["newsroom_session"]
    assert here.post(END, {"session": session}).url == PAGE
    assert "The session is ended." in page_text(here, PAGE)
    assert not is_signed_in(second)
    assert is_signed_in(third)
    here.post(END, {"session": session})
    assert "This session had ended already." in page_text(here, PAGE)
    here.post(END, {"others": "1"})
    assert "2 other sessions are ended." in page_text(here, PAGE)
    assert [is_signed_in(each) for each in (here, third, fourth, editor)] == [
        True, False, False, True,
    ]  # fmt: skip
    response = third.get("/today/nothing/")
    assert response.status_code == 404


def test_the_person_whose_session_was_ended_is_told(users: Any) -> None:
    here, other = signed_in("reviewer"), signed_in("reviewer")
    here.post(END, {"others": "1"})
    response = other.get("/queue/")
    assert (
        "it was ended from your list of sessions, by a superuser, by a new password or by an "
        "upgrade of the desk. Sign in to come back" in page_text(other, response.url)
    )


@pytest.mark.parametrize("session", ["", "x", "00000000-0000-0000-0000-000000000000", "theirs"])
def test_nobody_ends_anothers_session(session: str, users: Any) -> None:
    here, editor = signed_in("reviewer"), signed_in("editor")
    if session == "theirs":
        session = editor.session["newsroom_session"]
    here.post(END, {"session": session})
    assert "This session had ended already." in page_text(here, PAGE)
    here.post(END, {"session": here.session["newsroom_session"]})
    assert "Sign out to end it." in page_text(here, PAGE)
    assert is_signed_in(here)
    assert is_signed_in(editor)


def test_a_session_from_before_the_upgrade_is_over_and_its_person_signs_in_again(
    sign_in: Any,
) -> None:
    client = sign_in("reviewer")
    session = client.session
    UserSession.objects.all().delete()
    del session["newsroom_session"]
    session.save()
    response = client.get("/history/?kind=approve")
    assert response.url == "/sign-in/?next=/history/%3Fkind%3Dapprove"
    assert "or by an upgrade" in page_text(client, response.url)
    assert not UserSession.objects.exists()
    assert not Session.objects.filter(session_key=session.session_key).exists()
    assert try_password(client, "reviewer", "reviewer").status_code == 302
    assert "this one" in page_text(client, PAGE)


def test_signing_in_again_in_the_same_browser_lists_one_session(users: Any) -> None:
    client = signed_in("reviewer")
    client.force_login(users.reviewer)
    assert UserSession.objects.count() == 1
    client.force_login(users.editor)
    assert UserSession.objects.filter(user=users.editor).count() == 1


def test_a_use_is_recorded_once_a_minute(users: Any, clock: Clock) -> None:
    client = signed_in("reviewer")
    clock.move(seconds=59)
    with CaptureQueriesContext(connection) as queries:
        client.get("/queue/")
    assert not [each for each in queries if each["sql"].startswith("UPDATE")]
    clock.move(seconds=1)
    client.get("/queue/", REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT=IPHONE)
    session = UserSession.objects.get()
    assert (session.used_at, session.address) == (clock.now, "198.51.100.7")
    assert browser(session.user_agent) == "Safari on iPhone"


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_read_does_not_wait_for_an_import_that_writes(
    users: Any, clock: Clock, database_for_threads: None
) -> None:
    """The lock is held for ever here, and SQLite's own patience is 30 s."""
    client = signed_in("reviewer")
    clock.move(minutes=5)
    with held_by_another_process(), CaptureQueriesContext(connection) as queries:
        assert is_signed_in(client)
    assert [each for each in queries if "busy_timeout = 0" in each["sql"]]
    assert UserSession.objects.get().used_at == clock.now - timedelta(minutes=5)
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    assert patience == connection.settings_dict["OPTIONS"]["timeout"] * 1000
    assert is_signed_in(client)
    assert UserSession.objects.get().used_at == clock.now


def test_sessions_that_are_over_are_deleted_a_few_at_a_time(
    users: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.accounts.sessions.PRUNE_LIMIT", 2)
    for _ in range(3):
        signed_in("reviewer")
    clock.move(days=9)
    signed_in("editor")
    assert UserSession.objects.count() == Session.objects.count() == 2
    signed_in("editor")
    assert UserSession.objects.count() == Session.objects.count() == 2


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/140.0 Safari/537.36", "Chrome on a Mac"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "another program"),
        ("<b>x</b> Linux", "another program on Linux"),
        ("", "another program"),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_plain_words(agent: str, words: str) -> None:
    assert browser(agent) == words


def test_a_time_span_is_named_in_its_largest_unit() -> None:
    spans = {30: "30 minutes", 60: "1 hour", 90: "90 minutes", 720: "12 hours", 1440: "1 day"}
    assert {m: duration(timedelta(minutes=m)) for m in spans} == spans
    assert duration(timedelta(seconds=-1)) == "less than a minute"
