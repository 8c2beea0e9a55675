"""Shared views: listed, renamed and deleted in the admin, and saved concurrently."""

from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from articles.desk.queue.saving_views import VIEWS_PER_USER
from articles.models import SavedView
from tests.desk_kit import text_of
from tests.race_kit import at_once

pytestmark = pytest.mark.django_db

LIST = "admin:articles_savedview_changelist"
CHANGE = "admin:articles_savedview_change"
DELETE = "admin:articles_savedview_delete"


@pytest.fixture
def shared(users: Any) -> SavedView:
    """A shared view of the editor."""
    return SavedView.objects.create(
        name="Morning", query="status=waiting&order=date&topic=AI", by=users.editor, is_for_all=True
    )


@pytest.fixture
def private(users: Any) -> SavedView:
    """A view that only the reviewer sees."""
    return SavedView.objects.create(name="My own", query="", by=users.reviewer)


@pytest.mark.parametrize("role", ["editor", "superuser"])
def test_the_admin_lists_views_for_all_and_nobodys_own(
    role: str, shared: SavedView, private: SavedView, sign_in: Any
) -> None:
    client = sign_in(role)
    page = client.get(reverse(LIST))
    assert "Waiting, Topic: AI, Newest first" in text_of(page)
    assert 'href="/queue/?status=waiting&amp;order=date&amp;topic=AI"' in page.content.decode()
    assert "My own" not in text_of(page)
    for name in (CHANGE, DELETE):
        assert client.get(reverse(name, args=[private.pk])).status_code == 302
        assert client.post(reverse(name, args=[private.pk]), {"post": "yes"}).status_code == 302
    assert SavedView.objects.filter(pk=private.pk).exists()


def test_an_editor_renames_and_deletes_a_view_for_all(shared: SavedView, sign_in: Any) -> None:
    client = sign_in("superuser")
    response = client.post(reverse(CHANGE, args=[shared.pk]), {"name": "Noon", "query": "x=y"})
    assert response.status_code == 302
    shared.refresh_from_db()
    assert (shared.name, shared.query) == ("Noon", "status=waiting&order=date&topic=AI")
    client = sign_in("editor")
    assert client.post(reverse(DELETE, args=[shared.pk]), {"post": "yes"}).status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(("by", "is_for_all"), [("superuser", True), ("editor", False)])
def test_a_view_is_not_renamed_to_a_name_that_is_taken(
    by: str, is_for_all: bool, shared: SavedView, sign_in: Any, users: Any
) -> None:
    """Names are unique among shared views and per user; a violation must not be an error page."""
    SavedView.objects.create(name="Noon", query="", by=getattr(users, by), is_for_all=is_for_all)
    response = sign_in("superuser").post(reverse(CHANGE, args=[shared.pk]), {"name": "Noon"})
    assert response.status_code == 200
    assert "“Noon” is another view’s name already." in text_of(response)
    shared.refresh_from_db()
    assert shared.name == "Morning"


def test_the_admin_makes_no_views(sign_in: Any) -> None:
    assert sign_in("editor").get(reverse("admin:articles_savedview_add")).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_for_threads")
def test_of_two_editors_who_share_one_name_at_one_moment_one_is_told_that_it_is_taken(
    sign_in: Any,
) -> None:
    form = {"name": "Morning", "query": "", "for_all": "on"}
    clients = [sign_in("editor"), sign_in("superuser")]
    for _ in range(5):
        SavedView.objects.all().delete()
        answers = at_once(*(partial(client.post, "/views/", form) for client in clients))
        assert sorted(answer.status_code for answer in answers) == [302, 422]
        (refused,) = [answer for answer in answers if answer.status_code == 422]
        assert "“Morning” is a view for all already." in text_of(refused)
        assert SavedView.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_for_threads")
def test_a_view_saved_twice_at_one_moment_is_one_view(sign_in: Any) -> None:
    form = {"name": "Morning", "query": ""}
    clients = [sign_in("reader"), sign_in("reader")]
    for _ in range(5):
        SavedView.objects.all().delete()
        answers = at_once(*(partial(client.post, "/views/", form) for client in clients))
        assert [answer.status_code for answer in answers] == [302, 302]
        assert SavedView.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_for_threads")
def test_of_two_views_saved_at_one_moment_only_one_can_be_the_last_that_a_person_may_keep(
    sign_in: Any, users: Any
) -> None:
    clients = [sign_in("reader"), sign_in("reader")]
    SavedView.objects.bulk_create(
        SavedView(name=f"View {number}", query="", by=users.reader)
        for number in range(VIEWS_PER_USER - 1)
    )
    for _ in range(5):
        SavedView.objects.filter(name__in=["Morning", "Noon"]).delete()
        forms = ({"name": "Morning", "query": ""}, {"name": "Noon", "query": ""})
        jobs = (
            partial(client.post, "/views/", form)
            for client, form in zip(clients, forms, strict=True)
        )
        assert sorted(answer.status_code for answer in at_once(*jobs)) == [302, 422]
        assert SavedView.objects.count() == VIEWS_PER_USER
