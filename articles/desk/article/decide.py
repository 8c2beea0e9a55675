"""Views that decide on one article, and that undo an act."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django_htmx.http import HttpResponseClientRedirect

from articles import formatting, moderation, permissions
from articles.desk.article.cards import Card, card, with_card_parts
from articles.desk.article.forms import DecisionForm
from articles.desk.article.snapshot import changes_since
from articles.desk.article.views import article_page
from articles.desk.forms import UndoForm
from articles.desk.messages import add_act_message, add_leaving_message, undo_message
from articles.desk.request import DeskRequest, post_only, return_url
from articles.models import Act, Article
from articles.moderation import Outcome, SkipReason
from articles.rules import Kind

#: The HTTP status of the response that explains why a request was skipped.
HTTP_STATUS: Final[dict[SkipReason, int]] = {
    "decided": 409,
    "text": 409,
    "status": 409,
    "right": 409,
    "which": 409,
    "note": 422,
}
#: The beginning of a message where a page was left with a quality that was refused.
UNSTORED: Final = "The quality was not stored:"
TEXT_IS_SHOWN: Final = " This page shows what it says now, and keeps what you typed."


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Record the form's decision on the article; respond with its row (htmx), else redirect.

    The redirect is to the posted `next`, else the queue. The message has a button to undo, unless
    the decision would change nothing, and so isn't recorded. A refusal shows the form again, with
    what was typed and the reason: 422 where the form or a value in it is refused (`submit` returns
    None) or a note is missing; 409 where the article changed or was decided since, where its status
    excludes the kind, where another person's decision would be overridden without the permission,
    and where a release has to choose between two values of upstream's. Raise Http404 for an unknown
    article, and PermissionDenied without VIEW_ARTICLE and where `submit` does: the permission for
    the kind or for a value is missing, or the token is another user's.
    """
    article = get_object_or_404(with_card_parts(Article.objects.all()), pk=pk)
    form = DecisionForm(request.POST)
    outcome = submit(form, article, request.user)
    if outcome is None:
        return _redisplay(request, article, form, " ".join(form.faults()), 422)
    article = with_card_parts(Article.objects.all()).get(pk=pk)
    message = result_message(outcome)
    if outcome.blocked:
        return _redisplay(request, article, form, message, http_status(outcome))
    if request.htmx:
        add_leaving_message(request, message, outcome.act)
        row = _result_card(article, request.user, message, outcome.act)
        row.is_open = form.cleaned_data["verb"] == Kind.SET_QUALITY
        return _row_response(request, row)
    add_act_message(
        request, message, outcome.act, messages.SUCCESS if outcome.act else messages.INFO
    )
    return HttpResponseRedirect(return_url(request))


def submit(form: DecisionForm, article: Article, by: User) -> Outcome | None:
    """Record the form's decision on the article and return the outcome, as `moderation.decide`.

    A skipped request is not recorded; the outcome has it with the reason. For a token that has
    served this form, return its act and decisions and record nothing. Return None where the
    form is invalid, or moderation refuses a value, the reason, the note or the token; the form then
    has the errors. Raise PermissionDenied where the user lacks the permission for the kind or for a
    value, or the token is another user's.
    """
    if not form.is_valid():
        return None
    place, token = form.cleaned_data["place"], form.cleaned_data["token"]
    try:
        return moderation.decide([form.decision_request(article)], by=by, token=token, place=place)
    except ValidationError as error:
        form.add_validation_error(error)
        return None


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Undo the act `pk`, and respond with a message on what was undone and what was not, and why.

    The undo of an undo is a redo. An invalid form, another form's token, or no note where the act
    is another person's, is an error: nothing is undone. htmx gets the article's row if the act is
    on one article (422 for an error); else redirect to the posted `next`, or the queue. Raise
    Http404 for an unknown act, PermissionDenied without VIEW_ARTICLE, where the user may not undo
    it (nobody may undo an import's), or the token is another user's.
    """
    act = get_object_or_404(Act, pk=pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _undo_response(request, act, messages.ERROR, " ".join(form.faults()))
    try:
        outcome = moderation.undo(act, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        return _undo_response(request, act, messages.ERROR, " ".join(map(str, error.messages)))
    level = messages.WARNING if outcome.skips else messages.SUCCESS
    return _undo_response(request, act, level, undo_message(act, outcome), outcome.act)


def result_message(outcome: Outcome) -> str:
    """Return the message on a decision on one article: what was recorded, or why nothing was.

    A refused decision gives the reason alone, and TEXT_IS_SHOWN after it where the article's text
    changed. The message on a recorded decision, or on one that would change nothing, has the
    headline, shortened.
    """
    if outcome.blocked:
        skip = outcome.blocked[0]
        return formatting.skipped(skip) + (TEXT_IS_SHOWN if skip.why == "text" else "")
    if outcome.act:
        return formatting.recorded(outcome.decisions)
    return " ".join(
        f"“{formatting.shortened(skip.article.headline)}”: {formatting.skipped(skip)}"
        for skip in outcome.skips
    )


def http_status(outcome: Outcome) -> int:
    """Return the HTTP status for an outcome's first blocked request, which there must be.

    422 where a note is missing (the reason `note`), else 409.
    """
    return HTTP_STATUS[outcome.blocked[0].why]


def _result_card(article: Article, user: User, message: str, act: Act | None) -> Card:
    """Return the article's card with the message as `notice` and, if any, the act to undo."""
    result = card(article, user)
    result.notice, result.undo = message, act.pk if act else None
    return result


def _undo_response(
    request: DeskRequest, act: Act, level: int, text: str, recorded: Act | None = None
) -> HttpResponse:
    """Respond to an undo with the message `text`, of one of Django's levels.

    htmx gets the article's row if the act is on only one article, with 422 for the level ERROR.
    Otherwise redirect to the posted `next`, else the queue (for htmx in a header); the next page
    has the message, with a button that undoes `recorded`, the act of the undo, if any.
    """
    articles = with_card_parts(Article.objects.filter(decisions__act=act))[:2]
    if request.htmx and len(articles) == 1:
        row = card(articles[0], request.user)
        row.notice, row.is_problem = text, level != messages.SUCCESS
        return _row_response(request, row, status=422 if level == messages.ERROR else 200)
    add_act_message(request, text, recorded, level)
    url = return_url(request)
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def _redisplay(
    request: DeskRequest, article: Article, form: DecisionForm, notice: str, status: int
) -> HttpResponse:
    """Respond with the article as it is now, the form's values, and the reason for the refusal.

    htmx gets the row, another request the article's page, both with this status. A quality that the
    person did not change is the article's current one. Where the text changed since the form was
    made, the fields that changed are listed.
    """
    form.refresh_quality(article)
    changed = changes_since(form.cleaned_data.get("seen"), request.POST.get("shown", ""), article)
    if request.htmx:
        title = formatting.shortened(article.headline)
        add_leaving_message(request, f"{UNSTORED} “{title}”: {notice}", None, messages.WARNING)
        row = card(article, request.user)
        row.notice, row.is_problem, row.differences = notice, True, changed
        return _row_response(request, row, form, status)
    return article_page(
        request, article, form=form, notice=notice, differences=changed, status=status
    )


def _row_response(
    request: DeskRequest, row: Card, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    """Return the article's row as HTML, with the header's counts, which htmx updates."""
    context = {"card": row, "form": form, "place": "queue", "back_to": return_url(request)}
    return render(request, "desk/queue/_answered_row.html", context, status=status)
