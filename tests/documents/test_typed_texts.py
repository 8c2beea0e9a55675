"""A text written back is a text to every reader of YAML, 1.1 and 1.2."""

from io import StringIO
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from articles.documents import read, splice
from articles.documents.yaml_types import is_typed
from articles.documents.yaml_write import scalar_source
from tests.documents.typed_texts import PLAIN, TYPED
from tests.documents_kit import NOW, document, read_text

VERSIONS = (None, (1, 1), (1, 2))


def front_matter(text: str) -> str:
    return text.split("---\n")[1]


def load(text: str, version: Any) -> Any:
    """Load YAML as ruamel.yaml does by default, or by one version of the standard."""
    reader = YAML(typ="safe", pure=True)
    if version:
        reader.version = version
    return reader.load(StringIO(text))


@pytest.mark.parametrize("text", [*TYPED, *PLAIN])
@pytest.mark.parametrize("style", ["", "'", '"'])
def test_a_scalar_is_read_as_the_text_it_was(text: str, style: str) -> None:
    for flow in (False, True):
        source = scalar_source(text, style, flow=flow)
        loaded = f"[{source}]" if flow else f"- {source}"
        assert yaml.safe_load(loaded) == [text], source
        for version in VERSIONS:
            assert load(loaded, version) == [text], (source, version)


@pytest.mark.parametrize("text", TYPED)
def test_a_title_and_topics_edited_on_the_desk_stay_texts(text: str) -> None:
    before = document(title="title: Harbour bridge reopens", topics="topics:\n  - AI")
    after = splice(before, {"title": text, "topics": [text, "AI"]})
    reading = read(after.encode(), now=NOW)
    assert reading.document
    assert reading.document.title == text
    assert reading.document.topics == (text, "AI")
    for version in VERSIONS:
        loaded = load(front_matter(after), version)
        assert (loaded["title"], loaded["topics"]) == (text, [text, "AI"])


def test_a_text_that_only_looks_typed_keeps_its_style() -> None:
    assert [text for text in PLAIN if is_typed(text)] == []
    assert [scalar_source(text, "") for text in PLAIN] == list(PLAIN)


@pytest.mark.parametrize("text", ["1e3", "0o17", "08", "y"])
def test_a_document_with_such_a_text_is_read_with_a_warning(text: str) -> None:
    found = read_text(document(title=f"title: {text}"))
    assert found.document
    assert found.document.title == text
    assert [problem.field for problem in found.problems] == ["title"]
