"""Undo an act: withdraw its decisions, so that earlier decisions own the fields again."""

from collections.abc import Sequence
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from articles import permissions
from articles.models import Act, Batch, Decision
from articles.moderation.acts import ActBuilder
from articles.moderation.decision_requests import Outcome
from articles.moderation.decisions import lock_articles, may, note_fault
from articles.moderation.tokens import first_result, single_use_token
from articles.rules import Kind

#: How many articles are read and written at a time, so that no query grows with the act.
UNDONE_AT_ONCE: Final = 500


def undo(act: Act, *, by: User, token: str, place: str, note: str = "") -> Outcome:
    """Withdraw an act: the fields of its articles get the values that they would have without it.

    Records a new act with the undos, in one transaction; the undo of an undo redoes what it undid.
    Decisions whose undo would change nothing, since others were made later or they are undone
    already, are in the outcome's skips; where all are, no act is stored. An unfinished batch of the
    act is finished in any case. `token` is an idempotency token: where an act has it, the outcome
    is that act with its decisions. An article whose `published` is upstream's again afterwards has
    the status waiting while it is in doubt what upstream says.

    Raises:
        PermissionDenied: the act is another person's and `by` may not override, the act is an
            import's, `by` lacks the permission for a kind of its decisions (where the act is itself
            an undo: of the decisions that it brings back or withdraws), or the token is another
            user's.
        ValidationError: the act is another person's and there is no note, the note can't be stored,
            or the token was used for another act than an undo of this one, or isn't 1 to
            TOKEN_LENGTH printable characters.
    """
    _check_may_undo(act, by, note)
    with single_use_token(token), transaction.atomic():
        # Undoing a batch that is still running ends it, so that no chunk follows the undo.
        # The batch is locked before the articles, in the order in which a chunk locks them.
        Batch.objects.filter(act=act, finished_at=None).update(finished_at=timezone.now())
        Act.objects.select_for_update(no_key=True).get(pk=act.pk)
        targets = list(act.decisions.order_by("article_id"))
        numbers = {target.pk for target in targets}
        earlier = first_result(token, by, lambda each: each.withdraws_id in numbers)
        if earlier:
            return earlier
        outcome = Outcome(None, [], [])
        for start in range(0, len(targets), UNDONE_AT_ONCE):
            builder = _withdraw(targets[start : start + UNDONE_AT_ONCE], by, note)
            part = builder.record(token, place, outcome.act)
            decisions, skips = outcome.decisions + part.decisions, outcome.skips + part.skips
            outcome = Outcome(part.act, decisions, skips)
        return outcome


def _check_may_undo(act: Act, by: User, note: str) -> None:
    """Raise PermissionDenied or ValidationError where the user may not undo the act.

    The cases are those of `undo`, without those of the token.
    """
    if act.by_id is None:
        raise PermissionDenied("What an import recorded can't be undone.")
    if act.by_id != by.pk and not by.has_perm(permissions.OVERRIDE):
        raise PermissionDenied("Only an editor can undo what somebody else decided.")
    if act.by_id != by.pk and not note.strip():
        raise ValidationError({"note": "Say in a note why you undo what somebody else decided."})
    fault = note_fault(note)
    if fault:
        raise ValidationError({"note": fault})
    if not all(may(by, kind) for kind in _kinds_undone(act)):
        raise PermissionDenied("Undoing this needs the right to do it.")


def _withdraw(targets: Sequence[Decision], by: User, note: str) -> ActBuilder:
    """Lock the articles of the decisions, and return a builder with their undos, to be recorded.

    An undo that would change nothing is one of the builder's skips. Nothing is stored.
    """
    articles = lock_articles(target.article_id for target in targets)
    builder = ActBuilder(by, articles)
    for target in targets:
        builder.withdraw(target, articles[target.article_id], note)
    return builder


def _kinds_undone(act: Act) -> set[Kind]:
    """Return the kinds of the act's decisions, other than undo.

    Of an undo, they are those of the act that it undoes in the end, through all undos, also of
    decisions in that act that it skipped.
    """
    kinds: set[str] = set()
    step: int | None = act.pk
    while step:
        decisions = Decision.objects.filter(act=step).order_by()
        kinds.update(decisions.values_list("kind", flat=True).distinct())
        # An undo withdraws decisions of one act.
        step = decisions.filter(kind=Kind.UNDO).values_list("withdraws__act", flat=True).first()
    return {Kind(kind) for kind in kinds} - {Kind.UNDO}
