"""Field values, statuses, times, counts and names as text for people."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import unescape
from typing import Final

from django.utils import timezone

from articles.documents.decidable import DECIDABLE, Value
from articles.documents.folding import decoded
from articles.documents.invisible import visible
from articles.models import Article
from articles.moderation.publish_threshold import publish_threshold
from articles.rules import Status

STATUS: Final[Mapping[Status, str]] = {
    Status.WAITING: "Waiting",
    Status.PUBLISHED: "Published",
    Status.REJECTED: "Rejected",
    Status.TAKEN_DOWN: "Taken down",
}
#: The length of a title in a sentence, in characters.
TITLE_LENGTH: Final = 80
#: The most people that a sentence names.
MAX_NAMES: Final = 3
#: Unicode's bidirectional classes of right-to-left text, and of characters that direct text.
RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"})


def person(user: object) -> str:
    """Return a user's name for a sentence, or `the import` for None."""
    return str(user) if user else "the import"


def status(article: Article) -> str:
    """Return the status and, unless it is waiting, who decided it: `Published by editor`.

    `by upstream` stands where no person decided it.
    """
    label = STATUS[Status(article.status)]
    if article.status == Status.WAITING:
        return label
    return f"{label} by {article.decided_by or 'upstream'}"


def value(name: str, field_value: Value, *, in_full: bool = False, as_stored: bool = False) -> str:
    """Return a decidable field's value for a sentence: `not published`, `70`, `“Title …”`, `a, b`.

    Without a value: `not scored`, `no topics`, `not published`; an empty text is `“”`. A text (no
    list) is shortened unless `in_full`; HTML entities are decoded unless `as_stored`. Hidden
    characters are written out.
    """
    field = DECIDABLE[name]
    if field.form == "flag":
        return name if field_value else f"not {name}"
    if field_value is None:
        return field.unset
    if isinstance(field_value, list):
        topics = (each if as_stored else decoded(each) for each in field_value)
        return ", ".join(map(visible, topics)) or field.unset
    if isinstance(field_value, str):
        text = visible(field_value if as_stored else unescape(field_value))
        return f"“{text if in_full else shortened(text)}”"
    return str(field_value)


def shortened(text: str, length: int = TITLE_LENGTH) -> str:
    """Return a text, cut between words and ended by ` …` if it is longer than `length` characters.

    Without a space in the first `length` characters it is cut there, within a word. Hidden
    characters are written out before; it is isolated as by `isolated_text` after.
    """
    text = visible(text)
    if len(text) > length:
        text = text[:length].rsplit(" ", 1)[0] + " …"
    return isolated_text(text)


def isolated_text(text: str) -> str:
    """Return a text, between Unicode's FSI and PDI if a character is of a class in RIGHT_TO_LEFT.

    Any other is returned unchanged.
    """
    if any(unicodedata.bidirectional(char) in RIGHT_TO_LEFT for char in text):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text


def upstream_would(article: Article) -> str:
    """Return a clause on whether upstream's rule would publish the article, and why.

    The rule is the publish threshold of the settings, by the upstream value of the quality, not the
    effective one. It has its subject: `upstream’s bot would not publish it: it gave no score`.
    """
    threshold = publish_threshold()
    quality = article.upstream.get("quality")
    if quality is None:
        return "upstream’s bot would not publish it: it gave no score"
    if quality < threshold:
        return f"upstream’s bot would not publish it: its quality {quality} is below {threshold}"
    return f"upstream’s bot would publish it: its quality {quality} is {threshold} or more"


def articles(count: int) -> str:
    """Return a number of articles in words: `1 article`, `1,234 articles`."""
    return f"{count:,} article{'' if count == 1 else 's'}"


def names(people: Iterable[str]) -> str:
    """Return the distinct names as in a sentence: `editor`, `editor and reviewer`.

    Of more than MAX_NAMES the first are named: `a, b, c and others`. '' without any.
    """
    distinct = list(dict.fromkeys(people))
    if len(distinct) > MAX_NAMES:
        distinct = [*distinct[:MAX_NAMES], "others"]
    return listed(distinct)


def listed(items: Sequence[str]) -> str:
    """Return the items as in a sentence: `title, excerpt and type`; '' without any."""
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def age(since: datetime, now: datetime | None = None) -> str:
    """Return the time since a moment, whole, in the largest unit that fits: `14 min`, `3 h`, `2 d`.

    `a moment` for less than a minute and for the future; years (`1 y`) have 365 days. `now` is the
    current time by default.
    """
    seconds = max(0, int(((now or timezone.now()) - since).total_seconds()))
    for unit, length in (("y", 365 * 86400), ("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return "a moment"


def lasting(since: datetime) -> str:
    """Return the time since a moment for use after `for`: as `age`, or `less than a minute`."""
    text = age(since)
    return "less than a minute" if text == "a moment" else text


def exact(moment: datetime) -> str:
    """Return a moment to the minute in the current time zone: `3 Jan 2026, 14:05 UTC`."""
    return f"{timezone.localtime(moment):%-d %b %Y, %H:%M %Z}"
