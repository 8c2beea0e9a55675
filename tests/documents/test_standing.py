"""What stands, tried with histories nobody would think of, against a second and slower opinion."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from articles.documents.decidable import FIELDS
from articles.rules import (
    PUBLISHES,
    Conflict,
    EffectiveState,
    Kind,
    Ruling,
    Status,
    effective_state,
)

# Few values of each field, so that histories often say the same thing twice.
VALUES = {
    "published": [True, False],
    "quality": [0, 38, 70],
    "title": ["One", "Two", "Three"],
    "excerpt": ["", "Some"],
    "type": ["article", "video"],
    "topics": [[], ["AI"], ["AI", "Robots"]],
}
EDITABLE = ["title", "excerpt", "type", "topics"]
GIVES_UP = {Kind.RELEASE, Kind.TAKE_THEIRS}
History = tuple[dict[str, Any], list[Ruling]]


def ruling(number: int, kind: Kind, words: dict[str, Any], **sets: Any) -> Ruling:
    return Ruling(number, kind, sets, {name: words.get(name) for name in sets}, by=number % 3)


def undo(number: int, withdraws: int) -> Ruling:
    return Ruling(number, Kind.UNDO, withdraws=withdraws, by=1)


def upstream() -> st.SearchStrategy[dict[str, Any]]:
    unsaid = {"published": [None], "quality": [None]}
    return st.fixed_dictionaries(
        {name: st.sampled_from(VALUES[name] + unsaid.get(name, [])) for name in FIELDS}
    )


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw what upstream says in the end and the decisions taken while it changed its mind."""
    words = draw(upstream())
    rulings: list[Ruling] = []
    for number in range(1, draw(st.integers(0, 9)) + 1):
        if draw(st.booleans()):
            name = draw(st.sampled_from(FIELDS))
            words = {**words, name: draw(upstream())[name]}
        kind = draw(st.sampled_from([kind for kind in Kind if rulings or kind != Kind.UNDO]))
        if kind == Kind.UNDO:
            rulings.append(undo(number, draw(st.integers(1, number - 1))))
            continue
        names: set[str] = set()
        if kind in PUBLISHES or kind == Kind.REPLACED:
            names = {"published"} | draw(st.sets(st.just("quality")))
        elif kind == Kind.SET_QUALITY:
            names = {"quality"}
        else:
            choice = EDITABLE if kind == Kind.EDIT else list(FIELDS)
            names = draw(st.sets(st.sampled_from(choice), min_size=1))
        sets = {name: draw(st.sampled_from(VALUES[name])) for name in names}
        if "published" in sets and kind not in GIVES_UP | {Kind.KEEP_OURS}:
            sets["published"] = PUBLISHES.get(kind, False)
        rulings.append(ruling(number, kind, words, **sets))
    return words, rulings


# The second opinion: every field for itself, from its newest decision backwards.


def counts(rulings: Sequence[Ruling], number: int) -> bool:
    return not any(later.withdraws == number and counts(rulings, later.number) for later in rulings)


def holder(rulings: Sequence[Ruling], name: str) -> tuple[Ruling, Any] | None:
    """Return who holds the field, and what upstream had said when that was last confirmed."""
    confirmed: list[Any] = []
    for each in sorted(rulings, key=lambda ruling: -ruling.number):
        if each.kind == Kind.UNDO:
            continue  # it records what it changed, and owns nothing
        concerns = name in each.sets and counts(rulings, each.number)
        if each.kind == Kind.REPLACED and name != "published":
            concerns = False  # it records what the other fields fell to, and owns none of them
        if concerns and each.kind == Kind.KEEP_OURS:
            confirmed.append(each.upstream_seen[name])
        elif concerns and each.kind in GIVES_UP:
            return None
        elif concerns:
            return each, [*confirmed, each.upstream_seen[name]][0]
        elif each.kind == Kind.REPLACED and counts(rulings, each.number):
            return None
    return None


def second_opinion(words: dict[str, Any], rulings: Sequence[Ruling]) -> dict[str, Any]:
    held = {name: found for name in FIELDS if (found := holder(rulings, name))}
    values = {name: held[name][0].sets[name] if name in held else words[name] for name in FIELDS}
    values["published"] = values["published"] is True
    by_kind = {Kind.REJECT: "rejected", Kind.UNPUBLISH: "taken-down"}
    status = by_kind.get(held["published"][0].kind, "waiting") if "published" in held else "waiting"
    return {
        "values": values,
        "numbers": {name: found[0].number for name, found in held.items()},
        "status": "published" if values["published"] else status,
        "conflicts": {
            name: Conflict(values[name], seen, words[name])
            for name, (_, seen) in held.items()
            if words[name] not in (None, values[name], seen)
        },
    }


def answer(standing: EffectiveState) -> dict[str, Any]:
    return {
        "values": standing.values,
        "numbers": standing.numbers,
        "status": standing.status,
        "conflicts": standing.conflicts,
    }


@st.composite
def histories_that_end_in_a_persons_decision(draw: st.DrawFn) -> History:
    words, rulings = draw(histories())
    assume(rulings and rulings[-1].kind != Kind.REPLACED)
    return words, rulings


@given(histories())
def test_any_history_stands_as_a_second_slower_opinion_says(history: History) -> None:
    assert answer(effective_state(*history)) == second_opinion(*history)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_decisions_are_handed_in_does_not_matter(
    history: History, chance: Any
) -> None:
    words, rulings = history
    shuffled = list(rulings)
    chance.shuffle(shuffled)
    assert effective_state(words, shuffled) == effective_state(words, rulings)


@given(histories_that_end_in_a_persons_decision())
def test_undoing_the_last_decision_restores_exactly_what_stood_before(history: History) -> None:
    words, rulings = history
    last = rulings[-1].number
    assert effective_state(words, [*rulings, undo(last + 1, last)]) == effective_state(
        words, rulings[:-1]
    )


@given(histories(), st.data())
def test_undoing_an_undo_redoes(history: History, data: st.DataObject) -> None:
    words, rulings = history
    assume(rulings)
    number = data.draw(st.integers(1, len(rulings)))
    undone = [*rulings, undo(len(rulings) + 1, number)]
    redone = [*undone, undo(len(rulings) + 2, len(rulings) + 1)]
    assert effective_state(words, redone) == effective_state(words, rulings)


@given(histories())
def test_a_field_that_nobody_owns_is_upstreams_word(history: History) -> None:
    words, rulings = history
    standing = effective_state(words, rulings)
    for name in set(FIELDS) - set(standing.owners):
        expected = bool(words[name]) if name == "published" else words[name]
        assert standing.values[name] == expected
        assert name not in standing.conflicts


@given(histories())
def test_the_status_is_one_and_agrees_with_published(history: History) -> None:
    standing = effective_state(*history)
    assert standing.status in Status
    assert (standing.status == Status.PUBLISHED) is standing.values["published"]
    if "published" not in standing.owners and not standing.values["published"]:
        assert standing.status == Status.WAITING


@given(histories())
def test_a_conflict_is_open_exactly_while_upstreams_word_is_news(history: History) -> None:
    words, rulings = history
    standing = effective_state(words, rulings)
    for name in FIELDS:
        owner = standing.owners.get(name)
        known = (None, owner.value, owner.upstream_seen) if owner else (words[name],)
        assert (name in standing.conflicts) is (words[name] not in known)


@given(histories(), st.sampled_from(FIELDS))
def test_upstream_that_repeats_itself_makes_no_conflict(history: History, name: str) -> None:
    words, rulings = history
    number = len(rulings) + 1
    decided = [*rulings, ruling(number, Kind.EDIT, words, **{name: VALUES[name][0]})]
    assert name not in effective_state(dict(words), decided).conflicts


@given(histories(), upstream(), st.sampled_from(FIELDS))
def test_our_own_echo_makes_no_conflict(history: History, later: Any, name: str) -> None:
    words, rulings = history
    number = len(rulings) + 1
    decided = [*rulings, ruling(number, Kind.EDIT, words, **{name: VALUES[name][0]})]
    assert name not in effective_state({**later, name: VALUES[name][0]}, decided).conflicts


def settle(
    history: History, later: dict[str, Any], kind: Kind
) -> tuple[EffectiveState, EffectiveState]:
    """How the article stands before and after a person decides every conflict in that way."""
    _, rulings = history
    before = effective_state(later, rulings)
    chosen = before.values if kind == Kind.KEEP_OURS else later
    decided = {name: chosen[name] for name in before.conflicts}
    return before, effective_state(
        later, [*rulings, ruling(len(rulings) + 1, kind, later, **decided)]
    )


@given(histories(), upstream())
def test_keeping_ours_closes_every_conflict_and_changes_no_value(
    history: History, later: dict[str, Any]
) -> None:
    before, after = settle(history, later, Kind.KEEP_OURS)
    assert after.conflicts == {}
    assert after.values == before.values
    assert after.numbers == before.numbers


@given(histories(), upstream())
def test_taking_theirs_makes_every_field_in_conflict_upstreams(
    history: History, later: dict[str, Any]
) -> None:
    before, after = settle(history, later, Kind.TAKE_THEIRS)
    assert after.conflicts == {}
    for name in before.conflicts:
        assert after.values[name] == later[name]
        assert name not in after.owners


@given(histories(), upstream())
def test_a_replacement_ends_all_that_stood_and_undo_does_not_cross_it(
    history: History, later: dict[str, Any]
) -> None:
    _, rulings = history
    number = len(rulings) + 1
    replaced = ruling(number, Kind.REPLACED, later, published=False)
    crossing = [undo(number + each.number, each.number) for each in rulings]
    alone = effective_state(later, [replaced])
    assert effective_state(later, [*rulings, replaced]) == alone
    assert effective_state(later, [*rulings, replaced, *crossing]) == alone
    assert alone.status == Status.WAITING
    assert alone.numbers == {"published": number}


@given(upstream())
def test_what_nobody_decided_follows_upstream(words: dict[str, Any]) -> None:
    standing = effective_state(words, [])
    assert standing.status == (Status.PUBLISHED if words["published"] else Status.WAITING)
    assert standing.decided_by is None
    assert standing.conflicts == {}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Kind.APPROVE, Status.PUBLISHED),
        (Kind.REJECT, Status.REJECTED),
        (Kind.UNPUBLISH, Status.TAKEN_DOWN),
        (Kind.REOPEN, Status.WAITING),
    ],
)
@pytest.mark.parametrize("word", [True, False, None])
def test_each_verb_gives_its_status_whatever_upstream_says(
    kind: Kind, status: Status, word: bool | None
) -> None:
    words = {**dict.fromkeys(FIELDS), "published": word}
    standing = effective_state(words, [ruling(1, kind, words, published=PUBLISHES[kind])])
    assert standing.status == status
    assert standing.decided_by == (None if kind == Kind.REOPEN else 1)


def test_a_quality_alone_leaves_an_article_waiting() -> None:
    words = {**dict.fromkeys(FIELDS), "quality": 38, "published": False}
    standing = effective_state(words, [ruling(1, Kind.SET_QUALITY, words, quality=90)])
    assert (standing.status, standing.values["quality"]) == (Status.WAITING, 90)


def test_a_key_that_disappears_is_no_conflict_but_takes_effect_where_nobody_decided() -> None:
    words = {**dict.fromkeys(FIELDS), "quality": 38, "published": True}
    rulings = [ruling(1, Kind.SET_QUALITY, words, quality=90)]
    standing = effective_state({**words, "quality": None, "published": None}, rulings)
    assert standing.conflicts == {}
    assert standing.values["quality"] == 90
    assert standing.status == Status.WAITING
