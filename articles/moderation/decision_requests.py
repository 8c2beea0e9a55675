"""The input and output of moderation: snapshots, requests, skipped requests, outcomes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from django.core.exceptions import ValidationError

from articles.documents.decidable import Value
from articles.models import Act, Article, Decision, StoryCopy
from articles.rules import PUBLISHES, Kind, Status

#: A snapshot in a form. Nine digits are what an integer column holds.
_SEEN: Final = re.compile(r"([0-9]{1,9})((?: \w+=[0-9]{1,9})*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seen:
    """The snapshot of an article that a form carries for optimistic concurrency.

    `version` is the article's version, `standing` the number of the standing decision (the one in
    effect, not undone or replaced by a later one) on each field that had one, by field name.
    """

    version: int
    standing: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, article: Article) -> "Seen":
        """Return the snapshot of an article from its columns in memory."""
        return cls(article.version, article.standing)

    def __str__(self) -> str:
        """Return the snapshot as text for a form, version first: `3 published=2`."""
        return " ".join([str(self.version), *(f"{n}={k}" for n, k in self.standing.items())])

    @classmethod
    def parse(cls, text: str) -> "Seen":
        """Return the snapshot that `str` wrote as this text.

        Raises ValidationError for a text that is no snapshot.
        """
        match = _SEEN.fullmatch(text)
        if not match:
            raise ValidationError("The form lacks what was seen. Reload the page and try again.")
        pairs = (pair.split("=") for pair in match[2].split())
        return cls(int(match[1]), {name: int(number) for name, number in pairs})


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """A request for one decision on one article: its kind and the value of each field, by name.

    `seen` is the snapshot that the person decided on, `reason` a key of NEWSROOM_REASONS or ''. For
    *release*, *keep ours* and *take theirs* only the names of the fields count, not the values.
    `chosen` has the upstream value that a release follows, for each field with two
    (`words.two_words`).
    """

    article_id: int
    kind: Kind
    values: Mapping[str, Value]
    seen: Seen
    reason: str = ""
    note: str = ""
    chosen: Mapping[str, Value] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        """The names of the fields in `values`, in their order."""
        return list(self.values)


def make_decision_request(
    kind: Kind,
    article: Article | int,
    seen: Seen,
    values: Mapping[str, Value],
    *,
    reason: str = "",
    note: str = "",
    chosen: Mapping[str, Value] = MappingProxyType({}),
) -> DecisionRequest:
    """Return a request for one decision, with `published` added where the kind decides it.

    `published` is then True for approving, False for rejecting, taking down and sending back, also
    where `values` has another. `article` is an article or its primary key. Nothing is checked.
    """
    pk = article if isinstance(article, int) else article.pk
    published = {"published": PUBLISHES[kind]} if kind in PUBLISHES else {}
    return DecisionRequest(
        pk, kind, {**values, **published}, seen, reason=reason, note=note, chosen=chosen
    )


@dataclass(frozen=True, slots=True)
class OneStory:
    """The condition of an act on copies of one story: the best copy, for whose sake it is.

    `best` is its primary key, `seen` its snapshot, `approves` whether the act approves it; if not,
    it is published already.
    """

    best: int
    seen: Seen
    approves: bool

    def holds(self, articles: Mapping[int, Article]) -> bool:
        """Tell whether the act may be recorded, given its locked articles by primary key.

        The best copy must have the text and the decision on its status that were seen, and a
        document; all must be copies of its story; and an act that approves it may not find another
        copy of the story published. At most two queries.
        """
        best = articles[self.best]
        expected = Status.WAITING if self.approves else Status.PUBLISHED
        is_as_seen = (
            best.version == self.seen.version
            and best.standing.get("published") == self.seen.standing.get("published")
            and best.status == expected
            and best.gone_at is None
        )
        copies = StoryCopy.objects.filter(article__in=articles).values_list("article", "story")
        stories = dict(copies)
        story = stories.get(self.best)
        if not is_as_seen or not story or any(stories.get(pk) != story for pk in articles):
            return False
        published = Article.objects.filter(
            story_copy__story=story, status=Status.PUBLISHED, gone_at=None
        )
        return not (self.approves and published.exists())


#: The reason why a request was skipped. `same`: it would change nothing. `decided`: the standing
#: decision on one of its fields is not that of the snapshot; for an undo, others decided since.
#: `text`: the version is not that of the snapshot. `status`: not possible in this status. `right`,
#: `note`: another person decided a field, and the permission to override, or a note, is missing.
#: `which`: a release has to choose one of two words of upstream's (`two_words`). `duplicate`: only
#: of a batch, which was told to leave duplicates out.
SkipReason = Literal["same", "decided", "text", "status", "right", "note", "which", "duplicate"]


@dataclass(frozen=True, slots=True)
class SkippedRequest:
    """A request that was not carried out, with the reason why.

    `kind` is the kind requested; `decision` is the one to report with the reason, or None.
    """

    article: Article
    why: SkipReason
    kind: Kind
    decision: Decision | None

    @property
    def blocks(self) -> bool:
        """Whether the person has to decide again.

        False for `same`: a request that changes nothing is a success.
        """
        return self.why != "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a call of moderation: act, decisions and skipped requests.

    `act` is None where none was recorded or given. A preview's decisions are not stored. Of a
    batch, whose chunks add to one act, they are those of this call alone. A request that is sent
    again (its idempotency token is known) gets all decisions of the act, and no skips.
    """

    act: Act | None
    decisions: list[Decision]
    skips: list[SkippedRequest]

    @property
    def blocked(self) -> list[SkippedRequest]:
        """The skipped requests that the person has to decide again: all but `same`."""
        return [skip for skip in self.skips if skip.blocks]


class Stale(Exception):
    """Nothing was recorded, because a request of an all-or-nothing act is blocked.

    `outcome.skips` has all skipped requests with their reasons, also those that don't block.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(f"{len(outcome.blocked)} of the articles can't be decided as seen")
        self.outcome = outcome
