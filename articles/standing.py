"""What stands: upstream's words and the decisions in, values, owners, status and conflicts out.

Pure, and the one place that knows the rules; the words are those of the architecture page
(newsroom/docs/architecture.md). Moderation, import, admin and the desk all ask it, and the
article's columns only keep its answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

Value = bool | int | str | list[str] | None

#: The fields a person may decide on, in the order in which pages name them.
FIELDS: Final = ("published", "quality", "title", "excerpt", "type", "topics")


class Kind(StrEnum):
    """What a decision was."""

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
    """What an article is, exactly one at a time."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"
    TAKEN_DOWN = "taken-down"


#: What each kind that decides on publishing says of `published`.
PUBLISHES: Final[Mapping[Kind, bool]] = {
    Kind.APPROVE: True,
    Kind.REJECT: False,
    Kind.UNPUBLISH: False,
    Kind.REOPEN: False,
}
#: The kinds after which nobody owns the fields they name.
RELEASES: Final = frozenset({Kind.RELEASE, Kind.TAKE_THEIRS})
#: The kinds that name fields and bring no value of their own.
LETS_GO: Final = RELEASES | {Kind.KEEP_OURS}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as far as standing is concerned.

    `sets` holds the value after the decision of each field it concerns (also of those that it
    found as they were); `withdraws` is, for an undo, the number of the decision withdrawn.
    """

    number: int
    kind: Kind
    sets: Mapping[str, Value] = field(default_factory=dict)
    upstream_seen: Mapping[str, Value] = field(default_factory=dict)
    withdraws: int | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """The decision that stands on a field, its value, and what upstream had said by then."""

    ruling: Ruling
    value: Value
    upstream_seen: Value


@dataclass(frozen=True, slots=True)
class Conflict:
    """Upstream has said something new about a field that a person decided."""

    ours: Value
    seen: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer: each field's value, who owns it, the status, the open conflicts."""

    values: Mapping[str, Value]
    owners: Mapping[str, Owner]
    status: Status
    conflicts: Mapping[str, Conflict]

    @property
    def numbers(self) -> dict[str, int]:
        """The number of the decision standing on each owned field."""
        return {name: owner.ruling.number for name, owner in self.owners.items()}

    @property
    def decided_by(self) -> int | None:
        """Who decided the status; None when upstream did, or when nobody has yet."""
        owner = self.owners.get("published")
        return owner.ruling.by if owner and self.status != Status.WAITING else None


def stand(words: Mapping[str, Value], rulings: Sequence[Ruling]) -> Standing:
    """Return what stands, given upstream's word on every one of FIELDS and all decisions.

    `rulings` come in any order; their numbers order them. A word of None means that the document
    doesn't say: unpublished, or not scored.
    """
    owners = _owners(sorted(rulings, key=lambda ruling: ruling.number))
    values = {name: _plain(name, words.get(name)) for name in FIELDS}
    conflicts = {}
    for name, owner in owners.items():
        now = words.get(name)
        values[name] = owner.value
        # A key that disappears is no new word, so None never opens a conflict.
        if now is not None and now not in (owner.value, owner.upstream_seen):
            conflicts[name] = Conflict(owner.value, owner.upstream_seen, now)
    return Standing(values, owners, _status(bool(values["published"]), owners), conflicts)


def withdrawn(rulings: Iterable[Ruling]) -> set[int]:
    """Return the numbers of the decisions that an undo took back (an undo can be undone too)."""
    gone: set[int] = set()
    for ruling in sorted(rulings, key=lambda ruling: ruling.number, reverse=True):
        if ruling.withdraws is not None and ruling.number not in gone:
            gone.add(ruling.withdraws)
    return gone


def differ(before: Standing, after: Standing) -> list[str]:
    """Return the fields that changed, in value or in whose word they are."""
    return [
        name
        for name in FIELDS
        if (before.values[name], before.owners.get(name))
        != (after.values[name], after.owners.get(name))
    ]


def _plain(name: str, word: Value) -> Value:
    return bool(word) if name == "published" else word


def _owners(rulings: Sequence[Ruling]) -> dict[str, Owner]:
    gone = withdrawn(rulings)
    owners: dict[str, Owner] = {}
    for ruling in rulings:
        if ruling.number in gone or ruling.kind == Kind.UNDO:
            continue
        if ruling.kind == Kind.REPLACED:
            # Another story stands in the document: nothing decided on the old one holds.
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
