"""Compute effective values, owners, status and conflicts from upstream values and decisions.

Pure, and the only code that knows the rules, which are those of newsroom/docs/architecture.md.
Moderation and imports call `effective_state`; the article's columns only store its result.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from articles.documents.decidable import FIELDS, Value


class Kind(StrEnum):
    """The kinds of decision; `articles.moderation.verbs` has permissions and words of each."""

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
#: The kinds after which nobody owns the fields they name.
RELEASES: Final = frozenset({Kind.RELEASE, Kind.TAKE_THEIRS})
#: The kinds that name fields and bring no value of their own.
WITHOUT_VALUES: Final = RELEASES | {Kind.KEEP_OURS}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision, as far as the rules need it.

    `sets` has the value after the decision of each field it concerns, also of those that it left
    as they were; `upstream_seen` what upstream said of them then; `withdraws` is, for an undo, the
    number of the decision withdrawn; `by` the primary key of the person, None for an import.
    """

    number: int
    kind: Kind
    sets: Mapping[str, Value] = field(default_factory=dict)
    upstream_seen: Mapping[str, Value] = field(default_factory=dict)
    withdraws: int | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """The standing decision on a field, its value, and the upstream value it has looked at."""

    ruling: Ruling
    value: Value
    upstream_seen: Value


@dataclass(frozen=True, slots=True)
class Conflict:
    """An open conflict: the value decided here, the upstream value looked at, and today's."""

    ours: Value
    seen: Value
    now: Value


@dataclass(frozen=True, slots=True)
class EffectiveState:
    """An article's effective values, the owner of each owned field, status and open conflicts."""

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
        """The person who decided the status; None when upstream did, or nobody has yet."""
        owner = self.owners.get("published")
        return owner.ruling.by if owner and self.status != Status.WAITING else None


def effective_state(upstream: Mapping[str, Value], rulings: Sequence[Ruling]) -> EffectiveState:
    """Compute an article's state from the upstream value of every field and all its decisions.

    `rulings` come in any order; their numbers order them. An upstream value of None means that
    the document doesn't say: unpublished, or not scored.
    """
    owners = _owners(sorted(rulings, key=lambda ruling: ruling.number))
    values = {name: _effective(name, upstream.get(name)) for name in FIELDS}
    conflicts = {}
    for name, owner in owners.items():
        now = upstream.get(name)
        values[name] = owner.value
        # A key that disappears is no new value, so None never opens a conflict.
        if now is not None and now not in (owner.value, owner.upstream_seen):
            conflicts[name] = Conflict(owner.value, owner.upstream_seen, now)
    return EffectiveState(values, owners, _status(bool(values["published"]), owners), conflicts)


def withdrawn(rulings: Iterable[Ruling]) -> set[int]:
    """Return the numbers of the decisions that an undo withdrew; an undo can be undone too."""
    gone: set[int] = set()
    for ruling in sorted(rulings, key=lambda ruling: ruling.number, reverse=True):
        if ruling.withdraws is not None and ruling.number not in gone:
            gone.add(ruling.withdraws)
    return gone


def changed_fields(before: EffectiveState, after: EffectiveState) -> list[str]:
    """Return the fields whose value or owner differs."""
    return [
        name
        for name in FIELDS
        if (before.values[name], before.owners.get(name))
        != (after.values[name], after.owners.get(name))
    ]


def _effective(name: str, value: Value) -> Value:
    return bool(value) if name == "published" else value


def _owners(rulings: Sequence[Ruling]) -> dict[str, Owner]:
    gone = withdrawn(rulings)
    owners: dict[str, Owner] = {}
    for ruling in rulings:
        if ruling.number in gone or ruling.kind == Kind.UNDO:
            continue
        if ruling.kind == Kind.REPLACED:
            # The document tells another story now: no decision on the old one holds.
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
    if published:
        return Status.PUBLISHED
    owner = owners.get("published")
    if owner is None:
        return Status.WAITING
    return {Kind.REJECT: Status.REJECTED, Kind.UNPUBLISH: Status.TAKEN_DOWN}.get(
        owner.ruling.kind, Status.WAITING
    )
