"""A database that is busy or can't be reached: 503 with the form kept, on every page, never 500."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.desk.health import READINESS
from articles.models import Act, Article, Preferences, SavedView
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from tests.busy_kit import (
    action_of,
    assert_busy,
    fields_of,
    held_by_another_process,
    impatient,
    only_sqlite,
)
from tests.desk_kit import text_of

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["impatient"]

only_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite is a file, which needs no connection"
)


@pytest.fixture
def unreachable(database_for_threads: None) -> Iterator[Callable[[], None]]:
    """Return a function after which nothing listens where the database was."""
    settings = connection.settings_dict
    host, port = settings["HOST"], settings["PORT"]

    def leave() -> None:
        connection.close()
        settings["HOST"], settings["PORT"] = "127.0.0.1", "1"

    yield leave
    connection.close()
    settings["HOST"], settings["PORT"] = host, port


def decision(article: Article, **fields: str) -> dict[str, str]:
    return {
        "verb": "reject", "seen": str(Seen.of(article)), "token": new_token(), "place": "queue",
        "note": 'two "lines"\nof <b>reasons</b>', "next": "/queue/?topic=AI", **fields,
    }  # fmt: skip


@only_sqlite
def test_a_decision_on_a_busy_desk_is_kept_and_counts_once_when_it_is_sent_again(
    make_article: Any, sign_in: Any, impatient: None
) -> None:
    article, client = make_article(), sign_in("reviewer")
    form = decision(article)
    address = reverse("decide", args=[article.pk])
    with held_by_another_process():
        response = client.post(address, form)
        assert_busy(response)
        assert "articles/desk.css" in response.content.decode()
        assert "Something broke" not in text_of(response)
    assert (action_of(response), fields_of(response)) == (address, form)
    assert not Act.objects.exists()
    for _ in range(2):
        again = client.post(action_of(response), fields_of(response))
        assert again.status_code == 302
        assert again["Location"] == form["next"]
    (act,) = Act.objects.all()
    assert act.token == form["token"]
    assert act.decisions.get().note == 'two "lines"\nof <b>reasons</b>'


@only_sqlite
def test_a_row_stays_and_says_that_nothing_was_lost(
    make_article: Any, sign_in: Any, impatient: None
) -> None:
    article, client = make_article(), sign_in("reviewer")
    with held_by_another_process():
        response = client.post(
            reverse("decide", args=[article.pk]),
            decision(article),
            headers={"HX-Request": "true"},
        )
    assert_busy(response)
    assert response.content.decode() == "The desk is busy, nothing was lost: try again.\n"


@only_sqlite
@pytest.mark.parametrize("role", ["reviewer", "editor", "superuser"])
def test_while_another_process_writes_no_page_is_an_error_of_the_server(
    role: str, make_article: Any, sign_in: Any, users: Any, impatient: None
) -> None:
    article, client = make_article(), sign_in(role)
    view = SavedView.objects.create(name="Morning", query="", by=getattr(users, role))
    Preferences.objects.create(user=getattr(users, role))
    with held_by_another_process():
        for address in ("/", "/queue/", f"/articles/{article.pk}/", "/preferences/", "/imports/"):
            assert client.get(address).status_code == 200
        for address in ("/feeds/published.atom", "/feeds/published.json", "/healthz"):
            assert Client().get(address).status_code == 200
        # A card is dealt under a lease, which is written.
        response = client.get("/review/?topic=AI")
        assert_busy(response)
        assert 'href="/review/?topic=AI"' in response.content.decode()
        review = {"query": "topic=AI", "page": new_token(), "token": new_token(), "place": "review"}
        posts: list[tuple[str, dict[str, Any]]] = [
            ("/review/next/", review),
            (f"/review/{article.pk}/decide/", decision(article, place="review")),
            (f"/review/{article.pk}/skip/", {**review, "quality": "44", "quality_was": "38",
                                             "seen": str(Seen.of(article))}),
            (f"/review/{article.pk}/renew/", review),
            ("/preferences/", {"theme": "dark", "page_size": "50", "time_zone": "Europe/Vienna"}),
            ("/views/", {"name": "Evening", "query": "?topic=AI", "next": "/queue/?topic=AI"}),
            (f"/views/{view.pk}/delete/", {"sure": "yes"}),
        ]  # fmt: skip
        if role != "reviewer":
            form = {"verb": "reject", "token": new_token(), "place": "queue", "ids": [article.pk],
                    "seen": [f"{article.pk}:{Seen.of(article)}"]}  # fmt: skip
            posts.append(("/batches/", form))
        for address, form in posts:
            response = client.post(address, form)
            assert_busy(response)
            kept = fields_of(response)
            assert kept == {
                name: str(value[0] if isinstance(value, list) else value)
                for name, value in form.items()
            }, address
        # Sign-out ends the session, which is a row.
        assert client.post("/sign-out/").status_code in (302, 503)


@only_sqlite
def test_a_form_of_the_admin_is_kept_with_each_value_of_a_field(
    make_article: Any, sign_in: Any, impatient: None
) -> None:
    articles = [make_article(), make_article()]
    client = sign_in("editor")
    address = reverse("admin:articles_article_changelist")
    page = client.get(address).content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    form = {unescape(name): unescape(value) for name, value in hidden}
    form |= {"action": "reject", "index": "0"}
    ids = [str(each.pk) for each in articles]
    with held_by_another_process():
        response = client.post(address, {**form, "_selected_action": ids})
    assert_busy(response)
    names = re.findall(r'name="_selected_action" value="(\d+)"', response.content.decode())
    assert names == ids


@only_sqlite
def test_a_form_of_another_site_is_not_repeated(
    make_article: Any, users: Any, impatient: None
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(users.reviewer)
    article = make_article()
    address = reverse("decide", args=[article.pk])
    with held_by_another_process():
        refused = client.post(address, decision(article))
        assert refused.status_code == 403
        assert "reasons" not in refused.content.decode()
        page = client.get(f"/articles/{article.pk}/").content.decode()
        (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        response = client.post(address, {**decision(article), "csrfmiddlewaretoken": token})
        assert_busy(response)
    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())
    again = {**fields_of(response), "csrfmiddlewaretoken": token}
    assert client.post(address, again).status_code == 302


@only_postgres
def test_a_database_that_cannot_be_reached_is_busy_on_every_page(
    make_article: Any, sign_in: Any, unreachable: Callable[[], None]
) -> None:
    article, client = make_article(), sign_in("editor")
    form = decision(article)
    unreachable()
    for address in ("/", "/queue/", "/review/", f"/articles/{article.pk}/", "/admin/", "/sign-in/"):
        assert_busy(client.get(address))
    response = client.post(reverse("decide", args=[article.pk]), form)
    assert_busy(response)
    assert fields_of(response) == form
    assert_busy(Client().post("/sign-in/", {"username": "editor", "password": "editor"}))
    feed = Client().get("/feeds/published.atom")
    assert (feed.status_code, feed["Content-Type"]) == (503, "text/plain; charset=utf-8")
    READINESS.forget()
    assert Client().get("/readyz").status_code == 503
    READINESS.forget()
    assert Client().get("/healthz").status_code == 200
    assert client.get("/nowhere/").status_code == 503


def test_a_fault_that_stays_is_still_an_error_of_the_server(
    make_article: Any, sign_in: Any
) -> None:
    article, client = make_article(), sign_in("reviewer")
    client.raise_request_exception = False

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        return execute(sql.replace("articles_act", "articles_nothing"), *rest)

    with connection.execute_wrapper(refuse):
        response = client.post(reverse("decide", args=[article.pk]), decision(article))
    assert response.status_code == 500
    assert "Something broke on our side" in text_of(response)
