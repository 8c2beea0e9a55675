"""Many at once: choose and freeze them, say what will change, run chunk by chunk, stop, sum up."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.batch.summary import LEFT_OUT, NAMED_ON_A_PAGE, BatchSummary
from articles.desk.forms import INCOMPLETE
from articles.desk.queue.selection import ManyForm
from articles.desk.request import DeskRequest, back_to, post_only
from articles.documents import limits
from articles.models import Batch
from articles.moderation import batches as many


class BeginForm(forms.Form):
    """What confirms a batch: the number shown, and typed where there is much at stake."""

    shown = forms.IntegerField()
    typed = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=40)
    note = forms.CharField(required=False, max_length=limits.NOTE[1])


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.DECIDE_MANY], raise_exception=True)
def batches(request: DeskRequest) -> HttpResponse:
    """Freeze what was chosen, and lead to the page that says what will change."""
    form, onward = ManyForm(request.POST), back_to(request)
    try:
        if not form.is_valid():
            raise ValidationError(" ".join(form.faults()))
        token = many.token_of(request.user, *form.asked(request.POST))
        batch = many.known(token) or many.freeze(
            form.wanted(request.POST, onward), by=request.user, token=token
        )
    except ValidationError as error:
        messages.error(request, " ".join(map(str, error.messages)))
        return HttpResponseRedirect(onward)
    return HttpResponseRedirect(batch.get_absolute_url())


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def batch(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what will change, how far it has come, or what came of it."""
    chosen = get_object_or_404(Batch.objects.select_related("by"), pk=pk)
    return _page(request, BatchSummary(chosen, request.user))


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.DECIDE_MANY], raise_exception=True)
def batch_run(request: DeskRequest, pk: int) -> HttpResponse:
    """Begin where the number was confirmed, then decide one chunk."""
    chosen, fault = get_object_or_404(Batch, pk=pk), ""
    try:
        if chosen.begun_at is None:
            many.begin(pk, by=request.user, **_confirmation(request))
        many.run(pk, by=request.user, resumes="resumes" in request.POST)
    except ValidationError as error:
        fault = " ".join(map(str, error.messages))
    return _answer(request, pk, fault)


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.DECIDE_MANY], raise_exception=True)
def batch_stop(request: DeskRequest, pk: int) -> HttpResponse:
    """Let no further chunk begin."""
    get_object_or_404(Batch, pk=pk)
    many.stop(pk, by=request.user)
    return _answer(request, pk)


def _confirmation(request: DeskRequest) -> dict[str, Any]:
    form = BeginForm(request.POST)
    if not form.is_valid():
        faults = form.errors.get("note")
        raise ValidationError(f"Note: {' '.join(map(str, faults))}" if faults else INCOMPLETE)
    return form.cleaned_data


def _answer(request: DeskRequest, pk: int, fault: str = "") -> HttpResponse:
    chosen = get_object_or_404(Batch.objects.select_related("by"), pk=pk)
    if not (request.htmx or fault):
        return HttpResponseRedirect(chosen.get_absolute_url())
    return _page(request, BatchSummary(chosen, request.user, runs=bool(request.htmx), fault=fault))


def _page(request: DeskRequest, sheet: BatchSummary) -> HttpResponse:
    """Return the page, or the part of it that htmx asked for."""
    context: dict[str, Any] = {
        "batch": sheet.batch,
        "sheet": sheet,
        "note": request.POST.get("note", sheet.batch.note),
        "chosen_reason": request.POST.get("reason", sheet.batch.reason),
        "here": "batch",
    }
    why, after = request.GET.get("why", ""), request.GET.get("after", "")
    if why in LEFT_OUT:
        place = int(after) if after.isdecimal() and len(after) < 9 else -1
        # The checker doesn't take a key of LEFT_OUT for what its keys are.
        context["all_of"] = sheet.named(why, after=place, most=NAMED_ON_A_PAGE)  # type: ignore[arg-type]
    template = "articles/_batch.html" if request.htmx else "articles/batch.html"
    return render(request, template, context, status=422 if sheet.fault else 200)
