"""The option --report of the import command: its lines, and files that can't be written."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.models import Article, Collection
from articles.sync import locks
from articles.sync.locks import acquire
from tests.import_command_kit import BAD, run

Write = Callable[..., Path]

pytestmark = pytest.mark.django_db


def test_the_report_has_one_json_line_a_document(write_document: Write, tmp_path: Path) -> None:
    fields = {"title": "T", "excerpt": "E", "url": "https://a.example/", "secured": "x"}
    run(write_document("a.md", **fields))
    folder = write_document("a.md", **{**fields, "title": "“Other”"}).parent
    bad = write_document("b.md", **BAD)
    write_document("c.md")
    report = tmp_path / "report.jsonl"
    run(folder, "--report", report)
    first, second, third = map(json.loads, report.read_text(encoding="utf-8").splitlines())
    assert [each["path"] for each in (first, second, third)] == ["a.md", "b.md", "c.md"]
    assert (first["status"], first["changes"], first["problems"]) == ("changed", ["title"], [])
    assert (third["status"], third["changes"], third["problems"]) == ("new", [], [])
    assert first["conflicts"] == third["conflicts"] == []
    line = bad.read_text().splitlines().index("quality: high") + 1
    message = "expected a whole number from 0 to 1000000, found 'high'"
    assert second["status"] == "invalid"
    assert second["problems"] == [
        {"level": "error", "line": line, "field": "quality", "message": message}
    ]


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(
    write_document: Write, tmp_path: Path
) -> None:
    imported = run(write_document(), "--report", tmp_path / "no" / "such.jsonl")
    assert imported.status == 2
    assert "--report" in imported.err
    assert not Article.objects.exists()


def test_a_report_is_kept_when_an_import_cannot_run(write_document: Write, tmp_path: Path) -> None:
    folder = write_document().parent
    report, other = tmp_path / "report.jsonl", tmp_path / "other.jsonl"
    run(folder, "--report", report)
    written = report.read_text()
    assert written
    assert run(folder, tmp_path / "nowhere", "--report", report).status == 2
    held = acquire(Collection.objects.get())
    for file in (report, other):
        assert run(folder, "--report", file).status == 3
    assert report.read_text() == written
    assert not other.exists()
    locks.release(held, {})
    (folder / "0001.md").unlink()
    (folder / "empty").mkdir()
    run(folder / "empty", "--report", report)
    assert report.read_text() == ""


def test_a_report_goes_to_a_pipe_too(write_document: Write, tmp_path: Path) -> None:
    assert run(write_document().parent, "--report", "/dev/null").status == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_report_that_ends_midway_is_named(write_document: Write) -> None:
    imported = run(write_document().parent, "--report", "/dev/full")
    assert imported.status == 1
    assert "--report: '/dev/full' can't be written on (No space left on device)" in imported.err
    assert Article.objects.count() == 1


OTHER_SHAPE = """---
title: "Story {number}"
date: 2022-07-12
link: https://a.example/{number}
---
"""


def test_equal_faults_of_many_documents_are_one_line_that_says_what_is_near(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.md").write_text(OTHER_SHAPE.format(number=number))
    result = run(folder)
    lines = [line for line in result.err.splitlines() if "documents" in line]
    assert len(lines) == len(result.err.splitlines()) == 3
    date, provider, url = sorted(lines, key=lambda line: line.split(": ")[1], reverse=True)
    assert "8 documents: publishedDateTime: expected a date and time" in date
    assert "found nothing, but the key date" in date
    assert "8 documents: originalUrl:" in url
    assert "found nothing, but the key link" in url
    assert "8 documents: provider:" in provider
    for line in lines:
        assert f"{folder / '0.md'}, {folder / '1.md'}, {folder / '2.md'} and 5 more" in line


def test_few_equal_faults_are_each_named_with_their_line(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    for number in range(2):
        (folder / f"{number}.md").write_text(OTHER_SHAPE.format(number=number))
    errors = run(folder).err
    assert f"{folder / '0.md'}: publishedDateTime: " in errors
    assert f"{folder / '1.md'}: publishedDateTime: " in errors
