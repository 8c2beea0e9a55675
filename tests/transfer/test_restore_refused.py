"""What `restore` and `export_history` refuse: files that aren't whole, and desks in use."""

import json
import re
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "roots", [("news={0}", "news={1}"), ("news={0}", "other={0}"), ("news={0}", "other={0}/../one")]
)
def test_a_root_given_twice_and_a_folder_of_two_collections_are_refused(
    roots: tuple[str, str], tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    words = [word for root in roots for word in ("--root", root.format(*folders))]
    with pytest.raises(CommandError) as error:
        run("restore", tmp_path / "history.jsonl", *words)
    assert str(error.value) == "--root: a collection has one folder, and no two have the same."
    assert error.value.returncode == 2


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
            result.append(json.dumps(each).encode() + b"\n")
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


def with_value(table: str, column: str, value: Any) -> Any:
    """Return a change of a column in the last row of a table; the digests are right then."""

    def change(objects: list[dict[str, Any]]) -> None:
        row = [each for each in objects if each.get("table") == table][-1]["row"]
        assert column in row
        row[column] = value

    return signed_anew(change)


FORGED: dict[tuple[str, str], dict[str, Any]] = {
    ("articles.article", "id"): {"too large": 10**30, "a text": "1", "a truth": True},
    ("articles.article", "version"): {"too large": 10**30, "negative": -1},
    ("articles.article", "quality"): {"a fraction": 1.5, "a text": "7", "negative": -1},
    ("articles.article", "published"): {"a number": 2, "a text": "yes"},
    ("articles.article", "published_at"): {
        "before all times": "0001-01-01T00:00:00+14:00", "without a zone": "2026-01-01T00:00:00",
        "a number": 1, "a day": "2026-01-01",
    },
    ("articles.article", "upstream"): {"a text": "x", "a list": [], "a half character":
                                       {"title": "\ud800"}, "no number": {"quality": float("nan")},
                                       "a null character": {"title": ["\0"]}},
    ("articles.article", "title"): {"an object": {"a": 1}, "a null character": "a\0b",
                                    "a half character": "\ud800", "too long": "x" * 501},
    ("articles.article", "path"): {"outside": "../../etc/x.md", "absolute": "/etc/x.md",
                                   "outside, hidden": "a/../../x.md", "with a line": "a\nb.md"},
    ("articles.article", "collection_id"): {"a list": [1], "too large": 10**30},
    ("articles.article", "feed_id"): {"a number": 1, "none": "nobody's"},
    ("articles.importentry", "problems"): {"an object": {}},
    ("auth.group_permissions", "permission_id"): {"a list": [1]},
}  # fmt: skip


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


@pytest.mark.parametrize("place", FORGED, ids=".".join)
def test_a_value_that_no_desk_exports_is_refused_with_its_line_and_column(
    place: tuple[str, str], export: Path, tmp_path: Path, databases: Databases
) -> None:
    lines = export.read_bytes().splitlines(keepends=True)
    table, column = place
    with databases.another("sqlite"):
        new = all_rows()
        for name, value in FORGED[place].items():
            path = tmp_path / "forged.jsonl"
            path.write_bytes(b"".join(with_value(table, column, value)(lines)))
            with pytest.raises(CommandError) as error:
                run("restore", path)
            message = str(error.value)
            assert re.search(rf": line [\d,]+: {column.removesuffix('_id')}", message), name
            assert message.isprintable(), name
            assert all_rows() == new, name


@pytest.mark.parametrize("key", ["version", "release", "schema"])
def test_a_header_gets_no_controls_of_the_terminal_into_the_message(
    key: str, export: Path, tmp_path: Path, databases: Databases
) -> None:
    head, *lines = export.read_bytes().splitlines(keepends=True)
    red = "\x1b]0;pwn\x07\x1b[31mRED\n"
    about = {**json.loads(head), "version": 2, key: {"articles": red} if key == "schema" else red}
    if key == "schema":
        about["version"] = 1
    path = tmp_path / "forged.jsonl"
    path.write_bytes(b"".join([json.dumps(about).encode() + b"\n", *lines]))
    with databases.another("sqlite"):
        with pytest.raises(CommandError, match="RED") as error:
            run("restore", path)
        assert str(error.value).isprintable()


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
