"""The option --report of the import command: its lines, and files that can't be written."""

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from articles.models import Article, Collection, ImportRun
from articles.sync import locks
from articles.sync.locks import acquire
from tests.desk_kit import text_of
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
    assert first["repeated_links"] == 0
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


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="needs Linux's files in memory")
@pytest.mark.parametrize("part", ["", "empty"])
def test_a_report_that_cannot_be_emptied_is_named(write_document: Write, part: str) -> None:
    folder = write_document("a.md").parent
    run(folder)
    (folder / "empty").mkdir()
    file = os.memfd_create("report", os.MFD_ALLOW_SEALING)
    os.write(file, b"An earlier report.\n")
    fcntl.fcntl(file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)
    report = f"/proc/self/fd/{file}"
    imported = run(folder / part, "--report", report)
    assert imported.status == 1
    assert f"--report: '{report}' can't be written on (Operation not permitted)" in imported.err
    os.close(file)
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


def write_dated(folder: Path, count: int, first: int = 0) -> None:
    """Write documents that are dated to the minute, with a URL as domain: each has its own."""
    folder.mkdir(exist_ok=True)
    for number in range(first, first + count):
        (folder / f"{number}.md").write_text(
            f"---\ntitle: Story {number}\npublishedDateTime: 2024-12-0{number + 1}T21:25\n"
            f"originalUrl: https://a.example/{number}\n"
            f"provider:\n  name: Paper\n  domain: https://a{number}.example/x\n---\n"
        )


def test_equal_faults_are_one_line_whatever_value_each_document_has(tmp_path: Path) -> None:
    folder = tmp_path / "dated"
    write_dated(folder, 8)
    dates, domains = run(folder).err.splitlines()
    places = ", ".join(f"{folder / f'{number}.md'}:3" for number in range(8))
    assert dates == (
        "8 documents: warning: publishedDateTime: expected a time zone; UTC is taken, found "
        f"'2024-12-01T21:25', '2024-12-02T21:25', '2024-12-03T21:25' and others: {places}"
    )
    assert domains.startswith("8 documents: warning: provider.domain: expected a host name")
    assert "'https://a2.example/x' and others: " in domains
    write_dated(folder, 1, first=8)
    (new,) = [line for line in run(folder).err.splitlines() if "publishedDateTime" in line]
    assert new == (
        f"{folder / '8.md'}:3: warning: publishedDateTime: expected a time zone; UTC is taken, "
        "found '2024-12-09T21:25'"
    )


def test_a_missing_field_and_a_faulty_one_are_two_lines_each_with_the_keys_that_are_near(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    rest = "originalUrl: https://a.example/\nprovider: {name: Paper, domain: a.example}\n---\n"
    for number in range(5):
        for name, date in (
            ("date", f"date: 2024-12-0{number + 1}"),
            ("day", f"pubDate: 2024-12-0{number + 1}"),
            ("faulty", f"publishedDateTime: 0{number + 1}/12/2024"),
        ):
            (folder / f"{name}-{number}.md").write_text(f"---\ntitle: Story\n{date}\n{rest}")
    lines = run(folder).err.splitlines()
    expected = "5 documents: publishedDateTime: expected a date and time"
    assert [line[: len(expected)] for line in lines] == [expected] * 3
    assert [line.split("found ")[1].split(": ")[0] for line in lines] == [
        "nothing, but the key date",
        "nothing, but the key pubDate",
        "'01/12/2024', '02/12/2024', '03/12/2024' and others",
    ]


LINK = "  - title: Other\n    url: https://a.example/{number}\n"


def test_one_fault_that_a_document_has_many_times_is_one_line(
    tmp_path: Path, write_document: Write
) -> None:
    links = "".join(LINK.format(number=number) for number in range(20))
    path = write_document("a.md", rest=f"related:\n{links}")
    line = path.read_text().splitlines().index("  - title: Other") + 1
    assert run(path).err.splitlines() == [
        f"{path}: 20 times: warning: related[].webUrl: expected an address, found nothing, but the "
        f"key url: lines {line}, {line + 2}, {line + 4} and others (--report names all)"
    ]
    for name in ("b.md", "c.md", "d.md"):
        write_document(name, rest=f"related:\n{links}")
    (printed,) = run(path.parent).err.splitlines()
    assert printed.startswith("3 documents, 60 times: warning: related[].webUrl: ")
    assert printed.endswith(
        ": " + ", ".join(f"{path.parent / name}:{line}" for name in ("b.md", "c.md", "d.md"))
    )


def test_of_very_many_documents_with_one_fault_the_first_are_named_and_the_others_counted(
    write_document: Write, tmp_path: Path
) -> None:
    for number in range(25):
        path = write_document(f"{number:02}.md", rest=f"images: {number}\n")
    line = path.read_text().splitlines().index("images: 24") + 1
    report = tmp_path / "report.jsonl"
    (printed,) = run(path.parent, "--report", report).err.splitlines()
    assert printed.startswith("25 documents: images: expected a list, found '0', '1', '2' and")
    assert printed.endswith(f"{path.parent / '19.md'}:{line} and 5 more (--report names all)")
    assert len(report.read_text().splitlines()) == 25


def test_a_fault_that_is_many_times_in_one_line_names_the_line_once(write_document: Write) -> None:
    path = write_document("a.md", rest="images: [x, x, x, x, x]\n")
    line = path.read_text().splitlines().index("images: [x, x, x, x, x]") + 1
    assert run(path).err.splitlines() == [
        f"{path}: 5 times: warning: images[]: expected an image with a url, found 'x': line {line}"
    ]


def test_a_few_faults_of_one_kind_are_each_named_with_their_line_and_value(
    write_document: Write,
) -> None:
    links = "".join(LINK.format(number=number) for number in range(3))
    path = write_document("a.md", rest=f"related:\n{links}")
    line = path.read_text().splitlines().index("  - title: Other") + 1
    for number, printed in enumerate(run(path).err.splitlines()):
        assert printed.startswith(f"{path}:{line + 2 * number}: warning: related[{number}].webUrl:")


def related_links(count: int, different: int) -> str:
    """Return the lines of a document with so many related links, of which so many differ."""
    return "related:\n" + "".join(
        f"  - title: Other\n    webUrl: https://a.example/{number % different}\n"
        "    provider: {name: Paper, domain: a.example}\n"
        for number in range(count)
    )


def test_repeated_related_links_are_merged_and_counted_without_a_line_for_each(
    write_document: Write, tmp_path: Path, sign_in: Callable[[str], Client]
) -> None:
    folder = write_document("a.md", rest=related_links(8, 2)).parent
    write_document("b.md", rest=related_links(8, 2))
    write_document("c.md")
    report = tmp_path / "report.jsonl"
    result = run(folder, "--report", report)
    assert result.err == ""
    assert "12 repeated related links merged." in result.lines
    assert Article.objects.get(path="a.md").related_links.count() == 2
    lines = map(json.loads, report.read_text().splitlines())
    assert [each["repeated_links"] for each in lines] == [6, 6, 0]
    client = sign_in("superuser")
    imports = ("/imports/", ImportRun.objects.get().get_absolute_url(), "/")
    for page in (*imports, "/admin/articles/importrun/"):
        assert "3 new, 12 repeated related links merged" in text_of(client.get(page)), page
    assert "repeated" not in run(folder).out
    write_document("c.md", rest=related_links(3, 2))
    assert "1 repeated related link merged." in run(folder, "--dry-run").lines
    assert "1 repeated related link merged." in run(folder).lines
