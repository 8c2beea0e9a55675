"""One function for each kind of decision: the same decision on several articles, as one act."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NotRequired, TypedDict, Unpack

from django.contrib.auth.models import User

from articles.documents.decidable import Value
from articles.models import Article
from articles.moderation.decision_requests import Outcome, Seen, make_decision_request
from articles.moderation.decisions import decide
from articles.rules import Kind


class ActParameters(TypedDict):
    """An act's parameters: user, Act.Place, token, snapshots by article (primary key), note.

    The functions call `decide`, which may skip an article for any SkipReason but `duplicate`, and
    raise its errors; an article without a snapshot in `seen` raises KeyError.
    """

    by: User
    place: str
    token: str
    seen: Mapping[int, Seen]
    note: NotRequired[str]


def approve(
    articles: Iterable[Article], *, quality: int | None = None, **act: Unpack[ActParameters]
) -> Outcome:
    """Publish articles as one act of `decide`; a `quality` (points) is set in the same decision.

    It applies to any status; an article that only upstream published gets an owner. One that a
    person published is skipped, unless there is a quality to set or a conflict to settle.
    """
    return _each(Kind.APPROVE, articles, {} if quality is None else {"quality": quality}, **act)


def reject(
    articles: Iterable[Article], *, reason: str = "", **act: Unpack[ActParameters]
) -> Outcome:
    """Reject articles as one act of `decide`; those that don't wait are skipped.

    But rejecting a rejected one again may settle a conflict on `published`, as *keep ours*.
    `reason` is a key of NEWSROOM_REASONS or ''.
    """
    return _each(Kind.REJECT, articles, {}, reason, **act)


def unpublish(
    articles: Iterable[Article], *, reason: str = "", **act: Unpack[ActParameters]
) -> Outcome:
    """Take articles down as one act of `decide`; those not published are skipped.

    But taking one down again may settle a conflict on `published`, as *keep ours*. `reason` is a
    key of NEWSROOM_REASONS or ''.
    """
    return _each(Kind.UNPUBLISH, articles, {}, reason, **act)


def reopen(articles: Iterable[Article], **act: Unpack[ActParameters]) -> Outcome:
    """Send articles back to waiting, as one act of `decide`: unpublished, whatever upstream says.

    Those that wait are skipped. But sending one back again may settle a conflict on `published`, as
    *keep ours*.
    """
    return _each(Kind.REOPEN, articles, {}, **act)


def set_quality(articles: Iterable[Article], quality: int, **act: Unpack[ActParameters]) -> Outcome:
    """Set the quality (points) of articles, as one act of `decide`.

    Articles where the standing decision has set the same are skipped, unless that settles a
    conflict.
    """
    return _each(Kind.SET_QUALITY, articles, {"quality": quality}, **act)


def edit(
    articles: Iterable[Article], values: Mapping[str, Value], **act: Unpack[ActParameters]
) -> Outcome:
    """Set title, excerpt, type, topics or quality, by field name, as one act of `decide`.

    Fields where the standing decision has set the same value are left out, unless that settles a
    conflict; articles for which no field is left are skipped.
    """
    return _each(Kind.EDIT, articles, values, **act)


def release(
    articles: Iterable[Article],
    fields: Sequence[str],
    *,
    chosen: Mapping[str, Value] = MappingProxyType({}),
    **act: Unpack[ActParameters],
) -> Outcome:
    """Release fields of articles to upstream, as one act of `decide`: they lose their owner.

    Each gets its upstream value: for a field with two (`words.two_words`) the one in `chosen`, for
    `published` in doubt False. Fields without owner are left out; articles are skipped where none
    has one, or where a choice is missing or isn't one of upstream's values.
    """
    return _each(Kind.RELEASE, articles, dict.fromkeys(fields), chosen=chosen, **act)


def keep_ours(
    articles: Iterable[Article], fields: Sequence[str], **act: Unpack[ActParameters]
) -> Outcome:
    """Resolve the fields' conflicts by keeping the decided values, as one act of `decide`.

    The current upstream values count as looked at. Articles without conflict on any of the fields
    are skipped.
    """
    return _each(Kind.KEEP_OURS, articles, dict.fromkeys(fields), **act)


def take_theirs(
    articles: Iterable[Article], fields: Sequence[str], **act: Unpack[ActParameters]
) -> Outcome:
    """Resolve the fields' conflicts by releasing them to upstream, as one act of `decide`.

    Fields without conflict keep their owner; articles without conflict on any of the fields are
    skipped. Fields follow upstream's own last word, also where a doubtful one stands beside it, but
    `published` in doubt becomes False.
    """
    return _each(Kind.TAKE_THEIRS, articles, dict.fromkeys(fields), **act)


def _each(
    kind: Kind,
    articles: Iterable[Article],
    values: Mapping[str, Value],
    reason: str = "",
    chosen: Mapping[str, Value] = MappingProxyType({}),
    **act: Unpack[ActParameters],
) -> Outcome:
    """Make one decision on each article, as `decide`; raise KeyError for one without snapshot."""
    requests = [
        make_decision_request(
            kind,
            each,
            act["seen"][each.pk],
            values,
            reason=reason,
            note=act.get("note", ""),
            chosen=chosen,
        )
        for each in articles
    ]
    return decide(requests, by=act["by"], token=act["token"], place=act["place"])
