"""From a document's bytes to what it says: typed fields, and everything that is wrong with it.

The rules of a field are here and in `entries`, the numbers in `limits`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from . import limits
from .entries import (
    ImageEntry,
    ProviderEntry,
    RelatedEntry,
    read_images,
    read_provider,
    read_related,
    read_type,
)
from .fields import Fields, is_null
from .frontmatter import FrontMatter, decode, scan
from .problems import UNSAFE, DocumentError, Problem
from .schema import ARTICLE_KEYS, OPAQUE_KEY
from .urls import is_link
from .yaml_tree import Scalar

__all__ = ["ImageEntry", "NewsDocument", "ProviderEntry", "Reading", "RelatedEntry", "read"]

_NOBODY: Final = ProviderEntry("", "", ())
# Directions and spaces that no reviewer sees, but that change what is read or found. Joiners
# are left out: families of emoji and several scripts need them.
_HIDDEN: Final = re.compile("[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_FENCE_IN_BODY: Final = re.compile(r"\s*^---[ \t]*\r?$", re.MULTILINE)
_KEYS_BY_LOWER: Final = {key.lower(): key for key in [*ARTICLE_KEYS, OPAQUE_KEY]}


@dataclass(frozen=True, slots=True)
class NewsDocument:
    """What a valid document says.

    Texts are stripped and "" where missing; `published_at` is in UTC; one of `original_url`
    and `web_url` is there. `published` is None when missing or null. `other` holds the source
    text of every top-level key that is no field of an article, `secured` among them. Nothing
    in it is more than SQLite, PostgreSQL or XML 1.0 can hold.
    """

    category: str
    title: str
    excerpt: str
    published_at: datetime
    original_url: str
    web_url: str
    amp_web_url: str
    cdn_amp_web_url: str
    type: str
    quality: int | None
    heat: int | None
    published: bool | None
    featured_content: str
    provider: ProviderEntry
    topics: tuple[str, ...]
    images: tuple[ImageEntry, ...]
    related: tuple[RelatedEntry, ...]
    other: Mapping[str, str]
    body: str

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        return tuple(key for key in self.other if key != OPAQUE_KEY)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file.

    `text` is None where the file is no text that a database can keep. `document` is None
    exactly when some problem is an error. Problems come in the order of their lines.
    """

    text: str | None
    document: NewsDocument | None
    problems: tuple[Problem, ...]


def read(content: bytes, *, now: datetime) -> Reading:
    """Read a document; never raises, whatever `content` is. `now` must have a time zone."""
    text = None
    try:
        text = decode(content)
        front, problems = scan(text)
    except DocumentError as error:
        storable = text is not None and not UNSAFE.search(text)
        return Reading(text if storable else None, None, (error.problem,))
    document = _read_document(front, now + timedelta(days=limits.DAYS_AHEAD), problems)
    return Reading(text, document, _in_order(problems) if problems else ())


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    most = limits.PROBLEMS
    rest = len(problems) - most + 1
    if rest > 1:
        problems = sorted(problems, key=lambda problem: problem.level != "error")[: most - 1]
    ordered = sorted(problems, key=lambda problem: problem.line or 0)
    if rest > 1:
        expected = f"at most {most} problems"
        ordered.append(Problem(problems[0].level, None, "", expected, f"{rest} more"))
    return tuple(ordered)


def _read_document(
    front: FrontMatter, latest: datetime, problems: list[Problem]
) -> NewsDocument | None:
    fields = Fields(front.root, problems)
    spare = Fields(front.root, problems, level="warning")
    published_at = fields.moment("publishedDateTime", latest)
    if published_at is None:
        fields.require("publishedDateTime", "a date and time")
    original_url = fields.address("originalUrl", is_link)
    web_url = fields.address("webUrl", is_link)
    if not original_url and not web_url and not fields.is_faulty("webUrl"):
        fields.require("originalUrl", "an address, here or in webUrl")
    document = NewsDocument(
        category=fields.text("category", limits.CATEGORY) or limits.DEFAULT_CATEGORY,
        title=read_title(fields),
        excerpt=fields.text("excerpt", limits.EXCERPT, lines=True),
        published_at=published_at or latest,
        original_url=original_url,
        web_url=web_url,
        amp_web_url=spare.address("ampWebUrl", is_link),
        cdn_amp_web_url=spare.address("cdnAmpWebUrl", is_link),
        type=read_type(fields),
        quality=fields.whole_number("quality", limits.QUALITY),
        heat=fields.whole_number("heat", limits.HEAT),
        published=fields.flag("published"),
        featured_content=fields.text("featuredContent", limits.FEATURED_CONTENT, lines=True),
        provider=read_provider(fields) or _NOBODY,
        topics=read_topics(fields),
        images=read_images(fields),
        related=read_related(fields, latest),
        other=_read_other(spare, front.text),
        body=_read_body(front, problems),
    )
    # Only now is every fault known; no stand-in of an invalid document leaves this function.
    return None if any(problem.level == "error" for problem in problems) else document


def read_title(fields: Fields) -> str:
    title = fields.text("title", limits.TITLE)
    if not any(sign.isprintable() and not sign.isspace() for sign in title):
        fields.require("title", "a title")
    elif not title.isascii() and _HIDDEN.search(title):
        expected = "no hidden or direction-changing characters"
        fields.note("warning", "title", expected, fields.node("title"))
    return title


def read_topics(fields: Fields) -> tuple[str, ...]:
    node = fields.node("topics")
    if isinstance(node, Scalar):
        fields.note("warning", "topics", "a list", node)
        topic = fields.text("topics", limits.TOPIC)
        return (topic,) if topic else ()
    topics: dict[str, None] = {}
    for position, item in enumerate(fields.items("topics", limits.TOPICS)):
        step = f"topics[{position}]"
        if not isinstance(item, Scalar):
            fields.refuse(step, "a text", item)
            continue
        topic = "" if is_null(item) else fields.text_of(item, step, limits.TOPIC)
        if topic and topic not in topics:
            topics[topic] = None
        elif not fields.is_faulty(step):
            expected = "each topic once" if topic else "a topic"
            fields.note("warning", step, expected, item)
    return tuple(topics)


def _read_other(fields: Fields, text: str) -> dict[str, str]:
    other: dict[str, str] = {}
    for key, (name, node) in fields.mapping.entries.items():
        if key in ARTICLE_KEYS:
            continue
        other[key] = text[node.start : node.end]
        if key == OPAQUE_KEY:
            fields.text(key, limits.OPAQUE, lines=True)
        elif meant := _KEYS_BY_LOWER.get(key.strip().lower()):
            fields.note("warning", "", f"the key {meant}", name)
    return other


def _read_body(front: FrontMatter, problems: list[Problem]) -> str:
    if not front.body.strip():
        return ""
    fence = _FENCE_IN_BODY.match(front.body)
    if fence:
        start = len(front.text) - len(front.body) + fence.end()
        line = front.text.count("\n", 0, start) + 1
        expected = "one document in a file; what follows is kept as its body"
        problems.append(Problem("warning", line, "", expected, "another ---"))
    return front.body
