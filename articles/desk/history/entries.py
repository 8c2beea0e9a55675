"""Entries of history: acts as one user sees them, with what is undone and what they may undo.

The number of queries doesn't grow with the number of acts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count, Min

from articles import formatting, moderation, permissions
from articles.models import Act, Article, Decision
from articles.models.decision import WITHDRAWN
from articles.moderation.undo_preview import UndoEffect, undo_effect
from articles.rules import Kind, Ruling, withdrawn


@dataclass(slots=True)
class HistoryEntry:
    """An act, or its decision on one article, as a list shows it to one user."""

    act: Act
    #: The act's first decision, or the one on the article that the list is about.
    decision: Decision
    #: The number of decisions of each kind that the entry is about.
    counts: Mapping[Kind, int]
    #: The number of decisions of the whole act, but 1 in entries of `entries_within_act`.
    act_count: int
    #: How many of the entry's decisions are undone. For several it is not exact where one of their
    #: undos was undone in part: that undo then counts in full or not at all, by its first decision.
    undone: int = 0
    #: Whether undoing its one decision would change nothing, though it is not undone, because
    #: others were made since. False for an entry on several decisions and for an import's.
    is_overtaken: bool = False
    may_undo: bool = False
    needs_note: bool = False
    #: The primary keys of the acts that undid some of it, even if undone since, newest first.
    #: Only `entries_for_acts` sets them.
    undos: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The number of decisions that the entry is about."""
        return sum(self.counts.values())

    @property
    def is_batch(self) -> bool:
        """Whether `act_count` is above 1: lists then link to the act's page instead of undoing.

        False for the entries of `entries_within_act`, whose `act_count` is 1.
        """
        return self.act_count > 1

    @property
    def sentence(self) -> str:
        """The decision as a sentence, with its user and changes; for several, their counts by kind.

        Such as `Approved by editor: quality 38 → 70`, or `Rejected 397 articles, by editor`. A
        decision of kind *keep ours* names the kept values, without changes.
        """
        if self.count > 1:
            did = formatting.did_to_many(self.counts, is_redo=self.decision.is_redo)
            return f"{did}, by {formatting.person(self.act.by)}"
        return formatting.decided(self.decision)

    @property
    def heading(self) -> str:
        """The `sentence`; where `act_count` is 1, without what changed."""
        return self.sentence if self.is_batch else formatting.decided(self.decision, briefly=True)

    @property
    def state(self) -> str:
        """`undone`, `undone for 37 of 40`, `decided since` if overtaken, or '' otherwise.

        Of an undo that was undone itself `redone`, or `redone for 37 of 40`.
        """
        if not self.undone:
            return "decided since" if self.is_overtaken else ""
        is_all = self.undone >= self.count
        word = "redone" if self.decision.is_undo else "undone"
        return word if is_all else f"{word} for {self.undone:,} of {self.count:,}"


class _Undo(NamedTuple):
    """An act that withdrew decisions of another act."""

    act: int
    #: How many decisions it withdrew.
    decisions: int
    #: Of its own first decision: the article's primary key, and the number within that article.
    article: int
    number: int


@dataclass(slots=True)
class _Counts:
    """By primary key of an act: its decisions counted by kind, its first decision's primary key."""

    kinds: dict[int, Counter[Kind]] = field(default_factory=dict)
    first_decisions: dict[int, int] = field(default_factory=dict)


def entries_for_acts(acts: Sequence[Act], user: User) -> list[HistoryEntry]:
    """Return an entry for each act, in the acts' order, on all of the act's decisions.

    Acts without decisions have no entry. `user` is the one whom `may_undo` and `needs_note`
    concern. For an act with several decisions, `is_overtaken` stays False, and `may_undo` doesn't
    tell whether an undo would change anything. The number of queries doesn't grow with the acts.
    """
    counts = _counts([act.pk for act in acts])
    rows = Decision.objects.order_by().filter(pk__in=counts.first_decisions.values())
    decisions = {row.act_id: row for row in rows.select_related("article", WITHDRAWN)}
    undos = _undos_by_act(list(decisions))
    articles = {row.article_id for row in decisions.values()}
    articles |= {undo.article for undos_of_act in undos.values() for undo in undos_of_act}
    rulings = Decision.objects.filter(article__in=articles).rulings()
    entries = []
    for act in acts:
        if act.pk not in decisions:
            continue
        decision = decisions[act.pk]
        decision.act = act
        kinds = counts.kinds[act.pk]
        entry = HistoryEntry(act, decision, kinds, kinds.total())
        entry.undos = [undo.act for undo in undos.get(act.pk, [])]
        if entry.is_batch:
            entry.undone = _count_undone(undos.get(act.pk, []), rulings)
            _set_batch_undo(entry, user, _undo_effect(decision, rulings[decision.article_id]).kind)
        else:
            _set_undo(entry, user, _undo_effect(decision, rulings[decision.article_id]))
        entries.append(entry)
    return entries


def entries_for_article(article: Article, user: User) -> list[HistoryEntry]:
    """Return an entry for each decision on the article, the newest first.

    `act_count` is the number of decisions of the whole act. `user` is the one whom `may_undo` and
    `needs_note` concern. The number of queries doesn't grow with the decisions.
    """
    rows = article.decisions.select_related("act__by", WITHDRAWN).order_by("-number")
    decisions = list(rows)
    rulings = article.decisions.rulings().get(article.pk, [])
    counts = _counts([decision.act_id for decision in decisions])
    entries = []
    for decision in decisions:
        decision.article = article
        act_count = counts.kinds[decision.act_id].total()
        entry = HistoryEntry(decision.act, decision, {Kind(decision.kind): 1}, act_count)
        _set_undo(entry, user, _undo_effect(decision, rulings))
        entries.append(entry)
    return entries


def entries_within_act(
    act: Act, user: User, *, after: int, size: int
) -> tuple[list[HistoryEntry], bool]:
    """Return entries for at most `size` decisions of the act, and whether more follow.

    They are the decisions whose primary keys are greater than `after`, in the order of these. Each
    entry is on one decision, with an `act_count` of 1. `user` is the one whom `may_undo` and
    `needs_note` concern.
    """
    rows = act.decisions.filter(pk__gt=after).order_by("pk")
    decisions = list(rows.select_related("article", WITHDRAWN)[: size + 1])
    shown = decisions[:size]
    rulings = Decision.objects.filter(article__in=[row.article_id for row in shown]).rulings()
    entries = []
    for decision in shown:
        decision.act = act
        entry = HistoryEntry(act, decision, {Kind(decision.kind): 1}, 1)
        _set_undo(entry, user, _undo_effect(decision, rulings[decision.article_id]))
        entries.append(entry)
    return entries, len(decisions) > size


def may_undo(user: User, act: Act, kinds: Iterable[Kind]) -> bool:
    """Tell whether the user may undo the act; nobody may undo an import's.

    The user must have made the act or have the permission to override, and have the permission for
    each of `kinds`: the kinds of the act's decisions, or those that its undos withdraw in the end.
    It isn't checked whether an undo would change anything.
    """
    if act.by_id is None or not (act.by_id == user.pk or user.has_perm(permissions.OVERRIDE)):
        return False
    return all(moderation.may(user, kind) for kind in kinds)


def _counts(acts: Iterable[int]) -> _Counts:
    """Return the number of each act's decisions by kind, and its first decision's primary key.

    `acts` are primary keys; those without decisions are left out. One query.
    """
    counts = _Counts()
    rows = Decision.objects.order_by().filter(act__in=set(acts)).values_list("act", "kind")
    for act, kind, count, first in rows.annotate(count=Count("pk"), first=Min("pk")):
        counts.kinds.setdefault(act, Counter())[Kind(kind)] = count
        counts.first_decisions[act] = min(first, counts.first_decisions.get(act, first))
    return counts


def _undos_by_act(acts: Sequence[int]) -> dict[int, list[_Undo]]:
    """Return the undos of each act, the newest first, by the primary key of the act undone.

    `acts` are primary keys; those without an undo are left out. Undos that were undone since are
    included. Two queries.
    """
    rows = Decision.objects.order_by().filter(withdraws__act__in=acts)
    grouped = rows.values_list("withdraws__act", "act").annotate(count=Count("pk"), first=Min("pk"))
    acts_by_first = {first: (act, undo, count) for act, undo, count, first in grouped}
    undos: dict[int, list[_Undo]] = {}
    firsts = Decision.objects.filter(pk__in=acts_by_first).order_by("-pk")
    for pk, article, number in firsts.values_list("pk", "article", "number"):
        act, undo, count = acts_by_first[pk]
        undos.setdefault(act, []).append(_Undo(undo, count, article, number))
    return undos


def _count_undone(undos: Iterable[_Undo], rulings: Mapping[int, Sequence[Ruling]]) -> int:
    """Return the number of decisions withdrawn by those of the undos that are not undone.

    An undo counts as undone as a whole if its first decision is. `rulings` are all those of the
    undos' articles, by the article's primary key.
    """
    return sum(
        undo.decisions for undo in undos if undo.number not in withdrawn(rulings[undo.article])
    )


def _undo_effect(decision: Decision, rulings: Sequence[Ruling]) -> UndoEffect:
    return undo_effect(decision.number, decision.article.upstream, rulings)


def _set_undo(entry: HistoryEntry, user: User, effect: UndoEffect) -> None:
    """Set `undone`, `is_overtaken`, `may_undo` and `needs_note` of an entry on one decision.

    `effect` is that of withdrawing the decision. An import's decision is never overtaken.
    """
    entry.undone = int(effect.is_withdrawn)
    is_by_person = entry.act.by_id is not None
    entry.is_overtaken = not effect.has_effect and not effect.is_withdrawn and is_by_person
    entry.may_undo = effect.has_effect and may_undo(user, entry.act, [effect.kind])
    entry.needs_note = entry.act.by_id != user.pk


def _set_batch_undo(entry: HistoryEntry, user: User, first: Kind) -> None:
    """Set `may_undo` and `needs_note` of an entry on several decisions, from its `undone`.

    `first` is the kind of its first decision, or what that undoes in the end. `may_undo` is set
    where some decision is not undone and the function `may_undo` allows `first` and the act's kinds
    other than undo; whether an undo would change anything, only the act's page shows.
    """
    kinds = (entry.counts.keys() - {Kind.UNDO}) | {first}
    entry.may_undo = entry.undone < entry.count and may_undo(user, entry.act, kinds)
    entry.needs_note = entry.act.by_id != user.pk
