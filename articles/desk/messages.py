"""Messages after an act, with the button that undoes or redoes it."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from articles import formatting
from articles.models import Act, Decision
from articles.models.decision import WITHDRAWN
from articles.moderation.decision_requests import Outcome

#: The field of a form that a page sends by itself while it is left, to record a changed quality.
LEAVES: Final = "leaves"


def add_act_message(
    request: HttpRequest, text: str, act: Act | None, level: int = messages.SUCCESS
) -> None:
    """Add a message for the next page that the user sees; an act gives it a button on the desk.

    The button undoes the act, or redoes if the act is an undo; pages of the admin show the message
    without it. The act's primary key is in the message's extra tags, as `act-12`, where the
    template filter `act_of` finds it; if the act is an undo, they are `act-12 redoes`. Without an
    act, the extra tags are ''. `level` is one of Django's levels.
    """
    tags = [f"act-{act.pk}", *(["redoes"] if is_undo(act) else [])] if act else []
    messages.add_message(request, level, text, extra_tags=" ".join(tags))


def undo_message(act: Act, outcome: Outcome) -> str:
    """Return the message on the outcome of `moderation.undo` of `act`.

    It speaks of a redo if `act` is an undo, else of an undo.
    """
    return formatting.undone(outcome, "Redone" if is_undo(act) else "Undone")


def is_undo(act: Act) -> bool:
    """Tell whether an act is an undo (not a redo), so that undoing it is a redo.

    One query, and more where over three undos and redos in a row undo one another.
    """
    # An undo withdraws decisions of one act, so its first decision is enough.
    decisions = Decision.objects.filter(act=act).select_related(WITHDRAWN)
    first = decisions.order_by("pk").first()
    return first is not None and first.is_undo


def add_leaving_message(
    request: HttpRequest, text: str, act: Act | None, level: int = messages.SUCCESS
) -> None:
    """Add the message on a form that a page sent while it was left, for the next page.

    Do nothing without LEAVES in the posted form, as the page itself then shows the result; nor
    without an act at the level SUCCESS, as the form then changed nothing.
    """
    if LEAVES in request.POST and (act or level != messages.SUCCESS):
        add_act_message(request, text, act, level)
