"""Build one act: compare each request with the article as it is now, and record its decisions."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.utils import timezone

from articles import permissions
from articles.models import Act, Article, Decision
from articles.moderation.apply import apply_states
from articles.moderation.decision_requests import (
    DecisionRequest,
    Outcome,
    Seen,
    SkippedRequest,
    SkipReason,
)
from articles.moderation.verbs import VERBS
from articles.rules import (
    PUBLISHES,
    STORY,
    WITHOUT_VALUES,
    EffectiveState,
    Kind,
    Owner,
    Ruling,
    changed_fields,
    differs,
    effective_state,
    withdrawn,
)


@dataclass(frozen=True, slots=True)
class _Skipped:
    """A skipped request, with the number of the decision that prevents it, if one does."""

    article: Article
    why: SkipReason
    kind: Kind
    number: int | None


class ActBuilder:
    """A collector of an act's decisions and skipped requests, inside its caller's transaction.

    `articles` are the primary keys of all articles that requests will be added for.
    """

    def __init__(self, by: User, articles: Collection[int]) -> None:
        self.by = by
        rulings = Decision.objects.filter(article_id__in=articles).rulings()
        self.rulings = {pk: rulings.get(pk, []) for pk in articles}
        self.decisions: list[Decision] = []
        self.results: list[tuple[Article, EffectiveState]] = []
        self._skipped: list[_Skipped] = []

    def add(self, requested: DecisionRequest, article: Article) -> None:
        """Add the decision that a request asks for, or skip the request."""
        before = effective_state(article.upstream, self.rulings[article.pk])
        reduced = _without_unchanged(requested, before, self._may_settle)
        skipped = self._conflict(requested, reduced, article, before)
        if skipped:
            self._skipped.append(skipped)
            return
        upstream_seen = {name: article.upstream.get(name) for name in (*reduced.fields, STORY)}
        number = article.decision_count + 1
        ruling = Ruling(
            number,
            reduced.kind,
            reduced.values,
            upstream_seen,
            by=self.by.pk,
            version=article.version,
        )
        self._record_decision(reduced, article, before, ruling)

    def withdraw(self, target: Decision, article: Article, note: str) -> None:
        """Add the undo of a decision, or skip it where that would change nothing."""
        rulings = self.rulings[article.pk]
        before = effective_state(article.upstream, rulings)
        ruling = Ruling(
            article.decision_count + 1, Kind.UNDO, withdraws=target.number, by=self.by.pk
        )
        after = effective_state(article.upstream, [*rulings, ruling])
        if not differs(before, after):
            why: SkipReason = "same" if target.number in withdrawn(rulings) else "decided"
            since = None if why == "same" else self._latest(article, before, list(target.changes))
            self._skipped.append(_Skipped(article, why, Kind.UNDO, since))
            return
        values = {name: after.values[name] for name in changed_fields(before, after)}
        requested = DecisionRequest(article.pk, Kind.UNDO, values, Seen.of(article), note=note)
        self._record_decision(requested, article, before, ruling, target)

    @property
    def is_blocked(self) -> bool:
        """Whether any request was skipped for another reason than that it would change nothing."""
        return any(skipped.why != "same" for skipped in self._skipped)

    def skips(self) -> list[SkippedRequest]:
        """Return the skipped requests; one query reads all decisions that prevent them."""
        numbers = {skipped.number for skipped in self._skipped if skipped.number}
        decisions: dict[tuple[int, int | None], Decision] = {}
        if numbers:
            articles = [skipped.article.pk for skipped in self._skipped if skipped.number]
            rows = Decision.objects.filter(article_id__in=articles, number__in=numbers)
            for row in rows.select_related("act__by", "withdraws").order_by():
                decisions[row.article_id, row.number] = row
        return [
            SkippedRequest(
                each.article, each.why, each.kind, decisions.get((each.article.pk, each.number))
            )
            for each in self._skipped
        ]

    def record(self, token: str, place: str, act: Act | None = None) -> Outcome:
        """Store the decisions and apply their states; return the outcome.

        They are stored as a new act, or added to `act`. Without decisions, no act is stored.
        """
        if not self.decisions:
            return Outcome(act, [], self.skips())
        now = timezone.now()
        act = act or Act.objects.create(by=self.by, at=now, place=place, token=token)
        for decision in self.decisions:
            decision.act = act
        Decision.objects.bulk_create(self.decisions)
        apply_states(self.results, at=now, also=["decision_count"])
        return Outcome(act, self.decisions, self.skips())

    def _record_decision(
        self,
        requested: DecisionRequest,
        article: Article,
        before: EffectiveState,
        ruling: Ruling,
        target: Decision | None = None,
    ) -> None:
        """Add the decision to those that `record` stores. `target` is the one that it undoes."""
        after = effective_state(article.upstream, [*self.rulings[article.pk], ruling])
        self.decisions.append(
            Decision(
                article=article,
                number=ruling.number,
                kind=requested.kind,
                reason=requested.reason,
                note=requested.note.strip(),
                changes={n: [before.values[n], after.values[n]] for n in requested.fields},
                upstream_seen=dict(ruling.upstream_seen),
                text_id=article.newest_text_id,
                version=article.version,
                withdraws=target,
            )
        )
        article.decision_count = ruling.number
        self.results.append((article, after))

    def _conflict(
        self,
        requested: DecisionRequest,
        reduced: DecisionRequest,
        article: Article,
        before: EffectiveState,
    ) -> _Skipped | None:
        """Return the request as skipped, with the reason, or None where it can be carried out."""
        if reduced.kind == Kind.CONFIRM:
            return self._conflict_of_confirming(reduced, article, before)
        if not reduced.values:
            has_values = requested.kind not in WITHOUT_VALUES
            latest = self._latest(article, before, requested.fields) if has_values else None
            return _Skipped(article, "same", requested.kind, latest)
        seen = requested.seen.standing
        since = [name for name in reduced.fields if before.numbers.get(name) != seen.get(name)]
        if since:
            return _Skipped(
                article, "decided", requested.kind, self._latest(article, before, since)
            )
        if article.version != requested.seen.version:
            return _Skipped(article, "text", requested.kind, None)
        if before.status not in VERBS[reduced.kind].applies_from:
            return _Skipped(article, "status", requested.kind, None)
        if reduced.kind in (Kind.KEEP_OURS, Kind.TAKE_THEIRS):
            return None  # resolving a conflict needs a permission, not an override
        others = [name for name in reduced.fields if self._is_anothers(before, name)]
        if others and not self.by.has_perm(permissions.OVERRIDE):
            return _Skipped(article, "right", requested.kind, self._latest(article, before, others))
        if others and not requested.note.strip():
            return _Skipped(article, "note", requested.kind, self._latest(article, before, others))
        return None

    def _conflict_of_confirming(
        self, requested: DecisionRequest, article: Article, before: EffectiveState
    ) -> _Skipped | None:
        """Do as `_conflict` for a request that an article stays published as it is now."""
        if before.status not in VERBS[requested.kind].applies_from:
            return _Skipped(article, "status", requested.kind, None)
        if article.version != requested.seen.version:
            return _Skipped(article, "text", requested.kind, None)
        if not (article.unseen_since or article.withdrawn_since):
            return _Skipped(article, "same", requested.kind, self._latest(article, before, []))
        return None

    def _may_settle(self, owner: Owner) -> bool:
        """Tell whether the person may settle a conflict about a field of this owner's."""
        return owner.ruling.by == self.by.pk or self.by.has_perm(permissions.RESOLVE_CONFLICT)

    def _is_anothers(self, before: EffectiveState, name: str) -> bool:
        """Tell whether another person's decision owns the field.

        A status that was sent back to waiting, or reset by a replaced story, counts as nobody's.
        """
        owner = before.owners.get(name)
        if owner is None or owner.ruling.by == self.by.pk:
            return False
        return not (name == "published" and owner.ruling.kind in (Kind.REOPEN, Kind.REPLACED))

    def _latest(
        self, article: Article, before: EffectiveState, fields: Sequence[str]
    ) -> int | None:
        """Return the number of the newest standing decision on the fields, else of any decision."""
        numbers = [before.numbers[name] for name in fields if name in before.numbers]
        all_numbers = (ruling.number for ruling in self.rulings[article.pk])
        return max(numbers, default=None) or max(all_numbers, default=None)


def _without_unchanged(
    requested: DecisionRequest, before: EffectiveState, may_settle: Callable[[Owner], bool]
) -> DecisionRequest:
    """Return the request without fields that a decision has set to the same value already.

    These keep their owner. Approving an approved article with a quality becomes a decision on the
    quality alone. Deciding the same value again while a conflict is open keeps ours.
    """
    if requested.kind == Kind.RELEASE:
        owned = {name: None for name in requested.values if name in before.owners}
        return replace(requested, values=owned)
    if requested.kind in WITHOUT_VALUES:
        in_conflict = {
            name: before.values[name] for name in requested.values if name in before.conflicts
        }
        return replace(requested, values=in_conflict)
    if requested.kind == Kind.CONFIRM and not requested.values:
        return requested
    changed = {
        name: value
        for name, value in requested.values.items()
        if not (name in before.owners and before.values[name] == value)
        or (name == "published" and before.status != VERBS[requested.kind].leads_to)
    }
    settled = {
        name: value
        for name, value in requested.values.items()
        if name not in changed and name in before.conflicts and may_settle(before.owners[name])
    }
    if settled and not changed:
        return replace(requested, kind=Kind.KEEP_OURS, values=settled)
    values = {
        name: requested.values[name] for name in requested.values if name in changed | settled
    }
    kind = requested.kind
    if kind in (*PUBLISHES, Kind.CONFIRM) and "published" not in values:
        kind = Kind.EDIT if values.keys() - {"quality"} else Kind.SET_QUALITY
    return replace(requested, kind=kind, values=values)
