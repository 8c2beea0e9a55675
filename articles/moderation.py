"""The one door: every decision of a person passes here, whatever page or command it came from.

An act checks rights, compares with what was seen, changes the articles and records itself, in one
transaction. The rules are those of newsroom/docs/architecture.md; what stands is computed by
`standing` and stored by `models.keeping`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, NotRequired, TypedDict, Unpack

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from articles.acts import OVERRIDE, RESOLVE, ActInTheMaking
from articles.models import Act, Article, Decision
from articles.orders import Order, Outcome, Seen, Skip, Stale, check_values, note_fault, tidied
from articles.standing import LETS_GO, PUBLISHES, Kind, Value

__all__ = [
    "Order", "Outcome", "Seen", "Skip", "Stale",
    "approve", "decide", "edit", "keep_ours", "may", "order", "reject", "release", "reopen",
    "set_quality", "take_theirs", "undo", "unpublish",
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
#: A form answers one question; the back button can bring up one that has.
USED: Final = "This form has been used already, for something else. Reload the page."
MANY: Final = "articles.decide_many_articles"


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
    orders: Sequence[Order], *, by: User, token: str, place: str, all_or_nothing: bool = False
) -> Outcome:
    """Carry out orders on different articles as one act.

    Orders that can't be carried out are named in the outcome's skips; with `all_or_nothing`,
    one that was decided or changed since it was seen, or lacks a right, stops all of them.
    A known token gives the first answer again.

    Raises:
        PermissionDenied: the person may not decide so at all, or the token is somebody else's.
        ValidationError: a value is not one the field can hold, or the token served another form.
        Stale: with `all_or_nothing`, carrying the outcome; nothing was changed.
    """
    _check_rights(orders, by)
    orders = [tidied(each) for each in orders]
    for each in orders:
        check_values(each)
    wanted = {each.article_id: each for each in orders}
    if len(wanted) < len(orders):
        raise ValueError("an act decides on an article once")
    with _token_used_once(token), transaction.atomic():
        articles = _lock(wanted)
        if len(articles) < len(wanted):
            raise ValidationError("There is no such article.")
        answered = _first_answer(token, by, lambda decision: _is_answer(decision, wanted))
        if answered:
            return answered
        rulings = Decision.objects.filter(article_id__in=articles).rulings()
        work = ActInTheMaking(by, {pk: rulings.get(pk, []) for pk in articles})
        for each in orders:
            work.carry_out(each, articles[each.article_id])
        if all_or_nothing and any(skip.blocks for skip in work.skips):
            raise Stale(Outcome(None, [], work.skips))
        return work.record(token, place)


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
    targets = {target.article_id: target for target in act.decisions.select_related("withdraws")}
    fault = note_fault(note)
    if fault:
        raise ValidationError({"note": fault})
    if not all(may(by, _kind_undone(target)) for target in targets.values()):
        raise PermissionDenied("Undoing this needs the right to do it.")
    with _token_used_once(token), transaction.atomic():
        articles = _lock(targets)
        answered = _first_answer(token, by, lambda each: each.withdraws in targets.values())
        if answered:
            return answered
        rulings = Decision.objects.filter(article_id__in=articles).rulings()
        work = ActInTheMaking(by, {pk: rulings.get(pk, []) for pk in articles})
        for pk, target in targets.items():
            work.withdraw(target, articles[pk], note)
        return work.record(token, place)


def _kind_undone(target: Decision) -> Kind:
    """Return what an undo of it is about in the end: to undo an undo is to decide again."""
    while target.withdraws:
        target = target.withdraws
    return Kind(target.kind)


def _lock(pks: Iterable[int]) -> dict[int, Article]:
    """Return the articles, locked; SQLite's IMMEDIATE transaction has locked all of them."""
    rows = Article.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk")
    return {article.pk: article for article in rows}


@contextmanager
def _token_used_once(token: str) -> Iterator[None]:
    """Answer the loser of two forms that were sent with one token at the same moment."""
    try:
        yield
    except IntegrityError:
        if Act.objects.filter(token=token).exists():
            raise ValidationError(USED) from None
        raise


def _is_answer(decision: Decision, wanted: Mapping[int, Order]) -> bool:
    """Whether the decision is what the order asked for (it may leave out what was so already)."""
    order = wanted.get(decision.article_id)
    if order is None or decision.kind not in (order.kind, Kind.SET_QUALITY, Kind.EDIT):
        return False
    released = order.kind in LETS_GO
    return all(
        name in order.values and (released or order.values[name] == after)
        for name, (_, after) in decision.changes.items()
    )


def _first_answer(token: str, by: User, is_answer: Callable[[Decision], bool]) -> Outcome | None:
    act = Act.objects.filter(token=token).first()
    if act is None:
        return None
    if act.by_id != by.pk:
        raise PermissionDenied("This form was sent by somebody else.")
    decisions = list(act.decisions.select_related("article", "withdraws"))
    if not all(map(is_answer, decisions)):
        raise ValidationError(USED)
    return Outcome(act, decisions, [])


def _check_rights(orders: Sequence[Order], by: User) -> None:
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
