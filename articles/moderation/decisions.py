"""Decide on articles: with `undoing`, the only code that records people's decisions.

`decide` checks permissions and values, compares each request with the article as it is now, changes
the articles and records the act, in one transaction. The rules are those of
newsroom/docs/architecture.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, NotRequired, TypedDict, Unpack

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from articles import permissions
from articles.documents import limits
from articles.documents.decidable import DECIDABLE, EDITABLE, Value, text_fault
from articles.models import Act, Article
from articles.moderation.acts import ActBuilder
from articles.moderation.decision_requests import (
    DecisionRequest,
    Outcome,
    Seen,
    Stale,
    make_decision_request,
)
from articles.moderation.reasons import reasons
from articles.moderation.tokens import first_result, is_result_of, single_use_token
from articles.moderation.verbs import VERBS
from articles.rules import PUBLISHES, WITHOUT_VALUES, Kind

#: The columns of an article that a preview reads.
PREVIEWED_COLUMNS: Final = (
    "version",
    "upstream",
    "standing",
    "status",
    "published",
    "decision_count",
    "newest_text",
    "unseen_since",
    "withdrawn_since",
)


def decide(
    requests: Sequence[DecisionRequest],
    *,
    by: User,
    token: str,
    place: str,
    all_or_nothing: bool = False,
    act: Act | None = None,
    known_reason: str = "",
) -> Outcome:
    """Carry out requests on different articles as one act, and return the outcome.

    Requests that change nothing or can't be carried out are in the outcome's skips; with
    `all_or_nothing`, one that blocks (not `same`) stops all. Without decisions no act is stored.
    `token` is an idempotency token: one that has served returns its act and decisions and records
    nothing. With `act`, the decisions are added to it, the token isn't checked, and the caller has
    to make sure that no request is sent twice. `known_reason` is allowed as a reason even where the
    setting has lost it. `place` is an Act.Place. Texts and notes are stripped. One transaction
    locks the articles.

    Raises:
        PermissionDenied: see `check_permissions`; or the token is another user's.
        ValidationError: an unknown article, a value, reason or note that can't be stored, or a
            token that served another form.
        Stale: with `all_or_nothing`, carrying the outcome; nothing was changed.
        ValueError: two requests on one article.
    """
    by_article = _validated(requests, by, known_reason)
    with single_use_token(token), transaction.atomic():
        articles = lock_articles(by_article)
        if act is None:
            earlier = first_result(token, by, lambda each: is_result_of(by_article, each))
            if earlier:
                return earlier
        builder = _compared(by_article, articles, by)
        if all_or_nothing and builder.is_blocked:
            raise Stale(Outcome(None, [], builder.skips()))
        return builder.record(token, place, act)


def preview(requests: Sequence[DecisionRequest], *, by: User) -> Outcome:
    """Return the outcome that `decide` would have now, by the same code, without recording it.

    The outcome has no act, and its decisions are not stored; no row is locked, no token checked.
    Raises PermissionDenied for lacking permissions, ValidationError and ValueError as `decide`.
    """
    by_article = _validated(requests, by)
    rows = Article.objects.filter(pk__in=by_article).only(*PREVIEWED_COLUMNS)
    builder = _compared(by_article, {article.pk: article for article in rows}, by)
    return Outcome(None, builder.decisions, builder.skips())


def lock_articles(pks: Iterable[int]) -> dict[int, Article]:
    """Lock the articles' rows in the order of primary keys, and return the articles by primary key.

    Unknown keys are left out. Needs a transaction; on SQLite, which has no row locks, an IMMEDIATE
    one has locked the database.
    """
    rows = Article.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk")
    return {article.pk: article for article in rows}


def may(user: User, kind: Kind) -> bool:
    """Tell whether the user has the permission of this kind of decision, whatever the article."""
    return user.has_perm(VERBS[kind].permission)


def check_permissions(requests: Sequence[DecisionRequest], by: User) -> None:
    """Raise PermissionDenied where `by` lacks permissions that the requests need, naming these.

    Needed are that of each kind, those to set quality and to edit for values of such fields (but
    for *release*, *keep ours* and *take theirs*), and for several requests that to decide many.
    """
    needed = {VERBS[each.kind].permission for each in requests}
    for each in requests:
        if each.kind in WITHOUT_VALUES:
            continue
        needed |= {permissions.SET_QUALITY} if "quality" in each.values else set()
        needed |= {permissions.EDIT} if each.values.keys() & set(EDITABLE) else set()
    if len(requests) > 1:
        needed.add(permissions.DECIDE_MANY)
    lacking = sorted(permission for permission in needed if not by.has_perm(permission))
    if lacking:
        raise PermissionDenied(f"This needs the right {', '.join(lacking)}.")


def note_fault(note: str) -> str | None:
    """Return a sentence on why a note can't be stored (too long, UNSAFE characters), or None."""
    return text_fault("The note", note, limits.NOTE)


def _validated(
    requests: Sequence[DecisionRequest], by: User, known_reason: str = ""
) -> dict[int, DecisionRequest]:
    """Check permissions and values; return the requests by article's primary key, texts stripped.

    Raises PermissionDenied and ValidationError as `decide` does, ValueError for two on one article.
    """
    check_permissions(requests, by)
    by_article = {each.article_id: _stripped(each) for each in requests}
    if len(by_article) < len(requests):
        raise ValueError("an act decides on an article once")
    for each in by_article.values():
        check_values(each, known_reason)
    return by_article


def _stripped(requested: DecisionRequest) -> DecisionRequest:
    """Return the request without white space around texts, list items and note.

    The reader of documents strips them too, so that an exported value is read back as the same.
    """
    values = dict(requested.values)
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = value.strip()
        elif isinstance(value, list):
            values[name] = [each.strip() if isinstance(each, str) else each for each in value]
    return replace(requested, values=values, note=requested.note.strip())


def check_values(requested: DecisionRequest, known_reason: str = "") -> None:
    """Raise ValidationError, with a message by field, for values that a field can't hold.

    Also for a field that can't be decided, `published` other than the kind sets it, an unknown
    reason (`known_reason` is known), and a note that can't be stored. Values of WITHOUT_VALUES
    kinds are not checked.
    """
    faults = {
        name: _value_fault(requested.kind, name, value) for name, value in requested.values.items()
    }
    if requested.reason not in {"", known_reason, *reasons()}:
        faults["reason"] = "Choose one of the reasons."
    faults["note"] = note_fault(requested.note)
    messages = {name: fault for name, fault in faults.items() if fault}
    if messages:
        raise ValidationError(messages)


def _value_fault(kind: Kind, name: str, value: Value) -> str | None:
    """Return a sentence on why the kind can't set this value, or None; cases: `check_values`."""
    if name not in DECIDABLE:
        return "No such field can be decided."
    if kind in WITHOUT_VALUES:
        return None
    if name == "published" and PUBLISHES.get(kind) != value:
        return "Publishing is decided by approving, rejecting, taking down or sending back."
    return DECIDABLE[name].fault(value)


def _compared(
    by_article: Mapping[int, DecisionRequest], articles: Mapping[int, Article], by: User
) -> ActBuilder:
    """Return a builder with the requests added; raise ValidationError for an unknown article."""
    if len(articles) < len(by_article):
        raise ValidationError("There is no such article.")
    builder = ActBuilder(by, articles)
    for pk, requested in by_article.items():
        builder.add(requested, articles[pk])
    return builder


class ActParameters(TypedDict):
    """An act's parameters: user, Act.Place, token, snapshots by article (primary key), note."""

    by: User
    place: str
    token: str
    seen: Mapping[int, Seen]
    note: NotRequired[str]


def approve(
    articles: Iterable[Article], *, quality: int | None = None, **act: Unpack[ActParameters]
) -> Outcome:
    """Publish articles as one act of `decide`; a `quality` (points) is set in the same decision.

    An article of any status is published; one that only upstream published gets an owner. Of one
    that a person published, only the quality is set, or a conflict settled; else it is skipped.
    """
    return _each(Kind.APPROVE, articles, {} if quality is None else {"quality": quality}, **act)


def reject(
    articles: Iterable[Article], *, reason: str = "", **act: Unpack[ActParameters]
) -> Outcome:
    """Reject articles as one act of `decide`; those that don't wait are skipped.

    `reason` is a key of NEWSROOM_REASONS or ''.
    """
    return _each(Kind.REJECT, articles, {}, reason, **act)


def unpublish(
    articles: Iterable[Article], *, reason: str = "", **act: Unpack[ActParameters]
) -> Outcome:
    """Take articles down as one act of `decide`; those not published are skipped.

    `reason` is a key of NEWSROOM_REASONS or ''.
    """
    return _each(Kind.UNPUBLISH, articles, {}, reason, **act)


def reopen(articles: Iterable[Article], **act: Unpack[ActParameters]) -> Outcome:
    """Send articles back to waiting, as one act of `decide`; those that wait are skipped.

    They are unpublished until somebody decides, whatever upstream says.
    """
    return _each(Kind.REOPEN, articles, {}, **act)


def set_quality(articles: Iterable[Article], quality: int, **act: Unpack[ActParameters]) -> Outcome:
    """Set the quality (points) of articles, as one act of `decide`.

    Articles where a decision has set it already are skipped, unless that settles a conflict.
    """
    return _each(Kind.SET_QUALITY, articles, {"quality": quality}, **act)


def edit(
    articles: Iterable[Article], values: Mapping[str, Value], **act: Unpack[ActParameters]
) -> Outcome:
    """Set title, excerpt, type or topics, by field name, as one act of `decide`.

    Fields that a decision has set to the same value already are left out, unless that settles a
    conflict; articles of which none is left are skipped.
    """
    return _each(Kind.EDIT, articles, values, **act)


def release(
    articles: Iterable[Article], fields: Sequence[str], **act: Unpack[ActParameters]
) -> Outcome:
    """Release fields of articles to upstream, as one act of `decide`: they lose their owner.

    Each gets its upstream value. Articles where none of the fields has an owner are skipped.
    """
    return _each(Kind.RELEASE, articles, dict.fromkeys(fields), **act)


def keep_ours(
    articles: Iterable[Article], fields: Sequence[str], **act: Unpack[ActParameters]
) -> Outcome:
    """Resolve the fields' conflicts by keeping the decided values, as one act of `decide`.

    The current upstream values count as looked at. Articles without conflict on any are skipped.
    """
    return _each(Kind.KEEP_OURS, articles, dict.fromkeys(fields), **act)


def take_theirs(
    articles: Iterable[Article], fields: Sequence[str], **act: Unpack[ActParameters]
) -> Outcome:
    """Resolve the fields' conflicts by releasing them to upstream, as one act of `decide`.

    Fields without conflict keep their owner; articles where none has one are skipped.
    """
    return _each(Kind.TAKE_THEIRS, articles, dict.fromkeys(fields), **act)


def _each(
    kind: Kind,
    articles: Iterable[Article],
    values: Mapping[str, Value],
    reason: str = "",
    **act: Unpack[ActParameters],
) -> Outcome:
    """Make one decision on each article, as `decide`; raise KeyError for one without snapshot."""
    requests = [
        make_decision_request(
            kind, each, act["seen"][each.pk], values, reason=reason, note=act.get("note", "")
        )
        for each in articles
    ]
    return decide(requests, by=act["by"], token=act["token"], place=act["place"])
