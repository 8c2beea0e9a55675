"""Undo and redo of batches: first the summary of the effect, then the result."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import moderation
from articles.models import Act, Article
from articles.models.decision import new_token
from tests.desk_kit import text_of
from tests.undo_kit import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(make_article: Any, users: Any, act_parameters: Any) -> list[Article]:
    """Return three articles that the editor rejected at once."""
    articles = [make_article(title=f"Story {n}") for n in range(3)]
    moderation.reject(articles, **act_parameters(users.editor, *articles))
    return articles


def test_a_batch_shows_its_summary_first(sign_in: Any, batch: list[Article]) -> None:
    client, act = sign_in("editor"), Act.objects.get()
    answer = press(client, "z")
    assert (answer.status_code, answer.json()) == (200, {"go": f"/acts/{act.pk}/#undo"})
    form = {"token": new_token(), "place": "desk", "next": "/queue/"}
    assert client.post("/undo/", form).url == f"/acts/{act.pk}/#undo"
    assert Act.objects.count() == 1
    page = client.get(f"/acts/{act.pk}/")
    assert "Undo: 3 articles go back to waiting." in text_of(page)
    assert re.search(r'<button id="undo"[^>]*>Undo all that can be undone<', page.content.decode())
    send_undo(client, page, act)
    answer = press(client, "Z").json()
    assert answer == {"go": f"/acts/{Act.objects.latest('pk').pk}/#undo"}
    page = client.get(answer["go"])
    assert "Redo: 3 articles go back to rejected." in text_of(page)


def test_an_undo_restores_what_nobody_has_changed_since_and_says_so(
    sign_in: Any, batch: list[Article], users: Any, act_parameters: Any
) -> None:
    parameters = act_parameters(users.superuser, batch[1], note="It is one of ours.")
    moderation.approve([batch[1]], **parameters)
    client, act = sign_in("editor"), Act.objects.earliest("pk")
    page = client.get(f"/acts/{act.pk}/")
    assert "Undo: 2 articles go back to waiting; 1 was decided since and stays." in text_of(page)
    message = text_of(send_undo(client, page, act))
    since = f"1 was decided since, by superuser: “{batch[1].headline}”"
    assert f"Undone for 2 of 3; {since}." in message
    statuses = [Article.objects.get(pk=article.pk).status for article in batch]
    assert statuses == ["waiting", "published", "waiting"]
    message = text_of(send_undo(client, page, act))
    assert f"Not undone: {since}; 2 were undone already." in message
    page = text_of(client.get(f"/acts/{act.pk}/"))
    expected = "1 was decided since and stays; 2 are undone already."
    assert f"Nothing of this is left to undo: {expected}" in page
    assert press(client, "z").status_code == 409, "what is undone in part is passed"


def test_a_batch_that_others_have_overtaken_is_shown_once_and_then_passed(
    sign_in: Any, batch: list[Article], users: Any, act_parameters: Any
) -> None:
    client = sign_in("editor")
    for article in batch:
        parameters = act_parameters(users.superuser, article, note="Ours.")
        moderation.approve([article], **parameters)
    page = client.get(press(client, "z").json()["go"])
    message = "Nothing of this is left to undo: 3 were decided since and stay."
    assert message in text_of(page)
    assert press(client, "z").json()["said"] == "Nothing of yours to undo."


def send_undo(client: Client, page: Any, act: Act) -> Any:
    """Send the form of the act's page, with a fresh token."""
    assert f'action="{reverse("undo", args=[act.pk])}"' in page.content.decode()
    form = {"token": new_token(), "place": "history", "next": act.get_absolute_url()}
    return client.post(reverse("undo", args=[act.pk]), form, follow=True)
