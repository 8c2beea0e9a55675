"""The error pages: each says what happened and what to do, in the desk's look."""

import re
from typing import Any

import pytest
from django.db import DataError, connection
from django.test import Client
from django.urls import reverse

from articles.desk.refusals import PAGES, SERVER_REFUSAL
from tests.desk_kit import decide, text_of

pytestmark = pytest.mark.django_db


def assert_page(response: Any, status: int, what: str, do: str) -> None:
    """Check the page's heading and advice, and that it is a page of the desk."""
    assert response.status_code == status
    body = response.content.decode()
    (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", body, re.S)
    assert what in heading
    assert do in text_of(response)
    assert "articles/desk.css" in body
    assert '<a class="brand"' in body


@pytest.mark.parametrize(
    ("role", "method", "address", "status", "what", "do"),
    [
        ("reader", "get", "/queue/arrivals/?since=x", 400, "can’t read this", "Go back, reload"),
        ("reader", "get", "/sign-ins/", 403, "isn’t yours to do", "putting you into a group"),
        ("reader", "get", "/nowhere/", 404, "nothing here", "Look for a slip in the address"),
        ("stranger", "get", "/nowhere/", 404, "nothing here", "Look for a slip in the address"),
        ("reviewer", "get", "/undo/", 405, "is no page", "To the queue"),
        ("reader", "options", "/queue/", 405, "can only be opened", "takes GET, HEAD only"),
    ],
)
def test_a_refused_request_gets_a_page_with_what_to_do(
    role: str, method: str, address: str, status: int, what: str, do: str, sign_in: Any
) -> None:
    client = sign_in(role)
    assert_page(getattr(client, method)(address), status, what, do)


def test_a_form_without_its_token_gets_a_page_with_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {})
    assert_page(response, 403, "This form has expired", "Go back, reload the page")


def test_a_decision_that_came_too_late_says_so_on_the_articles_page(
    make_article: Any, sign_in: Any
) -> None:
    make_article(name="a.md", title="A story")
    article = make_article(name="a.md", title="A story", excerpt="Rewritten.")
    response = decide(sign_in("reviewer"), article, "approve", seen="1")
    assert response.status_code == 409
    assert "The document has changed since you opened it" in text_of(response)
    assert reverse("decide", args=[article.pk]) in response.content.decode()


@pytest.mark.parametrize("address", ["/queue/", "/sign-in/", "/nowhere/"])
def test_a_fault_of_the_server_gets_a_page_though_no_query_works(
    address: str, sign_in: Any
) -> None:
    client = sign_in("reader")
    client.raise_request_exception = False

    def refuse(*query: Any) -> Any:
        raise DataError("no query works")

    with connection.execute_wrapper(refuse):
        response = client.get(address)
    assert_page(response, 500, "Something broke on our side", "look before you repeat it")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("status", PAGES)
def test_the_servers_own_refusals_have_pages_that_read_no_database(
    status: int, client: Client
) -> None:
    queries = []

    def listen(execute: Any, *query: Any) -> Any:
        queries.append(query)
        return execute(*query)

    client.raise_request_exception = False
    with connection.execute_wrapper(listen):
        response = client.get("/", **{SERVER_REFUSAL: status})
    assert_page(response, status, "", "")
    assert not queries
    assert len(re.findall(r"<p>", response.content.decode())) >= 2


def test_nobody_can_ask_for_the_page_of_a_refusal(client: Client) -> None:
    response = client.get("/sign-in/", headers={SERVER_REFUSAL: "500"})
    assert response.status_code == 200
