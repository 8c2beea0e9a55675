"""`export_history` and `restore`: a new desk, on either database, equals the old one."""

import json
import stat
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from articles import moderation
from articles.models import Act, Article, Decision, Preferences, SavedView, SignInEvent, Skip
from articles.transfer.tables import LEFT_OUT, OF_OTHER_APPS
from tests.audit.test_check_history import check
from tests.export_kit import import_folder
from tests.transfer.kit import Databases, all_rows

VENDORS = ["sqlite", *(["postgresql"] if connection.vendor == "postgresql" else [])]


@pytest.fixture
def desk(world: SimpleNamespace, users: SimpleNamespace) -> SimpleNamespace:
    """Return the world, with rows of people: views, preferences, sign-ins, permissions, skips."""
    SavedView.objects.create(name="Mine", query="q=in", by=users.reviewer)
    SavedView.objects.create(name="Ours", query="order=date", by=users.editor, is_for_all=True)
    Preferences.objects.create(user=users.reader, theme="dark", time_zone="Europe/Vienna")
    SignInEvent.objects.create(
        kind="in", at=world.approved.arrived_at, user=users.reader, name="reader", address="::1"
    )
    users.reader.user_permissions.add(Permission.objects.get(codename="change_topic"))
    Group.objects.get(name="Readers").delete()
    Group.objects.create(name="Guests").permissions.add(Permission.objects.first())
    Skip.objects.create(
        by=users.reviewer, article=world.untouched, scope="all", day="2026-11-01",
        at=world.untouched.arrived_at,
    )  # fmt: skip
    return world


def run(name: str, *words: object) -> str:
    output = StringIO()
    call_command(name, *map(str, words), stdout=output, stderr=output)
    return output.getvalue()


@pytest.fixture
def export(desk: SimpleNamespace, tmp_path: Path) -> Path:
    """Return the file of an export of the desk."""
    path = tmp_path / "history.jsonl"
    run("export_history", path)
    return path


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


# -- Refusals --------------------------------------------------------------------------------------


def test_a_desk_in_use_is_refused_and_says_what_to_do(export: Path) -> None:
    before = all_rows()
    with pytest.raises(CommandError, match=r"in use: it holds .*7 articles.* Restore into a new"):
        run("restore", export)
    assert all_rows() == before


def test_a_file_that_is_there_is_not_written_over(export: Path) -> None:
    before = export.read_bytes()
    with pytest.raises(CommandError, match="exists already: name another file"):
        run("export_history", export)
    with pytest.raises(CommandError, match="can't be written"):
        run("export_history", export.parent / "nowhere" / "file")
    assert export.read_bytes() == before


def without_last_line(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def cut_in_a_line(lines: list[bytes]) -> list[bytes]:
    return [*lines[:5], lines[5][:20]]


def changed_value(lines: list[bytes]) -> list[bytes]:
    changed = [line.replace(b"Not our field.", b"Our own field.") for line in lines]
    assert changed != lines
    return changed


def row_removed(lines: list[bytes]) -> list[bytes]:
    return [*lines[:10], *lines[11:]]


def row_added(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[10]]


def newer_format(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace(b'"version":1', b'"version":2'), *lines[1:]]


def other_schema(lines: list[bytes]) -> list[bytes]:
    head = json.loads(lines[0])
    head["schema"]["articles"] = "0099_tomorrow"
    return [json.dumps(head).encode() + b"\n", *lines[1:]]


def another_file(lines: list[bytes]) -> list[bytes]:
    return [b"Dear diary,\n"]


def nothing(lines: list[bytes]) -> list[bytes]:
    return []


def signed_anew(change: Callable[[list[dict[str, Any]]], None]) -> Any:
    """Return a change of rows after which the digests are right again."""

    def apply(lines: list[bytes]) -> list[bytes]:
        objects = [json.loads(line) for line in lines]
        change(objects)
        result: list[bytes] = []
        for each in objects:
            if "sha256" in each:
                each["sha256"] = sha256(b"".join(result)).hexdigest()
            result.append(json.dumps(each, ensure_ascii=False).encode() + b"\n")
        return result

    return apply


def _of(objects: list[dict[str, Any]], table: str) -> dict[str, Any]:
    return next(each for each in objects if each.get("table") == table)


def unknown_table(objects: list[dict[str, Any]]) -> None:
    _of(objects, "articles.topic")["table"] = "articles.nonsense"
    counts = objects[-1]["end"]["rows"]
    counts["articles.topic"] -= 1
    counts["articles.nonsense"] = 1


def other_columns(objects: list[dict[str, Any]]) -> None:
    _of(objects, "articles.topic")["row"]["colour"] = "red"


def no_time(objects: list[dict[str, Any]]) -> None:
    _of(objects, "articles.act")["row"]["at"] = "yesterday"


def no_article(objects: list[dict[str, Any]]) -> None:
    _of(objects, "articles.savedview")["row"]["by_id"] = 12345


def twice(objects: list[dict[str, Any]]) -> None:
    first, second = [each for each in objects if each.get("table") == "articles.act"][:2]
    second["row"]["token"] = first["row"]["token"]


def unknown_permission(objects: list[dict[str, Any]]) -> None:
    row = _of(objects, "auth.group_permissions")["row"]
    row["permission_id"] = "articles.article.fly"


def counts_no_rows(objects: list[dict[str, Any]]) -> None:
    objects[-1]["end"]["rows"] = ["articles.act"]


def nested_too_deeply(lines: list[bytes]) -> list[bytes]:
    return [*lines[:4], b"[" * 100_000 + b"\n", *lines[5:]]


REFUSED: dict[str, tuple[Any, str]] = {
    "without its last line": (without_last_line, r"line [\d,]+ is the last, and no closing line"),
    "cut off in a line": (cut_in_a_line, "line 6 was changed or cut off"),
    "with a changed value": (changed_value, r"has another digest than the lines before it: one"),
    "whose end counts no rows": (signed_anew(counts_no_rows), "counts other rows than there are"),
    "with a line that is nested": (nested_too_deeply, "line 5 was changed or cut off"),
    "without a row": (row_removed, "has another digest than the lines before it"),
    "with a row after its end": (row_added, r"line [\d,]+ follows the closing line"),
    "of a newer format": (newer_format, "line 1 says format 2; this release reads 1"),
    "of another schema": (other_schema, "line 1 says that release .* 0099_tomorrow"),
    "that is none": (another_file, "line 1 is no line of an export"),
    "that is empty": (nothing, "cut off"),
    "with an unknown table": (signed_anew(unknown_table), r"line [\d,]+ names a table 'articles.n"),
    "with an unknown column": (signed_anew(other_columns), r"line [\d,]+: other columns"),
    "with a time that is none": (signed_anew(no_time), r"line [\d,]+: at: 'yesterday' is none of"),
    "with a person who isn't there": (signed_anew(no_article), "refers to rows that it doesn't"),
    "with a token twice": (signed_anew(twice), r"lines [\d,]+ to [\d,]+: the database refuses one"),
    "with an unknown permission": (
        signed_anew(unknown_permission),
        r"line [\d,]+: permission: this desk knows no 'articles.article.fly'",
    ),
}  # fmt: skip


def test_a_file_that_is_not_whole_is_refused_with_its_line_and_nothing_is_restored(
    export: Path, tmp_path: Path, databases: Databases
) -> None:
    lines = export.read_bytes().splitlines(keepends=True)
    with databases.another("sqlite"):
        new = all_rows()
        for name, (change, message) in REFUSED.items():
            path = tmp_path / f"{name}.jsonl"
            path.write_bytes(b"".join(change(lines)))
            with pytest.raises(CommandError, match=message) as error:
                run("restore", path)
            assert "Nothing was restored" in str(error.value), name
            assert all_rows() == new, name
        with pytest.raises(CommandError, match="can't be read"):
            run("restore", tmp_path / "missing.jsonl")
        # After all that, the right file still goes in.
        run("restore", export)
        assert Article.objects.count() == 7
