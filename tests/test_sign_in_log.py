"""The log of sign-ins, sign-outs and refused sign-ins, and who may read it."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.signals import user_login_failed
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import SignInEvent
from tests.desk_kit import text_of

pytestmark = pytest.mark.django_db

LOG = "/sign-ins/"


def log() -> list[tuple[str, str, str | None]]:
    """Return name, kind and address of all events, the oldest first."""
    rows = SignInEvent.objects.order_by("pk").values_list("name", "kind", "address")
    return [(name, kind, address) for name, kind, address in rows]


def try_to_sign_in(name: str, password: str, address: str = "203.0.113.9", **more: str) -> Client:
    client = Client(REMOTE_ADDR=address, **more)
    client.post("/sign-in/", {"username": name, "password": password})
    return client


def test_signing_in_and_out_are_recorded_with_the_address(users: Any) -> None:
    client = try_to_sign_in("editor", "editor")
    client.post("/sign-out/")
    client.post("/sign-out/")
    assert log() == [("editor", "in", "203.0.113.9"), ("editor", "out", "203.0.113.9")]
    event = SignInEvent.objects.earliest("pk")
    assert event.user == users.editor
    assert timezone.now() - event.at < timedelta(minutes=1)


def test_changed_passwords_and_ended_sessions_are_recorded(users: Any, sign_in: Any) -> None:
    new = "Lantern-gravel 7 otters"
    client, other, third = (try_to_sign_in("editor", "editor") for _ in range(3))
    session = other.session["newsroom_session"]
    SignInEvent.objects.all().delete()
    client.post("/sessions/end/", {"session": session})
    client.post("/sessions/end/", {"session": session})
    client.post("/sessions/end/", {"others": "1"})
    client.post("/sessions/end/", {"others": "1"})
    assert third.get("/queue/").status_code == 302
    form = {"old_password": "editor", "new_password1": new, "new_password2": new}
    client.post("/password/", {**form, "new_password2": "another"})
    client.post("/password/", form)
    here = "203.0.113.9"
    assert log() == [("editor", "ended", here), ("editor", "ended", here), ("editor", "pass", here)]
    events = SignInEvent.objects.filter(user=users.editor)
    assert events.count() == 3
    text = text_of(sign_in("superuser").get(LOG))
    assert "editor changed their password from 203.0.113.9" in text
    assert "editor ended other sessions of theirs from 203.0.113.9" in text


def test_a_password_that_somebody_else_sets_is_recorded(
    users: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("superuser")
    SignInEvent.objects.all().delete()
    address = f"/admin/auth/user/{users.editor.pk}/password/"
    form = {"usable_password": "true", "password1": "Lantern-gravel 7", "password2": "another"}
    client.get(address)
    client.post(address, form, REMOTE_ADDR="203.0.113.9")
    assert log() == []
    form["password2"] = form["password1"]
    client.post(address, form, REMOTE_ADDR="203.0.113.9")
    assert log() == [("editor", "set", "203.0.113.9")]
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "Harbour 42 quinces")
    call_command("changepassword", "reviewer", stdout=StringIO())
    assert log()[1:] == [("reviewer", "set", None)]
    users.reviewer.refresh_from_db()
    assert users.reviewer.check_password("Harbour 42 quinces")
    assert "reviewer had a new password set" in text_of(client.get(LOG))


def test_who_is_refused_is_recorded_known_or_not_and_never_with_the_password(users: Any) -> None:
    try_to_sign_in("editor", "wrong-horse")
    try_to_sign_in("nobody", "battery-staple")
    try_to_sign_in("deactivated", "deactivated", address="2001:db8::7")
    assert log() == [
        ("editor", "refused", "203.0.113.9"),
        ("nobody", "refused", "203.0.113.9"),
        ("deactivated", "refused", "2001:db8::7"),
    ]
    recorded = [event.user for event in SignInEvent.objects.order_by("pk")]
    assert recorded == [users.editor, None, users.deactivated]
    columns = [field.attname for field in SignInEvent._meta.concrete_fields]
    kept = str(list(SignInEvent.objects.values_list(*columns)))
    assert "wrong-horse" not in kept
    assert "battery-staple" not in kept


def test_a_name_is_cut_and_headers_of_a_proxy_are_ignored(users: Any) -> None:
    given = {"username": "x\0" * 400, "password": "p"}
    user_login_failed.send(sender=__name__, credentials=given, request=None)
    forwarded = {"HTTP_X_FORWARDED_FOR": "198.51.100.1", "HTTP_X_REAL_IP": "198.51.100.1"}
    try_to_sign_in("editor", "editor", **forwarded)
    assert log() == [("x" * 150, "refused", None), ("editor", "in", "203.0.113.9")]


@pytest.mark.parametrize(
    ("address", "kept"),
    [("", None), ("unix:", None), ("fe80::1%eth0", "fe80::1"), ("2001:DB8::7", "2001:db8::7")],
)
def test_an_address_that_is_none_keeps_nobody_out(address: str, kept: str, users: Any) -> None:
    assert try_to_sign_in("editor", "editor", address=address).get("/queue/").status_code == 200
    assert log() == [("editor", "in", kept)]


def test_a_sign_in_without_an_address_is_borne(sign_in: Any) -> None:
    sign_in("editor")
    assert log() == [("editor", "in", None)]


def test_what_is_older_than_a_year_goes_a_few_at_a_time(users: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("articles.accounts.sign_in_log.PRUNE_LIMIT", 2)
    now = timezone.now()
    for days in (367, 368, 369, 364):
        SignInEvent.objects.create(kind="in", at=now - timedelta(days=days), name=str(days))
    try_to_sign_in("nobody", "at all")
    assert [name for name, _, _ in log()] == ["367", "364", "nobody"]
    try_to_sign_in("nobody", "at all")
    assert [name for name, _, _ in log()] == ["364", "nobody", "nobody"]


def test_a_superuser_reads_it_newest_first_and_others_do_not(sign_in: Any, users: Any) -> None:
    try_to_sign_in("editor", "editor")
    try_to_sign_in("<b>nobody</b>", "p")
    page = sign_in("superuser").get(LOG)
    text = text_of(page)
    lines = [
        "superuser signed in from an unknown address",
        "<b>nobody</b> refused , no such account from 203.0.113.9",
        "editor signed in from 203.0.113.9",
    ]
    places = [text.index(line) for line in lines]
    assert places == sorted(places)
    assert "<b>nobody" not in page.content.decode()
    for role in ("reader", "reviewer", "editor"):
        response = sign_in(role).get(LOG)
        assert response.status_code == 403, role
        assert "203.0.113.9" not in text_of(response)


def test_its_pages_follow_each_other_and_cost_the_same(sign_in: Any, users: Any) -> None:
    client = sign_in("superuser")
    SignInEvent.objects.all().delete()
    assert "Nobody has signed in yet" in text_of(client.get(LOG))

    def add(count: int) -> None:
        now = timezone.now()
        SignInEvent.objects.bulk_create(
            SignInEvent(kind="in", at=now + timedelta(seconds=n), name=f"n{n}-", user=users.editor)
            for n in range(count)
        )

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LOG)
        return len(queries)

    add(3)
    few = cost()
    SignInEvent.objects.all().delete()
    add(250)
    assert cost() == few
    seen, after = [], ""
    for _ in range(3):
        page = client.get(LOG, {"after": after})
        seen.append(text_of(page).count("signed in from"))
        after = page.context["page"].after
    assert (seen, after) == ([100, 100, 50], "")
    assert "names no place" in text_of(client.get(LOG, {"after": "x"}))


def test_refused_second_steps_are_kept_in_a_bounded_number_too(
    users: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.accounts.sign_in_log.MOST_REFUSED", 2)
    for kind in ("in", "no step", "refused", "no step"):
        SignInEvent.objects.create(kind=kind, at=timezone.now(), name="editor")
    try_to_sign_in("nobody", "at all")
    kinds = [kind for _, kind, _ in log()]
    assert kinds == ["in", "no step", "refused"]
