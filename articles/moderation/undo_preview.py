"""What an undo would do: which act is next, how far undoing it reaches, what stays as it is.

Nothing is decided here: `moderation.undo` does that, and asks `standing` the same questions.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Final, Literal, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Max, Min, Q

from articles.documents.decidable import Value
from articles.models import Act, Decision
from articles.rules import (
    EffectiveState,
    Kind,
    Ruling,
    Status,
    changed_fields,
    effective_state,
    withdrawn,
)

#: How far back undoing one's last act leads.
DEPTH: Final = 20
#: How many of one's acts are looked at: all those undos and redos lie among them, too.
LOOKED_AT: Final = 400
#: How many acts are looked at together; what is looked for is mostly among the first.
STEPS_AT_ONCE: Final = 40
#: How many decisions of an act are looked at by one query.
AT_ONCE: Final = 500

#: What is left of an act to undo: something; nothing, since others decided; nothing, undone.
State = Literal["stands", "overtaken", "undone"]


class Part(NamedTuple):
    """One decision of an act, and what withdrawing it would change now."""

    before: EffectiveState
    after: EffectiveState
    is_withdrawn: bool
    #: What it decided in the end: to undo an undo is to decide again.
    about: Kind
    #: How many of one's own acts it stands on: 0 decides, 1 undoes, 2 redoes …
    height: int

    @property
    def changed(self) -> list[str]:
        """The fields that withdrawing it would change; none where others decided since."""
        return changed_fields(self.before, self.after)


class Next(NamedTuple):
    """The act whose turn it is to be undone, or redone."""

    act: Act
    is_batch: bool
    state: State


@dataclass(slots=True)
class Reach:
    """What an undo of an act would do, in numbers of articles."""

    #: Those whose status changes, by the status they go to.
    back: Counter[Status] = field(default_factory=Counter)
    #: Those that keep it, by the fields whose value changes (none: only whose word it is).
    kept: Counter[tuple[str, ...]] = field(default_factory=Counter)
    decided: int = 0
    undone: int = 0
    about: set[Kind] = field(default_factory=set)

    @property
    def restored(self) -> int:
        return self.back.total() + self.kept.total()

    @property
    def total(self) -> int:
        return self.restored + self.decided + self.undone


def part_of(number: int, upstream: Mapping[str, Value], rulings: Iterable[Ruling]) -> Part:
    """Return the decision of this number, given upstream's words and all of its article's."""
    by_number = {ruling.number: ruling for ruling in rulings}
    undo = Ruling(max(by_number) + 1, Kind.UNDO, withdraws=number)
    known = list(by_number.values())
    chain = _chain(by_number, number)
    mine = [each.by == chain[0].by for each in chain]
    return Part(
        before=effective_state(upstream, known),
        after=effective_state(upstream, [*known, undo]),
        is_withdrawn=number in withdrawn(known),
        about=chain[-1].kind,
        # To undo what somebody else did is an act like any other: one's own undo takes it back.
        height=(mine.index(False) if False in mine else len(chain)) - 1,
    )


def parts_of(act: Act) -> Iterator[Part]:
    """Yield each decision of the act with what withdrawing it would do; two queries for many."""
    last = 0
    while True:
        rows = act.decisions.filter(pk__gt=last).order_by("pk")
        found = list(rows.values_list("pk", "number", "article", "article__upstream")[:AT_ONCE])
        rulings = Decision.objects.filter(article__in=[row[2] for row in found]).rulings()
        for _, number, article, upstream in found:
            yield part_of(number, upstream, rulings[article])
        if len(found) < AT_ONCE:
            return
        last = found[-1][0]


def reach_of(act: Act) -> Reach:
    """Return what undoing the act would do now; nothing is kept in memory but the numbers."""
    reach = Reach()
    for part in parts_of(act):
        reach.about.add(part.about)
        changed = part.changed
        if not changed:
            reach.undone += part.is_withdrawn
            reach.decided += not part.is_withdrawn
        elif part.before.status != part.after.status:
            reach.back[part.after.status] += 1
        else:
            names = (n for n in changed if part.before.values[n] != part.after.values[n])
            reach.kept[tuple(names)] += 1
    return reach


def next_to_undo(by: User, told: Container[int] = ()) -> Next | None:
    """Return the person's newest act of which something is left to undo, of their last twenty.

    One that others have overtaken comes first, for it to be said so, unless it was `told`.
    """
    deciding = (step for step in _steps_back(by) if step.part.height == 0)
    return _next(islice(deciding, DEPTH), told)


def next_to_redo(by: User, told: Container[int] = ()) -> Next | None:
    """Return the person's newest undo that stands, if they did nothing else after it."""
    since = takewhile(lambda step: step.part.height, _steps_back(by))
    return _next((step for step in since if step.part.height % 2), told)


def answered(token: str, by: User) -> Act | None:
    """Return the act that the person's form of this token withdrew, if it has served already."""
    decisions = Decision.objects.filter(act__token=token, act__by=by, kind=Kind.UNDO)
    found = decisions.select_related("withdraws__act").order_by()[:1]
    return next((each.withdraws.act for each in found if each.withdraws), None)


class _Step(NamedTuple):
    """One of a person's acts, with the first of its decisions."""

    act: Act
    is_batch: bool
    part: Part

    @property
    def state(self) -> State:
        """What is left of it; of a batch that was undone, what others had decided is left out."""
        if self.part.is_withdrawn:
            return "undone"
        is_undone = False
        for part in parts_of(self.act) if self.is_batch else [self.part]:
            if part.changed:
                return "stands"
            is_undone |= part.is_withdrawn
        return "undone" if is_undone else "overtaken"


def _steps_back(by: User) -> Iterator[_Step]:
    """Yield the person's acts, the newest first; a few queries for each few dozen looked at."""
    acts, before = Act.objects.filter(by=by).order_by("-at", "-id"), Q()
    for _ in range(0, LOOKED_AT, STEPS_AT_ONCE):
        found = list(acts.filter(before)[:STEPS_AT_ONCE])
        yield from _steps(found)
        if len(found) < STEPS_AT_ONCE:
            return
        last = found[-1]
        before = Q(at__lte=last.at) & (Q(at__lt=last.at) | Q(pk__lt=last.pk))


def _steps(acts: Sequence[Act]) -> Iterator[_Step]:
    """Yield the acts as steps; three queries, however many there are."""
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
            yield _Step(act, first != last, part_of(number, upstream, rulings[article]))


def _next(steps: Iterable[_Step], told: Container[int]) -> Next | None:
    for step in steps:
        if step.is_batch and step.act.pk in told:
            continue  # to look again would be to look at all of it
        state = step.state
        if state == "stands" or (state == "overtaken" and step.act.pk not in told):
            return Next(step.act, step.is_batch, state)
    return None


def _chain(by_number: Mapping[int, Ruling], number: int) -> list[Ruling]:
    """Return the ruling and, where it is an undo, what it withdraws, down to the decision."""
    chain = [by_number[number]]
    while chain[-1].withdraws is not None:
        chain.append(by_number[chain[-1].withdraws])
    return chain
