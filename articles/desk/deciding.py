"""The desk's two doors to moderation: decide on one article, undo an act."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import (
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from articles import moderation, wording
from articles.desk.access import DeskRequest
from articles.desk.article import article_page
from articles.desk.cards import card, shown
from articles.desk.forms import DecisionForm, UndoForm
from articles.models import Act, Article
from articles.orders import Outcome

#: How a page answers an order that was not carried out.
STATUS_OF = {"decided": 409, "text": 409, "status": 409, "right": 403, "note": 422}


@require_POST
def decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Carry out the form's verb on the article."""
    article = get_object_or_404(shown(Article.objects.all()), pk=pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        place, token = form.cleaned_data["place"], form.cleaned_data["token"]
        try:
            wanted = form.order(article)
            outcome = moderation.decide([wanted], by=request.user, token=token, place=place)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            return _answer(request, article, form, outcome)
    return _shown_again(request, article, form, "", 422)


@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Withdraw an act, and say what could not be undone."""
    act = get_object_or_404(Act, pk=pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("The form is not one of this desk's. Reload the page.")
    try:
        outcome = moderation.undo(act, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(map(str, error.messages)))
        return HttpResponseRedirect(_next(request))
    sentences = []
    if outcome.act:
        done = wording.recorded(outcome.act, outcome.decisions)
        sentences.append(f"Undone. {done}" if len(outcome.decisions) > 1 else f"Undone: {done}")
    sentences += [f"Not undone: {wording.skipped(skip)}" for skip in outcome.skips]
    text = " ".join(sentences)
    if request.htmx and act.decisions.count() == 1:
        article = shown(Article.objects.all()).get(decisions__act=act)
        row = card(article, request.user)
        row.notice, row.is_problem = text, bool(outcome.skips)
        return render(request, "articles/_row.html", {"card": row})
    messages.add_message(
        request,
        messages.WARNING if outcome.skips else messages.SUCCESS,
        text,
        extra_tags=str(outcome.act.pk) if outcome.act else "",
    )
    return HttpResponseRedirect(_next(request))


def _answer(
    request: DeskRequest, article: Article, form: DecisionForm, outcome: Outcome
) -> HttpResponse:
    article = shown(Article.objects.all()).get(pk=article.pk)
    if outcome.blocked:
        skip = outcome.blocked[0]
        return _shown_again(request, article, form, wording.skipped(skip), STATUS_OF[skip.why])
    if outcome.act:
        text = wording.recorded(outcome.act, outcome.decisions)
    else:
        text = " ".join(wording.skipped(skip) for skip in outcome.skips)
    act = str(outcome.act.pk) if outcome.act else ""
    if request.htmx:
        row = card(article, request.user)
        row.notice, row.undo = text, outcome.act.pk if outcome.act else None
        return render(request, "articles/_row.html", {"card": row})
    messages.add_message(request, messages.SUCCESS if act else messages.INFO, text, extra_tags=act)
    return HttpResponseRedirect(_next(request))


def _shown_again(
    request: DeskRequest, article: Article, form: DecisionForm, notice: str, status: int
) -> HttpResponse:
    """Show the article as it is now, with what was typed and what is in the way."""
    notice = notice or " ".join(_faults(form))
    if request.htmx:
        row = card(article, request.user)
        row.notice, row.is_problem = notice, True
        return render(request, "articles/_row.html", {"card": row, "form": form}, status=status)
    return article_page(request, article, form=form, notice=notice, status=status)


def _faults(form: DecisionForm) -> Iterator[str]:
    """Yield what is wrong with the form, each with the label of the field a person can mend."""
    labels = {name: form.fields[name].label for name in ("quality", "reason", "note")}
    for name, texts in form.errors.items():
        for text in texts:
            yield f"{labels[name]}: {text}" if name in labels else str(text)


def _add_errors(form: DecisionForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, faults in error.error_dict.items():
        form.add_error(name if name in form.fields else None, faults)


def _next(request: DeskRequest) -> str:
    """Return where to go on: the page the form was on, if it is one of ours."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("queue")
