"""Rules for passwords, and every way by which one is set: pages, commands, variables."""

import io
import secrets
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from articles.management import setup
from articles.management.commands import start
from tests.desk_kit import text_of
from tests.test_start import free_port

GOOD = "Lantern-gravel 7 otters"


def refused(password: str, **names: str) -> str:
    """Return why the password is refused for a person, or ''."""
    try:
        validate_password(password, User(**{"username": "editor", **names}))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("x", "at least 12 characters"),
        ("short-words", "at least 12 characters"),
        ("editor2editor2", "name of this account and 2 characters more"),
        ("editor-editor-editor", "name of this account and nothing else"),
        ("2026Editor2026!!", "name of this account and 8 characters more"),
        ("EDITOR_editor_EDITOR", "name of this account"),
        ("editor20261129", "name of this account and 8 characters more"),
        ("ｅｄｉｔｏｒ2ｅｄｉｔｏｒ2", "name of this account"),
        ("aaaaaaaaaaaa", "repeats the same 1 character."),
        ("ab1ab1ab1ab1a", "repeats the same 3 characters"),
        ("hunter-Hunter-hunter", "repeats the same"),
        ("a-b-c.a_b_c!a?b?c", "repeats the same 3 characters"),
        ("password1234", "too common"),
        ("123Football!!", "too common"),
        ("739148265019", "entirely numeric"),
        ("x" * 3 + "yz" * 127, "At most 256"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, why: str) -> None:
    assert why in refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa1", "aaaaaaaaaaaaab", "1aaaaaaaaaaaa", "abcabcabcabc1", "passwordpassword1",
        "password-password1", "1password2password3", "iloveyouiloveyou1", "passw0rdpassw0rd1",
        "p@ssw0rd-P@ssw0rd1", "letmeinletmein1", "editor!password1", "editor abcabcabc",
        "summer2026summer", "password football", "1234567890-1", "2026-11-29-12", "73914826501-",
        "9876543-fghijk", "abcdefghijkl", "zyxwvutsrqponm", "qwertyuiop[]!a",
        "qwertyuiopas", "............ab", "😀😁😀😁😀😁😀😁😀😁😀😁1", "            .!",
    ],
)  # fmt: skip
def test_a_little_more_than_what_guesses_begin_with_is_refused(password: str) -> None:
    assert "Too little of it is hard to guess" in refused(password)


def test_a_short_name_again_and_again_is_refused_with_whatever_follows() -> None:
    for password in ("bobobobobobo1", "1bobobobobobo", "bo-bo-bo-bo-bo-7"):
        assert "Too little of it is hard to guess" in refused(password, username="bo"), password


def test_generated_passwords_are_taken() -> None:
    for _ in range(500):
        password = secrets.token_urlsafe(12)
        assert not refused(password), password


@pytest.mark.parametrize("name", ["reviewer", "second-reviewer", "Ana.Petrović"])
@pytest.mark.parametrize(
    "form", ["{0}-{0}", "{0}1{0}", "{0}2026{0}2026", "1{0}2{0}3", "{0}!{0}?{0}"]
)
def test_repetitions_of_a_name_are_refused_whatever_stands_between(name: str, form: str) -> None:
    assert refused(form.format(name), username=name)
    assert refused(form.format(name.upper()), username=name)


def test_all_names_of_a_person_count(db: None) -> None:
    names = {"first_name": "Margarethe", "last_name": "Oldenburg", "email": "m.desk@news.example"}
    for password in ("Margarethe2026!", "oldenburg/oldenburg", "m-desk-m-desk-1"):
        assert refused(password, username="mo", **names), password
    assert not refused(GOOD, username="mo", **names)


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "seven lanterns",
        "lantern1lantern2",
        "drdhjBKqSaIx_7-e",
        "3f9a17c02b84",
        "!$%&/()=?*+#",
        "editor of seven lanterns",
        "correct horse correct barn",
        "zwölf Boxkämpfer jagen",
        "密码密语山水花鸟风月云雨",
        "k3$Vq9!xTz2@",
        "lantern gravel lantern gravel",
    ],
)
def test_a_password_of_several_words_or_chance_is_taken(password: str) -> None:
    assert refused(password) == ""


@pytest.mark.django_db
def test_a_weak_password_of_the_environment_makes_nobody_and_names_its_variable(
    groups: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSROOM_PASSWORD_EDITOR", "x")
    monkeypatch.setenv("NEWSROOM_PASSWORD_REVIEWER", "reviewer-reviewer")
    monkeypatch.setenv("NEWSROOM_PASSWORD_ADMIN", GOOD)
    monkeypatch.setattr(start._Server, "run", lambda self: pytest.fail("it served"))
    monkeypatch.setattr(start.connections, "close_all", lambda: None)
    with pytest.raises(CommandError) as refusal:
        call_command("start", "--port", str(free_port()), stdout=io.StringIO())
    message = str(refusal.value)
    assert "NEWSROOM_PASSWORD_EDITOR: " in message
    assert "NEWSROOM_PASSWORD_REVIEWER: It is a name of this account" in message
    assert "NEWSROOM_PASSWORD_ADMIN" not in message
    assert "Set another, or none" in message
    assert "reviewer-reviewer" not in message
    assert not User.objects.exists()
    with pytest.raises(setup.WeakPasswordError):
        setup.make_people()


@pytest.mark.django_db
def test_a_desk_with_people_starts_whatever_the_variables_say(
    users: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSROOM_PASSWORD_EDITOR", "x")
    setup.check_given_passwords()
    assert setup.make_people() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("password", "is_made"), [("boss1boss1boss", False), (GOOD, True)])
def test_createsuperuser_takes_no_weak_password_from_the_environment(
    password: str, is_made: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    options: dict[str, Any] = {"interactive": False, "username": "boss", "email": "b@x.example"}
    if is_made:
        call_command("createsuperuser", **options, verbosity=0)
        assert User.objects.get(username="boss", is_superuser=True).check_password(password)
        return
    with pytest.raises(CommandError, match="It is a name of this account"):
        call_command("createsuperuser", **options)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_createsuperuser_can_not_be_told_to_bypass_the_rules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("getpass.getpass", lambda *prompt: "x")
    monkeypatch.setattr("builtins.input", lambda *prompt: "y")
    with pytest.raises(CommandError, match="at least 12 characters"):
        call_command(
            "createsuperuser", username="boss", email="b@x.example", stdin=Terminal(),
            stderr=io.StringIO(),
        )  # fmt: skip
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_admins_forms_refuse_it_too(sign_in: Any, users: Any) -> None:
    client = sign_in("superuser")
    form = {"username": "newcomer", "usable_password": "true"}
    weak = {"password1": "newcomer7newcomer", "password2": "newcomer7newcomer"}
    added = client.post("/admin/auth/user/add/", {**form, **weak})
    assert "It is a name of this account" in text_of(added)
    assert not User.objects.filter(username="newcomer").exists()
    strong = {"password1": GOOD, "password2": GOOD}
    assert client.post("/admin/auth/user/add/", {**form, **strong}).status_code == 302
    address = f"/admin/auth/user/{users.reviewer.pk}/password/"
    weak = {"password1": "reviewer-reviewer", "password2": "reviewer-reviewer"}
    changed = client.post(address, {"usable_password": "true", **weak})
    assert "It is a name of this account" in text_of(changed)
    users.reviewer.refresh_from_db()
    assert users.reviewer.check_password("reviewer")
