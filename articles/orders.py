"""What moderation is asked for and what it answers: orders, what was seen, outcomes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Literal

from django.conf import settings
from django.core.exceptions import ValidationError

from articles.documents import limits
from articles.documents.problems import UNSAFE
from articles.models import Act, Article, Decision
from articles.standing import LETS_GO, PUBLISHES, Kind, Value

NOTE_LENGTH: Final = 2000
_SEEN: Final = re.compile(r"([0-9]{1,9})((?: \w+=[0-9]{1,9})*)", re.ASCII)
_TYPE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person saw when deciding: the text's version, and the decision on each field."""

    version: int
    standing: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, article: Article) -> "Seen":
        """Return what a page that shows the article shows."""
        return cls(article.version, article.standing)

    def __str__(self) -> str:
        """Write it for a form: `3 published=2`."""
        return " ".join([str(self.version), *(f"{n}={k}" for n, k in self.standing.items())])

    @classmethod
    def parse(cls, text: str) -> "Seen":
        """Read what `str` wrote. Raises ValidationError for anything else."""
        match = _SEEN.fullmatch(text)
        if not match:
            raise ValidationError("The form lacks what was seen. Reload the page and try again.")
        pairs = (pair.split("=") for pair in match[2].split())
        return cls(int(match[1]), {name: int(number) for name, number in pairs})


@dataclass(frozen=True, slots=True)
class Order:
    """What one article is to become: the kind of decision and the value of each field."""

    article_id: int
    kind: Kind
    values: Mapping[str, Value]
    seen: Seen
    reason: str = ""
    note: str = ""

    @property
    def fields(self) -> list[str]:
        return list(self.values)


#: Why an order was not carried out: it is so already; decided or text changed since it was seen;
#: the status doesn't allow it; it is somebody else's decision (no right, or no note).
Why = Literal["same", "decided", "text", "status", "right", "note"]


@dataclass(frozen=True, slots=True)
class Skip:
    """An order that was not carried out, why, and the decision in its way."""

    article: Article
    why: Why
    kind: Kind
    decision: Decision | None

    @property
    def blocks(self) -> bool:
        """Whether the person has to look again; what is so already is a quiet success."""
        return self.why != "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act: itself (None when it left nothing), its decisions, what was skipped."""

    act: Act | None
    decisions: list[Decision]
    skips: list[Skip]

    @property
    def blocked(self) -> list[Skip]:
        return [skip for skip in self.skips if skip.blocks]


class Stale(Exception):
    """Nothing was changed, because some of it can't be as seen; `outcome.skips` says what."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(f"{len(outcome.blocked)} of the articles can't be decided as seen")
        self.outcome = outcome


def tidied(order: Order) -> Order:
    """Return the order without white space around its texts, as documents are read."""
    values = dict(order.values)
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = value.strip()
        elif isinstance(value, list):
            values[name] = [each.strip() if isinstance(each, str) else each for each in value]
    return replace(order, values=values, note=order.note.strip())


def check_values(order: Order) -> None:
    """Raise ValidationError, by field, for what a field can't hold; the limits are documents'."""
    faults: dict[str, str] = {}
    for name, value in order.values.items():
        fault = _misplaced(order.kind, name, value)
        if fault is None and order.kind not in LETS_GO:
            fault = _CHECKS[name](value)
        if fault:
            faults[name] = fault
    if order.reason and order.reason not in settings.NEWSROOM_REASONS:
        faults["reason"] = "Choose one of the reasons."
    note = note_fault(order.note)
    if note:
        faults["note"] = note
    if faults:
        raise ValidationError(faults)


def _misplaced(kind: Kind, name: str, value: Value) -> str | None:
    """Return why a kind of decision can't say that of a field, or None."""
    if name not in _CHECKS:
        return "No such field can be decided."
    if kind not in LETS_GO and name == "published" and PUBLISHES.get(kind) != value:
        return "Publishing is decided by approving, rejecting, taking down or sending back."
    return None


def note_fault(note: str) -> str | None:
    """Return what is wrong with a note, or None."""
    return _text("The note", note, (0, NOTE_LENGTH))


def _text(what: str, value: Value, limit: tuple[int, int], *, one_line: bool = False) -> str | None:
    least, most = limit
    if not isinstance(value, str):
        return f"{what} is a text."
    if sum(char.isprintable() and not char.isspace() for char in value) < least:
        return f"{what} can't be empty."
    if len(value) > most:
        return f"{what} has at most {most:,} characters; this one has {len(value):,}."
    if UNSAFE.search(value) or (one_line and len(value.splitlines()) > 1):
        return f"{what} holds a character that documents and feeds can't carry."
    return None


def _quality(value: Value) -> str | None:
    least, most = limits.QUALITY
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return None
    return f"Quality is a whole number from {least} to {most:,}."


def _topics(value: Value) -> str | None:
    if not isinstance(value, list) or len(value) > limits.TOPICS:
        return f"An article has at most {limits.TOPICS} topics."
    if len(set(value)) < len(value):
        return "Each topic counts once."
    faults = (_text("A topic", name, limits.TOPIC, one_line=True) for name in value)
    return next(filter(None, faults), None)


def _published(value: Value) -> str | None:
    return None if isinstance(value, bool) else "Published is yes or no."


def _type(value: Value) -> str | None:
    if isinstance(value, str) and _TYPE.fullmatch(value):
        return None
    return "The type is one word of at most 40 letters, digits, - or _."


_CHECKS: Final[Mapping[str, Callable[[Value], str | None]]] = {
    "published": _published,
    "quality": _quality,
    "title": partial(_text, "The title", limit=limits.TITLE, one_line=True),
    "excerpt": partial(_text, "The excerpt", limit=limits.EXCERPT),
    "type": _type,
    "topics": _topics,
}
