"""Generated histories of decisions, and a second implementation of the rules to compare with."""

from collections.abc import Sequence
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from articles.documents.decidable import FIELDS
from articles.rules import PUBLISHES, STORY, Conflict, EffectiveState, Kind, Ruling
from articles.rules.upstream_word import DOUBTS

# Few values of each field, so that histories often repeat one.
VALUES = {
    "published": [True, False],
    "quality": [0, 38, 70],
    "title": ["One", "Two", "Three"],
    "excerpt": ["", "Some"],
    "type": ["article", "video"],
    "topics": [[], ["AI"], ["AI", "Robots"]],
}
#: The fields that an edit sets.
EDITABLE = ["title", "excerpt", "type", "topics"]
#: The kinds that end ownership.
RELEASING = {Kind.RELEASE, Kind.TAKE_THEIRS}
#: The last upstream values, and the decisions in their order.
History = tuple[dict[str, Any], list[Ruling]]


def ruling(number: int, kind: Kind, upstream: dict[str, Any], **sets: Any) -> Ruling:
    """Return a decision that sets these values, made on these upstream values."""
    seen = {name: upstream.get(name) for name in (*sets, STORY)}
    # Two decisions on each version of the text.
    return Ruling(number, kind, sets, seen, by=number % 3, version=number // 2)


def undo(number: int, withdraws: int) -> Ruling:
    """Return an undo of the decision with the number `withdraws`."""
    return Ruling(number, Kind.UNDO, withdraws=withdraws, by=1)


def upstream_values() -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of the upstream value of every field, and of two stories or none."""
    missing = {"published": [None], "quality": [None]}
    values = {name: st.sampled_from(VALUES[name] + missing.get(name, [])) for name in FIELDS}
    return st.fixed_dictionaries({**values, STORY: st.sampled_from([None, "one", "two"])})


def doubtful_values() -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of doubtful values of some fields."""
    values = {name: st.sampled_from(VALUES[name]) for name in FIELDS}
    return st.fixed_dictionaries({}, optional=values)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw the last upstream values, and decisions made while upstream values changed."""
    upstream = draw(upstream_values())
    rulings: list[Ruling] = []
    for number in range(1, draw(st.integers(0, 9)) + 1):
        if draw(st.booleans()):
            name = draw(st.sampled_from([*FIELDS, STORY]))
            upstream = {**upstream, name: draw(upstream_values())[name]}
        kind = draw(st.sampled_from([kind for kind in Kind if rulings or kind != Kind.UNDO]))
        if kind == Kind.UNDO:
            rulings.append(undo(number, draw(st.integers(1, number - 1))))
            continue
        names: set[str] = set()
        if kind in PUBLISHES or kind == Kind.REPLACED:
            names = {"published"} | draw(st.sets(st.just("quality")))
        elif kind == Kind.SET_QUALITY:
            names = {"quality"}
        elif kind != Kind.CONFIRM:
            choice = EDITABLE if kind == Kind.EDIT else list(FIELDS)
            names = draw(st.sets(st.sampled_from(choice), min_size=1))
        sets = {name: draw(st.sampled_from(VALUES[name])) for name in names}
        if "published" in sets and kind not in RELEASING | {Kind.KEEP_OURS}:
            sets["published"] = PUBLISHES.get(kind, False)
        rulings.append(ruling(number, kind, upstream, **sets))
    return upstream, rulings


# The second implementation: each field separately, from its newest decision backwards.


def counts(rulings: Sequence[Ruling], number: int) -> bool:
    """Tell whether no undo that counts itself undoes the decision of this number."""
    return not any(later.withdraws == number and counts(rulings, later.number) for later in rulings)


def owner_of(rulings: Sequence[Ruling], name: str) -> tuple[Ruling, list[Any]] | None:
    """Return the standing decision on a field, and what was seen upstream, the newest first."""
    seen: list[Any] = []
    for each in sorted(rulings, key=lambda ruling: -ruling.number):
        if each.kind == Kind.UNDO:
            continue  # it records its changes, and owns nothing
        concerns = name in each.sets and counts(rulings, each.number)
        if each.kind == Kind.REPLACED and name != "published":
            concerns = False  # it records the values of other fields, and owns none of them
        if concerns and each.kind == Kind.KEEP_OURS:
            seen.append((each.upstream_seen[name], each.upstream_seen[STORY]))
        elif concerns and each.kind in RELEASING:
            return None
        elif concerns:
            return each, [*seen, (each.upstream_seen[name], each.upstream_seen[STORY])]
        elif each.kind == Kind.REPLACED and counts(rulings, each.number):
            return None
    return None


def chosen_word(rulings: Sequence[Ruling], name: str) -> list[Any]:
    """Return the word that the newest release of a field chose, in a list; [] for none."""
    for each in sorted(rulings, key=lambda ruling: -ruling.number):
        if counts(rulings, each.number) and each.kind == Kind.REPLACED:
            return []
        if counts(rulings, each.number) and each.kind in RELEASING and name in each.sets:
            return [each.sets[name]] if each.kind == Kind.RELEASE else []
    return []


def is_new(upstream: dict[str, Any], name: str, ours: Any, seen: list[Any]) -> bool:
    """Tell whether the upstream value of a field was never looked at in this story."""
    now, story = upstream[name], upstream[STORY]
    if now is None or now == ours or (len(seen) == 1 and now == seen[0][0]):
        return False
    stories = [each for value, each in seen if value == now]
    return not stories or (story is not None and not {None, story}.intersection(stories))


def version_seen(rulings: Sequence[Ruling]) -> int:
    """Return the version of the latest decision that counts, since the last replacement."""
    for each in sorted(rulings, key=lambda ruling: -ruling.number):
        if counts(rulings, each.number) and each.kind != Kind.UNDO:
            return 0 if each.kind == Kind.REPLACED else each.version
    return 0


def second_state(upstream: dict[str, Any], rulings: Sequence[Ruling]) -> dict[str, Any]:
    """Return the effective state that the second implementation computes.

    `upstream` may have doubtful values by field under DOUBTS.
    """
    owners = {name: owner for name in FIELDS if (owner := owner_of(rulings, name))}
    doubts: dict[str, Any] = upstream.get(DOUBTS, {})
    values = {}
    for name in FIELDS:
        if name in owners:
            values[name] = owners[name][0].sets[name]
        elif name in doubts and name == "published":
            values[name] = False
        elif name in doubts and chosen_word(rulings, name) == [doubts[name]]:
            values[name] = doubts[name]
        else:
            values[name] = upstream[name]
    values["published"] = values["published"] is True
    by_kind = {Kind.REJECT: "rejected", Kind.UNPUBLISH: "taken-down"}
    status = "waiting"
    if "published" in owners:
        status = by_kind.get(owners["published"][0].kind, "waiting")
    return {
        "values": values,
        "numbers": {name: owner[0].number for name, owner in owners.items()},
        "status": "published" if values["published"] else status,
        "conflicts": {
            name: Conflict(values[name], seen[0][0], upstream[name])
            for name, (_, seen) in owners.items()
            if is_new(upstream, name, values[name], seen)
        },
        "version_seen": version_seen(rulings),
    }


def as_dict(state: EffectiveState) -> dict[str, Any]:
    """Return the parts of a state that the second implementation computes too."""
    return {
        "values": state.values,
        "numbers": state.numbers,
        "status": state.status,
        "conflicts": state.conflicts,
        "version_seen": state.version_seen,
    }


@st.composite
def histories_ending_with_a_person(draw: st.DrawFn) -> History:
    """Draw a history whose last decision is a person's."""
    upstream, rulings = draw(histories())
    assume(rulings and rulings[-1].kind != Kind.REPLACED)
    return upstream, rulings
