"""Undo and redo of a user's own last act, from any page: the keys z and shift+z."""

from collections.abc import Callable, Container
from typing import Final, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse

from articles import formatting, moderation, permissions
from articles.desk.forms import UndoForm
from articles.desk.messages import add_act_message
from articles.desk.request import DeskRequest, post_only, return_url
from articles.models import Act
from articles.moderation import undo_preview
from articles.moderation.orders import Outcome

#: The session's key for the acts that the user was notified of, because they are overtaken.
NOTIFIED: Final = "overtaken"


class Direction(NamedTuple):
    """Undo or redo: the function that finds the next act, and the texts of the messages."""

    find: Callable[[User, Container[int]], undo_preview.NextAct | None]
    verb: str
    nothing: str
    again: str


UNDO: Final = Direction(
    undo_preview.next_to_undo,
    "Undone",
    "Nothing of yours to undo.",
    "Undo again for the one before.",
)
REDO: Final = Direction(
    undo_preview.next_to_redo,
    "Redone",
    "Nothing of yours to redo.",
    "Redo again for the one before.",
)


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def undo_last(request: DeskRequest) -> HttpResponse:
    """Undo the user's last act that is not undone; of a batch, lead to its page first."""
    return _step(request, UNDO)


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def redo(request: DeskRequest) -> HttpResponse:
    """Undo the user's last undo, if they decided nothing after it."""
    return _step(request, REDO)


def _step(request: DeskRequest, direction: Direction) -> HttpResponse:
    """Undo the next act in the direction, and respond with the result."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _refusal(request, " ".join(form.faults()), messages.ERROR, 422)
    notified: list[int] = request.session.get(NOTIFIED, [])
    # In this order: of a form sent twice at once, either both find the same act, or the second
    # finds by its token what the first has undone.
    next_act = direction.find(request.user, notified)
    act = undo_preview.act_undone_with(form.cleaned_data["token"], request.user)
    if act is None:
        if next_act is None:
            return _refusal(request, direction.nothing, messages.INFO)
        act = next_act.act
        if next_act.state == "overtaken":
            request.session[NOTIFIED] = [*notified, act.pk][-undo_preview.MAX_UNDOS :]
        if next_act.is_batch:
            return _to_act_page(request, act)
    try:
        outcome = moderation.undo(act, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        return _refusal(request, " ".join(map(str, error.messages)), messages.ERROR)
    message = formatting.undone(outcome, direction.verb, with_title=True)
    if outcome.act is None:
        again = f" {direction.again}" if next_act and next_act.state == "overtaken" else ""
        return _refusal(request, message + again, messages.WARNING)
    return _success(request, message, outcome)


def _to_act_page(request: DeskRequest, act: Act) -> HttpResponse:
    """Redirect to the undo button on the act's page; for a script, respond with its address."""
    page = f"{act.get_absolute_url()}#undo"
    return JsonResponse({"go": page}) if request.htmx else HttpResponseRedirect(page)


def _success(request: DeskRequest, message: str, outcome: Outcome) -> HttpResponse:
    """Respond with the message and the new act; JSON for a script, else a redirect."""
    if not request.htmx:
        add_act_message(request, message, outcome.act)
        return HttpResponseRedirect(return_url(request))
    article = outcome.decisions[0].article
    result = {"article": article.pk, "status": article.status}
    return JsonResponse({"said": message, "act": outcome.act and outcome.act.pk, **result})


def _refusal(request: DeskRequest, message: str, level: int, status: int = 409) -> HttpResponse:
    """Respond with the reason why nothing was undone; JSON for a script, else a redirect."""
    if not request.htmx:
        add_act_message(request, message, None, level)
        return HttpResponseRedirect(return_url(request))
    nothing = {"act": None, "article": None, "status": None}
    return JsonResponse({"said": message, **nothing}, status=status)
