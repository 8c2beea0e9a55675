"""The desk's two doors to moderation: decide on one article, undo an act."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django_htmx.http import HttpResponseClientRedirect

from articles import moderation, wording
from articles.desk.access import DeskRequest, back_to, post_only
from articles.desk.article import article_page
from articles.desk.cards import Card, card, with_card_parts
from articles.desk.forms import DecisionForm, UndoForm
from articles.desk.messages import say
from articles.desk.shown import changed_since_shown
from articles.models import Act, Article
from articles.orders import Outcome
from articles.standing import Kind

#: How a page answers an order that was not carried out; it shows the article as it is now.
STATUS_OF: Final = {"decided": 409, "text": 409, "status": 409, "right": 409, "note": 422}
TEXT_IS_SHOWN: Final = " This page shows what it says now, and keeps what you typed."


@post_only
@permission_required("articles.view_article", raise_exception=True)
def decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Carry out the form's verb on the article."""
    article = get_object_or_404(with_card_parts(Article.objects.all()), pk=pk)
    form = DecisionForm(request.POST)
    outcome = carry_out(form, article, request.user)
    if outcome is None:
        return _shown_again(request, article, form, " ".join(form.faults()), 422)
    return _answer(request, article, form, outcome)


@post_only
@permission_required("articles.view_article", raise_exception=True)
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Withdraw an act, and say what could not be undone."""
    act = get_object_or_404(Act, pk=pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _undo_answer(request, act, messages.ERROR, " ".join(form.faults()))
    try:
        outcome = moderation.undo(act, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        return _undo_answer(request, act, messages.ERROR, " ".join(map(str, error.messages)))
    level = messages.WARNING if outcome.skips else messages.SUCCESS
    verb = "Taken back" if act.decisions.filter(kind=Kind.UNDO).exists() else "Undone"
    return _undo_answer(request, act, level, wording.undone(outcome, verb), outcome.act)


def carry_out(form: DecisionForm, article: Article, by: User) -> Outcome | None:
    """Do what the form says; None where it makes no sense, with the faults in the form.

    Raises PermissionDenied where the person may not decide so at all.
    """
    if not form.is_valid():
        return None
    place, token = form.cleaned_data["place"], form.cleaned_data["token"]
    try:
        return moderation.decide([form.order(article)], by=by, token=token, place=place)
    except ValidationError as error:
        form.refuse(error)
        return None


def told(outcome: Outcome) -> str:
    """Return what came of a decision on one article, or why nothing did."""
    if outcome.blocked:
        skip = outcome.blocked[0]
        return wording.skipped(skip) + (TEXT_IS_SHOWN if skip.why == "text" else "")
    if outcome.act:
        return wording.recorded(outcome.act, outcome.decisions)
    return " ".join(wording.skipped(skip) for skip in outcome.skips)


def status_of(outcome: Outcome) -> int:
    """Return the status of the page that says why nothing came of a decision."""
    return STATUS_OF[outcome.blocked[0].why]


def _answer(
    request: DeskRequest, article: Article, form: DecisionForm, outcome: Outcome
) -> HttpResponse:
    article = with_card_parts(Article.objects.all()).get(pk=article.pk)
    if outcome.blocked:
        return _shown_again(request, article, form, told(outcome), status_of(outcome))
    text = told(outcome)
    if request.htmx:
        row = card(article, request.user)
        row.notice, row.undo = text, outcome.act.pk if outcome.act else None
        return _row(request, row)
    say(request, text, outcome.act, messages.SUCCESS if outcome.act else messages.INFO)
    return HttpResponseRedirect(back_to(request))


def _undo_answer(
    request: DeskRequest, act: Act, level: int, text: str, done: Act | None = None
) -> HttpResponse:
    """Answer an undo where it was asked for: in its row, or by a message on the page."""
    articles = with_card_parts(Article.objects.filter(decisions__act=act))[:2]
    if request.htmx and len(articles) == 1:
        row = card(articles[0], request.user)
        row.notice, row.is_problem = text, level != messages.SUCCESS
        return _row(request, row, status=422 if level == messages.ERROR else 200)
    say(request, text, done, level)
    onward = back_to(request)
    return HttpResponseClientRedirect(onward) if request.htmx else HttpResponseRedirect(onward)


def _shown_again(
    request: DeskRequest, article: Article, form: DecisionForm, notice: str, status: int
) -> HttpResponse:
    """Show the article as it is now, with what was typed and what is in the way."""
    form.follow(article)
    changed = changed_since_shown(
        form.cleaned_data.get("seen"), request.POST.get("shown", ""), article
    )
    if request.htmx:
        row = card(article, request.user)
        row.notice, row.is_problem, row.differences = notice, True, changed
        return _row(request, row, form, status)
    return article_page(
        request, article, form=form, notice=notice, differences=changed, status=status
    )


def _row(
    request: DeskRequest, row: Card, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    """Return the answered row, and the counts that stand elsewhere on the page."""
    context = {"card": row, "form": form, "place": "queue", "back_to": back_to(request)}
    return render(request, "articles/_answer.html", context, status=status)
