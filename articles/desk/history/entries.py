"""Acts as lines of a list: what was done, whether it was undone, and whether one may undo it.

However many acts are told, they cost the same few queries.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count, Min

from articles import formatting, moderation, permissions
from articles.models import Act, Article, Decision
from articles.moderation.undo_preview import Part, part_of
from articles.rules import Kind, Ruling, withdrawn


@dataclass(slots=True)
class HistoryEntry:
    """An act, or one article's part of it, as a list tells it to one person."""

    act: Act
    #: The act's first, or the one on the article that the list is about.
    decision: Decision
    #: How many decisions of each kind the line tells of.
    counts: Mapping[Kind, int]
    #: How many the whole act has.
    act_count: int
    #: How many of those it tells of are undone.
    undone: int = 0
    #: Nothing of it stands any more, and nobody undid it: it was decided otherwise since.
    is_overtaken: bool = False
    may_undo: bool = False
    needs_note: bool = False
    #: The acts that undid some of it, also those that were taken back.
    undos: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def is_batch(self) -> bool:
        """Whether undoing it concerns other articles too: the act's page says which first."""
        return self.act_count > 1

    @property
    def sentence(self) -> str:
        """What one decision did; of many, what all of them did."""
        if self.count > 1:
            return f"{formatting.did_to_many(self.counts)}, by {formatting.person(self.act.by)}"
        return formatting.decided(self.decision)

    @property
    def heading(self) -> str:
        """The sentence, without what one decision changed."""
        return self.sentence if self.is_batch else formatting.decided(self.decision, briefly=True)

    @property
    def state(self) -> str:
        """`undone`, `undone for 37 of 40`, `decided since`, or '' for what stands."""
        if not self.undone:
            return "decided since" if self.is_overtaken else ""
        is_all = self.undone >= self.count
        return "undone" if is_all else f"undone for {self.undone:,} of {self.count:,}"


class _Undo(NamedTuple):
    """An act that withdrew decisions of another: how many, and of which article the first."""

    act: int
    decisions: int
    article: int
    number: int


@dataclass(slots=True)
class _Told:
    """What the lines of some acts are made from, asked for together."""

    counts: dict[int, Counter[Kind]] = field(default_factory=dict)
    firsts: dict[int, int] = field(default_factory=dict)


def entries_of(acts: Sequence[Act], user: User) -> list[HistoryEntry]:
    """Return the acts as lines for the person; each of a fixed number of queries asks for all."""
    told = _told([act.pk for act in acts])
    rows = Decision.objects.order_by().filter(pk__in=told.firsts.values())
    decisions = {row.act_id: row for row in rows.select_related("article", "withdraws")}
    undos = _undos_of(list(decisions))
    concerned = {row.article_id for row in decisions.values()}
    concerned |= {undo.article for found in undos.values() for undo in found}
    rulings = Decision.objects.filter(article__in=concerned).rulings()
    lines = []
    for act in acts:
        if act.pk not in decisions:
            continue
        decision = decisions[act.pk]
        decision.act = act
        counts = told.counts[act.pk]
        line = HistoryEntry(act, decision, counts, counts.total())
        line.undos = [undo.act for undo in undos.get(act.pk, [])]
        if line.is_batch:
            line.undone = _count_undone(undos.get(act.pk, []), rulings)
            _offer_batch(line, user)
        else:
            _offer(line, user, _part(decision, rulings[decision.article_id]))
        lines.append(line)
    return lines


def entries_for_article(article: Article, user: User) -> list[HistoryEntry]:
    """Return what was decided on one article, the newest first."""
    rows = article.decisions.select_related("act__by", "withdraws").order_by("-number")
    decisions = list(rows)
    rulings = article.decisions.rulings().get(article.pk, [])
    told = _told([decision.act_id for decision in decisions])
    lines = []
    for decision in decisions:
        decision.article = article
        act_count = told.counts[decision.act_id].total()
        line = HistoryEntry(decision.act, decision, {Kind(decision.kind): 1}, act_count)
        _offer(line, user, _part(decision, rulings))
        lines.append(line)
    return lines


def entries_within(
    act: Act, user: User, *, after: int, size: int
) -> tuple[list[HistoryEntry], bool]:
    """Return what an act did article by article, behind one decision; and whether more follows."""
    rows = act.decisions.filter(pk__gt=after).order_by("pk")
    decisions = list(rows.select_related("article", "withdraws")[: size + 1])
    shown = decisions[:size]
    rulings = Decision.objects.filter(article__in=[row.article_id for row in shown]).rulings()
    lines = []
    for decision in shown:
        decision.act = act
        line = HistoryEntry(act, decision, {Kind(decision.kind): 1}, 1)
        _offer(line, user, _part(decision, rulings[decision.article_id]))
        lines.append(line)
    return lines, len(decisions) > size


def may_undo(user: User, act: Act, about: Iterable[Kind]) -> bool:
    """Whether the person may undo the act, of which these were the kinds in the end."""
    if act.by_id is None or not (act.by_id == user.pk or user.has_perm(permissions.OVERRIDE)):
        return False
    return all(moderation.may(user, kind) for kind in about)


def _told(acts: Iterable[int]) -> _Told:
    """Ask how many decisions of each kind the acts have, and which is the first."""
    told = _Told()
    rows = Decision.objects.order_by().filter(act__in=set(acts)).values_list("act", "kind")
    for act, kind, count, first in rows.annotate(count=Count("pk"), first=Min("pk")):
        told.counts.setdefault(act, Counter())[Kind(kind)] = count
        told.firsts[act] = min(first, told.firsts.get(act, first))
    return told


def _undos_of(acts: Sequence[int]) -> dict[int, list[_Undo]]:
    """Return the undos of each act, the newest first."""
    rows = Decision.objects.order_by().filter(withdraws__act__in=acts)
    grouped = rows.values_list("withdraws__act", "act").annotate(count=Count("pk"), first=Min("pk"))
    undos = {first: (act, undo, count) for act, undo, count, first in grouped}
    found: dict[int, list[_Undo]] = {}
    firsts = Decision.objects.filter(pk__in=undos).order_by("-pk")
    for pk, article, number in firsts.values_list("pk", "article", "number"):
        act, undo, count = undos[pk]
        found.setdefault(act, []).append(_Undo(undo, count, article, number))
    return found


def _count_undone(undos: Iterable[_Undo], rulings: Mapping[int, Sequence[Ruling]]) -> int:
    """Return how many decisions the undos that stand have withdrawn; each is taken as a whole."""
    return sum(
        undo.decisions for undo in undos if undo.number not in withdrawn(rulings[undo.article])
    )


def _part(decision: Decision, rulings: Sequence[Ruling]) -> Part:
    return part_of(decision.number, decision.article.upstream, rulings)


def _offer(line: HistoryEntry, user: User, part: Part) -> None:
    """Say whether one decision is undone, and offer to undo it where that changes something."""
    line.undone = int(part.is_withdrawn)
    line.is_overtaken = not part.changed and not part.is_withdrawn and line.act.by_id is not None
    line.may_undo = bool(part.changed) and may_undo(user, line.act, [part.about])
    line.needs_note = line.act.by_id != user.pk


def _offer_batch(line: HistoryEntry, user: User) -> None:
    """Offer the way to the act's page, which says what an undo would do."""
    about = line.counts.keys() - {Kind.UNDO}
    line.may_undo = line.undone < line.count and may_undo(user, line.act, about)
    line.needs_note = line.act.by_id != user.pk
