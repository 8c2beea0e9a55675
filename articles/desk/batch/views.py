"""The views of batches: freeze, preview, leave duplicates out, run by chunks, stop, result."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.batch.chosen import repeats_of
from articles.desk.batch.summary import LISTED_PER_PAGE, SKIP_TEXTS, BatchSummary
from articles.desk.forms import INCOMPLETE
from articles.desk.queue.selection import BatchForm
from articles.desk.request import DeskRequest, parse_id, post_only, return_url
from articles.documents import limits
from articles.models import Batch
from articles.moderation import batches as moderation_batches


class BeginForm(forms.Form):
    """The form that confirms a batch by its number of articles, shown and perhaps typed.

    It also has the reason and the note, which replace those of the batch, also if empty.
    """

    shown = forms.IntegerField()
    typed = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=40)
    note = forms.CharField(required=False, max_length=limits.NOTE[1])


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.DECIDE_MANY], raise_exception=True)
def batches(request: DeskRequest) -> HttpResponse:
    """Store the posted selection as a batch, and redirect to the page with its preview.

    Nothing is decided yet. A request that is sent again leads to the page of the first one's batch.
    An invalid one, such as one with no article or too many, redirects to the posted `next`, else
    the queue, with the error as a message. Raise PermissionDenied without VIEW_ARTICLE, DECIDE_MANY
    or a permission that the decisions need.
    """
    form, list_url = BatchForm(request.POST), return_url(request)
    try:
        if not form.is_valid():
            raise ValidationError(" ".join(form.faults()))
        token = moderation_batches.request_token(request.user, *form.request_parts(request.POST))
        batch = moderation_batches.find_by_token(token, request.user)
        if batch is None:
            batch_request = form.batch_request(request.POST, list_url)
            batch = moderation_batches.freeze(batch_request, by=request.user, token=token)
    except ValidationError as error:
        messages.error(request, " ".join(map(str, error.messages)))
        return HttpResponseRedirect(list_url)
    return HttpResponseRedirect(batch.get_absolute_url())


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def batch(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a batch: what it will change, its progress, or its result.

    The parameter `why`, if a key of SKIP_TEXTS, adds up to LISTED_PER_PAGE of the articles skipped
    for that reason: those after the position `after`, or the first where that is no number. For
    htmx, only the part that changes. The user may view other users' batches. Raise Http404 for an
    unknown batch, PermissionDenied without VIEW_ARTICLE.
    """
    chosen = get_object_or_404(Batch.objects.select_related("by"), pk=pk)
    return _page(request, BatchSummary(chosen, request.user))


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.DECIDE_MANY], raise_exception=True)
def batch_leave_out(request: DeskRequest, pk: int) -> HttpResponse:
    """Leave duplicates out of the batch for good, if it has not begun.

    They are determined anew (`repeats_of`); only a batch that approves has any. Respond with the
    part of the batch's page that changes for htmx, else redirect to the page. Raise Http404 for an
    unknown batch, PermissionDenied for another user's batch or a missing permission.
    """
    chosen = get_object_or_404(Batch, pk=pk)
    moderation_batches.leave_out(pk, repeats_of(chosen), by=request.user)
    return _answer(request, pk)


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.DECIDE_MANY], raise_exception=True)
def batch_run(request: DeskRequest, pk: int) -> HttpResponse:
    """Begin the batch if it has not begun and its number is confirmed; then decide one chunk of it.

    To begin, reason and note, if both are valid, replace the batch's, even if the number is wrong.
    A stopped batch continues only if `resumes` is posted; of a finished one nothing is decided.
    Respond to htmx with the part of the page that changes, which asks for the next chunk by itself
    unless stopped or finished; else redirect to the page. A refusal is 422 with its reason on that
    part, which then asks for nothing, or on the page. Raise Http404 for an unknown batch,
    PermissionDenied for another user's batch or a missing permission.
    """
    chosen, fault = get_object_or_404(Batch, pk=pk), ""
    try:
        if chosen.begun_at is None:
            moderation_batches.begin(pk, by=request.user, **_confirmation(request))
        moderation_batches.run(pk, by=request.user, resumes="resumes" in request.POST)
    except ValidationError as error:
        fault = " ".join(map(str, error.messages))
    return _answer(request, pk, fault)


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.DECIDE_MANY], raise_exception=True)
def batch_stop(request: DeskRequest, pk: int) -> HttpResponse:
    """Stop the batch after the chunk that runs now, if it has begun and is not finished.

    Respond with the part of the batch's page that changes for htmx, else redirect to the page.
    Raise Http404 for an unknown batch, PermissionDenied for another user's batch or a missing
    permission.
    """
    get_object_or_404(Batch, pk=pk)
    moderation_batches.stop(pk, by=request.user)
    return _answer(request, pk)


def _confirmation(request: DeskRequest) -> dict[str, Any]:
    """Return the posted confirmation as keywords for `batches.begin`.

    Raise ValidationError where the form is invalid.
    """
    form = BeginForm(request.POST)
    if not form.is_valid():
        errors = form.errors.get("note")
        raise ValidationError(f"Note: {' '.join(map(str, errors))}" if errors else INCOMPLETE)
    return form.cleaned_data


def _answer(request: DeskRequest, pk: int, fault: str = "") -> HttpResponse:
    """Return the batch's page for htmx or with a fault, else a redirect to it.

    For htmx, the page asks for the next chunk by itself, unless there is a fault or the batch is
    stopped or finished.
    """
    chosen = get_object_or_404(Batch.objects.select_related("by"), pk=pk)
    if not (request.htmx or fault):
        return HttpResponseRedirect(chosen.get_absolute_url())
    return _page(request, BatchSummary(chosen, request.user, runs=bool(request.htmx), fault=fault))


def _page(request: DeskRequest, summary: BatchSummary) -> HttpResponse:
    """Return the batch's page, or for htmx the part that changes; 422 with a fault.

    A `why` in the query that is a key of SKIP_TEXTS adds LISTED_PER_PAGE of the articles skipped
    for that reason: those after the position `after`, or the first where that is no number.
    """
    context: dict[str, Any] = {
        "batch": summary.batch,
        "sheet": summary,
        "note": request.POST.get("note", summary.batch.note),
        "chosen_reason": request.POST.get("reason", summary.batch.reason),
        "here": "batch",
    }
    why, after = request.GET.get("why", ""), request.GET.get("after", "")
    if why in SKIP_TEXTS:
        position = parse_id(after)
        # mypy doesn't narrow `why` to a SkipReason by `in`.
        context["all_of"] = summary.skipped_group(
            why,  # type: ignore[arg-type]
            after=-1 if position is None else position,
            size=LISTED_PER_PAGE,
        )
    template = "desk/batch/_batch.html" if request.htmx else "desk/batch/batch.html"
    return render(request, template, context, status=422 if summary.fault else 200)
