"""The import command: what it prints and where, and what its exit status means."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles import moderation
from articles.models import Article, Collection, ImportRun, InvalidDocument
from articles.sync.locks import acquire

Write = Callable[..., Path]
BAD = {"quality": "high", "published": False}
SECONDS = r"[0-9]+\.[0-9] s"

pytestmark = pytest.mark.django_db


@dataclass
class Said:
    """What a person at the shell gets: two streams and an exit status."""

    out: str
    err: str
    status: int

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*args: Any, **options: Any) -> Said:
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("import_articles", *map(str, args), stdout=out, stderr=err, **options)
    except CommandError as error:
        # What manage.py does with it: the message on stderr, and its status.
        err.write(f"CommandError: {error}\n")
        status = error.returncode
    except SystemExit as error:
        status = error.code
    return Said(out.getvalue(), err.getvalue(), status)


def said(sentence: str, line: str) -> bool:
    """Tell whether the line is the sentence, whatever the time it took."""
    return bool(re.fullmatch(re.escape(sentence).replace("SECONDS", SECONDS), line))


def test_the_totals_are_one_sentence(write_document: Write) -> None:
    write_document()
    imported = run(write_document().parent)
    sentence = "2 documents: 2 new, 0 changed, 0 unchanged, 0 invalid in SECONDS"
    assert said(sentence, imported.out.rstrip("\n"))
    assert (imported.err, imported.status) == ("", 0)


def test_one_document_is_not_called_documents_and_noise_is_named(write_document: Write) -> None:
    words = {"title": "T", "excerpt": "E", "url": "https://a.example/"}
    run(write_document("a.md", **words))
    (line, *_) = run(write_document("a.md", heat=99, **words)).lines
    assert said("1 document: 0 new, 0 changed, 1 noise, 0 unchanged, 0 invalid in SECONDS", line)


def test_a_second_import_says_that_nothing_has_changed(write_document: Write) -> None:
    folder = write_document().parent
    run(folder)
    totals, remark = run(folder).lines
    assert said("1 document: 0 new, 0 changed, 1 unchanged, 0 invalid in SECONDS", totals)
    assert remark == "Nothing has changed since the last import."


@pytest.mark.parametrize("link", ["", "current"])
def test_a_folder_without_documents_is_told_what_would_be_one(tmp_path: Path, link: str) -> None:
    if link:
        (tmp_path / link).symlink_to("/")
    imported = run(tmp_path)
    assert imported.status == 2
    assert f"No file in {tmp_path} ends in .md .markdown .txt .yml .yaml." in imported.err
    assert not Collection.objects.exists()


def test_quietly_a_fault_is_news_once(write_document: Write) -> None:
    folder = write_document("bad.md", **BAD).parent
    assert "bad.md" in run(folder, "--quiet").err
    again = run(folder, "--quiet")
    assert (again.out, again.err, again.status) == ("", "", 0)


@pytest.mark.parametrize("options", [[], ["--quiet"]])
def test_noise_is_no_line_whatever_the_document_is_warned_of(
    write_document: Write, options: list[str]
) -> None:
    folder = write_document("odd.md", topics=("AI", "AI"), secured="one").parent
    assert "expected each topic once" in run(folder, *options).err
    for day in ("two", "three"):
        write_document("odd.md", topics=("AI", "AI"), secured=day)
        imported = run(folder, *options)
        assert imported.err == ""
    assert ImportRun.objects.latest("pk").totals == {"noise": 1}


def test_quietly_a_warning_is_news_once(write_document: Write) -> None:
    topics, twice = "expected each topic once", {"topics": ("AI", "AI")}

    def told(title: str, *options: str, **fields: Any) -> str:
        return run(write_document("odd.md", title=title, **fields).parent, *options).err

    assert topics in told("One", "--quiet", **twice)
    assert told("Two", "--quiet", excerpt="This moves\n  the lines below", **twice) == ""
    assert topics in told("Three", **twice), "who watches is told all"
    (line,) = told("Four", "--quiet", published_at="2024-05-06", **twice).splitlines()
    assert "expected a time with the date" in line, "the new one alone"
    assert told("Five", "--quiet") == ""
    assert topics in told("Six", "--quiet", **twice), "it was mended in between"


def test_keys_without_a_column_are_summed_once(write_document: Write) -> None:
    write_document(rest="actions: x\nremoved: true\n")
    imported = run(write_document(rest="actions: y\n").parent)
    assert imported.lines[1] == "Kept in the documents, in no column: actions (2), removed (1)"
    assert imported.err == ""


def test_problems_are_placed_on_stderr(write_document: Write) -> None:
    bad = write_document("bad.md", **BAD)
    odd = write_document("odd.md", topics=("AI", "AI"))
    (bad.parent / "none.md").write_bytes(b"\xff")
    imported = run(bad.parent)
    line = bad.read_text().splitlines().index("quality: high") + 1
    topic = odd.read_text().splitlines().index("  - AI") + 2
    assert imported.err.splitlines() == [
        f"{bad}:{line}: quality: expected a whole number from 0 to 1000000, found 'high'",
        f"{bad.parent}/none.md:1: expected UTF-8 text, found the byte 0xff",
        f"{odd}:{topic}: warning: topics[1]: expected each topic once, found 'AI'",
    ]
    assert said(
        "3 documents: 1 new, 0 changed, 0 unchanged, 2 invalid in SECONDS", imported.lines[0]
    )


def test_several_collections_are_told_apart_and_then_summed(write_document: Write) -> None:
    one = write_document(folder="one").parent
    write_document(folder="other")
    other = write_document(folder="other").parent
    imported = run(one, other)
    first, second, last = [line for line in imported.lines if "document" in line]
    assert said("one: 1 document: 1 new, 0 changed, 0 unchanged, 0 invalid in SECONDS", first)
    assert said("other: 2 documents: 2 new, 0 changed, 0 unchanged, 0 invalid in SECONDS", second)
    assert said("3 documents: 3 new, 0 changed, 0 unchanged, 0 invalid in SECONDS", last)


def test_the_report_has_one_json_line_a_document(write_document: Write, tmp_path: Path) -> None:
    words = {"title": "T", "excerpt": "E", "url": "https://a.example/", "secured": "x"}
    run(write_document("a.md", **words))
    folder = write_document("a.md", **{**words, "title": "“Other”"}).parent
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


def test_quiet_prints_problems_only(write_document: Write) -> None:
    folder = write_document(**BAD).parent
    imported = run(folder, "--quiet")
    assert (imported.out, imported.status) == ("", 1)
    assert "quality: expected a whole number" in imported.err


def test_verbosity_0_prints_nothing(write_document: Write) -> None:
    assert run(write_document(**BAD).parent, "-v", "0") == Said("", "", 1)


def test_only_a_newly_invalid_document_fails_an_import(write_document: Write) -> None:
    folder = write_document("a.md").parent
    statuses = [run(folder).status]
    for fields in (BAD, {**BAD, "quality": "higher"}, {}, BAD):
        write_document("a.md", **fields)
        statuses.append(run(folder).status)
    assert statuses == [0, 1, 0, 0, 1]


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 0), ({"topics": ("AI", "AI")}, 1), (BAD, 1), ({"rest": "x: y\n"}, 0)],
)
def test_strict_fails_for_any_problem_old_or_new(
    write_document: Write, fields: Any, status: int
) -> None:
    folder = write_document(**fields).parent
    run(folder)
    if fields == BAD:
        assert run(folder).status == 0
        assert run(folder, "--strict").status == status
    else:
        (folder / "0001.md").write_bytes((folder / "0001.md").read_bytes() + b"\n")
        assert run(folder, "--strict").status == status


def test_a_dry_run_says_so_and_stores_nothing(write_document: Write) -> None:
    folder = write_document().parent
    imported = run(folder, "--dry-run")
    sentence = "1 document: 1 new, 0 changed, 0 unchanged, 0 invalid in SECONDS"
    assert said(f"{sentence} (dry run: nothing was stored)", imported.lines[0])
    assert not Article.objects.exists()
    assert not Collection.objects.exists()
    assert not ImportRun.objects.exists()
    assert run(write_document(**BAD).parent, "--dry-run").status == 1
    assert not InvalidDocument.objects.exists()


def test_an_import_that_runs_already_is_named(write_document: Write) -> None:
    folder = write_document().parent
    run(folder)
    acquire(Collection.objects.get())
    imported = run(folder)
    assert (imported.out, imported.status) == ("", 3)
    assert f"An import of {folder.name!r} is running since" in imported.err


@pytest.fixture
def ten(write_document: Write) -> Path:
    """The folder of ten imported documents."""
    for number in range(10):
        folder = write_document(f"{number}.md").parent
    run(folder)
    return folder


def test_replaced_moved_and_gone_documents_are_named_in_the_totals(
    ten: Path, write_document: Write
) -> None:
    (ten / "1.md").rename(ten / "elsewhere.md")
    (ten / "2.md").unlink()
    (ten / "3.md").unlink()
    write_document("4.md", title="Another story", url="https://a.example/another")
    imported = run(ten)
    sentence = (
        "8 documents: 0 new, 0 changed, 1 replaced, 1 moved, 2 gone, 6 unchanged, 0 invalid "
        "in SECONDS"
    )
    assert said(sentence, imported.out.rstrip("\n"))
    assert (imported.err, imported.status) == ("", 0)


def test_a_folder_that_lost_more_than_a_tenth_is_asked_about(
    ten: Path, write_document: Write, tmp_path: Path
) -> None:
    for path in ten.iterdir():
        path.unlink()
    write_document("new.md")
    imported = run(ten, "--quiet")
    assert imported.status == 1
    assert imported.err == (
        f"10 documents are missing from {ten}, more than a tenth: none was marked as gone. "
        "If that is right, run again with --allow-gone.\n"
    )
    assert not Article.objects.exclude(gone_at=None).exists()
    assert "Nothing has changed" not in run(ten).out
    imported = run(ten, "--allow-gone", "--report", tmp_path / "report.jsonl")
    sentence = "1 document: 0 new, 0 changed, 10 gone, 1 unchanged, 0 invalid in SECONDS"
    assert said(sentence, imported.out.rstrip("\n"))
    assert (imported.err, imported.status) == ("", 0)
    assert (tmp_path / "report.jsonl").read_text().count('"status": "gone"') == 10


def test_a_conflict_with_what_was_decided_is_counted(
    write_document: Write, make_article: Any, cast: Any, act_words: Any, tmp_path: Path
) -> None:
    article = make_article(name="a.md", title="Upstream’s title")
    moderation.edit([article], {"title": "Ours"}, **act_words(cast.editor, article))
    folder = write_document("a.md", title="Upstream’s newer title").parent
    imported = run(folder, "--report", tmp_path / "report.jsonl")
    assert imported.lines[1:] == ["1 conflict with what was decided here."]
    assert imported.status == 0
    assert json.loads((tmp_path / "report.jsonl").read_text())["conflicts"] == ["title"]
