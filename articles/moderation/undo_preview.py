"""Preview of undo and redo: which act is next, and what undoing a decision would change.

Nothing is recorded here: `articles.moderation.undo` does that. What an undo would change is
computed by the same rules.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile
from typing import Final, Literal, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Max, Min

from articles.documents.decidable import Value
from articles.models import Act, Decision
from articles.rules import (
    EffectiveState,
    Kind,
    Ruling,
    changed_fields,
    differs,
    effective_state,
    withdrawn,
)

#: How many of a user's acts can be undone one after the other.
MAX_UNDOS: Final = 20
#: How many of a user's acts are searched for these: undos and redos are among them, too.
MAX_ACTS: Final = 400
#: How many acts one set of queries reads; the next act is mostly among the first.
ACTS_AT_ONCE: Final = 40
#: How many decisions of an act one query reads.
DECISIONS_AT_ONCE: Final = 500

#: Whether an act can be undone. `undoable`: it would change something. Else `overtaken`: other
#: decisions were made since; or `undone`: the act is undone already.
State = Literal["undoable", "overtaken", "undone"]


class UndoEffect(NamedTuple):
    """The effect of withdrawing one decision now: the states of its article before and after."""

    before: EffectiveState
    after: EffectiveState
    #: Whether the decision is withdrawn already.
    is_withdrawn: bool
    #: The kind of the decision; of an undo, the kind of what it undoes in the end.
    kind: Kind
    #: How many decisions it withdraws in turn that are all of its user: 0 decides (or undoes what
    #: another user did), 1 undoes, 2 redoes.
    undo_level: int

    @property
    def changed(self) -> list[str]:
        """The names, in FIELDS' order, of the fields whose value or owner withdrawing would change.

        Fields that later decisions own are left out. Empty where it is withdrawn already, and for
        *confirm*, which concerns no field.
        """
        return changed_fields(self.before, self.after)

    @property
    def has_effect(self) -> bool:
        """Whether withdrawing changes a field's value or owner, or the version last decided on."""
        return differs(self.before, self.after)


class NextAct(NamedTuple):
    """The act that a user's next undo, or redo, concerns: for a redo, itself an undo.

    `is_batch` tells whether it has several decisions. `state` is `undoable` (of some articles at
    least) or `overtaken`.
    """

    act: Act
    is_batch: bool
    state: State


def undo_effect(
    number: int, upstream: Mapping[str, Value], rulings: Iterable[Ruling]
) -> UndoEffect:
    """Return the effect of withdrawing an article's decision with this number; no query.

    `upstream` has the article's upstream values, `rulings` are all its decisions, in any order.
    Raises KeyError where none has this number, ValueError without rulings.
    """
    by_number = {ruling.number: ruling for ruling in rulings}
    undo = Ruling(max(by_number) + 1, Kind.UNDO, withdraws=number)
    known = list(by_number.values())
    chain = _withdrawal_chain(by_number, number)
    is_own = [ruling.by == chain[0].by for ruling in chain]
    return UndoEffect(
        before=effective_state(upstream, known),
        after=effective_state(upstream, [*known, undo]),
        is_withdrawn=number in withdrawn(known),
        kind=chain[-1].kind,
        # To undo what another user did is an act of one's own, which one's own undo undoes.
        undo_level=(is_own.index(False) if False in is_own else len(chain)) - 1,
    )


def undo_effects(act: Act) -> Iterator[UndoEffect]:
    """Yield the effect of withdrawing each decision of the act alone, in the order of primary keys.

    Reads DECISIONS_AT_ONCE decisions at a time, by two queries.
    """
    last = 0
    while True:
        rows = act.decisions.filter(pk__gt=last).order_by("pk")
        values = rows.values_list("pk", "number", "article", "article__upstream")
        decisions = list(values[:DECISIONS_AT_ONCE])
        articles = [article for _, _, article, _ in decisions]
        rulings = Decision.objects.filter(article__in=articles).rulings()
        for _, number, article, upstream in decisions:
            yield undo_effect(number, upstream, rulings[article])
        if len(decisions) < DECISIONS_AT_ONCE:
            return
        last = decisions[-1][0]


def next_to_undo(by: User, notified: Container[int] = ()) -> NextAct | None:
    """Return the newest of the user's last MAX_UNDOS acts that can be undone, or None.

    Undos and redos of the user's own acts don't count; only the newest MAX_ACTS acts are searched.
    Newest is the greatest primary key. An overtaken act is returned too, so that the user learns of
    it, unless its primary key is in `notified`; an act with several decisions whose primary key is
    in `notified` is passed over in any state. Checks no permissions.
    """
    deciding = (candidate for candidate in _candidates(by) if candidate.effect.undo_level == 0)
    return _first_undoable(islice(deciding, MAX_UNDOS), notified)


def next_to_redo(by: User, notified: Container[int] = (), *, after: int = 0) -> NextAct | None:
    """Return the user's newest undo of an own act that can be redone, or None.

    It is not undone, the user's later acts are undos and redos of own acts, and it is one of their
    newest MAX_ACTS acts and newer than `after`, the primary key of an act. An overtaken undo is
    returned too, unless its primary key is in `notified`; an act with several decisions whose
    primary key is in `notified` is passed over in any state.
    """
    newer = takewhile(lambda candidate: candidate.act.pk > after, _candidates(by))
    since = takewhile(lambda candidate: candidate.effect.undo_level, newer)
    undos = (candidate for candidate in since if candidate.effect.undo_level % 2)
    return _first_undoable(undos, notified)


def act_undone_with(token: str, by: User) -> Act | None:
    """Return the act that this user undid with the idempotency token, or None."""
    decisions = Decision.objects.filter(act__token=token, act__by=by, kind=Kind.UNDO)
    undos = decisions.select_related("withdraws__act").order_by()[:1]
    return next((undo.withdraws.act for undo in undos if undo.withdraws), None)


class _Candidate(NamedTuple):
    """One of a user's acts, with the effect of withdrawing its first decision (by primary key).

    `is_batch`: it has several decisions.
    """

    act: Act
    is_batch: bool
    effect: UndoEffect

    @property
    def state(self) -> State:
        """The state of the act: `undone` where its first decision is withdrawn.

        Else `undoable` where withdrawing any decision has an effect, `undone` where any is
        withdrawn, or `overtaken`. Of a batch, all decisions may be read.
        """
        if self.effect.is_withdrawn:
            return "undone"
        is_undone = False
        for effect in undo_effects(self.act) if self.is_batch else [self.effect]:
            if effect.has_effect:
                return "undoable"
            is_undone |= effect.is_withdrawn
        return "undone" if is_undone else "overtaken"


def _candidates(by: User) -> Iterator[_Candidate]:
    """Yield those of the user's newest MAX_ACTS acts that have decisions, the newest first.

    A few queries for each ACTS_AT_ONCE. The newest is the one with the greatest primary key: a
    clock may be set back.
    """
    acts = Act.objects.filter(by=by).order_by("-pk")
    part = list(acts[:ACTS_AT_ONCE])
    for _ in range(0, MAX_ACTS, ACTS_AT_ONCE):
        yield from _with_effects(part)
        if len(part) < ACTS_AT_ONCE:
            return
        part = list(acts.filter(pk__lt=part[-1].pk)[:ACTS_AT_ONCE])


def _with_effects(acts: Sequence[Act]) -> Iterator[_Candidate]:
    """Yield the acts as candidates, in their order, without those that have no decision.

    Three queries, however many there are.
    """
    by_pk = {act.pk: act for act in acts}
    decisions = Decision.objects.order_by()
    ends = {
        act: (first, last)
        for act, first, last in decisions.filter(act__in=by_pk)
        .values_list("act")
        .annotate(first=Min("pk"), last=Max("pk"))
    }
    firsts = decisions.filter(pk__in=[first for first, _ in ends.values()])
    rows = {
        row[0]: row[1:]
        for row in firsts.values_list("act", "number", "article", "article__upstream")
    }
    rulings = decisions.filter(article__in={row[1] for row in rows.values()}).rulings()
    for pk, act in by_pk.items():
        if pk in rows:
            number, article, upstream = rows[pk]
            first, last = ends[pk]
            yield _Candidate(act, first != last, undo_effect(number, upstream, rulings[article]))


def _first_undoable(candidates: Iterable[_Candidate], notified: Container[int]) -> NextAct | None:
    """Return the first act that is undoable, or overtaken and not in `notified`, or None.

    A batch in `notified` is passed over in any state.
    """
    for candidate in candidates:
        if candidate.is_batch and candidate.act.pk in notified:
            continue  # its state would be read from all of its decisions again
        state = candidate.state
        needs_notice = state == "overtaken" and candidate.act.pk not in notified
        if state == "undoable" or needs_notice:
            return NextAct(candidate.act, candidate.is_batch, state)
    return None


def _withdrawal_chain(by_number: Mapping[int, Ruling], number: int) -> list[Ruling]:
    """Return the ruling with this number and, of an undo, the rulings that it withdraws.

    One after the other, down to the decision that is no undo.
    """
    chain = [by_number[number]]
    while chain[-1].withdraws is not None:
        chain.append(by_number[chain[-1].withdraws])
    return chain
