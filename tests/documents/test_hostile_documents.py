"""Reading the hostile and the real documents of the folder in NEWSROOM_CORPUS, if it is set.

Each hostile document is a file; a manifest lists the expected results. Only reading is checked
here; pages, feeds and databases have tests of their own.
"""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from articles.documents import NewsDocument, Reading, parse, read, yaml_tree

NOW = datetime(2026, 3, 1, tzinfo=UTC)

_folder = os.environ.get("NEWSROOM_CORPUS")
CORPUS = Path(_folder) if _folder else None
MANIFEST = CORPUS / "hostile" / "manifest.json" if CORPUS else None

pytestmark = pytest.mark.skipif(
    MANIFEST is None or not MANIFEST.is_file(),
    reason="NEWSROOM_CORPUS names no folder with hostile/manifest.json",
)


def hazards() -> list[Any]:
    """Return the entries of the manifest as parameters of a test."""
    if MANIFEST is None or not MANIFEST.is_file():
        return []
    entries = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return [pytest.param(entry, id=entry["file"]) for entry in entries]


def files_of(entry: dict[str, Any]) -> list[Path]:
    """Return the files of an entry of the manifest."""
    assert MANIFEST is not None
    path = MANIFEST.parent / entry["file"]
    return [path / name for name in entry["files"]] if "files" in entry else [path]


def real_documents() -> list[Path]:
    """Return the files of all real documents."""
    assert CORPUS is not None
    paths = [path for part in ("corpus", "history") for path in (CORPUS / part).rglob("*.*")]
    return sorted(path for path in paths if path.is_file())


def outcome(reading: Reading) -> str:
    """Return the result of a reading as the manifest names it."""
    if reading.document is None:
        return "reject"
    return "accept-with-warning" if reading.problems else "accept"


def values(document: NewsDocument) -> dict[str, Any]:
    """Return the values of a document that the manifest lists."""
    return {
        "title": document.title,
        "excerpt": document.excerpt,
        "quality": document.quality,
        "heat": document.heat,
        "published": bool(document.published),
        "publishedDateTime": document.published_at.isoformat(),
    }


@pytest.mark.parametrize("entry", hazards())
def test_a_hazard_has_the_result_in_the_manifest(entry: dict[str, Any]) -> None:
    readings = [read(path.read_bytes(), now=NOW) for path in files_of(entry)]
    documents = [reading.document for reading in readings if reading.document]
    allowed = {entry["expect"], *entry.get("also_ok", [])}
    if entry["kind"] == "set":
        assert len(documents) == entry["assert"]["articles"]
        return
    (reading,) = readings
    assert outcome(reading) in allowed, reading.problems
    for document in documents:
        read_values = values(document)
        for key, value in entry["assert"]["equal"].items():
            assert read_values[key] == value


@pytest.mark.parametrize("entry", hazards())
def test_a_refusal_is_one_line_with_its_place(entry: dict[str, Any]) -> None:
    for path in files_of(entry):
        for problem in read(path.read_bytes(), now=NOW).problems:
            assert f"{problem.field}{problem.message}".isprintable()
            assert len(problem.found) <= 80
            assert problem.line is None or problem.line >= 1


@pytest.mark.parametrize("entry", hazards())
def test_the_slow_parser_decides_the_same(
    entry: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = [path.read_bytes() for path in files_of(entry)]
    fast = [read(content, now=NOW) for content in contents]
    monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
    slow = [read(content, now=NOW) for content in contents]
    assert [reading.document for reading in slow] == [reading.document for reading in fast]


@pytest.mark.parametrize(
    ("file", "field", "expected"),
    [
        ("t-string", "topics", ("AI",)),
        ("t-null-item", "topics", ("AI",)),
        ("t-no", "topics", ("No", "2022", "3.10")),
        ("u-amp-javascript", "amp_web_url", ""),
        ("i-javascript", "images", ()),
        ("i-data-svg", "images", ()),
        ("r-javascript", "related", ()),
        ("r-string-item", "related", ()),
        ("m-type-unknown", "type", "podcast"),
        ("x-entity-script", "excerpt", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_a_field_that_the_manifest_describes_in_words(file: str, field: str, expected: Any) -> None:
    assert MANIFEST is not None
    path = MANIFEST.parent / "docs" / f"{file}.md"
    assert getattr(read(path.read_bytes(), now=NOW).document, field) == expected


@pytest.mark.parametrize("file", ["i-negative", "i-huge-size", "i-dup", "r-dup", "r-nested"])
def test_what_is_dropped_leaves_one_row(file: str) -> None:
    assert MANIFEST is not None
    path = MANIFEST.parent / "docs" / f"{file}.md"
    document = read(path.read_bytes(), now=NOW).document
    assert document is not None
    assert len(document.images) == 1
    assert len(document.related) == 1
    if file in {"i-negative", "i-huge-size"}:
        assert document.images[0].width is None


def test_a_real_document_has_no_problems() -> None:
    paths = real_documents()
    assert len(paths) > 100
    problems = {
        path: reading.problems
        for path in paths
        if (reading := read(path.read_bytes(), now=NOW)).problems
    }
    assert problems == {}


def test_the_offsets_of_each_value_of_a_real_document() -> None:
    for path in real_documents():
        front = parse(path.read_bytes().decode())
        for key, node in front.root.entries.values():
            assert front.text[key.start : key.end] == key.value
            if isinstance(node, yaml_tree.Scalar):
                source = front.text[node.start : node.end]
                assert yaml.load(source, yaml.BaseLoader) == node.value


def test_a_thousand_readings_take_seconds() -> None:
    contents = [path.read_bytes() for path in real_documents()]
    before = time.process_time()
    for content in contents:
        read(content, now=NOW)
    assert (time.process_time() - before) / len(contents) < 0.01
