"""The import command: what it prints and where, and what its exit status means."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles import moderation
from articles.models import Article, Collection, ImportRun, InvalidDocument
from articles.sync.locks import acquire
from tests.desk_kit import page_text
from tests.import_command_kit import BAD, CommandResult, matches, run

Write = Callable[..., Path]

pytestmark = pytest.mark.django_db


def test_the_totals_are_one_sentence(write_document: Write) -> None:
    write_document()
    imported = run(write_document().parent)
    sentence = "2 documents: 2 new, 0 changed, 0 unchanged, 0 invalid in SECONDS"
    assert matches(sentence, imported.out.rstrip("\n"))
    assert (imported.err, imported.status) == ("", 0)


def test_one_document_is_not_called_documents_and_noise_is_named(write_document: Write) -> None:
    fields = {"title": "T", "excerpt": "E", "url": "https://a.example/"}
    run(write_document("a.md", **fields))
    (line, *_) = run(write_document("a.md", heat=99, **fields)).lines
    assert matches("1 document: 0 new, 0 changed, 1 noise, 0 unchanged, 0 invalid in SECONDS", line)


def test_a_second_import_says_that_nothing_has_changed(write_document: Write) -> None:
    folder = write_document().parent
    run(folder)
    totals, remark = run(folder).lines
    assert matches("1 document: 0 new, 0 changed, 1 unchanged, 0 invalid in SECONDS", totals)
    assert remark == "Nothing has changed since the last import."


def test_of_several_collections_each_note_names_its_own(write_document: Write) -> None:
    same = write_document("a.md", folder="same").parent
    other = write_document("b.md", folder="other").parent
    run(same)
    run(other)
    write_document("c.md", folder="other", rest="colour: red\n")
    _, nothing, _, unknown, _ = run(same, other).lines
    assert nothing == "same: Nothing has changed since the last import."
    assert unknown == "other: Kept in the documents, in no column: colour (1)"


@pytest.mark.parametrize("link", ["", "current"])
def test_a_folder_without_documents_is_refused_with_the_suffixes_of_documents(
    tmp_path: Path, link: str
) -> None:
    if link:
        (tmp_path / link).symlink_to("/")
    imported = run(tmp_path)
    assert imported.status == 2
    assert f"No file in {tmp_path} ends in .md .markdown .txt .yml .yaml." in imported.err
    assert not Collection.objects.exists()


def test_with_quiet_an_error_is_printed_once(write_document: Write) -> None:
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


def test_with_quiet_a_warning_is_printed_once(write_document: Write) -> None:
    topics, twice = "expected each topic once", {"topics": ("AI", "AI")}

    def printed(title: str, *options: str, **fields: Any) -> str:
        return run(write_document("odd.md", title=title, **fields).parent, *options).err

    assert topics in printed("One", "--quiet", **twice)
    assert printed("Two", "--quiet", excerpt="This moves\n  the lines below", **twice) == ""
    assert topics in printed("Three", **twice), "without --quiet all is printed"
    (line,) = printed("Four", "--quiet", published_at="2024-05-06", **twice).splitlines()
    assert "expected a time with the date" in line, "the new one alone"
    assert printed("Five", "--quiet") == ""
    assert topics in printed("Six", "--quiet", **twice), "it was mended in between"


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
    assert matches(
        "3 documents: 1 new, 0 changed, 0 unchanged, 2 invalid in SECONDS", imported.lines[0]
    )


def test_several_collections_have_their_own_totals_and_then_a_sum(write_document: Write) -> None:
    one = write_document(folder="one").parent
    write_document(folder="other")
    other = write_document(folder="other").parent
    imported = run(one, other)
    first, second, last = [line for line in imported.lines if "document" in line]
    assert matches("one: 1 document: 1 new, 0 changed, 0 unchanged, 0 invalid in SECONDS", first)
    assert matches(
        "other: 2 documents: 2 new, 0 changed, 0 unchanged, 0 invalid in SECONDS", second
    )
    assert matches("3 documents: 3 new, 0 changed, 0 unchanged, 0 invalid in SECONDS", last)


def test_quiet_prints_problems_only(write_document: Write) -> None:
    folder = write_document(**BAD).parent
    imported = run(folder, "--quiet")
    assert (imported.out, imported.status) == ("", 1)
    assert "quality: expected a whole number" in imported.err


def test_verbosity_0_prints_nothing(write_document: Write) -> None:
    assert run(write_document(**BAD).parent, "-v", "0") == CommandResult("", "", 1)


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
    assert matches(f"{sentence} (dry run: nothing was stored)", imported.lines[0])
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
    """A folder with ten imported documents."""
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
    assert matches(sentence, imported.out.rstrip("\n"))
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
    assert matches(sentence, imported.out.rstrip("\n"))
    assert (imported.err, imported.status) == ("", 0)
    assert (tmp_path / "report.jsonl").read_text().count('"status": "gone"') == 10


def test_conflicts_with_what_was_decided_are_counted_and_so_are_their_articles(
    write_document: Write,
    make_article: Any,
    users: Any,
    act_parameters: Any,
    sign_in: Any,
    tmp_path: Path,
) -> None:
    ours = {"title": "Ours", "excerpt": "Ours as well"}
    for name, fields in (("a.md", ("title", "excerpt")), ("b.md", ("title",))):
        article = make_article(name=name)
        changes = {field: ours[field] for field in fields}
        moderation.edit([article], changes, **act_parameters(users.editor, article))
        folder = write_document(name, title="Newer", excerpt="Newer as well").parent
    imported = run(folder, "--report", tmp_path / "report.jsonl")
    assert imported.lines[1:] == ["3 conflicts in 2 articles with what was decided here."]
    assert imported.status == 0
    first, second = map(json.loads, (tmp_path / "report.jsonl").read_text().splitlines())
    assert (first["conflicts"], second["conflicts"]) == (["excerpt", "title"], ["title"])
    client = sign_in("editor")
    assert "2 changed, 3 conflicts in 2 articles" in page_text(client, "/imports/")
    assert "2 articles in conflict." in page_text(client, "/conflicts/")


def test_one_conflict_is_not_called_conflicts(
    write_document: Write, make_article: Any, users: Any, act_parameters: Any
) -> None:
    article = make_article(name="a.md")
    moderation.edit([article], {"title": "Ours"}, **act_parameters(users.editor, article))
    imported = run(write_document("a.md", title="Newer").parent)
    assert imported.lines[1:] == ["1 conflict in 1 article with what was decided here."]
