"""Undo and redo of one's own last act, from any page: the keys z and shift+z."""

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
from articles.desk.request import DeskRequest, back_to, post_only
from articles.models import Act
from articles.moderation import undo_preview
from articles.moderation.orders import Outcome

#: In the session: the acts of which the person was told that others have overtaken them.
TOLD: Final = "overtaken"


class Way(NamedTuple):
    """Back or forth: how it finds its act, and how it speaks."""

    find: Callable[[User, Container[int]], undo_preview.Next | None]
    verb: str
    nothing: str
    again: str


UNDO: Final = Way(
    undo_preview.next_to_undo,
    "Undone",
    "Nothing of yours to undo.",
    "Undo again for the one before.",
)
REDO: Final = Way(
    undo_preview.next_to_redo,
    "Redone",
    "Nothing of yours to redo.",
    "Redo again for the one before.",
)


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def undo_last(request: DeskRequest) -> HttpResponse:
    """Undo one's own last act that is not undone; of a batch, show first what that would do."""
    return _go(request, UNDO)


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def redo(request: DeskRequest) -> HttpResponse:
    """Undo one's own last undo, if nothing else was done after it."""
    return _go(request, REDO)


def _go(request: DeskRequest, way: Way) -> HttpResponse:
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _refused(request, " ".join(form.faults()), messages.ERROR, 422)
    told: list[int] = request.session.get(TOLD, [])
    # In this order: a form sent twice at once finds the same act, or the first one's answer.
    found = way.find(request.user, told)
    act = undo_preview.answered(form.cleaned_data["token"], request.user)
    if act is None:
        if found is None:
            return _refused(request, way.nothing, messages.INFO)
        act = found.act
        if found.state == "overtaken":
            request.session[TOLD] = [*told, act.pk][-undo_preview.DEPTH :]
        if found.is_batch:
            return _to_page(request, act)
    try:
        outcome = moderation.undo(act, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        return _refused(request, " ".join(map(str, error.messages)), messages.ERROR)
    said = formatting.undone(outcome, way.verb, with_title=True)
    if outcome.act is None:
        again = f" {way.again}" if found and found.state == "overtaken" else ""
        return _refused(request, said + again, messages.WARNING)
    return _done(request, said, outcome)


def _to_page(request: DeskRequest, act: Act) -> HttpResponse:
    """Lead to the act's page, at the button that undoes it."""
    page = f"{act.get_absolute_url()}#undo"
    return JsonResponse({"go": page}) if request.htmx else HttpResponseRedirect(page)


def _done(request: DeskRequest, said: str, outcome: Outcome) -> HttpResponse:
    if not request.htmx:
        add_act_message(request, said, outcome.act)
        return HttpResponseRedirect(back_to(request))
    article = outcome.decisions[0].article
    answer = {"article": article.pk, "status": article.status}
    return JsonResponse({"said": said, "act": outcome.act and outcome.act.pk, **answer})


def _refused(request: DeskRequest, said: str, level: int, status: int = 409) -> HttpResponse:
    if not request.htmx:
        add_act_message(request, said, None, level)
        return HttpResponseRedirect(back_to(request))
    nothing = {"act": None, "article": None, "status": None}
    return JsonResponse({"said": said, **nothing}, status=status)
