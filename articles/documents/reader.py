"""Read a document's bytes into a NewsDocument, and list the problems found on the way.

The rules of title, topics, other keys and body are here, those of plain values in `fields`, of
nested parts in `nested`, the limits in `limits`. newsroom/docs/documents.md specifies them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from . import limits
from .fields import Fields, is_null
from .frontmatter import FrontMatter, decode, parse_leniently
from .invisible import has_hidden
from .nested import (
    ImageEntry,
    ProviderEntry,
    RelatedEntry,
    read_images,
    read_provider,
    read_related,
    read_type,
)
from .problems import UNSAFE, DocumentError, Problem
from .schema import ARTICLE_KEYS, OPAQUE_KEY
from .urls import is_link
from .yaml_tree import Scalar

__all__ = ["ImageEntry", "NewsDocument", "ProviderEntry", "Reading", "RelatedEntry", "read"]

#: Stands in for a missing provider until the document is refused for that.
_NO_PROVIDER: Final = ProviderEntry("", "", ())
_DELIMITER_IN_BODY: Final = re.compile(r"\s*^---[ \t]*\r?$", re.MULTILINE)
_KEYS_BY_LOWER: Final = {key.lower(): key for key in [*ARTICLE_KEYS, OPAQUE_KEY]}


@dataclass(frozen=True, slots=True)
class NewsDocument:
    """The fields of a valid document.

    Texts are stripped, and "" where missing or null, except: `title` is never empty, `category` and
    `type` have defaults, and `body` is exact, or "" if it is white space. An invalid `amp_web_url`
    or `cdn_amp_web_url` is "". `published_at` is in UTC; at least one of `original_url` and
    `web_url` is not empty. `quality` (points), `heat` and `published` are None where missing or
    null. `other` maps every top-level key that is no field of an article, including `secured`, to
    the source text of its value. SQLite, PostgreSQL and XML 1.0 can store every value.
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
        """The top-level keys that are neither fields of an article nor `secured`, in text order."""
        return tuple(key for key in self.other if key != OPAQUE_KEY)


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a file.

    `text` is None where the file is too large, isn't UTF-8 or has a character of UNSAFE. `document`
    is None exactly when a problem is an error. `problems` are in the order of their lines, those
    without a line first. Where there are more than limits.PROBLEMS, warnings are left out before
    errors, and the last problem, without a line, counts those left out. `repeated_links` counts the
    related links that `document` leaves out because they repeat an earlier one (`read_related`), 0
    without a document.
    """

    text: str | None
    document: NewsDocument | None
    problems: tuple[Problem, ...]
    repeated_links: int = 0


def read(content: bytes, *, now: datetime) -> Reading:
    """Return a Reading of the bytes of a file: its text, its document if valid, and its problems.

    Whatever `content` is, it doesn't raise: an invalid file gives a Reading without a document.
    `now` must have a time zone; a publication date more than limits.DAYS_AHEAD days after it is an
    error (of a related link, a warning).
    """
    text = None
    try:
        text = decode(content)
        front, problems = parse_leniently(text)
    except DocumentError as error:
        storable = text is not None and not UNSAFE.search(text)
        return Reading(text if storable else None, None, (error.problem,))
    document, repeated = _read_document(front, now + timedelta(days=limits.DAYS_AHEAD), problems)
    return Reading(text, document, _sorted_and_capped(problems) if problems else (), repeated)


def _sorted_and_capped(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return the problems by line, those without a line first, at most limits.PROBLEMS.

    Of more, errors are kept in preference to warnings, and an added last one counts those left out.
    """
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
) -> tuple[NewsDocument | None, int]:
    """Return the document and how many repeated related links it leaves out.

    None and 0 where any problem, given or found, is an error. Appends what it finds to `problems`.
    `latest` is the latest time of publication allowed.
    """
    fields = Fields(front.root, problems)
    optional = Fields(front.root, problems, level="warning")
    published_at = fields.date_time("publishedDateTime", latest)
    if published_at is None:
        fields.refuse_once("publishedDateTime", "a date and time")
    original_url = fields.url("originalUrl", is_link)
    web_url = fields.url("webUrl", is_link)
    if not original_url and not web_url and not fields.is_refused("webUrl"):
        fields.refuse_once("originalUrl", "an address, here or in webUrl")
    document = NewsDocument(
        category=fields.text("category", limits.CATEGORY) or limits.DEFAULT_CATEGORY,
        title=read_title(fields),
        excerpt=fields.text("excerpt", limits.EXCERPT, lines=True),
        published_at=published_at or latest,
        original_url=original_url,
        web_url=web_url,
        amp_web_url=optional.url("ampWebUrl", is_link),
        cdn_amp_web_url=optional.url("cdnAmpWebUrl", is_link),
        type=read_type(fields),
        quality=fields.whole_number("quality", limits.QUALITY),
        heat=fields.whole_number("heat", limits.HEAT),
        published=fields.flag("published"),
        featured_content=fields.text("featuredContent", limits.FEATURED_CONTENT, lines=True),
        provider=read_provider(fields) or _NO_PROVIDER,
        topics=read_topics(fields),
        images=read_images(fields),
        related=(related := read_related(fields, latest)).links,
        other=_read_other(optional, front.text),
        body=_read_body(front, problems),
    )
    # Every fault is known only now. A document with placeholder values is never returned.
    if any(problem.level == "error" for problem in problems):
        return None, 0
    return document, related.repeated


def read_title(fields: Fields) -> str:
    """Return a document's title as `Fields.text` reads it, and refuse one that can't be seen.

    "" is refused: the title is missing, null, empty, too long, a list or a mapping. A title without
    a printable character other than white space is refused too, but returned. Hidden characters
    (`invisible.has_hidden`) are kept, with a warning.
    """
    title = fields.text("title", limits.TITLE)
    if not any(char.isprintable() and not char.isspace() for char in title):
        fields.refuse_once("title", "a title")
    elif has_hidden(title):
        expected = "no hidden or direction-changing characters"
        fields.add_problem("warning", "title", expected, fields.node("title"))
    return title


def read_topics(fields: Fields) -> tuple[str, ...]:
    """Return a document's topics in their order, each once; () where there are none.

    Empty and repeated topics are left out, with a warning, and so, refused, are too long ones and
    items that are lists or mappings. Of more than limits.TOPICS items, empty and repeated ones
    included, the first are read, but the list is refused. A single text counts as a list whose
    items commas separate, with one warning in all, also where empty or repeated ones are left out;
    one that then has too many or too long items is refused: (). So is a mapping, but for an empty
    one (`Fields.items`).
    """
    node = fields.node("topics")
    if isinstance(node, Scalar):
        fields.add_problem("warning", "topics", "a list", node)
        return _topics_of_text(fields, node)
    topics: dict[str, None] = {}
    for position, item in enumerate(fields.items("topics", limits.TOPICS)):
        step = f"topics[{position}]"
        if not isinstance(item, Scalar):
            fields.refuse(step, "a text", item)
            continue
        topic = "" if is_null(item) else fields.scalar_text(item, step, limits.TOPIC)
        if topic and topic not in topics:
            topics[topic] = None
        elif not fields.is_refused(step):
            expected = "each topic once" if topic else "a topic"
            fields.add_problem("warning", step, expected, item)
    return tuple(topics)


def _topics_of_text(fields: Fields, node: Scalar) -> tuple[str, ...]:
    collapsed = (" ".join(part.split()) for part in node.value.split(","))
    parts = tuple(dict.fromkeys(filter(None, collapsed)))
    most = limits.TOPIC[1]
    if len(parts) > limits.TOPICS or any(len(part) > most for part in parts):
        expected = f"at most {limits.TOPICS} topics of at most {most} characters"
        fields.refuse("topics", expected, node)
        return ()
    return parts


def _read_other(fields: Fields, text: str) -> dict[str, str]:
    """Return the keys that are no field of an article, each with the source text of its value.

    They are in text order. Adds a warning for a key that differs from a known one only in letter
    case or white space around it, and those of `Fields.text` for `secured`.
    """
    other: dict[str, str] = {}
    for key, (name, node) in fields.mapping.entries.items():
        if key in ARTICLE_KEYS:
            continue
        other[key] = text[node.start : node.end]
        if key == OPAQUE_KEY:
            fields.text(key, limits.OPAQUE, lines=True)
        elif similar := _KEYS_BY_LOWER.get(key.strip().lower()):
            fields.add_problem("warning", "", f"the key {similar}", name)
    return other


def _read_body(front: FrontMatter, problems: list[Problem]) -> str:
    """Return the body, "" if it is white space; a `---` line as its first text adds a warning."""
    if not front.body.strip():
        return ""
    delimiter = _DELIMITER_IN_BODY.match(front.body)
    if delimiter:
        start = len(front.text) - len(front.body) + delimiter.end()
        line = front.text.count("\n", 0, start) + 1
        expected = "one document in a file; what follows is kept as its body"
        problems.append(Problem("warning", line, "", expected, "another ---"))
    return front.body
