"""Decide on articles: all decisions of people but undos are recorded by way of `decide`.

It checks permissions and values; then, in one transaction, it compares each request with the
article as it is now, changes the articles and records the act. The rules are those of
newsroom/docs/architecture.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

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
    OneStory,
    Outcome,
    Stale,
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
    story: OneStory | None = None,
) -> Outcome:
    """Carry out requests on different articles as one act, and return the outcome.

    Requests that change nothing or can't be carried out are in the outcome's skips; with
    `all_or_nothing`, one that blocks (not `same`) stops all. Without decisions no act is stored.
    `token` is an idempotency token: where an act has it, the outcome is that act with its decisions
    and nothing is recorded, after permissions and values are checked. With `act`, the decisions are
    added to it, the token isn't checked, and the caller has to make sure that no request is sent
    twice. `known_reason` is allowed as a reason even where the setting has lost it. `place` is an
    Act.Place. Texts and notes are stripped. One transaction locks the articles. With `story`,
    the articles are copies of one: the permission to decide many isn't needed then, and nothing is
    recorded where its condition doesn't hold.

    Raises:
        PermissionDenied: see `check_permissions`; or the token is another user's.
        ValidationError: an unknown article, see `check_values`, or a token that served another
            form or isn't 1 to TOKEN_LENGTH printable characters.
        Stale: with `all_or_nothing` or `story`, carrying the outcome; nothing was changed.
        ValueError: two requests on one article.
    """
    by_article = _validated(requests, by, known_reason, is_one_story=story is not None)
    with single_use_token(token), transaction.atomic():
        articles = lock_articles([*by_article, *([story.best] if story else [])])
        if act is None:
            earlier = first_result(token, by, lambda each: is_result_of(by_article, each))
            if earlier:
                return earlier
        builder = _compared(by_article, articles, by)
        is_blocked = all_or_nothing and builder.is_blocked
        if is_blocked or (story and not story.holds(articles)):
            raise Stale(Outcome(None, [], builder.skips()))
        return builder.record(token, place, act)


def preview(requests: Sequence[DecisionRequest], *, by: User) -> Outcome:
    """Return the outcome that `decide` with a new token would have now, without recording it.

    The outcome has no act, and its decisions are not stored; no row is locked, no token checked.
    Raises PermissionDenied for lacking permissions, ValidationError and ValueError as `decide`. The
    articles in the outcome are read with PREVIEWED_COLUMNS alone.
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
    """Tell whether the user has the permission of this kind of decision, whatever the article.

    *Undo* and *replaced* have none: False but for superusers.
    """
    return user.has_perm(VERBS[kind].permission)


def check_permissions(
    requests: Sequence[DecisionRequest], by: User, *, is_one_story: bool = False
) -> None:
    """Raise PermissionDenied, with their names, where `by` lacks permissions that requests need.

    Needed are that of each kind; the one to set quality for a value of quality, and the one to edit
    for one of EDITABLE (neither for *release*, *keep ours* and *take theirs*); and for several
    requests the one to decide many, unless all are on copies of one story (`is_one_story`). The one
    to override isn't checked here.
    """
    needed = {VERBS[each.kind].permission for each in requests}
    for each in requests:
        if each.kind in WITHOUT_VALUES:
            continue
        needed |= {permissions.SET_QUALITY} if "quality" in each.values else set()
        needed |= {permissions.EDIT} if each.values.keys() & set(EDITABLE) else set()
    if len(requests) > 1 and not is_one_story:
        needed.add(permissions.DECIDE_MANY)
    lacking = sorted(permission for permission in needed if not by.has_perm(permission))
    if lacking:
        raise PermissionDenied(f"This needs the right {', '.join(lacking)}.")


def note_fault(note: str) -> str | None:
    """Return a sentence on why a note can't be stored (too long, an UNSAFE character), or None."""
    return text_fault("The note", note, limits.NOTE)


def _validated(
    requests: Sequence[DecisionRequest],
    by: User,
    known_reason: str = "",
    *,
    is_one_story: bool = False,
) -> dict[int, DecisionRequest]:
    """Check permissions and values; return the requests by article's primary key, texts stripped.

    Raises PermissionDenied and ValidationError as `decide` does, ValueError for two on one article.
    """
    check_permissions(requests, by, is_one_story=is_one_story)
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
    """Raise ValidationError, with a message by field, for values that people can't give to a field.

    None is such a value. Also for a field that can't be decided, `published` other than the kind
    sets it, a reason that isn't '', `known_reason` or a key of the setting, and a note that can't
    be stored. Of kinds WITHOUT_VALUES the fields are checked, not the values; `chosen` never is.
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
    if not by_article.keys() <= articles.keys():
        raise ValidationError("There is no such article.")
    builder = ActBuilder(by, articles)
    for pk, requested in by_article.items():
        builder.add(requested, articles[pk])
    return builder
