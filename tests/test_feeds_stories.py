"""Feeds with one item a story: the copy that was published first."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles import moderation
from tests.feeds_kit import ATOM, JSON, atom, json_feed
from tests.keep_best.keep_best_kit import decide
from tests.story_placing_kit import article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(story_folder: Path, users: Any) -> None:
    """Of a story of four copies `third`, then `second`, which is better, are published."""
    for name in ("third", "second", "unlike-tea"):
        decide(moderation.approve, users.editor, article(name))


def uids(*names: str) -> list[str]:
    return [article(name).feed_id.urn for name in names]


def test_a_feed_has_the_copy_of_a_story_that_was_published_first(client: Client) -> None:
    feed = atom(client.get(f"{ATOM}?copies=first"))
    assert [entry.id for entry in feed.entries] == uids("unlike-tea", "third")
    assert feed.feed.title == "Newsroom: published (copies the first of each story)"
    items = json_feed(client.get(f"{JSON}?copies=first"))["items"]
    assert [item["id"] for item in items] == uids("unlike-tea", "third")


def test_without_the_parameter_a_feed_has_every_copy(client: Client) -> None:
    entries = atom(client.get(ATOM)).entries
    assert [entry.id for entry in entries] == uids("unlike-tea", "second", "third")


def test_after_the_first_was_taken_down_the_next_stands_for_the_story(
    client: Client, users: Any
) -> None:
    decide(moderation.unpublish, users.editor, article("third"))
    entries = atom(client.get(f"{ATOM}?copies=first")).entries
    assert [entry.id for entry in entries] == uids("unlike-tea", "second")


def test_the_first_is_of_those_that_pass_the_other_filters(client: Client) -> None:
    entries = atom(client.get(f"{ATOM}?provider=provider-second&copies=first")).entries
    assert [entry.id for entry in entries] == uids("second")
