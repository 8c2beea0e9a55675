"""Build one act: compare each request with the article as it is now, and record its decisions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from articles import permissions
from articles.models import Act, Article, Decision
from articles.models.decision import WITHDRAWN
from articles.moderation.apply import apply_states
from articles.moderation.decision_requests import (
    DecisionRequest,
    Outcome,
    Seen,
    SkippedRequest,
    SkipReason,
)
from articles.moderation.status_times import status_times
from articles.moderation.unchanged import without_unchanged
from articles.moderation.verbs import VERBS
from articles.moderation.words import fault_of_choice
from articles.rules import (
    KEEPS_CONTENT,
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
    """A skipped request; `number` is that of the decision to report with the reason, or None."""

    article: Article
    why: SkipReason
    kind: Kind
    number: int | None


class ActBuilder:
    """Collect an act's decisions and skipped requests in memory; `record` stores the decisions.

    `articles` are the primary keys of all articles that requests will be added for, one request
    each; one query reads all their decisions. To record, lock the articles before this query, in
    the transaction of `record`.
    """

    def __init__(self, by: User, articles: Collection[int]) -> None:
        self.by = by
        rulings = Decision.objects.filter(article_id__in=articles).rulings()
        self.rulings = {pk: rulings.get(pk, []) for pk in articles}
        self.decisions: list[Decision] = []
        self.results: list[tuple[Article, EffectiveState]] = []
        self._skipped: list[_Skipped] = []

    def add(self, requested: DecisionRequest, article: Article) -> None:
        """Add the decision that a request asks for, or skip the request and keep the reason.

        First leaves out what the request would not change, as `without_unchanged`, which may change
        the kind too: a *confirm* with values becomes, for example, *set quality*, and is checked as
        that. Then the first SkipReason that applies counts: `same`, `decided`, `text`, `status`,
        those of a release's choice of words, `right`, `note`; the last two not for *keep ours* and
        *take theirs*. For a *confirm* without values: `status`, `text`, `same` (nothing is unseen).
        Stores nothing; a decision added increments `article.decision_count` in memory.
        """
        before = effective_state(article.upstream, self.rulings[article.pk])
        reduced = without_unchanged(requested, before, self._may_settle)
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
        """Add the undo of a decision, or skip it where that would change nothing.

        It is skipped as `same` where the decision is undone already, else as `decided`; the
        decision to report is then the newest standing one on its fields, else the article's newest.
        Checks no permission and no snapshot. Stores nothing; an undo added increments
        `article.decision_count` in memory.
        """
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
        """Whether any request was skipped for a reason other than `same` (no change)."""
        return any(skipped.why != "same" for skipped in self._skipped)

    def skips(self) -> list[SkippedRequest]:
        """Return the skipped requests in the order in which they were added.

        Each has the decision to report with its reason, or None. At most one query.
        """
        numbers = {skipped.number for skipped in self._skipped if skipped.number}
        decisions: dict[tuple[int, int | None], Decision] = {}
        if numbers:
            articles = [skipped.article.pk for skipped in self._skipped if skipped.number]
            rows = Decision.objects.filter(article_id__in=articles, number__in=numbers)
            for row in rows.select_related("act__by", WITHDRAWN).order_by():
                decisions[row.article_id, row.number] = row
        return [
            SkippedRequest(
                each.article, each.why, each.kind, decisions.get((each.article.pk, each.number))
            )
            for each in self._skipped
        ]

    def record(self, token: str, place: str, act: Act | None = None) -> Outcome:
        """Store the decisions, apply the new states to the articles, and return the outcome.

        The decisions belong to `act` if given, else to a new act with this token and place; then
        IntegrityError is raised where another act has the token. Without decisions nothing is
        stored, and the outcome has `act` as given. *Confirm* and *keep ours* leave `changed_at` of
        the articles unchanged; an undo that changes the status or who decided it sets
        `status_since` by `status_times`, or to now. Runs inside the caller's transaction.
        """
        if not self.decisions:
            return Outcome(act, [], self.skips())
        now = timezone.now()
        act = act or Act.objects.create(by=self.by, at=now, place=place, token=token)
        for decision in self.decisions:
            decision.act = act
        Decision.objects.bulk_create(self.decisions)
        unchanged = {each.article_id for each in self.decisions if each.kind in KEEPS_CONTENT}
        undone = {each.article_id for each in self.decisions if each.kind == Kind.UNDO}
        restored = [each for each in self.results if each[0].pk in undone and _moves_status(*each)]
        apply_states(
            self.results,
            at=now,
            also=["decision_count"],
            unchanged=unchanged,
            status_times=status_times(restored) if restored else {},
        )
        return Outcome(act, self.decisions, self.skips())

    def _record_decision(
        self,
        requested: DecisionRequest,
        article: Article,
        before: EffectiveState,
        ruling: Ruling,
        target: Decision | None = None,
    ) -> None:
        """Add the decision, and the article's state after it, to those that `record` stores.

        Stores nothing; sets the article's `decision_count` in memory. `target` is the decision that
        an undo withdraws.
        """
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
        """Return the request as skipped for the first reason against it, or None without any.

        `reduced` is `requested` as `without_unchanged` returns it. In this order: no field is left
        (`same`); the standing decision on one is not that of the snapshot (`decided`); nor is the
        version (`text`); the kind doesn't apply to the status (`status`); a release doesn't choose
        between two words (`fault_of_choice`); another's decision owns a field, without the
        permission to override (`right`) or a note (`note`). The last two don't apply to *keep ours*
        and *take theirs*. *Confirm*: as `_conflict_of_confirming`.
        """
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
        fault = fault_of_choice(reduced, article) if reduced.kind == Kind.RELEASE else None
        if fault:
            return _Skipped(article, fault, requested.kind, None)
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
        """Return a request to leave an article published as skipped, or None without a reason.

        The reasons, in this order: it is not published (`status`), its version is not that of the
        snapshot (`text`), or no change and no withdrawal by upstream is unseen (`same`).
        """
        if before.status not in VERBS[requested.kind].applies_from:
            return _Skipped(article, "status", requested.kind, None)
        if article.version != requested.seen.version:
            return _Skipped(article, "text", requested.kind, None)
        if not (article.unseen_since or article.withdrawn_since):
            return _Skipped(article, "same", requested.kind, self._latest(article, before, []))
        return None

    def _may_settle(self, owner: Owner) -> bool:
        """Tell whether the person may settle a conflict on a field with this owner.

        They may if the decision is their own, or with the permission to resolve conflicts.
        """
        return owner.ruling.by == self.by.pk or self.by.has_perm(permissions.RESOLVE_CONFLICT)

    def _is_anothers(self, before: EffectiveState, name: str) -> bool:
        """Tell whether a decision that is not this person's own owns the field.

        False without an owner, and for `published` where the article was sent back to waiting, or
        its story was replaced.
        """
        owner = before.owners.get(name)
        if owner is None or owner.ruling.by == self.by.pk:
            return False
        return not (name == "published" and owner.ruling.kind in (Kind.REOPEN, Kind.REPLACED))

    def _latest(
        self, article: Article, before: EffectiveState, fields: Sequence[str]
    ) -> int | None:
        """Return the number of the newest standing decision on any of the fields.

        Without one, that of the article's newest decision, undone or not; None where it has none.
        """
        numbers = [before.numbers[name] for name in fields if name in before.numbers]
        all_numbers = (ruling.number for ruling in self.rulings[article.pk])
        return max(numbers, default=None) or max(all_numbers, default=None)


def _moves_status(article: Article, state: EffectiveState) -> bool:
    """Tell whether the status or its decider differ from those of the article in memory."""
    return (article.status, article.decided_by_id) != (state.status, state.decided_by)
