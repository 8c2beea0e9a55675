"""Saved views of the queue: found again, listed, marked as current, and shared by editors."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import SavedView
from tests.desk_kit import QUEUE, text_of
from tests.views_kit import PREFERENCES, fields_of, save, stars

pytestmark = pytest.mark.django_db


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
