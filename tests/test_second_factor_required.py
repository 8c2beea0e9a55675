"""No route serves a session without its second step: all routes, methods and ways to ask."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.checks import run_checks
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.desk.middleware import BACKGROUND
from articles.models import Act, Article
from tests.desk_kit import text_of
from tests.second_factor_kit import (
    after_password,
    code_of,
    enrol,
    give_app,
    is_signed_in,
    take_step,
)

pytestmark = pytest.mark.django_db

STEP, ENROL = "/sign-in/second-step/", "/second-factor/"
#: Routes that need no sign-in; of them `admin:login` leads to the page of sign-in.
PUBLIC = {"sign-in", "sign-out", "healthz", "readyz", "published-atom", "published-json", "login"}
#: Routes that serve the step that a session lacks.
SERVES = {
    STEP: {"second-step", "second-step-options", "second-step-passkey"},
    ENROL: {
        "second-factor", "second-factor-app", "second-factor-qr", "passkey-add", "passkey-options",
    },
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")


def routes() -> Iterator[tuple[str, str]]:
    """Yield name and an address of every route, those of the admin included."""

    def walk(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            part = re.sub(r"\(\?P<url>\.\*\)\$", "x", str(pattern.pattern))
            part = re.sub(r"\(\?P<app_label>[^)]*\)", "articles", part)
            part = re.sub(r"<[^>]*>", "1", part).replace("^", "").replace("$", "")
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, before + part)
            elif isinstance(pattern, URLPattern):
                yield pattern.name or "", before + part

    yield from walk(get_resolver().url_patterns, "/")


def half_signed_in(users: Any, leads_to: str, settings: Any, role: str = "superuser") -> Client:
    """Return a client after the password, whose session lacks the step of this page."""
    if leads_to == STEP:
        give_app(getattr(users, role))
    else:
        settings.SECOND_FACTOR_GROUPS = frozenset({"*"})
    return after_password(role)


def test_the_walk_covers_desk_and_admin() -> None:
    names = [name for name, _ in routes()]
    assert len(names) > 80
    assert {"queue", "decide", "history-csv", "download", "index", "auth_user_changelist"} <= {
        *names
    }


@pytest.mark.slow
@pytest.mark.parametrize("leads_to", [STEP, ENROL])
def test_without_the_second_step_every_route_leads_to_it_by_every_method(
    leads_to: str, users: Any, settings: Any, make_article: Any
) -> None:
    make_article()
    client = half_signed_in(users, leads_to, settings)
    for name, address in routes():
        if name in PUBLIC | SERVES[leads_to]:
            continue
        for method in METHODS:
            response = client.generic(method, address)
            assert response.status_code == 302, (method, address)
            assert response["Location"].startswith(f"{leads_to}?next="), (method, address)
        for method in ("GET", "POST"):
            response = client.generic(method, address, headers={"HX-Request": "true"})
            assert response.status_code == 200, (method, address)
            assert response["HX-Redirect"].startswith(f"{leads_to}?next="), (method, address)
            assert response.content == b"", (method, address)
    assert not Act.objects.exists()


@pytest.mark.parametrize("leads_to", [STEP, ENROL])
def test_public_routes_treat_such_a_session_as_a_strangers(
    leads_to: str, users: Any, settings: Any
) -> None:
    client = half_signed_in(users, leads_to, settings)
    assert client.get("/healthz").status_code == 200
    assert client.get("/feeds/published.atom").status_code == 200
    assert client.get("/admin/login/")["Location"] == "/sign-in/?next=/admin/"
    assert "Password" in text_of(client.get("/sign-in/"))
    assert client.post("/sign-out/").status_code == 302


@pytest.mark.parametrize("leads_to", [STEP, ENROL])
def test_error_pages_show_nothing_of_the_desk_without_the_second_step(
    leads_to: str, users: Any, settings: Any, make_article: Any
) -> None:
    make_article()
    client = half_signed_in(users, leads_to, settings)
    for address in ("/nowhere/", "/queue"):
        page = client.get(address, follow=address == "/nowhere/")
        text = text_of(page)
        assert "waiting" not in text
        assert "superuser" not in text
    assert "waiting" not in text_of(client.get(leads_to))


def test_who_has_a_factor_can_not_set_up_another_in_place_of_the_second_step(
    users: Any, settings: Any
) -> None:
    """The worst way round: the password alone, and then a factor of the intruder's own."""
    client = half_signed_in(users, STEP, settings)
    for name in SERVES[ENROL] | {"recovery-codes", "second-factor-remove-app"}:
        for method in ("GET", "POST"):
            response = client.generic(method, reverse(name))
            assert response["Location"].startswith(f"{STEP}?next="), (name, method)


def test_a_form_sent_without_the_second_step_says_so_and_what_was_typed_comes_back(
    users: Any,
) -> None:
    secret = give_app(users.editor)
    client = after_password("editor")
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/queue/?order=date"}
    response = client.post(reverse("decide", args=[1]), {"note": "typed"}, headers=headers)
    assert response["HX-Redirect"] == f"{STEP}?next=/queue/%3Forder%3Ddate"
    page = client.get(response["HX-Redirect"])
    assert "Signing in takes a second step first; nothing was decided." in text_of(page)
    assert "You were signed out" not in text_of(page)
    # The script that keeps what was typed treats this page as that of sign-in.
    assert 'form class="sign-in"' in page.content.decode()
    assert "newsroom-user" not in page.content.decode()
    assert take_step(client, code_of(secret), "/queue/?order=date").status_code == 302
    own = {"HX-Request": "true", BACKGROUND: "true"}
    quiet = after_password("editor")
    quiet.post(reverse("review-leave"), {}, headers=own)
    assert "nothing was decided" not in text_of(quiet.get(STEP))


def test_sessions_from_before_the_setting_take_the_second_step_too(
    users: Any, settings: Any, sign_in: Any
) -> None:
    with_app, without = sign_in("editor"), sign_in("superuser")
    assert is_signed_in(with_app)
    secret = give_app(users.editor)
    settings.SECOND_FACTOR_GROUPS = frozenset({"*"})
    assert with_app.get("/queue/")["Location"] == f"{STEP}?next=/queue/"
    assert without.get("/queue/")["Location"] == f"{ENROL}?next=/queue/"
    assert take_step(with_app, code_of(secret)).status_code == 302
    assert is_signed_in(with_app)


@pytest.mark.parametrize(
    ("names", "required"),
    [
        ([], []),
        (["*"], ["reader", "reviewer", "editor", "superuser"]),
        (["superusers"], ["superuser"]),
        (["Editors"], ["editor"]),
        (["Reviewers", "superusers"], ["reviewer", "superuser"]),
        (["editors"], []),
    ],
)
def test_the_setting_says_of_whom_a_second_factor_is_required(
    names: list[str], required: list[str], users: Any, settings: Any
) -> None:
    # A group that has the name of no group, in the setting.
    users.reader.groups.add(Group.objects.create(name="superusers"))
    settings.SECOND_FACTOR_GROUPS = frozenset(names)
    led = [
        role
        for role in ("reader", "reviewer", "editor", "superuser")
        if after_password(role).get("/queue/").status_code == 302
    ]
    assert led == required


def test_who_must_have_one_sets_it_up_and_goes_on_to_the_page_asked_for(
    users: Any, settings: Any, make_article: Any
) -> None:
    settings.SECOND_FACTOR_GROUPS = frozenset({"Editors"})
    make_article()
    client = after_password("editor", "/history/")
    page = client.get(client.get("/history/")["Location"])
    text = text_of(page)
    assert "The desk requires a second factor of the group Editors." in text
    assert "Queue" not in text
    assert 'href="/second-factor/app/?next=/history/"' in page.content.decode()
    enrol(client, "/history/")
    assert client.get("/history/").status_code == 200
    after = client.get("/second-factor/?next=/history/")
    assert '<a href="/history/">go on to the page you asked for</a>' in after.content.decode()
    fields = {"next": "/history/", "password": "editor"}
    codes = client.post("/second-factor/recovery-codes/", fields)
    assert 'href="/history/">I have kept them: go on' in codes.content.decode()


def test_the_admin_opens_after_the_second_step(users: Any, settings: Any) -> None:
    secret = give_app(users.superuser)
    client = after_password("superuser", "/admin/")
    assert client.get("/admin/")["Location"] == f"{STEP}?next=/admin/"
    assert take_step(client, code_of(secret), "/admin/")["Location"] == "/admin/"
    assert "Site administration" in text_of(client.get("/admin/")) or client.get("/admin/").context


def test_nothing_is_decided_by_a_session_without_the_second_step(
    users: Any, make_article: Any
) -> None:
    from tests.desk_kit import decide

    article = make_article()
    give_app(users.editor)
    client = after_password("editor")
    assert decide(client, article, "approve").status_code == 302
    assert not Act.objects.exists()
    assert Article.objects.get().status == "waiting"


def test_a_group_that_does_not_exist_is_a_warning_of_the_check(db: None, settings: Any) -> None:
    Group.objects.get_or_create(name="Editors")
    settings.SECOND_FACTOR_GROUPS = frozenset({"Editors", "editors", "*", "superusers"})
    warnings = [each for each in run_checks(databases=["default"]) if each.id == "articles.W004"]
    assert [each.msg for each in warnings] == [
        "NEWSROOM_SECOND_FACTOR_GROUPS names “editors”, and no group has that name: nobody needs "
        "a second factor because of it."
    ]
    assert "Editors" in (warnings[0].hint or "")
