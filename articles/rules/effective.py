"""Compute effective values, owners, status and conflicts from upstream values and decisions.

The functions are pure; the rules are those of newsroom/docs/architecture.md. Columns of an article
store what `effective_state` returned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from articles.documents.decidable import FIELDS, Value
from articles.rules.kinds import RELEASES, STORY, Kind, Status
from articles.rules.upstream_word import (
    DOUBTS,
    MISSING_PUBLISHES,
    doubts_in,
    followed_word,
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as input of the rules.

    `number` orders the decisions of an article. `sets` maps each field that the decision concerns
    to its value, which some kinds don't use. `upstream_seen` maps these fields (of a replacement
    only `published`), and STORY since release 0.3.0, to their upstream values then; it is empty for
    an undo, and for a replacement where no decision stood. `withdraws` is the number of the
    decision that an undo undoes, None for other kinds. `by` is the primary key of the person, None
    for an import. `version` is the article's version then, 0 where it was not recorded.
    """

    number: int
    kind: Kind
    sets: Mapping[str, Value] = field(default_factory=dict)
    upstream_seen: Mapping[str, Value] = field(default_factory=dict)
    withdraws: int | None = None
    by: int | None = None
    version: int = 0


class Look(NamedTuple):
    """A field's upstream value at a decision or *keep ours* on it, and upstream's story then.

    `story` is a digest of upstream's title and URL; None in decisions of releases before 0.3.0.
    """

    value: Value
    story: Value


@dataclass(frozen=True, slots=True)
class Owner:
    """The standing decision on a field, the decided value, and the upstream values it answers.

    `looks` begins with the Look at the time of the decision; each later *keep ours* on the field
    that isn't undone adds the Look at its time.
    """

    ruling: Ruling
    value: Value
    looks: tuple[Look, ...]

    @property
    def upstream_seen(self) -> Value:
        """The upstream value at the last *keep ours*, else at the decision; None if none."""
        return self.looks[-1].value

    def asks_again(self, now: Value, story: Value) -> bool:
        """Tell whether the upstream value `now` opens a conflict.

        False where it is None (a removed key) or the decided value. A value in `looks` opens one
        only where `story`, the digest of upstream's title and URL, differs from those of all looks
        with that value; None equals any digest. Until somebody keeps ours, the value that upstream
        had at the decision opens none with any story. Any other value opens one.
        """
        if now in (None, self.value):
            return False  # the removal of a key is no new value
        if len(self.looks) == 1 and now == self.upstream_seen:
            return False
        return not any(
            look.value == now and (None in (look.story, story) or look.story == story)
            for look in self.looks
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """An open conflict: the decided value (`ours`), and two upstream values.

    `seen` is `Owner.upstream_seen`, the one at the last *keep ours* or else at the decision; `now`
    is the current one.
    """

    ours: Value
    seen: Value
    now: Value


@dataclass(frozen=True, slots=True)
class EffectiveState:
    """The effective values of an article, its owned fields' owners, its status and conflicts.

    `values` has every decidable field; `owners` and `conflicts` only those that have one.
    `version_seen` is the latest version that a person decided on: undos, undone decisions and those
    before a replacement don't count, one that was not recorded counts as 0; 0 where none counts.
    `waits_in_doubt` tells whether no decision on `published` stands and its word is in doubt: then
    it waits.
    """

    values: Mapping[str, Value]
    owners: Mapping[str, Owner]
    status: Status
    conflicts: Mapping[str, Conflict]
    version_seen: int = 0
    waits_in_doubt: bool = False

    @property
    def numbers(self) -> dict[str, int]:
        """The number of the standing decision on each owned field, by field name."""
        return {name: owner.ruling.number for name, owner in self.owners.items()}

    @property
    def decided_by(self) -> int | None:
        """The primary key of the person whose decision on `published` stands, or None.

        None where upstream or an import decided the status, or the article waits, also where a
        person sent it back.
        """
        owner = self.owners.get("published")
        return owner.ruling.by if owner and self.status != Status.WAITING else None


def effective_state(upstream: Mapping[str, Value], rulings: Sequence[Ruling]) -> EffectiveState:
    """Return an article's effective values, owners, status and conflicts.

    They follow from `upstream`, the upstream value of each field and of STORY, with DOUBTS and
    MISSING_PUBLISHES, and `rulings`, all decisions of the article, undos included, in any order.
    Undone ones don't count, nor do those before a replacement (unless that is undone). An owned
    field has the decided value, any other its `followed_word`: None where upstream has none, but of
    `published` false, or true with MISSING_PUBLISHES; in doubt, `published` is false. Conflicts are
    those of `Owner.asks_again`, by upstream's own last word.
    """
    if upstream.get(MISSING_PUBLISHES):
        upstream = _with_missing_published(upstream)
        rulings = [
            replace(each, upstream_seen=_with_missing_published(each.upstream_seen))
            if "published" in each.upstream_seen
            else each
            for each in rulings
        ]
    in_effect = _in_effect(rulings)
    owners = _owners(in_effect)
    answers = _answers(in_effect)
    values = {name: followed_word(name, upstream, answers) for name in FIELDS}
    conflicts = {}
    for name, owner in owners.items():
        now = upstream.get(name)
        values[name] = owner.value
        if owner.asks_again(now, upstream.get(STORY)):
            conflicts[name] = Conflict(owner.value, owner.upstream_seen, now)
    status = _status(bool(values["published"]), owners)
    in_doubt = "published" not in owners and "published" in doubts_in(upstream)
    return EffectiveState(values, owners, status, conflicts, _version_seen(in_effect), in_doubt)


def field_values(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of fields: without STORY, DOUBTS and MISSING_PUBLISHES."""
    left_out = (STORY, DOUBTS, MISSING_PUBLISHES)
    return {name: value for name, value in values.items() if name not in left_out}


def _with_missing_published(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return upstream values with True for `published` where they have none."""
    return values if values.get("published") is not None else {**values, "published": True}


def withdrawn(rulings: Iterable[Ruling]) -> set[int]:
    """Return the numbers of the decisions that are undone, undos included.

    An undo can be undone too; then the decision that it undid counts again. The rulings are in any
    order; their numbers must be unique, as those of one article are.
    """
    undone: set[int] = set()
    # From the newest: an undo counts only if no later one undoes it.
    for ruling in sorted(rulings, key=lambda ruling: ruling.number, reverse=True):
        if ruling.withdraws is not None and ruling.number not in undone:
            undone.add(ruling.withdraws)
    return undone


def changed_fields(before: EffectiveState, after: EffectiveState) -> list[str]:
    """Return the names of the fields whose effective value or owner differs, in FIELDS' order.

    An owner differs too where a newer decision set the same value, or *keep ours* added a look.
    """
    return [
        name
        for name in FIELDS
        if (before.values[name], before.owners.get(name))
        != (after.values[name], after.owners.get(name))
    ]


def differs(before: EffectiveState, after: EffectiveState) -> bool:
    """Tell whether a field's effective value or owner, or the version last decided on, differs."""
    return before.version_seen != after.version_seen or bool(changed_fields(before, after))


def _answers(in_effect: Sequence[Ruling]) -> dict[str, Value]:
    """Return the word that each field's last release chose; the rulings are those that count.

    *Take theirs* chooses none: it follows upstream's own last word, which opened the conflict.
    """
    releases = (ruling for ruling in in_effect if ruling.kind in RELEASES)
    chosen = {name: (ruling, value) for ruling in releases for name, value in ruling.sets.items()}
    return {n: value for n, (ruling, value) in chosen.items() if ruling.kind == Kind.RELEASE}


def _in_effect(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Return the rulings that count, by number: not the undone ones, not undos themselves.

    A replacement ends all before it and counts itself: the document contains another story since.
    """
    undone = withdrawn(rulings)
    counting: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda ruling: ruling.number):
        if ruling.number in undone or ruling.kind == Kind.UNDO:
            continue
        if ruling.kind == Kind.REPLACED:
            counting.clear()
        counting.append(ruling)
    return counting


def _version_seen(in_effect: Sequence[Ruling]) -> int:
    versions = (each.version for each in in_effect if each.kind != Kind.REPLACED)
    return max(versions, default=0)


def _owners(in_effect: Sequence[Ruling]) -> dict[str, Owner]:
    """Return the owner of each owned field; the rulings are those that count, by number.

    A release or *take theirs* ends ownership, *keep ours* adds a look to an existing owner, any
    other decision owns its fields; of a replacement only `published` counts.
    """
    owners: dict[str, Owner] = {}
    for ruling in in_effect:
        for name, value in ruling.sets.items():
            if ruling.kind == Kind.REPLACED and name != "published":
                continue
            look = Look(ruling.upstream_seen.get(name), ruling.upstream_seen.get(STORY))
            if ruling.kind in RELEASES:
                owners.pop(name, None)
            elif ruling.kind == Kind.KEEP_OURS:
                if name in owners:
                    owners[name] = replace(owners[name], looks=(*owners[name].looks, look))
            else:
                owners[name] = Owner(ruling, value, (look,))
    return owners


def _status(published: bool, owners: Mapping[str, Owner]) -> Status:
    """Return the status from the effective value of `published` and the kind of decision on it.

    Not published: rejected after REJECT, taken down after UNPUBLISH, waiting after any other kind
    or without owner.
    """
    if published:
        return Status.PUBLISHED
    owner = owners.get("published")
    if owner is None:
        return Status.WAITING
    return {Kind.REJECT: Status.REJECTED, Kind.UNPUBLISH: Status.TAKEN_DOWN}.get(
        owner.ruling.kind, Status.WAITING
    )
