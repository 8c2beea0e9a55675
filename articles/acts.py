"""One act in the making: each order compared with what stands, and what is left of it recorded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Act, Article, Decision
from articles.models.keeping import keep
from articles.orders import Order, Outcome, Seen, Skip, Why
from articles.standing import (
    LETS_GO,
    PUBLISHES,
    Kind,
    Ruling,
    Standing,
    Status,
    differ,
    stand,
    withdrawn,
)

OVERRIDE: Final = "articles.override_decision"
RESOLVE: Final = "articles.resolve_conflict"

#: From which status each verb leads on, and to which.
APPLIES: Final[Mapping[Kind, frozenset[Status]]] = {
    Kind.APPROVE: frozenset(Status),
    Kind.REJECT: frozenset({Status.WAITING}),
    Kind.UNPUBLISH: frozenset({Status.PUBLISHED}),
    Kind.REOPEN: frozenset({Status.PUBLISHED, Status.REJECTED, Status.TAKEN_DOWN}),
}
RESULT: Final[Mapping[Kind, Status]] = {
    Kind.APPROVE: Status.PUBLISHED,
    Kind.REJECT: Status.REJECTED,
    Kind.UNPUBLISH: Status.TAKEN_DOWN,
    Kind.REOPEN: Status.WAITING,
}


@dataclass(frozen=True, slots=True)
class _Skipped:
    """A skip whose decision is known by its number alone."""

    article: Article
    why: Why
    kind: Kind
    number: int | None


class ActInTheMaking:
    """Collects decisions and skips; lives inside the transaction of `decide` or `undo`."""

    def __init__(self, by: User, articles: Collection[int]) -> None:
        self.by = by
        found = Decision.objects.filter(article_id__in=articles).rulings()
        self.rulings = {pk: found.get(pk, []) for pk in articles}
        self.decisions: list[Decision] = []
        self.results: list[tuple[Article, Standing]] = []
        self._skipped: list[_Skipped] = []

    def carry_out(self, wanted: Order, article: Article) -> None:
        before = stand(article.upstream, self.rulings[article.pk])
        trimmed = _without_what_is_so(wanted, before)
        obstacle = self._obstacle(wanted, trimmed, article, before)
        if obstacle:
            self._skipped.append(obstacle)
            return
        seen = {name: article.upstream.get(name) for name in trimmed.fields}
        self._add(trimmed, article, before, Ruling(
            article.decision_count + 1, trimmed.kind, trimmed.values, seen, by=self.by.pk
        ))  # fmt: skip

    def withdraw(self, target: Decision, article: Article, note: str) -> None:
        rulings = self.rulings[article.pk]
        before = stand(article.upstream, rulings)
        ruling = Ruling(
            article.decision_count + 1, Kind.UNDO, withdraws=target.number, by=self.by.pk
        )
        after = stand(article.upstream, [*rulings, ruling])
        changed = differ(before, after)
        if not changed:
            why: Why = "same" if target.number in withdrawn(rulings) else "decided"
            since = None if why == "same" else self._latest(article, before, list(target.changes))
            self._skipped.append(_Skipped(article, why, Kind.UNDO, since))
            return
        values = {name: after.values[name] for name in changed}
        wanted = Order(article.pk, Kind.UNDO, values, Seen.of(article), note=note)
        self._add(wanted, article, before, ruling, target)

    @property
    def is_blocked(self) -> bool:
        """Whether the person has to look again at any of it."""
        return any(skipped.why != "same" for skipped in self._skipped)

    def skips(self) -> list[Skip]:
        """Return what was not carried out; one query finds all the decisions in the way."""
        numbers = {skipped.number for skipped in self._skipped if skipped.number}
        found: dict[tuple[int, int | None], Decision] = {}
        if numbers:
            articles = [skipped.article.pk for skipped in self._skipped if skipped.number]
            rows = Decision.objects.filter(article_id__in=articles, number__in=numbers)
            for row in rows.select_related("act__by", "withdraws").order_by():
                found[row.article_id, row.number] = row
        return [
            Skip(each.article, each.why, each.kind, found.get((each.article.pk, each.number)))
            for each in self._skipped
        ]

    def record(self, token: str, place: str, act: Act | None = None) -> Outcome:
        """Store what was decided, as an act of its own or as a further part of `act`."""
        if not self.decisions:
            return Outcome(act, [], self.skips())
        now = timezone.now()
        act = act or Act.objects.create(by=self.by, at=now, place=place, token=token)
        for decision in self.decisions:
            decision.act = act
        Decision.objects.bulk_create(self.decisions)
        keep(self.results, at=now, also=["decision_count"])
        return Outcome(act, self.decisions, self.skips())

    def _add(
        self, wanted: Order, article: Article, before: Standing, ruling: Ruling,
        target: Decision | None = None,
    ) -> None:  # fmt: skip
        after = stand(article.upstream, [*self.rulings[article.pk], ruling])
        self.decisions.append(
            Decision(
                article=article,
                number=ruling.number,
                kind=wanted.kind,
                reason=wanted.reason,
                note=wanted.note.strip(),
                changes={n: [before.values[n], after.values[n]] for n in wanted.fields},
                upstream_seen=dict(ruling.upstream_seen),
                text_id=article.newest_text_id,
                withdraws=target,
            )
        )
        article.decision_count = ruling.number
        self.results.append((article, after))

    def _obstacle(
        self, wanted: Order, trimmed: Order, article: Article, before: Standing
    ) -> _Skipped | None:
        if not trimmed.values:
            is_so = wanted.kind not in LETS_GO
            latest = self._latest(article, before, wanted.fields) if is_so else None
            return _Skipped(article, "same", wanted.kind, latest)
        since = [
            name for name in trimmed.fields
            if before.numbers.get(name) != wanted.seen.standing.get(name)
        ]  # fmt: skip
        if since:
            latest = self._latest(article, before, since)
            return _Skipped(article, "decided", wanted.kind, latest)
        if article.version != wanted.seen.version:
            return _Skipped(article, "text", wanted.kind, None)
        if before.status not in APPLIES.get(trimmed.kind, Status):
            return _Skipped(article, "status", wanted.kind, None)
        if trimmed.kind in (Kind.KEEP_OURS, Kind.TAKE_THEIRS):
            return None  # whoever may settle conflicts settles everybody's
        against = [name for name in trimmed.fields if self._is_anothers(before, name)]
        if against:
            theirs = self._latest(article, before, against)
            if not self.by.has_perm(OVERRIDE):
                return _Skipped(article, "right", wanted.kind, theirs)
            if not wanted.note.strip():
                return _Skipped(article, "note", wanted.kind, theirs)
        return None

    def _is_anothers(self, before: Standing, name: str) -> bool:
        owner = before.owners.get(name)
        # What was sent back to waiting was sent back for somebody to decide.
        asks = owner and owner.ruling.kind in (Kind.REOPEN, Kind.REPLACED) and name == "published"
        return owner is not None and not asks and owner.ruling.by != self.by.pk

    def _latest(self, article: Article, before: Standing, fields: Sequence[str]) -> int | None:
        """Return the newest decision standing on any of the fields, else the article's newest."""
        numbers = [before.numbers[name] for name in fields if name in before.numbers]
        all_of_them = (ruling.number for ruling in self.rulings[article.pk])
        return max(numbers, default=None) or max(all_of_them, default=None)


def _without_what_is_so(wanted: Order, before: Standing) -> Order:
    """Leave out fields that already stand as wanted, so that they keep whoever decided them."""
    if wanted.kind == Kind.RELEASE:
        owned = {name: None for name in wanted.values if name in before.owners}
        return replace(wanted, values=owned)
    if wanted.kind in LETS_GO:
        open_ = {name: before.values[name] for name in wanted.values if name in before.conflicts}
        return replace(wanted, values=open_)
    left = {
        name: value
        for name, value in wanted.values.items()
        if not (name in before.owners and before.values[name] == value)
        or (name == "published" and before.status != RESULT[wanted.kind])
    }
    kind = wanted.kind
    if kind in PUBLISHES and "published" not in left:
        kind = Kind.EDIT if left.keys() - {"quality"} else Kind.SET_QUALITY
    return replace(wanted, kind=kind, values=left)
