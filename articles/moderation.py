"""The one door: every decision of a person passes here, whatever page or command it came from.

An act checks rights, compares with what was seen, changes the articles and records itself, in one
transaction. The rules are those of newsroom/docs/architecture.md; what stands is computed by
`standing` and stored by `models.keeping`.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final, NotRequired, TypedDict, Unpack

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from articles.acts import OVERRIDE, RESOLVE, ActInTheMaking
from articles.models import Act, Article, Batch, Decision
from articles.orders import Order, Outcome, Seen, Skip, Stale, check_values, note_fault, tidied
from articles.standing import LETS_GO, PUBLISHES, Kind, Value
from articles.tokens import first_answer, is_answer, token_used_once

__all__ = [
    "Order", "Outcome", "Seen", "Skip", "Stale",
    "approve", "check_rights", "decide", "edit", "foresee", "keep_ours", "may", "order", "reject",
    "release", "reopen", "set_quality", "take_theirs", "undo", "unpublish",
]  # fmt: skip

#: The permission that each kind of decision needs.
RIGHTS: Final[Mapping[Kind, str]] = {
    Kind.APPROVE: "articles.approve_article",
    Kind.REJECT: "articles.reject_article",
    Kind.UNPUBLISH: "articles.unpublish_article",
    Kind.REOPEN: "articles.reopen_article",
    Kind.SET_QUALITY: "articles.set_quality_article",
    Kind.EDIT: "articles.edit_article",
    Kind.RELEASE: "articles.release_article",
    Kind.KEEP_OURS: RESOLVE,
    Kind.TAKE_THEIRS: RESOLVE,
}
MANY: Final = "articles.decide_many_articles"
#: What foreseeing an act needs of an article.
FORESEEN: Final = (
    "version", "upstream", "standing", "status", "published", "decision_count", "newest_text",
)  # fmt: skip
#: An undo's articles are read and written in parts, so that no query grows with the act.
UNDONE_AT_ONCE: Final = 500


def may(user: User, kind: Kind) -> bool:
    """Tell whether the person may decide so at all (not: on this article, now)."""
    return user.has_perm(RIGHTS[kind])


def order(
    kind: Kind,
    article: Article | int,
    seen: Seen,
    values: Mapping[str, Value],
    *,
    reason: str = "",
    note: str = "",
) -> Order:
    """Return the order that a verb means: `published` follows from the kind."""
    pk = article if isinstance(article, int) else article.pk
    meant = {**values, **({"published": PUBLISHES[kind]} if kind in PUBLISHES else {})}
    return Order(pk, kind, meant, seen, reason=reason, note=note)


class ActWords(TypedDict):
    """What every act says: who, where, the form's token, what was seen of each article."""

    by: User
    place: str
    token: str
    seen: Mapping[int, Seen]
    note: NotRequired[str]


def approve(
    articles: Iterable[Article], *, quality: int | None = None, **act: Unpack[ActWords]
) -> Outcome:
    """Publish; with `quality` (points) also set that, as one decision."""
    return _each(Kind.APPROVE, articles, {} if quality is None else {"quality": quality}, **act)


def reject(articles: Iterable[Article], *, reason: str = "", **act: Unpack[ActWords]) -> Outcome:
    """Say no to waiting articles."""
    return _each(Kind.REJECT, articles, {}, reason, **act)


def unpublish(articles: Iterable[Article], *, reason: str = "", **act: Unpack[ActWords]) -> Outcome:
    """Take published articles down."""
    return _each(Kind.UNPUBLISH, articles, {}, reason, **act)


def reopen(articles: Iterable[Article], **act: Unpack[ActWords]) -> Outcome:
    """Send articles back to waiting, until decided, whatever upstream says."""
    return _each(Kind.REOPEN, articles, {}, **act)


def set_quality(articles: Iterable[Article], quality: int, **act: Unpack[ActWords]) -> Outcome:
    """Set the quality (points)."""
    return _each(Kind.SET_QUALITY, articles, {"quality": quality}, **act)


def edit(
    articles: Iterable[Article], values: Mapping[str, Value], **act: Unpack[ActWords]
) -> Outcome:
    """Set title, excerpt, type or topics."""
    return _each(Kind.EDIT, articles, values, **act)


def release(articles: Iterable[Article], fields: Sequence[str], **act: Unpack[ActWords]) -> Outcome:
    """Let the fields follow upstream again."""
    return _each(Kind.RELEASE, articles, dict.fromkeys(fields), **act)


def keep_ours(
    articles: Iterable[Article], fields: Sequence[str], **act: Unpack[ActWords]
) -> Outcome:
    """Settle conflicts: what was decided here goes on standing against what upstream says now."""
    return _each(Kind.KEEP_OURS, articles, dict.fromkeys(fields), **act)


def take_theirs(
    articles: Iterable[Article], fields: Sequence[str], **act: Unpack[ActWords]
) -> Outcome:
    """Settle conflicts: the fields follow upstream again."""
    return _each(Kind.TAKE_THEIRS, articles, dict.fromkeys(fields), **act)


def _each(
    kind: Kind,
    articles: Iterable[Article],
    values: Mapping[str, Value],
    reason: str = "",
    **act: Unpack[ActWords],
) -> Outcome:
    orders = [
        order(kind, each, act["seen"][each.pk], values, reason=reason, note=act.get("note", ""))
        for each in articles
    ]
    return decide(orders, by=act["by"], token=act["token"], place=act["place"])


def decide(
    orders: Sequence[Order],
    *,
    by: User,
    token: str,
    place: str,
    all_or_nothing: bool = False,
    act: Act | None = None,
) -> Outcome:
    """Carry out orders on different articles as one act.

    Orders that can't be carried out are named in the outcome's skips; with `all_or_nothing`,
    one that was decided or changed since it was seen, or lacks a right, stops all of them.
    A known token gives the first answer again. With `act`, what is decided becomes a further part
    of that act; whoever goes on with one sees to it that nothing is asked for twice (see
    `articles.batches`).

    Raises:
        PermissionDenied: the person may not decide so at all, or the token is somebody else's.
        ValidationError: a value is not one the field can hold, or the token served another form.
        Stale: with `all_or_nothing`, carrying the outcome; nothing was changed.
    """
    wanted = _checked(orders, by)
    with token_used_once(token), transaction.atomic():
        articles = _lock(wanted)
        answered = first_answer(token, by, partial(is_answer, wanted)) if act is None else None
        if answered:
            return answered
        work = _carried_out(wanted, articles, by)
        if all_or_nothing and work.is_blocked:
            raise Stale(Outcome(None, [], work.skips()))
        return work.record(token, place, act)


def foresee(orders: Sequence[Order], *, by: User) -> Outcome:
    """Return what `decide` would make of the orders now: the same path, with nothing recorded.

    The outcome has no act, and its decisions are not stored. Raises what `decide` would.
    """
    wanted = _checked(orders, by)
    rows = Article.objects.filter(pk__in=wanted).only(*FORESEEN)
    work = _carried_out(wanted, {article.pk: article for article in rows}, by)
    return Outcome(None, work.decisions, work.skips())


def _checked(orders: Sequence[Order], by: User) -> dict[int, Order]:
    """Return the orders by article, each one that may be asked for."""
    check_rights(orders, by)
    wanted = {each.article_id: tidied(each) for each in orders}
    if len(wanted) < len(orders):
        raise ValueError("an act decides on an article once")
    for each in wanted.values():
        check_values(each)
    return wanted


def _carried_out(
    wanted: Mapping[int, Order], articles: Mapping[int, Article], by: User
) -> ActInTheMaking:
    if len(articles) < len(wanted):
        raise ValidationError("There is no such article.")
    work = ActInTheMaking(by, articles)
    for pk, each in wanted.items():
        work.carry_out(each, articles[pk])
    return work


def undo(act: Act, *, by: User, token: str, place: str, note: str = "") -> Outcome:
    """Withdraw an act; each field falls to the decision before it, else to upstream's word.

    Only what nobody has decided since is restored; the skips name the rest.

    Raises:
        PermissionDenied: it is somebody else's act and the person may not override, or the act
            was an import's.
        ValidationError: it is somebody else's act and there is no note.
    """
    if act.by_id is None:
        raise PermissionDenied("What an import recorded can't be undone.")
    if act.by_id != by.pk:
        if not by.has_perm(OVERRIDE):
            raise PermissionDenied("Only an editor can undo what somebody else decided.")
        if not note.strip():
            raise ValidationError(
                {"note": "Say in a note why you undo what somebody else decided."}
            )
    fault = note_fault(note)
    if fault:
        raise ValidationError({"note": fault})
    if not all(may(by, kind) for kind in _kinds_undone(act)):
        raise PermissionDenied("Undoing this needs the right to do it.")
    with token_used_once(token), transaction.atomic():
        # Whoever undoes a batch that is still running ends it, so that nothing is added behind.
        # Batch before articles, as a chunk locks them.
        Batch.objects.filter(act=act, finished_at=None).update(finished_at=timezone.now())
        Act.objects.select_for_update(no_key=True).get(pk=act.pk)
        targets = list(act.decisions.order_by("article_id"))
        numbers = {target.pk for target in targets}
        answered = first_answer(token, by, lambda each: each.withdraws_id in numbers)
        if answered:
            return answered
        outcome = Outcome(None, [], [])
        for start in range(0, len(targets), UNDONE_AT_ONCE):
            work = _withdrawn(targets[start : start + UNDONE_AT_ONCE], by, note)
            done = work.record(token, place, outcome.act)
            decisions, skips = outcome.decisions + done.decisions, outcome.skips + done.skips
            outcome = Outcome(done.act, decisions, skips)
        return outcome


def _withdrawn(targets: Sequence[Decision], by: User, note: str) -> ActInTheMaking:
    articles = _lock(target.article_id for target in targets)
    work = ActInTheMaking(by, articles)
    for target in targets:
        work.withdraw(target, articles[target.article_id], note)
    return work


def _kinds_undone(act: Act) -> set[Kind]:
    """Return what an undo of it is about in the end: to undo an undo is to decide again."""
    kinds: set[str] = set()
    step: int | None = act.pk
    while step:
        decisions = Decision.objects.filter(act=step).order_by()
        kinds.update(decisions.values_list("kind", flat=True).distinct())
        # What an undo withdraws is of one act.
        step = decisions.filter(kind=Kind.UNDO).values_list("withdraws__act", flat=True).first()
    return {Kind(kind) for kind in kinds} - {Kind.UNDO}


def _lock(pks: Iterable[int]) -> dict[int, Article]:
    """Return the articles, locked; SQLite's IMMEDIATE transaction has locked all of them."""
    rows = Article.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk")
    return {article.pk: article for article in rows}


def check_rights(orders: Sequence[Order], by: User) -> None:
    """Raise PermissionDenied where the person may not decide so at all."""
    needed = {RIGHTS[each.kind] for each in orders}
    for each in orders:
        if each.kind in LETS_GO:
            continue
        needed |= {RIGHTS[Kind.SET_QUALITY]} if "quality" in each.values else set()
        needed |= {RIGHTS[Kind.EDIT]} if each.values.keys() - {"published", "quality"} else set()
    if len(orders) > 1:
        needed.add(MANY)
    lacking = sorted(right for right in needed if not by.has_perm(right))
    if lacking:
        raise PermissionDenied(f"This needs the right {', '.join(lacking)}.")
