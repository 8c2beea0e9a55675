"""Saved views of the queue: what may be saved, what it replaces, and who deletes it."""

from typing import Any

import pytest

from articles.desk.queue.saving_views import VIEWS_PER_USER
from articles.models import SavedView
from tests.desk_kit import QUEUE, text_of
from tests.views_kit import PREFERENCES, fields_of, replace, save, stars

pytestmark = pytest.mark.django_db


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
    client.get(replace(client, "Morning", "status=all").url)
    text = text_of(client.get(replace(client, "Morning", "status=rejected").url))
    assert "It replaces what you had under that name: All, " in text
    queries = {str(each.by): each.query for each in SavedView.objects.all()}
    assert queries == {
        "reviewer": "status=waiting&order=arrival",
        "reader": "status=rejected&order=quality",
    }


def test_saving_under_a_name_that_is_taken_asks_first_and_says_what_it_replaces(
    sign_in: Any,
) -> None:
    client = sign_in("reader")
    save(client, "Morning", "order=arrival")
    question = save(client, " Morning ", "status=all", next="/queue/?status=all")
    text = text_of(question)
    assert "Replace your view “ Morning ”?" in text
    assert "It shows: Waiting, Last arrived first ." in text
    assert "It would show instead: All, " in text
    assert 'href="/queue/?status=all">Keep it</a>' in question.content.decode()
    assert SavedView.objects.get().query == "status=waiting&order=arrival"
    # What somebody was asked about has become another since, in another tab.
    SavedView.objects.update(query="status=rejected&order=date")
    question = client.post("/views/", fields_of(question))
    assert "It shows: Rejected, " in text_of(question)
    assert client.post("/views/", fields_of(question)).url == "/queue/?status=all"
    assert SavedView.objects.get().query == "status=all&order=quality"


def test_saving_the_same_under_the_same_name_asks_nothing(sign_in: Any) -> None:
    client = sign_in("reader")
    for _ in range(2):
        text = text_of(client.get(save(client, "Morning", "order=arrival").url))
        assert "View “Morning” saved for you." in text
        assert "It replaces" not in text


def test_a_view_for_all_that_is_saved_for_oneself_is_the_others_no_longer(sign_in: Any) -> None:
    client = sign_in("editor")
    save(client, "Morning", for_all="on")
    question = save(client, "Morning")
    assert "It is for all; the others would no longer have it." in text_of(question)
    text = text_of(client.get(replace(client, "Morning").url))
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
    assert replace(client, "View 7").status_code == 302, "one of them may be replaced"
    assert save(sign_in("reviewer"), "One more").status_code == 302
    assert SavedView.objects.filter(by=users.reader).count() == VIEWS_PER_USER


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
