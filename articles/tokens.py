"""A form's token: the same question asked twice gets the first answer again, and is one act."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from articles.models import Act, Decision
from articles.orders import Order, Outcome
from articles.standing import LETS_GO, Kind

#: A form answers one question; the back button can bring up one that has.
USED: Final = "This form has been used already, for something else. Reload the page."


@contextmanager
def token_used_once(token: str) -> Iterator[None]:
    """Answer the loser of two forms that were sent with one token at the same moment."""
    try:
        yield
    except IntegrityError:
        if Act.objects.filter(token=token).exists():
            raise ValidationError(USED) from None
        raise


def is_answer(wanted: Mapping[int, Order], decision: Decision) -> bool:
    """Whether the decision is what the order asked for (it may leave out what was so already)."""
    order = wanted.get(decision.article_id)
    if order is None or decision.kind not in (order.kind, Kind.SET_QUALITY, Kind.EDIT):
        return False
    released = order.kind in LETS_GO
    return all(
        name in order.values and (released or order.values[name] == after)
        for name, (_, after) in decision.changes.items()
    )


def first_answer(token: str, by: User, answers: Callable[[Decision], bool]) -> Outcome | None:
    """Return what the form's first sending came to; None for a token not known yet.

    Raises PermissionDenied where the token is somebody else's, ValidationError where it served
    another question.
    """
    act = Act.objects.filter(token=token).first()
    if act is None:
        return None
    if act.by_id != by.pk:
        raise PermissionDenied("This form was sent by somebody else.")
    decisions = list(act.decisions.select_related("article", "withdraws"))
    if not all(map(answers, decisions)):
        raise ValidationError(USED)
    return Outcome(act, decisions, [])
