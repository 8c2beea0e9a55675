"""Compute effective values, owners, status and conflicts from upstream values and decisions.

The functions are pure, and the only code with these rules, which are those of
newsroom/docs/architecture.md. Moderation and imports call `effective_state`; the columns of an
article store its result.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from articles.documents.decidable import FIELDS, Value


class Kind(StrEnum):
    """The kinds of decision; `articles.moderation.verbs` has the permission and words for each."""

    APPROVE = "approve"
    REJECT = "reject"
    UNPUBLISH = "unpublish"
    REOPEN = "reopen"
    SET_QUALITY = "set-quality"
    EDIT = "edit"
    RELEASE = "release"
    KEEP_OURS = "keep-ours"
    TAKE_THEIRS = "take-theirs"
    UNDO = "undo"
    REPLACED = "replaced"


class Status(StrEnum):
    """The status of an article: exactly one at a time."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"
    TAKEN_DOWN = "taken-down"


#: The value of `published` that a decision of these kinds sets.
PUBLISHES: Final[Mapping[Kind, bool]] = {
    Kind.APPROVE: True,
    Kind.REJECT: False,
    Kind.UNPUBLISH: False,
    Kind.REOPEN: False,
}
#: The kinds that end the ownership of their fields, so that these follow upstream.
RELEASES: Final = frozenset({Kind.RELEASE, Kind.TAKE_THEIRS})
#: The kinds that concern fields without a value chosen by a person.
WITHOUT_VALUES: Final = RELEASES | {Kind.KEEP_OURS}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as input of the rules.

    `number` orders the decisions of an article. `sets` maps each field that the decision concerns
    to its value after it, changed or not, and `upstream_seen` to its upstream value at that time.
    `withdraws` is the number of the decision that an undo undoes, None for other kinds. `by` is the
    primary key of the person, None for an import.
    """

    number: int
    kind: Kind
    sets: Mapping[str, Value] = field(default_factory=dict)
    upstream_seen: Mapping[str, Value] = field(default_factory=dict)
    withdraws: int | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """The standing decision on a field, with the value decided.

    `upstream_seen` is the upstream value when the decision was made, or when a person last kept it
    in a conflict.
    """

    ruling: Ruling
    value: Value
    upstream_seen: Value


@dataclass(frozen=True, slots=True)
class Conflict:
    """An open conflict: the value decided here, the upstream value then seen, and the one now."""

    ours: Value
    seen: Value
    now: Value


@dataclass(frozen=True, slots=True)
class EffectiveState:
    """The effective values of an article, its owned fields' owners, its status and conflicts.

    `values` has every decidable field; `owners` and `conflicts` only those that have one.
    """

    values: Mapping[str, Value]
    owners: Mapping[str, Owner]
    status: Status
    conflicts: Mapping[str, Conflict]

    @property
    def numbers(self) -> dict[str, int]:
        """The number of the standing decision on each owned field."""
        return {name: owner.ruling.number for name, owner in self.owners.items()}

    @property
    def decided_by(self) -> int | None:
        """The primary key of the person who decided the status, or None.

        None where upstream or an import decided it, or the article waits.
        """
        owner = self.owners.get("published")
        return owner.ruling.by if owner and self.status != Status.WAITING else None


def effective_state(upstream: Mapping[str, Value], rulings: Sequence[Ruling]) -> EffectiveState:
    """Return an article's state, from the upstream value of each field and all its decisions.

    `rulings` may be in any order; their numbers order them. An upstream value of None means that
    the document has none: not published, or not scored.
    """
    owners = _owners(sorted(rulings, key=lambda ruling: ruling.number))
    values = {name: _effective(name, upstream.get(name)) for name in FIELDS}
    conflicts = {}
    for name, owner in owners.items():
        now = upstream.get(name)
        values[name] = owner.value
        # The removal of a key is no new value, so None never opens a conflict.
        if now is not None and now not in (owner.value, owner.upstream_seen):
            conflicts[name] = Conflict(owner.value, owner.upstream_seen, now)
    return EffectiveState(values, owners, _status(bool(values["published"]), owners), conflicts)


def withdrawn(rulings: Iterable[Ruling]) -> set[int]:
    """Return the numbers of the decisions that are undone.

    An undo can be undone too; then the decision that it undid counts again.
    """
    undone: set[int] = set()
    # From the newest: an undo counts only if no later one undoes it.
    for ruling in sorted(rulings, key=lambda ruling: ruling.number, reverse=True):
        if ruling.withdraws is not None and ruling.number not in undone:
            undone.add(ruling.withdraws)
    return undone


def changed_fields(before: EffectiveState, after: EffectiveState) -> list[str]:
    """Return the names of the fields whose value or owner differs between two states."""
    return [
        name
        for name in FIELDS
        if (before.values[name], before.owners.get(name))
        != (after.values[name], after.owners.get(name))
    ]


def _effective(name: str, value: Value) -> Value:
    """Return the effective value of a field without owner."""
    return bool(value) if name == "published" else value


def _owners(rulings: Sequence[Ruling]) -> dict[str, Owner]:
    """Return the owner of each owned field; `rulings` are in the order of their numbers."""
    undone = withdrawn(rulings)
    owners: dict[str, Owner] = {}
    for ruling in rulings:
        if ruling.number in undone or ruling.kind == Kind.UNDO:
            continue
        if ruling.kind == Kind.REPLACED:
            # The document contains another story now: no decision on the old one stands.
            owners.clear()
        for name, value in ruling.sets.items():
            if ruling.kind == Kind.REPLACED and name != "published":
                continue
            seen = ruling.upstream_seen.get(name)
            if ruling.kind in RELEASES:
                owners.pop(name, None)
            elif ruling.kind == Kind.KEEP_OURS:
                if name in owners:
                    owners[name] = Owner(owners[name].ruling, owners[name].value, seen)
            else:
                owners[name] = Owner(ruling, value, seen)
    return owners


def _status(published: bool, owners: Mapping[str, Owner]) -> Status:
    """Return the status, from the effective value of `published` and the kind of decision on it."""
    if published:
        return Status.PUBLISHED
    owner = owners.get("published")
    if owner is None:
        return Status.WAITING
    return {Kind.REJECT: Status.REJECTED, Kind.UNPUBLISH: Status.TAKEN_DOWN}.get(
        owner.ruling.kind, Status.WAITING
    )
