"""What moderation is asked for and what it answers: orders, what a form showed, outcomes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from django.core.exceptions import ValidationError

from articles.documents.decidable import Value
from articles.models import Act, Article, Decision
from articles.rules import PUBLISHES, Kind

_SEEN: Final = re.compile(r"([0-9]{1,9})((?: \w+=[0-9]{1,9})*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seen:
    """The snapshot that a form carries for optimistic concurrency.

    `version` is that of the document's text, `standing` the number of the standing decision on
    each field that had one.
    """

    version: int
    standing: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, article: Article) -> "Seen":
        """Return the snapshot of an article as it is now."""
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
    """One decision that is asked for: its kind and the value of each field, on one article."""

    article_id: int
    kind: Kind
    values: Mapping[str, Value]
    seen: Seen
    reason: str = ""
    note: str = ""

    @property
    def fields(self) -> list[str]:
        return list(self.values)


def make_order(
    kind: Kind,
    article: Article | int,
    seen: Seen,
    values: Mapping[str, Value],
    *,
    reason: str = "",
    note: str = "",
) -> Order:
    """Return an order of this kind; a kind that publishes or unpublishes sets `published`."""
    pk = article if isinstance(article, int) else article.pk
    published = {"published": PUBLISHES[kind]} if kind in PUBLISHES else {}
    return Order(pk, kind, {**values, **published}, seen, reason=reason, note=note)


#: Why an order was skipped: the article is so already; decided or text changed since the form was
#: made; the status doesn't allow it; somebody else decided it (no permission, or no note).
SkipReason = Literal["same", "decided", "text", "status", "right", "note"]


@dataclass(frozen=True, slots=True)
class SkippedOrder:
    """An order that was not carried out, why, and the decision that prevents it."""

    article: Article
    why: SkipReason
    kind: Kind
    decision: Decision | None

    @property
    def blocks(self) -> bool:
        """Whether the person has to look again; what is so already is a quiet success."""
        return self.why != "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an act: the act (None: nothing was recorded), its decisions, skipped orders."""

    act: Act | None
    decisions: list[Decision]
    skips: list[SkippedOrder]

    @property
    def blocked(self) -> list[SkippedOrder]:
        """The skipped orders at which the person has to look again."""
        return [skip for skip in self.skips if skip.blocks]


class Stale(Exception):
    """Nothing was changed, because an article isn't as the form showed it; see `outcome.skips`."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(f"{len(outcome.blocked)} of the articles can't be decided as seen")
        self.outcome = outcome
