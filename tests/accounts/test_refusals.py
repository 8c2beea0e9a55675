"""The log of refused requests: who, from where, what, why, on one line and without secrets."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.accounts.refusals import OnceFilter
from tests.accounts.kit import HERE, from_address, try_password
from tests.desk_kit import decide
from tests.second_factor_kit import give_app, take_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def refusals(caplog: pytest.LogCaptureFixture) -> Any:
    """Return a function that returns the lines of the log of refusals."""
    caplog.set_level(logging.INFO)

    def lines() -> list[str]:
        return [
            record.getMessage() for record in caplog.records if record.name.endswith(".refusals")
        ]

    return lines


def signed_in(name: str, **more: Any) -> Client:
    client = from_address(**more)
    assert try_password(client, name, name).status_code == 302
    return client


def test_a_route_that_is_not_ones_own_is_logged_with_person_address_and_reason(
    users: Any, refusals: Any
) -> None:
    assert signed_in("reviewer").get("/sign-ins/?after=secret").status_code == 403
    assert refusals() == [
        'refused 403 "GET" "/sign-ins/" route="sign-ins" person="reviewer" address=203.0.113.9 '
        'reason="Only a superuser sees who signed in."'
    ]


def test_a_permission_that_is_denied_is_logged_in_desk_and_admin(
    users: Any, refusals: Any, make_article: Any
) -> None:
    article = make_article()
    assert decide(signed_in("reader"), article, "approve", note="hush").status_code == 403
    signed_in("editor").get("/admin/auth/user/")
    first, second = refusals()
    assert 'route="decide" person="reader"' in first
    assert "hush" not in first
    assert 'route="admin:auth_user_changelist" person="editor"' in second


def test_a_form_without_a_token_is_logged_as_such(users: Any, refusals: Any) -> None:
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR=HERE)
    assert client.post("/sign-in/", {"username": "x", "password": "hush"}).status_code == 403
    (line,) = refusals()
    assert line.startswith('refused 403 "POST" "/sign-in/" route="sign-in" person="" address=203.')
    assert 'reason="CSRF: ' in line
    assert "hush" not in line


def test_a_host_that_the_desk_does_not_serve_is_one_line(refusals: Any, caplog: Any) -> None:
    assert from_address().get("/queue/", headers={"host": "evil\nERROR"}).status_code == 400
    (line,) = refusals()
    assert line.startswith('refused 400 "GET" "/queue/" route="" person="" address=203.0.113.9 ')
    assert line.endswith(r't served as the host evil\nERROR."')
    assert not [record for record in caplog.records if record.exc_info]


def test_a_limit_is_logged_without_the_password(users: Any, refusals: Any, settings: Any) -> None:
    settings.SIGN_IN_TRIES_PER_ACCOUNT = 1
    for _ in range(2):
        try_password(from_address(), "editor", "battery-staple")
    (line,) = refusals()
    assert line.startswith('refused 429 "POST" "/sign-in/"')
    assert 'reason="too many failed sign-ins, until ' in line
    assert "battery-staple" not in line


def test_a_refusal_at_the_second_step_is_logged_with_who_gave_the_password(
    users: Any, refusals: Any
) -> None:
    give_app(users.editor)
    client = signed_in("editor")
    now = timezone.now()
    TOTPDevice.objects.update(throttling_failure_count=20, throttling_failure_timestamp=now)
    assert take_step(client, "123456").status_code == 429
    (line,) = refusals()
    assert line.startswith(
        'refused 429 "POST" "/sign-in/second-step/" route="second-step" person="editor" '
    )
    assert "123456" not in line


def test_no_text_from_outside_makes_a_second_line(users: Any, refusals: Any) -> None:
    users.reviewer.username = 'x" reason="none\n2026 refused'
    users.reviewer.save()
    client = Client(REMOTE_ADDR=HERE)
    client.force_login(users.reviewer)
    path = "/articles/1/decide/%0A2026-01-01%20refused%1B[2K%E2%80%A8"
    checking = Client(enforce_csrf_checks=True, REMOTE_ADDR=HERE)
    checking.post(path)
    client.get("/sign-ins/")
    (line,) = refusals()
    for character in ("\n", "\r", "\x1b", "\u2028"):
        assert character not in line
    assert 'person="x\\" reason=\\"none\\n2026 refused"' in line


def test_a_long_path_is_cut(users: Any, refusals: Any) -> None:
    from django.test import RequestFactory

    from articles.accounts.refusals import RefusalLogMiddleware

    def refuse(request: Any) -> Any:
        from django.http import HttpResponseForbidden

        return HttpResponseForbidden()

    request = RequestFactory().get("/" + "x\n" * 5000)
    RefusalLogMiddleware(refuse)(request)
    (line,) = refusals()
    assert len(line) < 600


def test_what_is_answered_is_not_logged(users: Any, refusals: Any) -> None:
    client = signed_in("editor")
    for address in ("/queue/", "/nothing-here/", "/feeds/published.atom"):
        client.get(address)
    Client().get("/queue/")
    assert refusals() == []


def test_django_logs_no_second_line_of_a_refusal_but_all_else() -> None:
    def record(name: str, **more: Any) -> logging.LogRecord:
        return logging.makeLogRecord({"name": name, "msg": "x", **more})

    once = OnceFilter()
    assert not once.filter(record("django.request", status_code=403))
    assert not once.filter(record("django.security.csrf", status_code=403))
    assert once.filter(record("django.request", status_code=500))
    assert once.filter(record("django.request", status_code=404))
    assert once.filter(record("articles.accounts.refusals"))
    refused = SimpleNamespace(refusal="a wrong code")
    assert not once.filter(record("django.request", status_code=422, request=refused))
    assert not once.filter(record("django.request", status_code=503, request=refused))
    assert once.filter(record("django.request", status_code=500, request=refused))
    from newsroom import settings

    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["once", "client-fault"]
    assert "articles.accounts.refusals.RefusalLogMiddleware" in django_settings.MIDDLEWARE
