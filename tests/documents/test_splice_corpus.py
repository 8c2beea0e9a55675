"""Setting fields and restoring them in every real and hostile document of NEWSROOM_CORPUS."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles.documents import (
    DocumentError,
    NewsDocument,
    SpliceError,
    read,
    restore,
    source_of,
    splice,
)
from tests.documents.splice_kit import changed_lines

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NEW_TEXTS = ("New", 'A "quoted" one: it\'s\u2028#1 \\ 日本', "No")


@pytest.fixture(scope="module")
def real_texts(corpus: Path) -> dict[str, str]:
    """Return the text of every real document by its path."""
    paths = [path for part in ("corpus", "history") for path in (corpus / part).rglob("*.md")]
    assert len(paths) > 300
    return {str(path): path.read_bytes().decode() for path in sorted(paths)}


def read_text(text: str) -> NewsDocument:
    """Return the document in a text; fail where it is invalid."""
    document = read(text.encode(), now=NOW).document
    assert document is not None
    return document


def ending(text: str) -> str:
    """Return the line ending of a text."""
    return "\r\n" if "\r\n" in text else "\n"


def value_line(text: str, key: str) -> str:
    """Return the line of a key, found without the parser."""
    return next(line for line in text.splitlines(True) if line.startswith(f"{key}:"))


def test_published_and_quality_change_their_lines_and_nothing_else(
    real_texts: dict[str, str],
) -> None:
    for name, text in real_texts.items():
        before = read_text(text)
        published, quality = not before.published, (before.quality or 0) + 1
        after = splice(text, {"published": published, "quality": quality})
        flag = f"published: {str(published).lower()}{ending(text)}"
        number = f"quality: {quality}{ending(text)}"
        if before.quality is None:
            assert changed_lines(text, after) == [("", number + flag)], name
        else:
            expected = text.replace(f"\n{value_line(text, 'quality')}", f"\n{number}")
            expected = expected.replace(f"\n{value_line(text, 'published')}", f"\n{flag}")
            assert after == expected, name
        document = read_text(after)
        assert (document.published, document.quality) == (published, quality)
        old = {"published": before.published, "quality": before.quality}
        assert splice(after, old) == text, name


@pytest.mark.parametrize("field", ["title", "excerpt"])
def test_texts_change_their_line_and_nothing_else(real_texts: dict[str, str], field: str) -> None:
    for name, text in real_texts.items():
        for value in NEW_TEXTS:
            expected = value.replace("\u2028", " ") if field == "title" else value
            after = splice(text, {field: expected})
            ((old, new),) = changed_lines_of(text, after)
            assert (old, new.startswith(f'{field}: "')) == (value_line(text, field), True), name
            assert getattr(read_text(after), field) == expected
            back = splice(after, {field: getattr(read_text(text), field)})
            assert read_text(back) == read_text(text)


def changed_lines_of(before: str, after: str) -> list[tuple[str, str]]:
    """Return what `changed_lines` does, faster, for texts with equally many lines."""
    old, new = before.split("\n"), after.split("\n")
    assert len(old) == len(new)
    pairs = zip(old, new, strict=True)
    return [(f"{one}\n", f"{other}\n") for one, other in pairs if one != other]


def test_topics_change_their_lines_and_nothing_else(real_texts: dict[str, str]) -> None:
    for name, text in real_texts.items():
        topics = read_text(text).topics
        end = ending(text)
        block = text[text.index(f"\ntopics:{end}") + 1 :]
        block = block[: block.index(end + end) + len(end)]
        assert block == f"topics:{end}" + "".join(f"  - {topic}{end}" for topic in topics), name
        for expected in ([*topics, "New"], ["New", *reversed(topics)], topics[1:], ["X: y"], []):
            if list(expected) == list(topics):
                continue
            lines = "".join(f"  - {topic}{end}" for topic in expected).replace("X: y", '"X: y"')
            new = f"topics:{end}{lines}" if expected else f"topics: []{end}"
            after = splice(text, {"topics": expected})
            assert after == text.replace(block, new), name
            assert list(read_text(after).topics) == list(expected)
            if expected:
                assert splice(after, {"topics": topics}) == text, name


@pytest.mark.parametrize(
    "changes",
    [{"topics": []}, {"topics": ["New"]}, {"title": "New", "excerpt": "New", "quality": 7}],
    ids=["no topics", "a new topic", "texts"],
)
def test_a_kept_source_restores_every_byte(
    real_texts: dict[str, str], changes: dict[str, Any]
) -> None:
    for name, text in real_texts.items():
        document = read_text(text)
        sources = {key: source_of(text, key) for key in changes}
        before = {key: getattr(document, key) for key in changes}
        assert restore(splice(text, changes), before, sources) == text, name


def test_a_missing_field_is_inserted_where_the_real_documents_have_it(
    real_texts: dict[str, str],
) -> None:
    for name, text in real_texts.items():
        document = read_text(text)
        for key in ("excerpt", "type", "quality", "published"):
            value: Any = getattr(document, key)
            if value is not None:
                line = value_line(text, key)
                shorter = text.replace(f"\n{line}", "\n", 1)
                value = "video" if key == "type" else value
                after = splice(shorter, {key: value})
                expected = text
                if key == "type":
                    expected = text.replace(f"\n{line}", f"\ntype: video{ending(text)}", 1)
                assert read_text(after) == read_text(expected)
                assert after == expected or key == "excerpt", name
        end = ending(text)
        start = text.index("\ntopics:") + 1
        shorter = text[:start] + text[text.index(end + end, start) + len(end + end) :]
        assert splice(shorter, {"topics": document.topics}) == text, name


def test_hazards_are_changed_safely_or_refused(corpus: Path) -> None:
    values: dict[str, Any] = {
        "published": True,
        "quality": 77,
        "title": "New: title",
        "excerpt": "New",
        "type": "video",
        "topics": ["AI", "New: topic"],
    }
    changed = 0
    for path in sorted((corpus / "hostile" / "docs").rglob("*.md")):
        content = path.read_bytes()
        before = read(content, now=NOW)
        if before.text is None:
            continue
        assert splice(before.text, {}) == before.text
        for key, value in values.items():
            try:
                after = splice(before.text, {key: value})
            except (DocumentError, SpliceError):
                assert before.document is None, path
                continue
            changed += 1
            assert len(changed_lines(before.text, after)) <= (2 if key == "topics" else 1), path
            document = read(after.encode(), now=NOW).document
            if before.document:
                assert document
                restored = {key: getattr(before.document, key)}
                assert replace(document, **restored) == before.document, path
    assert changed > 500


@pytest.mark.parametrize("name", ["comment", "decoy-block", "decoy-nested", "spaces", "crlf-bom"])
def test_writing_back_changes_the_line_named_in_the_manifest(corpus: Path, name: str) -> None:
    text = (corpus / "hostile" / "docs" / f"w-{name}.md").read_bytes().decode()
    after = splice(text, {"published": True})
    ((old, new),) = changed_lines(text, after)
    assert old.startswith("published:")
    assert new == old.replace("false", "true")
