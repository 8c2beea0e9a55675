"""A valid document, changed field by field, and helpers that read it and find its problems."""

from datetime import UTC, datetime

import pytest

from articles.documents import (
    DocumentError,
    Mapping,
    NewsDocument,
    Node,
    Problem,
    Reading,
    Scalar,
    Sequence,
    parse,
    read,
)

#: Arguments of `write_document`, for tests that write the same document again.
STORY = {
    "name": "story.md",
    "title": "A story",
    "excerpt": "What it says.",
    "url": "https://provider.example/story",
    "secured": "opaque",
}
#: The time of reading.
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

#: The source of each entry of the valid document, by key.
FIELDS = {
    "category": "category: news",
    "title": 'title: "Robots learn to fold"',
    "excerpt": 'excerpt: "A laundry in Osaka."',
    "publishedDateTime": "publishedDateTime: 2024-05-06T07:08:09Z",
    "originalUrl": "originalUrl: https://example.com/fold",
    "webUrl": 'webUrl: "https://example.com/fold?from=bot"',
    "type": "type: article",
    "quality": "quality: 71",
    "heat": "heat: 80",
    "published": "published: true",
    "provider": "provider:\n  name: The Example\n  domain: example.com",
    "topics": "topics:\n  - AI\n  - Robotics",
    "images": "images:\n  - url: /assets/fold.jpg\n    width: 640\n    height: 480",
    "related": (
        "related:\n"
        '  - title: "The same elsewhere"\n'
        '    webUrl: "https://other.example/same"\n'
        "    provider: {name: Other, domain: other.example}"
    ),
    "secured": 'secured: "b3BhcXVl"',
}


def document(*extra: str, **changes: str | None) -> str:
    """Return the text of a valid document, with some entries changed and lines added.

    `changes` has the source of an entry by its key, or None to leave it out. `extra` are lines at
    the end of the front matter.
    """
    fields = {**FIELDS, **changes}
    block = [lines for lines in fields.values() if lines is not None]
    return "\n".join(["---", *block, *extra, "---", ""])


#: The number of the first line that `extra` adds.
EXTRA = document().count("\n")


def read_text(text: str) -> Reading:
    """Read a text as a document."""
    return read(text.encode(), now=NOW)


def read_valid(text: str) -> NewsDocument:
    """Return the document in a text; fail where it is invalid."""
    result = read_text(text)
    assert result.document is not None, result.problems
    return result.document


def faults(text: str) -> list[tuple[str, int | None, str]]:
    """Return level, line and field of each problem of a text."""
    return [(each.level, each.line, each.field) for each in read_text(text).problems]


def only_problem(text: str) -> Problem:
    """Return the problem of a text; fail where it has none or several."""
    (problem,) = read_text(text).problems
    return problem


def parse_error(text: str) -> Problem:
    """Return the problem for which `parse` refuses a text."""
    with pytest.raises(DocumentError) as caught:
        parse(text)
    return caught.value.problem


def nodes(node: Node) -> list[Node]:
    """Return a node and all nodes inside it, including keys."""
    inside: list[Node] = []
    if isinstance(node, Sequence):
        inside = node.items
    elif isinstance(node, Mapping):
        inside = [each for entry in node.entries.values() for each in entry]
    return [node, *(each for child in inside for each in nodes(child))]


def scalars(text: str) -> list[Scalar]:
    """Return all scalars of a document, including keys."""
    return [node for node in nodes(parse(text).root) if isinstance(node, Scalar)]
