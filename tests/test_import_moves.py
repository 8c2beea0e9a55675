"""A document that lies elsewhere now is the same article, whatever an export wrote into it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article
from articles.rules import Status
from articles.sync import importer
from tests.export_kit import bring_in, place, write_back

pytestmark = pytest.mark.django_db

Make = Callable[..., Article]


def test_a_document_with_our_headline_in_it_moves_with_all_its_decisions(
    approved: Article, cast: SimpleNamespace, act_words: Any
) -> None:
    """The file says our words by then, which are still not upstream's."""
    folder, upstreams = place(approved).parent, approved.title
    approved.refresh_from_db()
    moderation.edit([approved], {"title": "Our words"}, **act_words(cast.editor, approved))
    write_back(folder)
    place(approved).rename(folder / "elsewhere.md")
    assert bring_in(folder).totals == {"moved": 1}
    moved = Article.objects.get()
    assert (moved.pk, moved.path, moved.status) == (approved.pk, "elsewhere.md", Status.PUBLISHED)
    assert (moved.title, moved.upstream["title"]) == ("Our words", upstreams)
    assert moved.upstream["published"] is False


@pytest.mark.parametrize("chunk", [1, 250])
def test_of_two_copies_the_first_is_the_article_in_whichever_chunk_they_come(
    approved: Article, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(importer, "CHUNK", chunk)
    folder, content = place(approved).parent, place(approved).read_bytes()
    place(approved).unlink()
    for name in ("copy-a.md", "copy-b.md"):
        (folder / name).write_bytes(content)
    assert bring_in(folder).totals == {"moved": 1, "new": 1}
    first, second = Article.objects.order_by("path")
    assert (first.pk, first.path, first.status) == (approved.pk, "copy-a.md", Status.PUBLISHED)
    assert second.status == Status.WAITING
