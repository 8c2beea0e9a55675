"""Idempotency tokens: a form that is sent again returns the first result and records nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from articles.models import Act, Decision
from articles.models.decision import TOKEN_LENGTH, WITHDRAWN
from articles.moderation.decision_requests import DecisionRequest, Outcome
from articles.rules import WITHOUT_VALUES, Kind

#: A token serves one act; the browser's Back button can bring up a form whose token has served.
USED: Final = "This form has been used already, for something else. Reload the page."
INCOMPLETE: Final = "The form is incomplete. Reload the page."


@contextmanager
def single_use_token(token: str) -> Iterator[None]:
    """Replace an IntegrityError of the block by ValidationError where an act has the token by then.

    Its cause isn't looked at; all other errors pass. It is for two forms with one token at the same
    moment, where `first_result` finds no act yet. The block has to contain the transaction.
    """
    try:
        yield
    except IntegrityError:
        if Act.objects.filter(token=token).exists():
            raise ValidationError(USED) from None
        raise


def first_result(token: str, by: User, matches: Callable[[Decision], bool]) -> Outcome | None:
    """Return the outcome of the act that a token has served, or None for a new token.

    The outcome has the act and all its decisions, and no skips. `matches` tells whether a decision
    of the act can be one that this form asks for.

    Raises:
        PermissionDenied: the token is another user's.
        ValidationError: a decision of the act doesn't match, so that the token served another form,
            or the token isn't 1 to TOKEN_LENGTH printable characters.
    """
    if not (0 < len(token) <= TOKEN_LENGTH and token.isprintable()):
        raise ValidationError(INCOMPLETE)
    act = Act.objects.filter(token=token).first()
    if act is None:
        return None
    if act.by_id != by.pk:
        raise PermissionDenied("This form was sent by somebody else.")
    decisions = list(act.decisions.select_related("article", WITHDRAWN))
    if not all(map(matches, decisions)):
        raise ValidationError(USED)
    return Outcome(act, decisions, [])


def is_result_of(requests: Mapping[int, DecisionRequest], decision: Decision) -> bool:
    """Tell whether a decision can be the result of the request for its article.

    `requests` are by the article's primary key; False where its article has none. The decision must
    be of the request's kind, or *set quality*, *edit* or *keep ours*. It has no fields but the
    request's, perhaps not all, with the request's values; the values don't count where the request
    is a *release*, *keep ours* or *take theirs*. Reason and note are not compared.
    """
    requested = requests.get(decision.article_id)
    if requested is None or decision.kind not in (
        requested.kind,
        Kind.SET_QUALITY,
        Kind.EDIT,
        Kind.KEEP_OURS,
    ):
        return False
    has_no_values = requested.kind in WITHOUT_VALUES
    return all(
        name in requested.values and (has_no_values or requested.values[name] == after)
        for name, (_, after) in decision.changes.items()
    )
