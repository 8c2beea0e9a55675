"""The rule of stories: into which of them a copy is folded, and which copies are pointed out.

A copy belongs to a story that has its address, its headline or copies alike enough. All functions
depend on their arguments alone: the copies that may matter are found elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from .copies import PreparedCopy, share_address
from .likeness import DECIMALS, cosine
from .series import differ, months_differ

#: The mean likeness from which a copy is folded into a story.
FOLDED: Final = 0.36
#: The likeness from which another provider's copy is pointed out.
POINTED_OUT: Final = 0.24
#: Of how many copies of a story the likeness counts: of the nearest.
NEAREST: Final = 3
#: The most time between two copies whose likeness counts.
LIKENESS_SPAN: Final = timedelta(days=5)
#: The most time between equal headlines of two providers, and of one.
HEADLINE_SPAN: Final = timedelta(days=200)
OWN_HEADLINE_SPAN: Final = timedelta(days=14)

Kind = Literal["address", "headline", "likeness"]
#: Kinds by strength of evidence.
_STRENGTH: Final[Mapping[Kind, int]] = {"address": 2, "headline": 1, "likeness": 0}
_COUNTS: Final = {1: "one copy", 2: "two copies", 3: "three copies"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a copy belongs to a story: the kind of evidence, and the likeness to how many copies.

    `likeness` is a mean over `copies`; both are 0 but where the kind is "likeness".
    """

    kind: Kind
    likeness: float = 0.0
    copies: int = 0

    def __str__(self) -> str:
        """Return the reason in words, such as `likeness 0.41 to three copies`."""
        if self.kind == "address":
            return "same address"
        if self.kind == "headline":
            return "equal headlines"
        return f"likeness {shown_likeness(self.likeness)} to {_COUNTS[self.copies]}"


@dataclass(frozen=True, slots=True)
class Reach:
    """A story that a copy is folded into, the copy in it that is the best evidence, and why."""

    story: int
    key: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Pointer:
    """A copy of another story that may report the same, with its likeness."""

    key: str
    likeness: float


def shown_likeness(likeness: float) -> str:
    """Return a likeness with two decimals, rounded down: 0.359 isn't shown as 0.36."""
    return f"{int(likeness * 100 + 1e-9) / 100:.2f}"


def reach(copy: PreparedCopy, story: int, members: Sequence[PreparedCopy]) -> Reach | None:
    """Return why a copy is folded into a story with these members, or None where it isn't.

    The strongest evidence is named: same address, equal headlines, likeness.
    """
    by_nearness = sorted(members, key=lambda each: (_distance(copy, each), each.key))
    for each in by_nearness:
        if share_address(copy, each):
            return Reach(story, each.key, Reason("address"))
    for each in by_nearness:
        if has_headline_of(copy, each):
            return Reach(story, each.key, Reason("headline"))
    return _reach_by_likeness(copy, story, members)


def has_headline_of(copy: PreparedCopy, other: PreparedCopy) -> bool:
    """Tell whether two copies have equal headlines within the time that counts for them.

    HEADLINE_SPAN for two providers, OWN_HEADLINE_SPAN for one. Headlines that are equal but for
    their punctuation may hold other numbers (1.5 and 15): these aren't equal.
    """
    span = OWN_HEADLINE_SPAN if copy.provider == other.provider else HEADLINE_SPAN
    return (
        copy.headline == other.headline
        and _distance(copy, other) <= span
        and not differ(copy.marks, other.marks)
    )


def likeness(copy: PreparedCopy, other: PreparedCopy) -> float:
    """Return the likeness of two copies, 0 to 1; 0 for one provider or beyond LIKENESS_SPAN."""
    if copy.provider == other.provider or _distance(copy, other) > LIKENESS_SPAN:
        return 0.0
    return round(cosine(copy.vector, other.vector), DECIMALS)


def pointers(copy: PreparedCopy, others: Iterable[PreparedCopy]) -> list[Pointer]:
    """Return those of the other copies that are pointed out with a copy, the likest first."""
    found = [Pointer(each.key, likeness(copy, each)) for each in others]
    found = [each for each in found if each.likeness >= POINTED_OUT]
    return sorted(found, key=lambda each: (-each.likeness, each.key))


def by_strength(reaches: Iterable[Reach]) -> list[Reach]:
    """Return reaches with the strongest evidence first, then the likest, then the oldest story."""
    return sorted(
        reaches,
        key=lambda each: (-_STRENGTH[each.reason.kind], -each.reason.likeness, each.story),
    )


def may_merge(reached: Reach, one: Iterable[PreparedCopy], other: Sequence[PreparedCopy]) -> bool:
    """Tell whether two stories may be merged by this evidence, given their members.

    By likeness no two copies come together whose headlines name other months.
    """
    return reached.reason.kind != "likeness" or not any(
        months_differ(each.marks, another.marks) for each in one for another in other
    )


def _reach_by_likeness(
    copy: PreparedCopy, story: int, members: Sequence[PreparedCopy]
) -> Reach | None:
    """Return the reach of a story by mean likeness to its nearest copies, or None.

    Copies of the same provider, too old ones, and those whose headlines have other months or
    numbers count 0. One of the same provider, if there is one, is always among the nearest: a
    provider that reported the story already seldom does so again, and rather follows it up, so that
    the others must be very like. A story with a headline of another month isn't reached at all.
    """
    if any(months_differ(copy.marks, each.marks) for each in members):
        return None
    likenesses = [
        (0.0 if differ(copy.marks, each.marks) else likeness(copy, each), each.key)
        for each in members
        if each.provider != copy.provider
    ]
    own = [(0.0, each.key) for each in members if each.provider == copy.provider][:1]
    likest = sorted(likenesses, key=lambda pair: (-pair[0], pair[1]))
    nearest = likest[: NEAREST - len(own)] + own
    mean = sum(value for value, _ in nearest) / len(nearest) if nearest else 0.0
    mean = round(mean, DECIMALS)
    if mean < FOLDED:
        return None
    return Reach(story, nearest[0][1], Reason("likeness", mean, len(nearest)))


def _distance(one: PreparedCopy, other: PreparedCopy) -> timedelta:
    return abs(one.published_at - other.published_at)
