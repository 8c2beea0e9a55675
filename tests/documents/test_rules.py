"""`effective_state` on generated histories, compared with a slower second implementation."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from articles.documents.decidable import FIELDS
from articles.rules import PUBLISHES, STORY, EffectiveState, Kind, Status, effective_state
from articles.rules.upstream_word import DOUBTS
from tests.documents.rules_kit import (
    VALUES,
    History,
    as_dict,
    doubtful_values,
    histories,
    histories_ending_with_a_person,
    ruling,
    second_state,
    undo,
    upstream_values,
)


@given(histories())
def test_any_history_has_the_state_of_the_second_implementation(history: History) -> None:
    assert as_dict(effective_state(*history)) == second_state(*history)


@given(histories(), doubtful_values())
def test_any_history_with_doubts_has_the_state_of_the_second_implementation(
    history: History, doubts: dict[str, Any]
) -> None:
    upstream, rulings = history
    kept = {name: {"value": value, "why": "overwritten"} for name, value in doubts.items()}
    state = effective_state({**upstream, DOUBTS: kept}, rulings)
    assert as_dict(state) == second_state({**upstream, DOUBTS: doubts}, rulings)
    if state.waits_in_doubt:
        assert state.status == Status.WAITING


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_the_argument_does_not_matter(history: History, random: Any) -> None:
    upstream, rulings = history
    shuffled = list(rulings)
    random.shuffle(shuffled)
    assert effective_state(upstream, shuffled) == effective_state(upstream, rulings)


@given(histories_ending_with_a_person())
def test_undoing_the_last_decision_restores_exactly_the_state_before(history: History) -> None:
    upstream, rulings = history
    last = rulings[-1].number
    assert effective_state(upstream, [*rulings, undo(last + 1, last)]) == effective_state(
        upstream, rulings[:-1]
    )


@given(histories(), st.data())
def test_undoing_an_undo_redoes(history: History, data: st.DataObject) -> None:
    upstream, rulings = history
    assume(rulings)
    number = data.draw(st.integers(1, len(rulings)))
    undone = [*rulings, undo(len(rulings) + 1, number)]
    redone = [*undone, undo(len(rulings) + 2, len(rulings) + 1)]
    assert effective_state(upstream, redone) == effective_state(upstream, rulings)


@given(histories())
def test_a_field_that_nobody_owns_has_the_upstream_value(history: History) -> None:
    upstream, rulings = history
    state = effective_state(upstream, rulings)
    for name in set(FIELDS) - set(state.owners):
        expected = bool(upstream[name]) if name == "published" else upstream[name]
        assert state.values[name] == expected
        assert name not in state.conflicts


@given(histories())
def test_the_status_is_one_and_agrees_with_published(history: History) -> None:
    state = effective_state(*history)
    assert state.status in Status
    assert (state.status == Status.PUBLISHED) is state.values["published"]
    if "published" not in state.owners and not state.values["published"]:
        assert state.status == Status.WAITING


@given(histories())
def test_a_conflict_is_open_exactly_while_the_upstream_value_is_new(history: History) -> None:
    upstream, rulings = history
    state = effective_state(upstream, rulings)
    for name in FIELDS:
        owner = state.owners.get(name)
        looked_at = [look.value for look in owner.looks if look.story in (None, upstream[STORY])
                     or upstream[STORY] is None] if owner else []  # fmt: skip
        known = (None, owner.value, owner.upstream_seen, *looked_at) if owner else (upstream[name],)
        assert (name in state.conflicts) is (upstream[name] not in known)


@given(histories(), upstream_values(), st.sampled_from(FIELDS))
def test_a_value_that_was_kept_against_before_opens_no_conflict_again(
    history: History, later: Any, name: str
) -> None:
    _, rulings = history
    number, story = len(rulings) + 1, "one"
    first = {**dict.fromkeys(FIELDS), STORY: story, name: VALUES[name][1]}
    decided = [*rulings, ruling(number, Kind.EDIT, first, **{name: VALUES[name][0]})]
    second = {**later, STORY: story}
    decided.append(ruling(number + 1, Kind.KEEP_OURS, second, **{name: VALUES[name][0]}))
    for again in (first, second, first, second):
        assert name not in effective_state({**again, STORY: story}, decided).conflicts


def test_a_value_comes_up_again_where_upstreams_title_or_url_differ_from_when_it_was_kept() -> None:
    one, other = ({**dict.fromkeys(FIELDS), STORY: story} for story in ("one", "other"))
    decided = [
        ruling(1, Kind.SET_QUALITY, {**one, "quality": 38}, quality=60),
        ruling(2, Kind.KEEP_OURS, {**one, "quality": 45}, quality=60),
    ]
    assert not effective_state({**one, "quality": 38}, decided).conflicts
    assert effective_state({**other, "quality": 38}, decided).conflicts.keys() == {"quality"}
    assert effective_state({**other, "quality": 45}, decided).conflicts.keys() == {"quality"}
    # What upstream said at the decision, and has not changed since, is no new question.
    assert not effective_state({**other, "quality": 38}, decided[:1]).conflicts
    # A release before 0.3.0 recorded no story.
    old = [
        replace(each, upstream_seen={"quality": each.upstream_seen["quality"]}) for each in decided
    ]
    assert not effective_state({**other, "quality": 38}, old).conflicts


def test_confirming_changes_what_was_seen_and_nothing_else() -> None:
    upstream = {**dict.fromkeys(FIELDS), STORY: "one"}
    approved = [ruling(2, Kind.APPROVE, upstream, published=True)]
    before = effective_state(upstream, approved)
    confirmed = [*approved, ruling(9, Kind.CONFIRM, upstream)]
    after = effective_state(upstream, confirmed)
    assert (before.version_seen, after.version_seen) == (1, 4)
    assert replace(after, version_seen=1) == before
    assert effective_state(upstream, [*confirmed, undo(10, 9)]) == before


@given(histories(), st.sampled_from(FIELDS))
def test_a_repeated_upstream_value_opens_no_conflict(history: History, name: str) -> None:
    upstream, rulings = history
    number = len(rulings) + 1
    decided = [*rulings, ruling(number, Kind.EDIT, upstream, **{name: VALUES[name][0]})]
    assert name not in effective_state(dict(upstream), decided).conflicts


@given(histories(), upstream_values(), st.sampled_from(FIELDS))
def test_our_own_exported_value_opens_no_conflict(history: History, later: Any, name: str) -> None:
    upstream, rulings = history
    number = len(rulings) + 1
    decided = [*rulings, ruling(number, Kind.EDIT, upstream, **{name: VALUES[name][0]})]
    assert name not in effective_state({**later, name: VALUES[name][0]}, decided).conflicts


def resolve(
    history: History, later: dict[str, Any], kind: Kind
) -> tuple[EffectiveState, EffectiveState]:
    """Return the states before and after a person resolves every conflict with this kind."""
    _, rulings = history
    before = effective_state(later, rulings)
    chosen = before.values if kind == Kind.KEEP_OURS else later
    decided = {name: chosen[name] for name in before.conflicts}
    return before, effective_state(
        later, [*rulings, ruling(len(rulings) + 1, kind, later, **decided)]
    )


@given(histories(), upstream_values())
def test_keeping_ours_closes_every_conflict_and_changes_no_value(
    history: History, later: dict[str, Any]
) -> None:
    before, after = resolve(history, later, Kind.KEEP_OURS)
    assert after.conflicts == {}
    assert after.values == before.values
    assert after.numbers == before.numbers


@given(histories(), upstream_values())
def test_taking_theirs_releases_every_field_in_conflict(
    history: History, later: dict[str, Any]
) -> None:
    before, after = resolve(history, later, Kind.TAKE_THEIRS)
    assert after.conflicts == {}
    for name in before.conflicts:
        assert after.values[name] == later[name]
        assert name not in after.owners


@given(histories(), upstream_values())
def test_after_a_replacement_no_older_decision_stands_even_by_undo(
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


@given(upstream_values())
def test_an_article_without_decisions_follows_upstream(upstream: dict[str, Any]) -> None:
    state = effective_state(upstream, [])
    assert state.status == (Status.PUBLISHED if upstream["published"] else Status.WAITING)
    assert state.decided_by is None
    assert state.conflicts == {}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Kind.APPROVE, Status.PUBLISHED),
        (Kind.REJECT, Status.REJECTED),
        (Kind.UNPUBLISH, Status.TAKEN_DOWN),
        (Kind.REOPEN, Status.WAITING),
    ],
)
@pytest.mark.parametrize("published", [True, False, None])
def test_each_kind_gives_its_status_whatever_the_upstream_value(
    kind: Kind, status: Status, published: bool | None
) -> None:
    upstream = {**dict.fromkeys(FIELDS), "published": published}
    state = effective_state(upstream, [ruling(1, kind, upstream, published=PUBLISHES[kind])])
    assert state.status == status
    assert state.decided_by == (None if kind == Kind.REOPEN else 1)


def test_a_quality_alone_leaves_an_article_waiting() -> None:
    upstream = {**dict.fromkeys(FIELDS), "quality": 38, "published": False}
    state = effective_state(upstream, [ruling(1, Kind.SET_QUALITY, upstream, quality=90)])
    assert (state.status, state.values["quality"]) == (Status.WAITING, 90)


def test_a_removed_key_is_no_conflict_but_takes_effect_where_nobody_decided() -> None:
    upstream = {**dict.fromkeys(FIELDS), "quality": 38, "published": True}
    rulings = [ruling(1, Kind.SET_QUALITY, upstream, quality=90)]
    state = effective_state({**upstream, "quality": None, "published": None}, rulings)
    assert state.conflicts == {}
    assert state.values["quality"] == 90
    assert state.status == Status.WAITING
