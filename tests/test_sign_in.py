"""Sign-in and requests without a page: return addresses, POST-only routes, caches, error pages."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from tests.desk_kit import text_of

pytestmark = pytest.mark.django_db

#: The form's fields, the request's headers, and the page that sign-in leads back to.
RETURN_ADDRESSES: list[tuple[dict[str, str], dict[str, str], str]] = [
    ({"next": "/queue/?order=date"}, {}, "/queue/?order=date"),
    ({"next": "https://elsewhere.example/"}, {}, "/queue/"),
    ({}, {"Referer": "http://testserver/articles/7/?a=b"}, "/articles/7/?a=b"),
    ({}, {"HX-Current-URL": "http://testserver/queue/?order=date"}, "/queue/?order=date"),
    ({"next": "/queue/?q=a"}, {"HX-Current-URL": "http://[::1"}, "/queue/?q=a"),
    ({}, {"HX-Current-URL": "http://[::1"}, "/queue/"),
    ({}, {"HX-Current-URL": "https://elsewhere.example/"}, "/queue/"),
    ({}, {}, "/queue/"),
]


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
@pytest.mark.parametrize("route", ["decide", "undo"])
@pytest.mark.parametrize(("form", "headers", "page"), RETURN_ADDRESSES)
def test_a_form_sent_after_the_session_ended_leads_by_sign_in_to_the_page_it_was_on(
    form: dict[str, str], headers: dict[str, str], page: str, route: str, htmx: bool, users: Any
) -> None:
    client = Client()
    sent = {**headers, "HX-Request": "true"} if htmx else headers
    response = client.post(reverse(route, args=[1]), form, headers=sent)
    assert response.status_code == (200 if htmx else 302)
    sign_in = response["HX-Redirect" if htmx else "Location"]
    assert parse_qs(urlsplit(sign_in).query) == {"next": [page]}
    assert "You were signed out; nothing was decided." in text_of(client.get(sign_in))
    fields = {"username": "reviewer", "password": "reviewer", "next": page}
    assert client.post(sign_in, fields)["Location"] == page


def test_only_what_a_person_sends_after_the_session_ended_says_so_and_once(users: Any) -> None:
    client = Client()
    own = {"HX-Request": "true", "X-Newsroom-Background": "true"}
    sign_in = client.post(reverse("review-leave"), {}, headers=own)["HX-Redirect"]
    assert "You were signed out" not in text_of(client.get(sign_in))
    for _ in range(2):
        client.post(reverse("decide", args=[1]), {}, headers={"HX-Request": "true"})
    client.post(reverse("review-leave"), {}, headers=own)
    assert text_of(client.get(sign_in)).count("You were signed out") == 1
    assert "You were signed out" not in text_of(client.get(sign_in))


def test_after_a_wrong_password_it_is_typed_again_and_the_name_stays(users: Any) -> None:
    page = Client().post(reverse("sign-in"), {"username": "reviewer", "password": "guess"})
    assert "The name and the password don’t match." in text_of(page)
    assert "username" not in text_of(page).lower()
    body = page.content.decode()
    assert re.findall(r'<input [^>]*name="(\w+)"[^>]*autofocus', body) == ["password"]
    assert 'value="reviewer"' in body


@pytest.mark.parametrize("route", ["decide", "undo", "sign-out"])
def test_the_address_of_a_form_opened_says_so_and_leads_on(route: str, sign_in: Any) -> None:
    response = sign_in("reviewer").get(reverse(route, args=[] if route == "sign-out" else [1]))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "This address is no page" in text_of(response)
    assert '<a href="/queue/">To the queue</a>' in response.content.decode()


@pytest.mark.parametrize("onward", ["/sign-in/", "/sign-in/?next=/sign-in/", "/sign-out/"])
def test_sign_in_never_leads_back_to_itself_or_out(onward: str, sign_in: Any) -> None:
    response = sign_in("reviewer").get("/sign-in/", {"next": onward})
    assert response.url == "/queue/"
    form = {"username": "reviewer", "password": "reviewer", "next": onward}
    assert Client().post("/sign-in/", form).url == "/queue/"


def test_no_cache_keeps_what_a_signed_in_person_saw(
    make_article: Any, sign_in: Any, settings: Any
) -> None:
    article: Article = make_article()
    ours = "articles.desk.middleware.NoStoreMiddleware"
    if ours not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, ours]
    for address in ("/queue/", article.get_absolute_url(), "/nothing-here/", "/admin/"):
        cache_control = sign_in("editor").get(address)["Cache-Control"]
        assert "no-store" in cache_control, address
        assert "private" in cache_control, address


def test_a_strangers_error_page_shows_no_more_than_the_way_in(client: Client, users: Any) -> None:
    checking_client = Client(enforce_csrf_checks=True)
    for response in (client.get("/nothing-here/"), checking_client.post("/sign-in/")):
        assert response.status_code in (403, 404)
        page = response.content.decode()
        assert '<a class="way-in" href="/sign-in/">Sign in</a>' in page
        for word in ("AnonymousUser", "Sign out", "waiting", "mported"):
            assert word not in text_of(response)


@pytest.mark.parametrize("program", ["newsroom", "manage.py"])
def test_commands_on_pages_begin_with_the_program_that_this_desk_has(
    program: str, sign_in: Any, settings: Any
) -> None:
    settings.PROGRAM = program
    assert f"{program} changepassword NAME" in text_of(sign_in("stranger").get("/sign-in/"))
    empty = text_of(sign_in("reader").get("/queue/"))
    assert f"{program} import_articles FOLDER" in empty
    assert f"{program} make_demo FOLDER" in empty
