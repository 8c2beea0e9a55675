"""A valid document to change in one place, and short words for reading it."""

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

#: What `write_document` takes, where a test writes the same document again.
STORY = {
    "name": "story.md",
    "title": "A story",
    "excerpt": "What it says.",
    "url": "https://provider.example/story",
    "secured": "opaque",
}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

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
    """A valid document, with fields replaced (None: left out) and lines added."""
    fields = {**FIELDS, **changes}
    block = [lines for lines in fields.values() if lines is not None]
    return "\n".join(["---", *block, *extra, "---", ""])


EXTRA = document().count("\n")
"""The line of the first line that is added."""


def reading(text: str) -> Reading:
    return read(text.encode(), now=NOW)


def taken(text: str) -> NewsDocument:
    result = reading(text)
    assert result.document is not None, result.problems
    return result.document


def faults(text: str) -> list[tuple[str, int | None, str]]:
    return [(each.level, each.line, each.field) for each in reading(text).problems]


def the_problem(text: str) -> Problem:
    (problem,) = reading(text).problems
    return problem


def refusal(text: str) -> Problem:
    with pytest.raises(DocumentError) as caught:
        parse(text)
    return caught.value.problem


def nodes(node: Node) -> list[Node]:
    inside: list[Node] = []
    if isinstance(node, Sequence):
        inside = node.items
    elif isinstance(node, Mapping):
        inside = [each for entry in node.entries.values() for each in entry]
    return [node, *(each for child in inside for each in nodes(child))]


def scalars(text: str) -> list[Scalar]:
    return [node for node in nodes(parse(text).root) if isinstance(node, Scalar)]
