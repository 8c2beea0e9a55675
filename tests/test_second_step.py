"""The second step of signing in: codes of an app, recovery codes, limits, and what is logged."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import RecoveryCode, RecoveryCodes, SignInEvent
from tests.desk_kit import text_of
from tests.second_factor_kit import (
    after_password,
    code_of,
    give_app,
    give_codes,
    is_signed_in,
    steady_codes,
    take_step,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("steady_codes")]

__all__ = ["steady_codes"]

STEP = "/sign-in/second-step/"


def log() -> list[tuple[str, str]]:
    return list(SignInEvent.objects.order_by("pk").values_list("name", "kind"))


def test_after_the_password_a_code_of_the_app_lets_in(users: Any) -> None:
    secret = give_app(users.editor)
    client = after_password("editor", "/queue/?order=date")
    response = client.get("/queue/?order=date")
    assert response["Location"] == f"{STEP}?next=/queue/%3Forder%3Ddate"
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert "Signing in as editor . The password was right." in text_of(page)
    assert 'name="next" value="/queue/?order=date"' in page.content.decode()
    assert not is_signed_in(client)
    response = take_step(client, code_of(secret), "/queue/?order=date")
    assert response["Location"] == "/queue/?order=date"
    assert is_signed_in(client)
    assert log() == [("editor", "in"), ("editor", "step")]


def test_who_has_no_second_factor_signs_in_by_the_password(users: Any) -> None:
    assert is_signed_in(after_password("editor"))


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1} ", "{0}-{1}", "{0}\u2009{1}"])
def test_a_code_may_be_typed_as_apps_show_it(typed: str, users: Any) -> None:
    secret = give_app(users.editor)
    client = after_password("editor")
    code = code_of(secret)
    assert take_step(client, typed.format(code[:3], code[3:])).status_code == 302
    assert is_signed_in(client)


def test_a_wrong_code_is_refused_and_logged_and_the_page_says_what_to_do(users: Any) -> None:
    secret = give_app(users.editor)
    client = after_password("editor")
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06}"
    page = take_step(client, wrong)
    assert page.status_code == 422
    assert "That code is not right." in text_of(page)
    assert "let the phone set its clock by itself" in text_of(page)
    assert wrong not in page.content.decode()
    assert not is_signed_in(client)
    assert log()[-1] == ("editor", "no step")


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "x" * 24, "é" * 6, "\0", "٣" * 6, "a" * 60]
)
def test_what_is_no_code_counts_as_no_guess(typed: str, users: Any) -> None:
    secret = give_app(users.editor)
    client = after_password("editor")
    page = take_step(client, typed)
    assert page.status_code == 422
    assert "Type the 6 digits" in text_of(page) or "none of your recovery codes" in text_of(page)
    assert take_step(client, code_of(secret)).status_code == 302


def test_a_code_works_once_also_in_another_session(users: Any) -> None:
    secret = give_app(users.editor)
    code = code_of(secret)
    first, second = after_password("editor"), after_password("editor")
    assert take_step(first, code).status_code == 302
    page = take_step(second, code)
    assert page.status_code == 422
    assert "That code has been used. Wait for the next one" in text_of(page)
    assert not is_signed_in(second)


def test_a_phone_whose_clock_is_a_little_off_is_followed(users: Any) -> None:
    secret = give_app(users.editor)
    assert take_step(after_password("editor"), code_of(secret, -1)).status_code == 302
    assert take_step(after_password("editor"), code_of(secret, 0)).status_code == 302
    assert take_step(after_password("editor"), code_of(secret, 3)).status_code == 422


def test_after_wrong_codes_the_right_one_has_to_wait_and_the_page_says_how_long(
    users: Any,
) -> None:
    secret = give_app(users.editor)
    TOTPDevice.objects.update(throttling_failure_count=9)
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06}"
    client = after_password("editor")
    assert take_step(client, wrong).status_code == 422
    page = take_step(client, code_of(secret))
    assert page.status_code == 429
    assert 500 < int(page["Retry-After"]) <= 512
    assert "Too many wrong codes. Try again in 9 minutes." in text_of(page)
    assert log()[-1] == ("editor", "no step")
    # Another address changes nothing: the limit is the account's.
    other = after_password("editor")
    other.defaults["REMOTE_ADDR"] = "203.0.113.77"
    assert take_step(other, code_of(secret)).status_code == 429
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=513))
    assert take_step(client, code_of(secret)).status_code == 302


def test_while_codes_of_the_app_have_to_wait_a_recovery_code_lets_in(users: Any) -> None:
    give_app(users.editor)
    codes = give_codes(users.editor)
    now = timezone.now()
    TOTPDevice.objects.update(throttling_failure_count=20, throttling_failure_timestamp=now)
    client = after_password("editor")
    assert take_step(client, "123456").status_code == 429
    assert take_step(client, codes[0]).status_code == 302
    assert is_signed_in(client)


def test_a_recovery_code_works_once_and_the_rest_are_counted(users: Any) -> None:
    give_app(users.editor)
    codes = give_codes(users.editor)
    assert len(set(codes)) == 10
    client = after_password("editor")
    typed = codes[3].upper().replace("-", " ")
    assert "9 are left" in text_of(client.post(STEP, {"code": typed}, follow=True))
    assert ("editor", "recover") in log()
    again = after_password("editor")
    page = take_step(again, codes[3])
    assert page.status_code == 422
    assert "none of your recovery codes that are left" in text_of(page)
    assert RecoveryCode.objects.count() == 9


def test_wrong_recovery_codes_are_limited_too(users: Any) -> None:
    give_app(users.editor)
    codes = give_codes(users.editor)
    RecoveryCodes.objects.update(throttling_failure_count=9)
    client = after_password("editor")
    assert take_step(client, "2" * 24).status_code == 422
    page = take_step(client, codes[0])
    assert page.status_code == 429
    assert "Try again in 9 minutes." in text_of(page)
    assert RecoveryCode.objects.count() == 10


def test_recovery_codes_of_somebody_else_let_nobody_in(users: Any) -> None:
    give_app(users.editor)
    give_codes(users.editor)
    client = after_password("editor")
    assert take_step(client, give_codes(users.reviewer)[0]).status_code == 422
    assert RecoveryCode.objects.filter(of__user=users.reviewer).count() == 10


def test_no_code_is_stored_in_clear(users: Any) -> None:
    codes = give_codes(users.editor)
    stored = str(list(RecoveryCode.objects.values_list("digest", flat=True)))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_the_session_has_another_key_after_the_second_step(users: Any) -> None:
    secret = give_app(users.editor)
    client = after_password("editor")
    before = client.session.session_key
    take_step(client, code_of(secret))
    assert client.session.session_key != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert not is_signed_in(planted)


def test_who_signs_out_takes_the_second_step_again(users: Any) -> None:
    secret = give_app(users.editor)
    client = after_password("editor")
    take_step(client, code_of(secret))
    client.post("/sign-out/")
    client.post("/sign-in/", {"username": "editor", "password": "editor"})
    assert not is_signed_in(client)


def test_one_can_leave_at_the_second_step(users: Any) -> None:
    give_app(users.editor)
    client = after_password("editor")
    assert 'action="/sign-out/"' in client.get(STEP).content.decode()
    for _ in range(2):
        client.post("/sign-out/")
    assert client.get("/queue/")["Location"].startswith("/sign-in/?")
    assert log() == [("editor", "in"), ("editor", "out")]


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/", "//elsewhere.example", "/sign-out/", STEP, "/sign-in/"]
)
def test_the_second_step_leads_to_no_other_site_and_in_no_circle(page: str, users: Any) -> None:
    secret = give_app(users.editor)
    assert take_step(after_password("editor"), code_of(secret), page)["Location"] == "/queue/"


def test_the_page_is_for_who_is_at_that_step_alone(users: Any, sign_in: Any) -> None:
    assert sign_in("editor").get(f"{STEP}?next=/history/")["Location"] == "/history/"
    assert Client().get(STEP)["Location"].startswith("/sign-in/?next=")


def test_pages_of_the_second_step_are_never_stored(users: Any) -> None:
    give_app(users.editor)
    assert "no-store" in after_password("editor").get(STEP)["Cache-Control"]
