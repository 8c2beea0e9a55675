"""What `restore` and `export_history` refuse: files that aren't whole, and desks in use."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from articles.models import Article
from tests.transfer.kit import Databases, all_rows, run


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
