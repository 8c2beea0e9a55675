"""The desk's two doors to moderation: decide on one article, undo an act."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
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
from articles.models import Act, Article
from articles.orders import Outcome

#: How a page answers an order that was not carried out; it shows the article as it is now.
STATUS_OF: Final = {"decided": 409, "text": 409, "status": 409, "right": 409, "note": 422}
TEXT_IS_SHOWN: Final = " This page shows what it says now, and keeps what you typed."


@post_only
@permission_required("articles.view_article", raise_exception=True)
def decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Carry out the form's verb on the article."""
    article = get_object_or_404(with_card_parts(Article.objects.all()), pk=pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        place, token = form.cleaned_data["place"], form.cleaned_data["token"]
        try:
            wanted = form.order(article)
            outcome = moderation.decide([wanted], by=request.user, token=token, place=place)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _answer(request, article, form, outcome)
    return _shown_again(request, article, form, " ".join(form.faults()), 422)


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
    sentences = []
    if outcome.act:
        done = wording.recorded(outcome.act, outcome.decisions)
        sentences.append(f"Undone. {done}" if len(outcome.decisions) > 1 else f"Undone: {done}")
    sentences += [f"Not undone: {wording.skipped(skip)}" for skip in outcome.skips]
    level = messages.WARNING if outcome.skips else messages.SUCCESS
    return _undo_answer(request, act, level, " ".join(sentences), outcome.act)


def _answer(
    request: DeskRequest, article: Article, form: DecisionForm, outcome: Outcome
) -> HttpResponse:
    article = with_card_parts(Article.objects.all()).get(pk=article.pk)
    if outcome.blocked:
        skip = outcome.blocked[0]
        notice = wording.skipped(skip) + (TEXT_IS_SHOWN if skip.why == "text" else "")
        return _shown_again(request, article, form, notice, STATUS_OF[skip.why])
    if outcome.act:
        text = wording.recorded(outcome.act, outcome.decisions)
    else:
        text = " ".join(wording.skipped(skip) for skip in outcome.skips)
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
    if request.htmx:
        row = card(article, request.user)
        row.notice, row.is_problem = notice, True
        return _row(request, row, form, status)
    return article_page(request, article, form=form, notice=notice, status=status)


def _row(
    request: DeskRequest, row: Card, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    """Return the answered row, and the counts that stand elsewhere on the page."""
    context = {"card": row, "form": form, "place": "queue", "back_to": back_to(request)}
    return render(request, "articles/_answer.html", context, status=status)
