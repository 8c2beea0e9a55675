"""Undo after a skip: the last thing done is undone, in one order of acts and skips."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Act, Article, Skip
from articles.models.decision import new_token
from tests.desk_kit import text_of
from tests.review_kit import next_card, open_card, send, shown
from tests.undo_kit import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories(make_article: Any) -> list[Article]:
    """Three waiting articles, in the order in which review deals them."""
    return [make_article(title=f"Story {n}", quality=60 - n) for n in range(3)]


@pytest.fixture
def client(sign_in: Any, stories: list[Article]) -> Client:
    signed_in: Client = sign_in("reviewer")
    return signed_in


def approve(client: Client, article: Article) -> None:
    """Approve the article on review's card."""
    page, form = open_card(client)
    assert shown(page) == article.pk
    send(client, article.pk, form, htmx=True, verb="approve")


def skip(client: Client, article: Article) -> None:
    """Skip the article on review's card."""
    page, form = open_card(client)
    assert shown(page) == article.pk
    send(client, article.pk, form, htmx=True, to="review-skip")


def is_published(article: Article) -> bool:
    return Article.objects.get(pk=article.pk).published


def test_undo_takes_back_a_skip_made_after_an_approval_and_leaves_the_approval(
    client: Client, stories: list[Article]
) -> None:
    first, second, _ = stories
    approve(client, first)
    skip(client, second)
    answer = press(client, "z").json()
    assert answer["said"] == "Undone: “Story 1”: no longer skipped."
    assert (answer["act"], answer["article"], answer["status"]) == (None, second.pk, "waiting")
    assert is_published(first)
    assert shown(next_card(client, first=second.pk)) == second.pk
    assert press(client, "z").json()["article"] == first.pk
    assert not is_published(first)
    assert press(client, "z").json()["said"] == "Nothing of yours to undo."


def test_acts_and_skips_are_taken_back_one_by_one_in_the_order_in_which_they_were_made(
    client: Client, stories: list[Article]
) -> None:
    first, second, third = stories
    skip(client, first)
    skip(client, second)
    approve(client, third)
    skip(client, first)  # a second time, so that it is left out
    undone = [press(client, "z").json()["article"] for _ in range(5)]
    assert undone == [first.pk, third.pk, second.pk, first.pk, None]
    assert not Skip.objects.filter(undo_token="").exists()
    assert not is_published(third)


def test_the_order_needs_no_clock(client: Client, stories: list[Article]) -> None:
    """The clock is set back an hour between the approval and the skip, or between two acts."""
    first, second, third = stories
    approve(client, first)
    skip(client, second)
    Skip.objects.update(at=timezone.now() - timedelta(hours=1))
    approve(client, third)
    assert press(client, "z").json()["article"] == third.pk
    assert press(client, "z").json()["article"] == second.pk
    assert press(client, "z").json()["article"] == first.pk


def test_redo_after_a_skip_publishes_nothing(client: Client, stories: list[Article]) -> None:
    first = stories[0]
    approve(client, first)
    press(client, "z")
    skip(client, first)
    answer = press(client, "Z")
    assert (answer.status_code, answer.json()["said"]) == (409, "Nothing of yours to redo.")
    press(client, "z")
    assert press(client, "Z").status_code == 409
    assert not is_published(first)


def test_an_undo_that_came_after_the_skip_is_redone(client: Client, stories: list[Article]) -> None:
    first, second, _ = stories
    approve(client, first)
    skip(client, second)
    assert [press(client, key).json()["article"] for key in "zzZ"] == [
        second.pk,
        first.pk,
        first.pk,
    ]
    assert is_published(first)


def test_a_form_sent_twice_takes_back_one_skip_and_nothing_before_it(
    client: Client, stories: list[Article]
) -> None:
    first, second, _ = stories
    approve(client, first)
    skip(client, second)
    token = new_token()
    answers = [press(client, "z", token=token).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert is_published(first)


def test_the_skips_of_others_are_not_taken_back(
    client: Client, stories: list[Article], sign_in: Any
) -> None:
    first, second, _ = stories
    approve(client, first)
    skip(sign_in("second_reviewer"), second)
    assert press(client, "z").json()["article"] == first.pk
    assert Skip.objects.filter(undo_token="").count() == 1


def test_without_scripts_the_story_that_was_skipped_is_the_next_one_again(
    client: Client, stories: list[Article]
) -> None:
    first, second, third = stories
    approve(client, first)
    page, form = open_card(client)
    page = client.get(send(client, second.pk, form, to="review-skip").url)
    assert shown(page) == third.pk
    undo = {"token": new_token(), "place": "review", "next": "/review/"}
    page = client.post("/undo/", undo, follow=True)
    assert "Undone: “Story 1”: no longer skipped." in text_of(page)
    assert shown(page) == second.pk
    assert "You skipped this" not in text_of(page)
    assert is_published(first)


def test_a_skip_with_a_quality_is_taken_back_before_the_quality(
    client: Client, stories: list[Article]
) -> None:
    first = stories[0]
    _, form = open_card(client)
    send(client, first.pk, form, htmx=True, to="review-skip", quality="64")
    assert press(client, "z").json()["said"] == "Undone: “Story 0”: no longer skipped."
    assert "64 → 60" in press(client, "z").json()["said"]
    assert Act.objects.count() == 2
