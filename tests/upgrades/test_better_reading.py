"""A desk of release 0.2.0, which read addresses and texts less well, goes on after an upgrade."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.documents.identity import title_key
from articles.models import Article, Collection, StoryChange
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.upgrades.kit import copy_of, migrate, restore, rows

#: Addresses that 0.2.0 normalised otherwise, as stored, and as another tool spells them.
SPELLINGS = [
    ("https://a.example/caf%c3%a9", "https://a.example/café"),
    ("https://a.example/s?id=7&page=1&at_medium=RSS", "https://a.example/s?page=1&id=7"),
    ("https://m.a.example:443/b//c/../n/amp/", "https://a.example/b/n"),
    ("https://a.example/#!/story/1", "http://www.a.example/#!/story/1"),
]
HEADLINE = "Tom &amp; Jerry&#8217;s tour of robots"


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@pytest.fixture
def old_desk(folder: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A migrated desk of 0.2.0; returns the spellings of today by the paths of the documents.

    Before the migration its first articles got an address that 0.2.0 read otherwise, with the
    digests of then, and a headline with entities, which 0.2.0 kept.
    """
    with copy_of("", folder):
        restore("0.2.0")
        by_path = {}
        articles = rows(
            "SELECT a.id, a.path, a.newest_text_id, t.text, a.upstream, a.title, "
            "a.original_url, a.web_url FROM articles_article a "
            "JOIN articles_documenttext t ON t.id = a.newest_text_id "
            "WHERE gone_at IS NULL AND decision_count = 0 ORDER BY a.id"
        )
        for (stored, spelled), row in zip(SPELLINGS, articles, strict=False):
            pk, path, text_id, text, upstream, title, original_url, web_url = row
            urls = (stored, "") if original_url else ("", stored)
            text = text.replace(original_url or web_url, stored).replace(title, HEADLINE)
            upstream = upstream.replace(title, HEADLINE)
            old = digest(stored.removeprefix("https://").partition("#")[0])
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE articles_documenttext SET text = %s, sha256 = %s WHERE id = %s",
                    [text, hashlib.sha256(text.encode()).hexdigest(), text_id],
                )
                cursor.execute(
                    "UPDATE articles_article SET original_url = %s, web_url = %s, amp_web_url = '',"
                    " cdn_amp_web_url = '', url_key = %s, title = %s, upstream = %s WHERE id = %s",
                    [*urls, old, HEADLINE, upstream, pk],
                )
                cursor.execute("DELETE FROM articles_articleaddress WHERE article_id = %s", [pk])
                cursor.execute(
                    "INSERT INTO articles_articleaddress (article_id, key) VALUES (%s, %s)",
                    [pk, digest("another " + old)],
                )
            by_path[path] = spelled
        migrate()
        Collection.objects.update(root=str(tmp_path))
        yield by_path


def write_documents(root: Path) -> None:
    """Write every document that isn't gone, as it was imported last."""
    for article in Article.objects.filter(gone_at=None).select_related("newest_text"):
        path = root / article.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(article.newest_text.text.encode())


def imported(root: Path) -> Any:
    (target,) = targets([str(root)])
    return import_target(target)


def test_the_next_import_of_unchanged_documents_changes_nothing(
    old_desk: dict[str, str], tmp_path: Path
) -> None:
    assert len(old_desk) == len(SPELLINGS)
    write_documents(tmp_path)
    report = imported(tmp_path)
    assert report.totals.keys() == {"unchanged"}


def test_a_rewrite_that_says_the_same_changes_nothing(
    old_desk: dict[str, str], tmp_path: Path
) -> None:
    """Prevents a change of title, or a replacement, that is only a better reading of entities."""
    write_documents(tmp_path)
    for path in old_desk:
        text = (tmp_path / path).read_text()
        (tmp_path / path).write_text(text.replace("\n---\n", "\n# Written again.\n---\n", 1))
    report = imported(tmp_path)
    assert report.totals["noise"] == len(old_desk)
    assert report.totals.keys() == {"unchanged", "noise"}
    assert not report.conflicts


def test_another_spelling_of_the_address_under_the_same_headline_is_no_other_source(
    old_desk: dict[str, str], tmp_path: Path
) -> None:
    write_documents(tmp_path)
    for path, spelled in old_desk.items():
        stored = Article.objects.get(path=path).url
        text = (tmp_path / path).read_text()
        (tmp_path / path).write_text(text.replace(stored, spelled))
    before = StoryChange.objects.count()
    report = imported(tmp_path)
    assert report.totals["changed"] == len(old_desk)
    assert "replaced" not in report.totals
    assert StoryChange.objects.count() == before


def test_a_document_that_moves_is_recognised(old_desk: dict[str, str], tmp_path: Path) -> None:
    write_documents(tmp_path)
    imported(tmp_path)
    before = dict(Article.objects.filter(path__in=old_desk).values_list("path", "pk"))
    for path, spelled in old_desk.items():
        stored = Article.objects.get(path=path).url
        moved = tmp_path / f"moved-{path}"
        moved.parent.mkdir(parents=True, exist_ok=True)
        moved.write_text((tmp_path / path).read_text().replace(stored, spelled))
        (tmp_path / path).unlink()
    report = imported(tmp_path)
    assert report.totals["moved"] == len(old_desk)
    assert not {"new", "gone"} & report.totals.keys()
    for path, pk in before.items():
        assert Article.objects.get(path=f"moved-{path}").pk == pk


def test_a_pasted_address_is_found(old_desk: dict[str, str]) -> None:
    client = Client()
    client.post(reverse("sign-in"), {"username": "reader", "password": "reader"})
    for path, spelled in old_desk.items():
        page = client.get(reverse("queue"), {"status": "all", "q": spelled})
        assert f'id="row-{Article.objects.get(path=path).pk}"' in page.content.decode(), spelled


def test_headlines_with_entities_are_found_as_duplicates(old_desk: dict[str, str]) -> None:
    for article in Article.objects.filter(path__in=old_desk):
        assert article.title_key == title_key("Tom & Jerry’s tour of robots")
