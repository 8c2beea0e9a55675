"""Paths and options of the import command, and imports of the shared hostile documents."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article, Collection
from tests.import_command_kit import matches, run

Write = Callable[..., Path]

pytestmark = pytest.mark.django_db


def test_without_a_path_the_seeds_come_first_and_then_what_is_known(
    write_document: Write, settings: Any
) -> None:
    settings.SEEDS_DIR = write_document(folder="planted").parent
    assert "1 new" in run().out
    assert Collection.objects.get().name == "seeds"
    run(write_document(folder="other").parent)
    lines = [line for line in run().lines if ": 1 document" in line]
    assert [line.split(":")[0] for line in lines] == ["other", "seeds"]
    assert matches(
        "1 document: 0 new, 0 changed, 1 unchanged, 0 invalid in SECONDS",
        run("--collection", "other").lines[0],
    )


def test_a_collection_is_named_after_its_folder_or_as_the_option_says(
    write_document: Write,
) -> None:
    run(write_document(folder="one").parent)
    run(
        write_document(folder="other").parent,
        "--collection",
        "Another",
        "--site",
        "https://a.example",
    )
    names = dict(Collection.objects.values_list("name", "site_url"))
    assert names == {"one": "", "Another": "https://a.example"}


#: Name of a wrong usage -> its arguments; `here` is a folder with the document 0001.md.
NONSENSE: dict[str, Callable[[Path], list[Any]]] = {
    "a missing path": lambda here: [here / "nowhere"],
    "a path below a file": lambda here: [here / "0001.md" / "below"],
    "a path longer than any": lambda here: ["x" * 5000],
    "a path that no system takes": lambda here: ["a\0b"],
    "an empty path, from a variable that was not set": lambda here: [""],
    "a name of no collection": lambda here: ["--collection", "nobody"],
    "one name for two folders": lambda here: [here, here, "--collection", "both"],
    "a good path and a missing one": lambda here: [here, here / "nowhere"],
    "a name that is too long": lambda here: [here, "--collection", "x" * 101],
    "a site that is no address": lambda here: [here, "--site", "news.example"],
    "a site of another scheme": lambda here: [here, "--site", "javascript:alert(1)"],
    "a site on two lines": lambda here: [here, "--site", "https://news.example/\nx"],
    "a site that is too long": lambda here: [here, "--site", f"https://a.example/{'x' * 2000}"],
}


@pytest.mark.parametrize("what", NONSENSE)
def test_wrong_usage_is_explained_and_stores_nothing(
    write_document: Write, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    here = write_document("0001.md").parent
    monkeypatch.chdir(here)
    imported = run(*NONSENSE[what](here))
    assert (imported.out, imported.status) == ("", 2)
    assert imported.err.startswith("CommandError: ")
    assert len(imported.err.splitlines()) == 1
    assert not Collection.objects.exists()


def test_a_site_that_is_no_address_is_refused_with_an_example(write_document: Write) -> None:
    imported = run(write_document().parent, "--site", "news.example")
    assert imported.err == (
        "CommandError: --site: expected an address such as https://news.example, "
        "got 'news.example'.\n"
    )


def test_another_folder_of_a_known_name_is_refused_by_naming_both(write_document: Write) -> None:
    one = write_document("a.md", folder="one/news").parent
    other = write_document("a.md", folder="other/news").parent
    run(one)
    imported = run(other)
    assert imported.status == 2
    assert str(one) in imported.err
    assert str(other) in imported.err
    assert "--collection" in imported.err
    assert Collection.objects.count() == 1
    assert run(other, "--collection", "other news").status == 0


def test_a_folder_above_a_known_one_is_refused_by_naming_both(write_document: Write) -> None:
    below = write_document("a.md", folder="above/below").parent
    run(below)
    imported = run(below.parent)
    assert imported.status == 2
    assert str(below) in imported.err
    assert "'below'" in imported.err
    assert Collection.objects.count() == 1


def test_a_path_below_a_known_folder_is_part_of_its_collection(write_document: Write) -> None:
    folder = write_document("a.md").parent
    run(folder)
    deep = write_document("deep/b.md")
    assert "1 new" in run(deep.parent).out
    assert Article.objects.get(path="deep/b.md").collection.name == folder.name
    refused = run(deep, "--collection", "mine")
    assert refused.status == 2
    assert "'documents'" in refused.err
    assert "'mine'" in refused.err


def test_a_part_of_a_known_folder_without_documents_is_named_and_not_the_folder(
    write_document: Write,
) -> None:
    folder = write_document("a.md").parent
    run(folder)
    (folder / "empty").mkdir()
    imported = run(folder / "empty")
    assert imported.status == 0
    assert f"No file in {folder / 'empty'} ends in .md .markdown .txt .yml .yaml." in imported.lines


def test_a_known_folder_that_is_gone_is_named(write_document: Write) -> None:
    path = write_document(folder="brief")
    run(path.parent)
    path.unlink()
    path.parent.rmdir()
    imported = run()
    assert imported.status == 2
    assert str(path.parent) in imported.err


def test_every_hazard_ends_in_an_article_or_a_message(corpus: Path, tmp_path: Path) -> None:
    hazards = corpus / "hostile" / "docs"
    report = tmp_path / "report.jsonl"
    imported = run(hazards, "--report", report)
    entries = {each["path"]: each for each in map(json.loads, report.read_text().splitlines())}
    assert set(entries) == {
        path.relative_to(hazards).as_posix()
        for path in hazards.rglob("*")
        if path.is_file() and path.suffix in {".md", ".markdown", ".txt", ".yml", ".yaml"}
    }
    assert imported.status == 1
    assert all(line.isprintable() for line in imported.err.splitlines())
    articles = set(Article.objects.values_list("path", flat=True))
    for path, entry in entries.items():
        assert entry["status"] in {"new", "invalid"}
        assert (path in articles) is (entry["status"] == "new")
        if entry["status"] == "invalid":
            assert any(problem["level"] == "error" for problem in entry["problems"])
            assert f"{hazards / path}:" in imported.err
    again = run(hazards)
    assert again.status == 0
    assert f" 0 new, 0 changed, {len(articles)} unchanged" in again.lines[0]


def test_hazards_are_taken_and_refused_as_their_list_says(corpus: Path) -> None:
    run(corpus / "hostile" / "docs")
    articles = set(Article.objects.values_list("path", flat=True))
    manifest = json.loads((corpus / "hostile" / "manifest.json").read_text())
    wrong = []
    for hazard in manifest:
        path = hazard["file"].removeprefix("docs/")
        if hazard["kind"] != "stored" or not path.endswith(".md"):
            continue
        expected = {hazard["expect"], *hazard.get("also_ok", [])}
        took = {"accept", "accept-with-warning"} if path in articles else {"reject"}
        if not took & expected:
            wrong.append((path, hazard["hazard"], sorted(expected)))
    assert wrong == []
