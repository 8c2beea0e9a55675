"""A document that has moved is the same article, also with own exported values in it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article
from articles.rules import Status
from articles.sync import importer
from tests.export_kit import document_path, export_folder, import_folder

pytestmark = pytest.mark.django_db

Make = Callable[..., Article]


def test_a_document_with_an_exported_title_moves_with_all_its_decisions(
    approved: Article, users: SimpleNamespace, act_parameters: Any
) -> None:
    """The title in the file is an own exported value, not an upstream value."""
    folder, upstream_title = document_path(approved).parent, approved.title
    approved.refresh_from_db()
    moderation.edit([approved], {"title": "Our title"}, **act_parameters(users.editor, approved))
    export_folder(folder)
    document_path(approved).rename(folder / "elsewhere.md")
    assert import_folder(folder).totals == {"moved": 1}
    moved = Article.objects.get()
    assert (moved.pk, moved.path, moved.status) == (approved.pk, "elsewhere.md", Status.PUBLISHED)
    assert (moved.title, moved.upstream["title"]) == ("Our title", upstream_title)
    assert moved.upstream["published"] is False


@pytest.mark.parametrize("chunk", [1, 250])
def test_of_two_copies_the_first_is_the_article_in_whichever_chunk_they_come(
    approved: Article, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(importer, "CHUNK", chunk)
    folder, content = document_path(approved).parent, document_path(approved).read_bytes()
    document_path(approved).unlink()
    for name in ("copy-a.md", "copy-b.md"):
        (folder / name).write_bytes(content)
    assert import_folder(folder).totals == {"moved": 1, "new": 1}
    first, second = Article.objects.order_by("path")
    assert (first.pk, first.path, first.status) == (approved.pk, "copy-a.md", Status.PUBLISHED)
    assert second.status == Status.WAITING
