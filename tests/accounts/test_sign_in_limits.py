"""Limits of failed sign-ins: what counts, for whom, until when, and what is said."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.accounts import hashing, tries
from articles.accounts.refusals import OnceFilter
from articles.accounts.tries import TooManyTriesError, password_check
from articles.models import SignInEvent, SignInTry
from tests.accounts.kit import HERE, SIGN_IN, Clock, from_address, try_password
from tests.desk_kit import text_of
from tests.race_kit import at_once

pytestmark = pytest.mark.django_db

ELSEWHERE = "198.51.100.1"


@pytest.fixture(autouse=True)
def _small_limits(settings: Any) -> None:
    settings.SIGN_IN_TRIES_PER_ADDRESS = 5
    settings.SIGN_IN_TRIES_PER_ACCOUNT = 3


def fail(count: int, name: str = "editor", address: str = HERE) -> list[int]:
    """Send wrong passwords, and return the statuses."""
    return [try_password(from_address(address), name, "wrong").status_code for _ in range(count)]


def test_by_default_25_failures_from_an_address_and_10_for_an_account_in_five_minutes() -> None:
    from newsroom import settings

    assert settings.SIGN_IN_TRIES_PER_ADDRESS == 25
    assert settings.SIGN_IN_TRIES_PER_ACCOUNT == 10
    assert timedelta(minutes=5) == settings.SIGN_IN_WINDOW


def test_an_account_is_limited_from_one_address_and_open_from_another(users: Any) -> None:
    assert fail(5) == [200, 200, 200, 429, 429]
    assert try_password(from_address(), "editor", "editor").status_code == 429
    assert try_password(from_address(ELSEWHERE), "editor", "editor").status_code == 302
    # Nor does it stop others at this address.
    assert try_password(from_address(), "reviewer", "reviewer").status_code == 302


def test_an_address_is_limited_over_all_names(users: Any) -> None:
    statuses = [fail(1, name)[0] for name in ("editor", "reviewer", "nobody", "x", "y", "z")]
    assert statuses == [200, 200, 200, 200, 200, 429]
    assert try_password(from_address(), "superuser", "superuser").status_code == 429
    assert try_password(from_address(ELSEWHERE), "superuser", "superuser").status_code == 302


def test_the_addresses_of_one_ipv6_network_count_as_one(users: Any) -> None:
    statuses = [fail(1, f"n{n}", f"2001:db8:0:1::{n}")[0] for n in range(1, 7)]
    assert statuses == [200, 200, 200, 200, 200, 429]
    assert fail(1, "n7", "2001:db8:0:2::7") == [200]


def test_right_passwords_never_count(users: Any) -> None:
    for _ in range(8):
        assert try_password(from_address(), "editor", "editor").status_code == 302
    assert not SignInTry.objects.exists()


def test_a_refused_try_counts_for_nothing_so_that_the_limit_ends_by_itself(
    users: Any, clock: Clock
) -> None:
    fail(3)
    for _ in range(4):
        clock.move(minutes=1)
        assert fail(1) == [429]
    clock.move(minutes=1, seconds=1)
    assert try_password(from_address(), "editor", "editor").status_code == 302


def test_tries_leave_the_window_one_by_one(users: Any, clock: Clock) -> None:
    for _ in range(3):
        fail(1)
        clock.move(minutes=1)
    response = try_password(from_address(), "editor", "editor")
    # The first was three minutes ago.
    assert (response.status_code, response["Retry-After"]) == (429, "120")
    clock.move(seconds=121)
    assert fail(2) == [200, 429]


def test_the_page_says_when_to_try_again_in_the_browsers_time(users: Any, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=12, minute=1, second=30, microsecond=0)
    fail(3)
    client = from_address()
    client.cookies["zone"] = "Asia/Tokyo"
    response = try_password(client, "editor", "editor", next="/history/")
    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert "no-store" in response["Cache-Control"]
    text = text_of(response)
    assert "Too many wrong passwords" in text
    assert "Try again at 21:07 JST" in text
    assert "in 5 minutes" in text
    assert "Nobody’s account is locked" in text
    assert "Try again at 12:07 UTC" in text_of(try_password(from_address(), "editor", "editor"))


def test_a_refusal_is_the_same_for_every_name(users: Any, clock: Clock) -> None:
    """Prevents that limits tell which accounts exist."""
    pages = []
    for name in ("editor", "nobody", "deactivated"):
        for password in ("wrong", name):
            clock.move(hours=1)
            client = from_address()
            before = [text_of(try_password(client, name, "wrong")) for _ in range(3)]
            after = text_of(try_password(client, name, password))
            pages.append([re.sub(r"\d\d:\d\d", "", text) for text in [*before, after]])
    assert all(page == pages[0] for page in pages)
    assert "don’t match" in pages[0][0]


@pytest.mark.parametrize("name", ["editor", "nobody", "deactivated"])
def test_every_name_costs_one_hash_and_none_beyond_the_limit(
    name: str, users: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prevents that the time of an answer tells which accounts exist."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    original = MD5PasswordHasher.encode

    def encode(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return str(original(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    fail(3, name)
    assert len(hashed) == 3
    assert fail(1, name) == [429]
    assert len(hashed) == 3


def test_while_too_many_passwords_are_checked_the_form_comes_back_with_the_name(
    users: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Full:
        def acquire(self, blocking: bool) -> bool:
            return False

    monkeypatch.setattr(hashing, "_places_left", Full())
    response = try_password(from_address(), "editor", "editor", next="/history/")
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert "Wait a few seconds and try again" in text_of(response)
    page = response.content.decode()
    assert 'value="editor"' in page
    assert 'name="next" value="/history/"' in page
    assert re.findall(r'<input [^>]*name="(\w+)"[^>]*autofocus', page) == ["password"]
    assert not SignInTry.objects.exists()
    lines = [each.getMessage() for each in caplog.records if OnceFilter().filter(each)]
    assert len(lines) == 1
    assert 'reason="too many passwords are checked now"' in lines[0]


def test_old_tries_are_deleted_and_those_of_a_clock_set_back_count_for_nothing(
    users: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "PRUNE_LIMIT", 2)
    for days in (-3, -2, -1, 2):
        at = clock.now + timedelta(days=days)
        SignInTry.objects.bulk_create(SignInTry(network=HERE, name="editor", at=at) for _ in "ab")
    assert fail(4) == [200, 200, 200, 429]
    assert SignInTry.objects.count() == 8 - 3 * 2 + 3
    clock.move(hours=1)
    fail(1, "reviewer")
    assert SignInTry.objects.count() == 5 - 2 + 1


def test_the_log_keeps_a_bounded_number_of_refused_sign_ins_and_all_others(
    users: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.accounts.sign_in_log.MOST_REFUSED", 3)
    try_password(from_address(), "reviewer", "reviewer")
    for number in range(6):
        fail(1, f"n{number}", f"192.0.2.{number}")
    names = SignInEvent.objects.order_by("pk").values_list("name", flat=True)
    assert [*names] == ["reviewer", "n3", "n4", "n5"]


def test_the_admins_sign_in_is_the_desks(users: Any) -> None:
    fail(3)
    form = {"username": "editor", "password": "editor"}
    for address in ("/admin/", "/admin/login/?next=/admin/"):
        client = from_address()
        shown = client.get(address, follow=True)
        assert shown.redirect_chain[-1][0].startswith(SIGN_IN)
        assert client.post(shown.redirect_chain[-1][0], form).status_code == 429


def test_a_guessing_person_at_an_open_desk_is_limited_too(sign_in: Any) -> None:
    client = sign_in("reviewer")
    form = {
        "old_password": "guess",
        "new_password1": "four-words-of-mine",
        "new_password2": "four-words-of-mine",
    }
    statuses = [client.post("/password/", form).status_code for _ in range(4)]
    assert statuses == [422, 422, 422, 429]
    right = client.post("/password/", {**form, "old_password": "reviewer"})
    assert right.status_code == 429
    assert int(right["Retry-After"]) > 290
    assert "Back to the form" in text_of(right)


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_stay_within_the_limit(
    users: Any, database_for_threads: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers are processes: none waits for another's password to be hashed."""
    settings.SIGN_IN_TRIES_PER_ADDRESS = settings.SIGN_IN_TRIES_PER_ACCOUNT = 4

    def one() -> str:
        try:
            tries._reserve(HERE, "editor")
        except TooManyTriesError:
            return "refused"
        return "let through"

    results = at_once(*[one] * 12)
    assert sorted(results) == ["let through"] * 4 + ["refused"] * 8
    assert SignInTry.objects.count() == 4


def test_a_worker_that_is_killed_while_it_hashes_leaves_a_try_that_expires(
    users: Any, clock: Clock
) -> None:
    request: Any = None
    with pytest.raises(KeyboardInterrupt), password_check(request, "editor"):
        raise KeyboardInterrupt
    assert SignInTry.objects.get().network == ""
    clock.move(minutes=6)
    with password_check(request, "editor") as check:
        check.is_right = True
    assert not SignInTry.objects.exists()


def test_the_place_of_a_failed_check_is_free_again(users: Any) -> None:
    for _ in range(hashing._places() + 1):
        with pytest.raises(ZeroDivisionError), password_check(None, "x"):
            raise ZeroDivisionError
        SignInTry.objects.all().delete()


def test_counting_reads_the_index_alone(users: Any) -> None:
    """A flood of tries from other addresses makes no sign-in slow."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by statistics, which an empty table lacks")
    rows = SignInTry.objects.filter(network=HERE, at__range=tries._window(timezone.now()))
    assert "try_by_network" in rows.order_by("-at").explain()


def test_a_stranger_who_is_limited_ends_nobodys_session(users: Any, sign_in: Any) -> None:
    client: Client = sign_in("editor")
    fail(4)
    assert client.get("/queue/").status_code == 200
