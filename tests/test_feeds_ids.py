"""The ids of a feed's items: one story keeps its id, and another story never gets it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles import moderation
from articles.models import Article, Collection
from tests.export_kit import import_folder
from tests.feeds_kit import ids

pytestmark = pytest.mark.django_db

Write = Callable[..., Path]
Make = Callable[..., Article]


@pytest.fixture
def approve(users: Any, act_parameters: Any) -> Callable[[Article], None]:
    """Return a function that approves an article as the reviewer."""

    def act(article: Article) -> None:
        article.refresh_from_db()
        moderation.approve([article], **act_parameters(users.reviewer, article))

    return act


def test_a_rewrite_a_decision_and_a_return_keep_the_id(
    client: Client, make_article: Make, approve: Any
) -> None:
    article = make_article(name="a.md", title="Harbour", quality=80)
    before = ids(client)
    assert before["Harbour"].startswith("urn:uuid:")
    make_article(name="a.md", title="Harbour", quality=90, excerpt="Rewritten.")
    make_article(name="a.md", title="Harbour", url="https://elsewhere.example/found", quality=90)
    approve(article)
    assert ids(client) == before


def test_an_article_keeps_its_id_when_its_document_moves(
    client: Client, write_document: Write, make_article: Make, approve: Any
) -> None:
    article = make_article(name="move.md", title="Harbour bridge reopens")
    approve(article)
    before = ids(client)
    path = write_document("move.md", title="Harbour bridge reopens")
    path.rename(path.with_name("2022-move.md"))
    assert import_folder(path.parent).totals == {"moved": 1}
    assert ids(client) == before
    # The place is free, and what comes there next is a story of its own.
    write_document("move.md", title="Ferry", url="https://provider.example/ferry", quality=80)
    import_folder(path.parent)
    after = ids(client)
    assert len(set(after.values())) == 2
    assert after["Harbour bridge reopens"] == before["Harbour bridge reopens"]


def test_articles_keep_their_ids_when_their_collection_is_renamed(
    client: Client, make_article: Make
) -> None:
    make_article(name="a.md", title="Harbour", quality=80)
    before = ids(client)
    Collection.objects.update(name="renamed")
    assert ids(client) == before
    make_article(name="a.md", folder="elsewhere/documents", title="Ferry", quality=80)
    assert len(set(ids(client).values())) == 2


@pytest.mark.parametrize("is_decided", [True, False])
def test_a_story_that_replaces_another_has_an_id_of_its_own(
    is_decided: bool, client: Client, make_article: Make, approve: Any
) -> None:
    quality = 38 if is_decided else 80
    article = make_article(name="repl.md", title="First story", quality=quality)
    if is_decided:
        approve(article)
    first = ids(client)["First story"]
    for title in ("Second story entirely", "First story"):
        make_article(
            name="repl.md", title=title, quality=quality, url=f"https://b.example/{title[:6]}"
        )
        if is_decided:
            assert ids(client) == {}
            approve(article)
        assert ids(client)[title] != first


def test_a_document_that_is_back_is_the_same_story(
    client: Client, write_document: Write, make_article: Make
) -> None:
    make_article(name="a.md", title="Harbour", quality=80)
    before = ids(client)
    path = write_document("a.md", title="Harbour", quality=80)
    content = path.read_bytes()
    path.unlink()
    import_folder(path.parent)
    assert ids(client) == {}
    path.write_bytes(content)
    import_folder(path.parent)
    assert ids(client) == before
