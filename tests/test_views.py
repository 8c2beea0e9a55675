"""Saved views of the queue: saved, listed, marked as current, shared by editors, deleted."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.desk.queue.saved_views import VIEWS_PER_USER
from articles.models import SavedView
from tests.desk_kit import QUEUE, text_of

pytestmark = pytest.mark.django_db

PREFERENCES = "/preferences/"


def save(client: Client, name: str, query: str = "order=date", **more: str) -> Any:
    """Send the form that saves a view; return the response."""
    return client.post("/views/", {"name": name, "query": query, **more})


def stars(response: Any) -> dict[str, bool]:
    """Return the views on the page by name, and whether each is marked as the current one."""
    links = re.findall(
        r'<a class="view"([^>]*)>.*?<bdi>(.*?)</bdi>', response.content.decode(), re.S
    )
    return {unescape(name): "aria-current" in attributes for attributes, name in links}


def fields_of(response: Any) -> dict[str, str]:
    """Return the fields of the page's form that saves a view."""
    form = re.search(r'<form[^>]*action="/views/".*?</form>', response.content.decode(), re.S)
    assert form, "no form that saves a view"
    pairs = re.findall(r'<input type="(?:hidden|text)" name="(\w+)"[^>]*value="([^"]*)"', form[0])
    return {name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


def test_what_the_queue_shows_is_kept_under_a_name_and_found_again(
    sign_in: Any, make_article: Any
) -> None:
    make_article(topics=("AI",))
    client = sign_in("reviewer")
    page = client.get(QUEUE, {"topic": "AI", "order": "date", "after": "2022-01-01T00:00:00Z~9"})
    form = fields_of(page)
    response = client.post("/views/", {**form, "name": "  My  morning "})
    view = SavedView.objects.get()
    assert (view.name, view.is_for_all, str(view.by)) == ("My morning", False, "reviewer")
    assert view.query == "status=waiting&order=date&topic=AI", "without the cursor"
    assert response.url == f"{QUEUE}?{view.query}"
    page = client.get(response.url)
    assert "View “My morning” saved for you." in text_of(page)
    assert stars(page) == {"My morning": True}
    assert 'title="My morning: Waiting, Topic: AI, Newest first"' in page.content.decode()


@pytest.mark.parametrize(
    ("query", "is_current"),
    [
        ("topic=AI&order=date", True),
        ("order=date&status=waiting&topic=AI&q=&collection=", True),
        ("order=date&topic=AI&after=2022-01-01T00%3A00%3A00Z~9", True),
        ("topic=AI", False),
        ("topic=AI&order=date&status=all", False),
        ("", False),
    ],
)
def test_the_view_that_is_shown_is_marked_however_its_address_is_written(
    query: str, is_current: bool, sign_in: Any, make_article: Any
) -> None:
    make_article(topics=("AI",))
    client = sign_in("reader")
    save(client, "Morning", "topic=AI&order=date")
    assert stars(client.get(f"{QUEUE}?{query}")) == {"Morning": is_current}


def test_a_search_is_kept_with_the_order_in_which_it_was_shown(
    sign_in: Any, make_article: Any
) -> None:
    make_article(title="Robots")
    client = sign_in("reader")
    page = client.get(QUEUE, {"q": "robots"})
    client.post("/views/", {**fields_of(page), "name": "Robots"})
    assert SavedView.objects.get().query == "status=waiting&order=date&q=robots"
    assert stars(client.get(QUEUE, {"q": "robots"})) == {"Robots": True}


def test_ones_own_views_are_nobody_elses_and_those_for_all_are_everybodys(sign_in: Any) -> None:
    save(sign_in("reader"), "Mine")
    save(sign_in("editor"), "Everybody’s", for_all="on")
    assert stars(sign_in("reader").get(QUEUE)) == {"Everybody’s": False, "Mine": False}
    for role in ("reviewer", "editor", "superuser"):
        page = sign_in(role).get(QUEUE)
        assert stars(page) == {"Everybody’s": False}, role
    assert "Everybody’s , by editor" in text_of(page)


def test_only_editors_keep_views_for_all_and_others_are_not_offered_it(sign_in: Any) -> None:
    for role, may in {"reader": False, "reviewer": False, "editor": True}.items():
        client = sign_in(role)
        assert ('name="for_all"' in client.get(QUEUE).content.decode()) is may, role
        response = save(client, f"By {role}", for_all="on")
        assert response.status_code == (302 if may else 422), role
    assert [each.name for each in SavedView.objects.all()] == ["By editor"]
    refused = save(sign_in("reviewer"), "Not mine to give", for_all="on")
    assert "Only editors keep views for all." in text_of(refused)
    assert fields_of(refused) == {"name": "Not mine to give", "query": "order=date", "next": QUEUE}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("colour=red", "Unknown filter: “colour”."),
        ("order=random", "Unknown order: “random”."),
        ("status=lost", "Unknown status: “lost”."),
        ("quality_min=high", "Quality is a whole number"),
        ("topic=Nothing", "No topic has the name “Nothing”."),
        ("quality_min=9&quality_max=1", "Nothing lies from 9 to 1."),
        ("q=a%00b", "Null characters"),
        ("q=" + "x" * 8000, "at most 8000 characters"),
    ],
)
def test_what_the_queue_would_refuse_is_no_view(query: str, expected: str, sign_in: Any) -> None:
    client = sign_in("reader")
    response = save(client, "Morning", query)
    assert response.status_code == 422
    assert expected in text_of(response)
    assert not SavedView.objects.exists()
    assert fields_of(response)["name"] == "Morning", "what was typed stays"
    if len(query) < 8000:
        assert 'action="/views/"' not in client.get(f"{QUEUE}?{query}").content.decode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "Give the view a name."),
        (" \t ", "Give the view a name."),
        ("x" * 61, "at most 60 characters"),
        ("\u200b\u202e", "Nothing of that name can be seen."),
        ("a\x00b", "Null characters"),
    ],
)
def test_a_view_has_a_name_that_can_be_seen(name: str, expected: str, sign_in: Any) -> None:
    response = save(sign_in("reader"), name)
    assert response.status_code == 422
    assert expected in text_of(response)
    assert not SavedView.objects.exists()


def test_saving_again_under_a_name_replaces_ones_own_and_says_so(sign_in: Any) -> None:
    client = sign_in("reader")
    save(sign_in("reviewer"), "Morning", "order=arrival")
    save(client, "Morning", "order=date")
    client.get(save(client, "Morning", "status=all").url)
    text = text_of(client.get(save(client, "Morning", "status=rejected").url))
    assert "It replaces what you had under that name: All, " in text
    queries = {str(each.by): each.query for each in SavedView.objects.all()}
    assert queries == {
        "reviewer": "status=waiting&order=arrival",
        "reader": "status=rejected&order=quality",
    }


def test_a_view_for_all_that_is_saved_for_oneself_is_the_others_no_longer(sign_in: Any) -> None:
    client = sign_in("editor")
    save(client, "Morning", for_all="on")
    text = text_of(client.get(save(client, "Morning").url))
    assert "The others no longer have it." in text
    assert stars(sign_in("reader").get(QUEUE)) == {}


def test_a_name_is_for_all_only_once(sign_in: Any) -> None:
    save(sign_in("editor"), "Morning", for_all="on")
    response = save(sign_in("superuser"), "Morning", for_all="on")
    assert response.status_code == 422
    assert "“Morning” is a view for all already. Choose another." in text_of(response)
    assert save(sign_in("superuser"), "Morning").status_code == 302, "for oneself it may be"
    page = sign_in("superuser").get(QUEUE)
    assert text_of(page).count("★ Morning") == 2


def test_a_person_keeps_at_most_fifty_views(sign_in: Any, users: Any) -> None:
    SavedView.objects.bulk_create(
        SavedView(name=f"View {number}", query="", by=users.reader)
        for number in range(VIEWS_PER_USER)
    )
    client = sign_in("reader")
    response = save(client, "One more")
    assert response.status_code == 422
    assert "You keep 50 views already. Delete one first." in text_of(response)
    assert save(client, "View 7").status_code == 302, "one of them may be replaced"
    assert save(sign_in("reviewer"), "One more").status_code == 302
    assert SavedView.objects.filter(by=users.reader).count() == VIEWS_PER_USER


def test_few_views_stand_beside_the_tabs_the_current_one_among_them(
    sign_in: Any, users: Any
) -> None:
    for number in range(8):
        SavedView.objects.create(
            name=f"View {number}", query=f"status=waiting&order=date&q={number}", by=users.reader
        )
    page = sign_in("reader").get(QUEUE, {"order": "date", "q": "6"})
    shown, _, menu = page.content.decode().partition('<details class="menu"')
    names = [re.findall(r'class="view".*?<bdi>(.*?)</bdi>', part, re.S) for part in (shown, menu)]
    assert names == [[f"View {n}" for n in part] for part in ((0, 1, 2, 3, 6), (4, 5, 7))]
    assert "3 more views" in text_of(page)
    assert stars(page)["View 6"]


def test_many_views_cost_as_many_queries_as_one(sign_in: Any, users: Any) -> None:
    """Views must not query their authors, filters or permissions one by one."""
    client = sign_in("editor")

    def count(views: int) -> list[int]:
        for number in range(SavedView.objects.count(), views):
            name, query = f"View {number}", "topic=AI&collection=a"
            SavedView.objects.create(name=name, query=query, by=users.superuser, is_for_all=True)
        counts = []
        for address in (QUEUE, PREFERENCES):
            with CaptureQueriesContext(connection) as queries:
                assert "View 0" in text_of(client.get(address))
            counts.append(len(queries))
        return counts

    count(1)  # the first request of a session makes additional queries
    assert count(1) == count(40)


def test_deleting_a_view_asks_first_and_then_says_so(sign_in: Any) -> None:
    client = sign_in("reader")
    save(client, "Morning", "order=arrival")
    address = f"/views/{SavedView.objects.get().pk}/delete/"
    assert f'action="{address}"' in client.get(QUEUE, {"order": "arrival"}).content.decode()
    assert f'action="{address}"' not in client.get(QUEUE).content.decode(), "not the current one"
    assert f'action="{address}"' in client.get(PREFERENCES).content.decode()
    question = client.post(address, {"next": "/queue/?order=arrival"})
    assert "Delete the view “ Morning ”?" in text_of(question)
    assert "It shows: Waiting, Last arrived first ." in text_of(question)
    assert SavedView.objects.exists()
    response = client.post(address, {"next": "/queue/?order=arrival", "sure": "yes"})
    assert response.url == "/queue/?order=arrival"
    assert "View “Morning” deleted." in text_of(client.get(response.url))
    assert not SavedView.objects.exists()
    assert client.post(address, {"sure": "yes"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "is_for_all", "status"),
    [
        ("reviewer", False, 302), ("reviewer", True, 302),
        ("reader", False, 404), ("reader", True, 403),
        ("editor", False, 404), ("editor", True, 302),
        ("superuser", False, 404), ("superuser", True, 302),
    ],
)  # fmt: skip
def test_ones_own_views_and_by_editors_those_for_all_can_be_deleted(
    role: str, is_for_all: bool, status: int, sign_in: Any, users: Any
) -> None:
    view = SavedView.objects.create(
        name="Morning", query="", by=users.reviewer, is_for_all=is_for_all
    )
    client = sign_in(role)
    offered = f'action="/views/{view.pk}/delete/"' in client.get(PREFERENCES).content.decode()
    assert offered is (status == 302)
    assert client.post(f"/views/{view.pk}/delete/", {"sure": "yes"}).status_code == status
    assert SavedView.objects.exists() is (status != 302)


def test_a_view_whose_filter_means_nothing_any_more_says_so_and_can_be_deleted(
    sign_in: Any, users: Any
) -> None:
    query = "status=waiting&order=quality&topic=Gone&was_a_filter=1"
    view = SavedView.objects.create(name="Old", query=query, by=users.reader)
    client = sign_in("reader")
    page = client.get(f"{QUEUE}?{query}")
    assert "No topic has the name “Gone”." in text_of(page)
    assert stars(page) == {"Old": True}
    assert f'action="/views/{view.pk}/delete/"' in client.get(PREFERENCES).content.decode()


def test_names_of_views_are_shown_as_text(sign_in: Any) -> None:
    save(sign_in("editor"), "<b>Morning</b>\u202e", for_all="on")
    for address in (QUEUE, PREFERENCES):
        page = sign_in("superuser").get(address).content.decode()
        assert "<bdi>&lt;b&gt;Morning&lt;/b&gt;<span " in page
        assert "\u202e" not in page


def test_a_view_of_what_waits_can_be_reviewed_by_those_who_decide(
    sign_in: Any, make_article: Any
) -> None:
    make_article(topics=("AI",), title="Waits and is about AI")
    make_article(topics=("Ports",))
    for role in ("reader", "reviewer"):
        client, may = sign_in(role), role == "reviewer"
        save(client, "Morning", "topic=AI")
        save(client, "Done", "status=rejected")
        review = "/review/?status=waiting&amp;order=quality&amp;topic=AI"
        for address in (PREFERENCES, f"{QUEUE}?topic=AI&after=90~9"):
            page = client.get(address).content.decode()
            assert (f'href="{review}"' in page) is may, (role, address)
            assert page.count('href="/review/?') == may
        assert 'href="/review/?' not in client.get(QUEUE, {"status": "all"}).content.decode()
    assert "Waits and is about AI" in text_of(client.get(unescape(review)))
