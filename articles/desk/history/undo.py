"""Undo of a user's own last act or skip, and redo of the act: the keys z and shift+z."""

from collections.abc import Callable, Container
from typing import Final, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from articles import formatting, moderation, permissions
from articles.desk.context import header_counts
from articles.desk.forms import UndoForm
from articles.desk.messages import add_act_message, undo_message
from articles.desk.request import DeskRequest, post_only, return_url
from articles.models import Act, Article, Skip
from articles.moderation import skips, undo_preview

#: The session's key for the acts that the user was notified of, because they are overtaken.
NOTIFIED: Final = "overtaken"
#: The session's key for the article of the last undo, which the page of review deals next.
DEALT_NEXT: Final = "dealt-next"


class Direction(NamedTuple):
    """Undo or redo: the function that finds the next act, and the texts of the messages."""

    find: Callable[[User, Container[int]], undo_preview.NextAct | None]
    nothing: str
    again: str


def _next_to_redo(user: User, notified: Container[int]) -> undo_preview.NextAct | None:
    """Return the undo that the user's redo concerns, or None.

    It is their newest undo of an own act that is not undone, made after their last decision (as
    which the undo of another's act counts) and their newest skip, undone or not, and among
    their last MAX_ACTS acts. It may be overtaken. One whose primary key is in `notified` gives way
    to the next older one if it is overtaken or on several articles.
    """
    skip = skips.newest(user)
    return undo_preview.next_to_redo(user, notified, after=skip.after_act if skip else 0)


UNDO: Final = Direction(
    undo_preview.next_to_undo,
    "Nothing of yours to undo.",
    "Undo again for the one before.",
)
REDO: Final = Direction(
    _next_to_redo,
    "Nothing of yours to redo.",
    "Redo again for the one before.",
)


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def undo_last(request: DeskRequest) -> HttpResponse:
    """Undo the user's newest act or skip that is not undone; undos of own acts don't count.

    Of other acts the newest MAX_UNDOS count, among MAX_ACTS in all. An act on several articles
    isn't undone: the response redirects to its page, for a script (`request.htmx`) by JSON with
    `go` (200). An overtaken act, whose undo would change nothing because of later decisions, is
    reported once a session, then passed over. Otherwise a script gets JSON (409 where nothing was
    undone, 422 for an invalid form), a page a redirect with a message; a form that undid something,
    sent again, a success. Raises PermissionDenied without VIEW_ARTICLE and, where it undoes an act
    on one article, without the permission for that or for another user's token.
    """
    return _step(request, UNDO)


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def redo(request: DeskRequest) -> HttpResponse:
    """Undo the user's newest undo that is not undone, if they decided and skipped nothing after it.

    Only undos of own acts count, among the user's last MAX_ACTS acts. To undo another user's act
    counts as deciding, and a skip counts even if undone. Responses and errors are those of
    `undo_last`.
    """
    return _step(request, REDO)


def _skip_to_undo(user: User, next_act: undo_preview.NextAct | None, token: str) -> Skip | None:
    """Return the skip that a form with this token undoes, or None where it undoes no skip.

    It is the skip that the token has undone before, else the user's newest skip that is not undone,
    unless `next_act` came after that one.
    """
    # In this order, for the reason in `_step`.
    last = skips.next_to_undo(user)
    undone = skips.undone_with(token, user)
    if undone or last is None:
        return undone
    return last if next_act is None or next_act.act.pk <= last.after_act else None


def _undo_skip(request: DeskRequest, skip: Skip, token: str) -> HttpResponse:
    """Undo the skip, and respond as `_success` with its article.

    If another form has undone it, respond as `_refusal` (409).
    """
    if not skips.undo(skip, token=token):
        return _refusal(request, "That skip is undone already.", messages.INFO)
    message = f"Undone: “{formatting.shortened(skip.article.headline)}”: no longer skipped."
    return _success(request, message, None, skip.article)


def _step(request: DeskRequest, direction: Direction) -> HttpResponse:
    """Undo the user's next act in the direction, or for UNDO a newer skip, and respond.

    The responses are those of `undo_last`. A form that is sent again undoes nothing more. Store in
    the session the last MAX_UNDOS overtaken acts that the user was notified of. Raise
    PermissionDenied where the user lost the permission for the act, or the token is another user's.
    """
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _refusal(request, " ".join(form.faults()), messages.ERROR, 422)
    notified: list[int] = request.session.get(NOTIFIED, [])
    # In this order: of a form sent twice at once, either both find the same act, or the second
    # finds by its token what the first has undone.
    next_act = direction.find(request.user, notified)
    token = form.cleaned_data["token"]
    act = undo_preview.act_undone_with(token, request.user)
    if act is None:
        skip = _skip_to_undo(request.user, next_act, token) if direction is UNDO else None
        if skip:
            return _undo_skip(request, skip, token)
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
    message = undo_message(act, outcome)
    if outcome.act is None:
        again = f" {direction.again}" if next_act and next_act.state == "overtaken" else ""
        return _refusal(request, message + again, messages.WARNING)
    return _success(request, message, outcome.act, outcome.decisions[0].article)


def _to_act_page(request: DeskRequest, act: Act) -> HttpResponse:
    """Redirect to the undo button on the act's page; a script gets it as JSON (`go`, 200)."""
    page = f"{act.get_absolute_url()}#undo"
    return JsonResponse({"go": page}) if request.htmx else HttpResponseRedirect(page)


def _success(request: DeskRequest, message: str, act: Act | None, article: Article) -> HttpResponse:
    """Respond to a successful undo: JSON for a script, else a redirect to `return_url`.

    The JSON has the message (`said`), the new act's id (`act`, None for a skip), the article's id
    and `status`, and those of `header_counts`. The redirect leaves the message; if it is to review,
    store the article in the session, so that review deals it next.
    """
    if not request.htmx:
        add_act_message(request, message, act)
        page = return_url(request)
        if page.partition("?")[0] == reverse("review"):
            request.session[DEALT_NEXT] = article.pk
        return HttpResponseRedirect(page)
    result = {"article": article.pk, "status": article.status}
    counts = header_counts(request.user)
    return JsonResponse({"said": message, "act": act and act.pk, **result, **counts})


def _refusal(request: DeskRequest, message: str, level: int, status: int = 409) -> HttpResponse:
    """Respond with the reason why nothing was undone: JSON for a script, else a redirect.

    The redirect is to `return_url`. The JSON has the message (`said`), and None as `act`,
    `article` and `status`. The parameter `status` is that of the JSON response, `level` that of the
    message which the redirect leaves.
    """
    if not request.htmx:
        add_act_message(request, message, None, level)
        return HttpResponseRedirect(return_url(request))
    nothing = {"act": None, "article": None, "status": None}
    return JsonResponse({"said": message, **nothing}, status=status)
