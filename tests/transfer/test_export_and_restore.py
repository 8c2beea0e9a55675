"""`export_history` and `restore`: a new desk, on either database, equals the old one."""

import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.db import IntegrityError, transaction

from articles import moderation
from articles.models import Act, Article, Decision
from articles.transfer.tables import LEFT_OUT, OF_OTHER_APPS
from tests.audit.check_history_kit import check
from tests.export_kit import import_folder
from tests.transfer.kit import VENDORS, Databases, all_rows, run


def test_every_table_is_exported_or_named_with_the_reason_why_not() -> None:
    """A new table of another app must be added to one of the two lists."""
    others = {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "articles"
    }
    assert others <= {
        *OF_OTHER_APPS,
        *(name for name in LEFT_OUT if name.split(".")[0] != "articles"),
    }
    assert all(LEFT_OUT.values())


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_restored_desk_equals_the_old_one_row_for_row(
    desk: SimpleNamespace, export: Path, tmp_path: Path, vendor: str, databases: Databases
) -> None:
    before = all_rows()
    assert all(before[name] for name in ("articles.skip", "articles.batch", "articles.image"))
    with databases.another(vendor):
        output = run("restore", export)
        assert "changepassword NAME" in output
        assert all_rows() == before
        assert check()[0] == 0
        assert not any(user.has_usable_password() for user in User.objects.all())
        # With the documents: nothing is new or changed.
        assert dict(import_folder(desk.folder).totals) == {"unchanged": 7}
        again = all_rows()
        assert [name for name in before if again[name] != before[name]] == ["articles.importrun"]


@pytest.mark.skipif("postgresql" not in VENDORS, reason="needs PostgreSQL: set DATABASE_URL")
def test_a_desk_that_moves_from_sqlite_to_postgresql_equals_the_old_one_row_for_row(
    export: Path, tmp_path: Path, databases: Databases
) -> None:
    before = all_rows()
    second = tmp_path / "second.jsonl"
    with databases.another("sqlite"):
        run("restore", export)
        run("export_history", second)
    with databases.another("postgresql"):
        run("restore", second)
        assert all_rows() == before
        assert check()[0] == 0


@pytest.mark.parametrize("vendor", VENDORS)
def test_work_goes_on_in_a_restored_desk(
    desk: SimpleNamespace,
    export: Path,
    tmp_path: Path,
    vendor: str,
    act_parameters: Any,
    databases: Databases,
) -> None:
    newest = Decision.objects.latest("pk").pk, Act.objects.latest("pk").pk
    with databases.another(vendor):
        run("restore", export)
        article = Article.objects.get(path="untouched.md")
        reviewer = User.objects.get(username="reviewer")
        outcome = moderation.approve([article], **act_parameters(reviewer, article))
        (decision,) = outcome.decisions
        assert decision.pk > newest[0]
        assert decision.act_id > newest[1]
        undone = moderation.undo(
            Decision.objects.get(article__path="approved.md").act,
            by=reviewer, token="after-the-move", place="desk",
        )  # fmt: skip
        assert len(undone.decisions) == 1
        assert Article.objects.get(path="approved.md").status == "waiting"
        assert check()[0] == 0


def test_the_record_is_guarded_in_a_restored_desk(
    export: Path, tmp_path: Path, databases: Databases
) -> None:
    with databases.another("sqlite"):
        run("restore", export)
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            Decision.objects.update(note="Never said.")


def test_an_export_holds_no_password_and_is_for_nobody_else(
    users: SimpleNamespace, export: Path
) -> None:
    text = export.read_text()
    for user in User.objects.all():
        assert user.password not in text
    assert stat.S_IMODE(export.stat().st_mode) == 0o600
    assert [path.name for path in export.parent.iterdir() if path.name.startswith(".")] == []


def test_a_collection_gets_another_folder_on_another_machine(
    desk: SimpleNamespace, export: Path, tmp_path: Path, databases: Databases
) -> None:
    elsewhere = tmp_path / "elsewhere"
    desk.folder.rename(elsewhere)
    with databases.another("sqlite"):
        with pytest.raises(CommandError, match=r"no collection is named 'news'. Known: documents"):
            run("restore", export, "--root", f"news={elsewhere}")
        with pytest.raises(CommandError, match="expected NAME=FOLDER"):
            run("restore", export, "--root", "documents=/nowhere")
        run("restore", export, "--root", f"documents={elsewhere}")
        assert dict(import_folder(elsewhere).totals) == {"unchanged": 7}
