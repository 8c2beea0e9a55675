"""Words and numbers for people: field values, quality, ages, counts and names."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone

from articles.documents.decidable import DECIDABLE, Value
from articles.models import Article
from articles.rules import Status

STATUS: Final[Mapping[Status, str]] = {
    Status.WAITING: "Waiting",
    Status.PUBLISHED: "Published",
    Status.REJECTED: "Rejected",
    Status.TAKEN_DOWN: "Taken down",
}
TITLE_LENGTH: Final = 80
#: A sentence names no more people than this.
NAMES: Final = 3
#: Unicode's bidirectional classes that run, or make others run, from right to left.
RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"})


def person(user: object) -> str:
    """Return a person's name for a sentence; None is an import."""
    return str(user) if user else "the import"


def status(article: Article) -> str:
    """Return `Published by editor`, `Published by upstream`, `Waiting` …"""
    word = STATUS[Status(article.status)]
    if article.status == Status.WAITING:
        return word
    return f"{word} by {article.decided_by or 'upstream'}"


def value(name: str, what: Value, *, in_full: bool = False) -> str:
    """Return a decidable field's value for a sentence; texts are cut unless `in_full`."""
    field = DECIDABLE[name]
    if field.form == "flag":
        return name if what else f"not {name}"
    if what is None:
        return field.unset
    if isinstance(what, list):
        return ", ".join(what) or field.unset
    if isinstance(what, str):
        return f"“{what if in_full else shortened(what)}”"
    return str(what)


def shortened(text: str, length: int = TITLE_LENGTH) -> str:
    """Return a text, cut at a word where it is longer than `length` characters.

    A text that runs from right to left is isolated, so that it can't turn the sentence around it.
    """
    if len(text) > length:
        text = text[:length].rsplit(" ", 1)[0] + " …"
    if any(unicodedata.bidirectional(char) in RIGHT_TO_LEFT for char in text):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text


def from_threshold(quality: int | None) -> str:
    """Return a quality's distance from the publish threshold, in points: `32 below 70`."""
    line = settings.PUBLISH_THRESHOLD
    if quality is None:
        return "not scored"
    if quality == line:
        return f"exactly {line}"
    return f"{abs(quality - line)} {'above' if quality > line else 'below'} {line}"


def at_quality(quality: int | None) -> str:
    """Return what upstream's rule would make of a quality (points), as the slider says it."""
    if quality is None:
        return "not scored: upstream would not publish"
    would = "publish" if quality >= settings.PUBLISH_THRESHOLD else "not publish"
    return f"{from_threshold(quality)}: upstream would {would}"


def upstream_would(article: Article) -> str:
    """Return whether upstream's rule would publish the article, and why."""
    line = settings.PUBLISH_THRESHOLD
    quality = article.upstream.get("quality")
    if quality is None:
        return "upstream’s bot would not publish it: it gave no score"
    if quality < line:
        return f"upstream’s bot would not publish it: its quality {quality} is below {line}"
    return f"upstream’s bot would publish it: its quality {quality} is {line} or more"


def articles(count: int) -> str:
    """Return `1 article`, `1,234 articles`."""
    return f"{count:,} article{'' if count == 1 else 's'}"


def names(people: Iterable[str]) -> str:
    """Return each name once: `editor`, `editor and reviewer`, `a, b, c and others`."""
    once = list(dict.fromkeys(people))
    if len(once) > NAMES:
        once = [*once[:NAMES], "others"]
    return listed(once)


def listed(words: Sequence[str]) -> str:
    """Return the words as in a sentence: `title, excerpt and type`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def age(since: datetime, now: datetime | None = None) -> str:
    """Return the time since a moment, in the largest unit that fits: `14 min`, `3 h`, `2 d`."""
    seconds = max(0, int(((now or timezone.now()) - since).total_seconds()))
    for unit, length in (("y", 365 * 86400), ("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return "a moment"


def exact(moment: datetime) -> str:
    """Return a moment to the minute in the current time zone, and name the zone."""
    return f"{timezone.localtime(moment):%-d %b %Y, %H:%M %Z}"
