"""Desks whose code read addresses and texts less well go on after an upgrade.

No article is replaced, changed or in conflict by that alone.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles import moderation
from articles.documents.identity import title_key
from articles.models import Article, Collection, StoryChange
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.upgrades.kit import copy_of, migrate, restore, rows
from tests.upgrades.templates import Templates

#: Addresses that earlier code normalised otherwise, as stored, and as another tool spells them.
READ_OTHERWISE_BY_0_2_0 = [
    ("https://a.example/caf%c3%a9", "https://a.example/café"),
    ("https://a.example/s?id=7&page=1&at_medium=RSS", "https://a.example/s?page=1&id=7"),
    ("https://m.a.example:443/b//c/../n/amp/", "https://a.example/b/n"),
    ("https://a.example/#!/story/1", "http://www.a.example/#!/story/1"),
]
READ_OTHERWISE_BEFORE_0008 = [
    ("https://a.example/#!/stra%c3%9fe?utm_source=x", "https://a.example/#!/straße"),
    ("https://en.m.a.example/n/1/amp.html", "https://en.a.example/n/1"),
    ("https://touch.a.example/n/2?icid=x&wt_mc=y#part-2", "https://a.example/n/2#p%61rt-2"),
    ("https://a.example/read?article=%ef%f0&amp=1", "https://a.example/read?article=%EF%F0"),
]
#: Each desk's release, its last migration where the release has later ones, and URLs as above.
DESKS = {
    "0.2.0": ("0.2.0", "", READ_OTHERWISE_BY_0_2_0),
    "0.2.0, other addresses": ("0.2.0", "", READ_OTHERWISE_BEFORE_0008),
    "0.3.0 before 0008": ("0.3.0", "0007", READ_OTHERWISE_BEFORE_0008),
}
HEADLINE = "Tom &amp; Jerry&#8217;s tour of robots"
#: The articles that nobody has decided on.
UNDECIDED = (
    "SELECT a.id, a.path, a.newest_text_id, t.text, a.upstream, a.title, a.original_url, a.web_url "
    "FROM articles_article a JOIN articles_documenttext t ON t.id = a.newest_text_id "
    "WHERE gone_at IS NULL AND decision_count = 0 ORDER BY a.id"
)


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def restore_desk(desk: str) -> dict[str, tuple[str, str]]:
    """Restore a desk of DESKS, with the migrations that it had; return the spellings by path.

    Its undecided articles get an address that was read otherwise then, and a headline with
    entities, which 0.2.0 kept.
    """
    release, last, spellings = DESKS[desk]
    restore(release)
    if last:
        # The later ones change no table: their reverse only makes them be applied again.
        call_command("migrate", "articles", last, verbosity=0)
    by_path = {}
    for spelling, row in zip(spellings, rows(UNDECIDED), strict=True):
        store_as_read_then(row, spelling[0])
        by_path[row[1]] = spelling
    return by_path


def store_as_read_then(row: tuple[Any, ...], stored: str) -> None:
    """Store an address and HEADLINE for an article of UNDECIDED, with digests unlike today's."""
    pk, _, text_id, text, upstream, title, original_url, web_url = row
    urls = (stored, "") if original_url else ("", stored)
    text = text.replace(original_url or web_url, stored).replace(title, HEADLINE)
    upstream = json.loads(upstream) if isinstance(upstream, str) else upstream
    upstream["title"] = HEADLINE
    old = digest("as read then: " + stored)
    if "story" in upstream:
        upstream["story"] = digest("story as read then: " + stored)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_documenttext SET text = %s, sha256 = %s WHERE id = %s",
            [text, hashlib.sha256(text.encode()).hexdigest(), text_id],
        )
        cursor.execute(
            "UPDATE articles_article SET original_url = %s, web_url = %s, amp_web_url = '',"
            " cdn_amp_web_url = '', url_key = %s, title = %s, upstream = %s WHERE id = %s",
            [*urls, old, HEADLINE, json.dumps(upstream), pk],
        )
        cursor.execute("DELETE FROM articles_articleaddress WHERE article_id = %s", [pk])
        cursor.execute(
            "INSERT INTO articles_articleaddress (article_id, key) VALUES (%s, %s)",
            [pk, digest("another " + old)],
        )


@pytest.fixture(params=DESKS)
def old_desk(
    request: pytest.FixtureRequest, templates: Templates, folder: Path, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """A desk that read addresses less well, migrated; returns today's spellings by path."""

    def fill() -> dict[str, tuple[str, str]]:
        spellings = restore_desk(request.param)
        migrate()
        return spellings

    name, spellings = templates.get(f"read otherwise {request.param}", fill)
    with copy_of(name, folder):
        Collection.objects.update(root=str(tmp_path))
        yield {path: spelled for path, (_, spelled) in spellings.items()}


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
    assert len(old_desk) == 4
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


def test_another_spelling_under_another_headline_is_no_other_story(
    old_desk: dict[str, str], tmp_path: Path
) -> None:
    write_documents(tmp_path)
    for path, spelled in old_desk.items():
        stored = Article.objects.get(path=path).url
        text = (tmp_path / path).read_text()
        (tmp_path / path).write_text(
            text.replace(stored, spelled).replace(HEADLINE, "Robots on tour")
        )
    assert imported(tmp_path).totals["changed"] == len(old_desk)
    assert Article.objects.filter(title="Robots on tour").count() == len(old_desk)


@pytest.mark.parametrize("meanwhile", [HEADLINE, "Another headline for a while"])
def test_a_value_that_was_kept_before_the_upgrade_opens_no_conflict_after_it(
    meanwhile: str, folder: Path, tmp_path: Path, act_parameters: Any, monkeypatch: Any
) -> None:
    """Decisions hold a digest of the story, which no migration may change."""
    digests_again = import_module("articles.migrations.0008_digests_again")
    with copy_of("", folder):
        spellings = restore_desk("0.3.0 before 0008")
        # Today's code needs today's tables; the digests stay those of then.
        with monkeypatch.context() as patch:
            (operation,) = digests_again.Migration.operations
            patch.setattr(operation, "code", lambda apps, schema_editor: None)
            migrate()
        Collection.objects.update(root=str(tmp_path))
        write_documents(tmp_path)
        texts = {path: (tmp_path / path).read_text() for path in spellings}

        def rewrite(quality: str, title: str) -> None:
            for path, text in texts.items():
                text = re.sub(r"(?m)^quality: .*", quality, text).replace(HEADLINE, title)
                (tmp_path / path).write_text(text)
            assert "replaced" not in imported(tmp_path).totals

        def keep(kind: str) -> None:
            for article in Article.objects.filter(path__in=spellings):
                acts = act_parameters(User.objects.get(username="editor"), article)
                if kind == "decide":
                    moderation.set_quality([article], 60, **acts)
                else:
                    moderation.keep_ours([article], ["quality"], **acts)

        keep("decide")
        rewrite("quality: 45", HEADLINE)
        keep("ours")
        rewrite("quality: 52", meanwhile)
        keep("ours")
        articles = Article.objects.filter(path__in=spellings)
        assert {*articles.values_list("conflict_count", flat=True)} == {0}
        digests_again.recompute_digests(apps, SimpleNamespace(connection=connection))
        texts = {path: text.replace(*spellings[path]) for path, text in texts.items()}
        rewrite("quality: 45", HEADLINE)
        assert {*articles.values_list("conflict_count", flat=True)} == {0}
        assert [article.returns for article in articles] == [{"quality": 1}] * 4
        rewrite("quality: 45", "Quite another headline")
        assert {*articles.values_list("conflict_count", flat=True)} == {1}
