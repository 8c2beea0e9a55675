"""Upgrades: databases that earlier releases left, migrated with today's code.

The dumps in `tests/data` are made on each release; see `.github/CONTRIBUTING.md`, "Releases".
"""

import hashlib
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.urls import reverse

from articles.audit.check import Summary, findings
from articles.documents import read
from articles.models import (
    Act,
    Article,
    Batch,
    Collection,
    Decision,
    DecisionDigest,
    DocumentText,
    SavedView,
)
from articles.rules import effective_state
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.batches.kit import confirm
from tests.desk_kit import decide, text_of
from tests.dump_desk import submit
from tests.proofs.invariants import violations
from tests.upgrades.kit import (
    ARTICLES,
    CURRENT,
    DECISIONS,
    VERSIONS,
    Upgraded,
    copy_of,
    is_migrated,
    migrate,
    permissions_of_groups,
    record,
    schema,
)

# -- The schema ------------------------------------------------------------------------------------


def test_every_migration_applies_and_the_checks_find_nothing(desk: Upgraded) -> None:
    assert is_migrated()
    if desk.version == CURRENT:
        assert not desk.needed_migration
    call_command("check", databases=["default"], fail_level="WARNING", stdout=StringIO())
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_the_schema_is_that_of_a_new_desk(desk: Upgraded, new_desk: str, folder: Path) -> None:
    after_upgrade = schema()
    with copy_of(new_desk, folder):
        # Where it differs, a migration has changed since the dump was made.
        assert after_upgrade == schema()


def test_content_types_and_permissions_are_those_of_a_new_desk(
    desk: Upgraded, new_desk: str, folder: Path
) -> None:
    fields = ("content_type__app_label", "content_type__model", "codename", "name")
    after_upgrade = set(Permission.objects.values_list(*fields))
    with copy_of(new_desk, folder):
        assert after_upgrade == set(Permission.objects.values_list(*fields))


@pytest.mark.parametrize("upgraded", [VERSIONS[0], VERSIONS[-2]], indirect=True, scope="module")
def test_the_migrations_of_the_app_can_be_reversed_and_applied_again(desk: Upgraded) -> None:
    granted = permissions_of_groups()
    call_command("migrate", "articles", "0002", verbosity=0)
    migrate()
    assert record() == desk.before
    assert permissions_of_groups() == granted


# -- The record ------------------------------------------------------------------------------------


def test_the_record_and_the_articles_are_what_they_were(desk: Upgraded) -> None:
    assert record() == desk.before
    assert len(desk.before[DECISIONS]) == Decision.objects.count() > 10
    # Every article shows what the decisions on it and its upstream values make of it.
    assert violations() == []
    rulings = Decision.objects.rulings()
    for article in Article.objects.all():
        state = effective_state(article.upstream, rulings.get(article.pk, []))
        assert article.values == state.values
        assert article.standing == state.numbers
        assert sorted(article.conflicts) == sorted(state.conflicts)


def test_the_dump_holds_what_an_upgrade_could_lose(desk: Upgraded) -> None:
    kinds = set(Decision.objects.values_list("kind", flat=True))
    assert kinds >= {
        "approve", "reject", "unpublish", "reopen", "set-quality", "edit", "release", "keep-ours",
        "undo", "replaced",
    }  # fmt: skip
    assert Article.objects.filter(conflict_count__gt=0).exists()
    assert Article.objects.exclude(gone_at=None).exists()
    assert Article.objects.exclude(written={}).exists()
    assert {change.kind for each in Article.objects.all() for change in each.story_changes.all()} \
        == {"source-change", "replaced", "moved"}  # fmt: skip
    assert [bool(batch.finished_at) for batch in Batch.objects.order_by("pk")] == [True, False]
    for text in DocumentText.objects.all():
        assert hashlib.sha256(text.text.encode()).hexdigest() == text.sha256


def test_a_check_of_the_history_finds_nothing(desk: Upgraded) -> None:
    # The digests are those of the migration, which has a copy of their form.
    assert [str(each) for each in findings(Summary())] == []
    assert DecisionDigest.objects.count() == Decision.objects.count() > 0


@pytest.mark.parametrize("table", ["articles_act", "articles_decision"])
def test_the_database_refuses_to_change_the_record(table: str, desk: Upgraded) -> None:
    statements = [f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        statements += [f"TRUNCATE {table} CASCADE"]
    else:
        statements += [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"]
    for statement in statements:
        with pytest.raises(IntegrityError, match="rows are added"), connection.cursor() as cursor:
            cursor.execute(statement)
    assert record() == desk.before


# -- The pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["reader", "reviewer", "editor", "admin"])
def test_every_page_opens(role: str, sign_in: Any) -> None:
    client = sign_in(role)
    pages = ["home", "queue", "conflicts", "imports", "history", "history-csv", "preferences"]
    addresses = [reverse(name) for name in pages]
    addresses += [f"{reverse('queue')}?status={status}" for status in ("published", "all")]
    for article in Article.objects.all():
        addresses += [reverse(name, args=[article.pk]) for name in ("article", "texts", "download")]
    addresses += [act.get_absolute_url() for act in Act.objects.all()]
    if role in ("editor", "admin"):
        addresses += [batch.get_absolute_url() for batch in Batch.objects.all()]
        addresses += [reverse("admin:index"), reverse("admin:articles_article_changelist")]
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_history_lists_every_act(sign_in: Any) -> None:
    page = sign_in("reader").get(reverse("history")).content.decode()
    acts = Act.objects.all()
    assert acts
    assert all(act.get_absolute_url() in page for act in acts)


def test_the_queue_lists_what_waits_and_a_search_finds_parts_of_words(sign_in: Any) -> None:
    client = sign_in("reader")
    listed = client.get(reverse("queue")).content.decode()
    waiting = Article.objects.filter(status="waiting", gone_at=None)
    assert waiting
    assert all(f'id="row-{article.pk}"' in listed for article in waiting)
    found = client.get(reverse("queue"), {"status": "all", "q": "yanmar"}).content.decode()
    titled = Article.objects.filter(title__contains="yanmar")
    assert len(titled) == 2
    assert {int(pk) for pk in re.findall(r'id="row-(\d+)"', found)} == {each.pk for each in titled}


def test_views_and_preferences_are_kept(sign_in: Any) -> None:
    assert 'data-theme="dark"' in sign_in("reader").get(reverse("queue")).content.decode()
    view = SavedView.objects.get(is_for_all=True)
    listed = sign_in("reviewer").get(f"{reverse('queue')}?{view.query}")
    assert view.name in text_of(listed)


# -- Work goes on ----------------------------------------------------------------------------------


def test_what_was_decided_before_can_be_undone(sign_in: Any) -> None:
    approvals = Decision.objects.filter(kind="approve", act__by__username="reviewer")
    approval = approvals.earliest("pk")
    article = approval.article
    assert article.standing["published"] == approval.number
    submit(
        sign_in("reviewer"),
        approval.act.get_absolute_url(),
        reverse("undo", args=[approval.act_id]),
    )
    article.refresh_from_db()
    assert article.status == "waiting"
    assert "published" not in article.standing
    assert violations() == []


def test_what_waits_can_be_decided(sign_in: Any) -> None:
    article = Article.objects.filter(status="waiting", gone_at=None, decision_count=0).first()
    assert article
    assert decide(sign_in("reviewer"), article, "approve").status_code == 302
    article.refresh_from_db()
    assert article.status == "published"
    assert violations() == []


def test_a_batch_that_was_chosen_before_can_be_run(sign_in: Any) -> None:
    batch = Batch.objects.get(finished_at=None)
    confirm(sign_in("editor"), batch)
    batch.refresh_from_db()
    assert batch.finished_at
    # A document that changed since it was chosen is left out.
    outcomes = {item.article.status: item.outcome for item in batch.items.all()}
    assert outcomes == {"rejected": "done", "waiting": "text"}
    assert violations() == []


def test_an_import_of_the_same_documents_finds_nothing_new_and_an_export_writes_what_is_due(
    desk: Upgraded, tmp_path: Path
) -> None:
    collection = Collection.objects.get()
    collection.root = str(tmp_path)
    collection.save()
    present = Article.objects.filter(gone_at=None)
    for article in present:
        (tmp_path / article.path).write_bytes(article.newest_text.text.encode())
    (target,) = targets([str(tmp_path)])
    assert dict(import_target(target).totals) == {"unchanged": len(present)}
    assert record()[ARTICLES] == desk.before[ARTICLES]
    call_command("export_articles", str(tmp_path), stdout=StringIO())
    for article in present:
        document = read((tmp_path / article.path).read_bytes(), now=datetime.now(UTC)).document
        assert document
        assert document.quality == article.quality
        assert document.title == article.title
        assert document.published == article.published
