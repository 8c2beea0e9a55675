"""Review: deal one article at a time to a reviewer, each under a lease; decide on it or skip it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import formatting, permissions
from articles.desk.article.cards import with_card_parts
from articles.desk.article.decide import http_status, result_message, submit
from articles.desk.article.forms import DecisionForm
from articles.desk.context import may_review
from articles.desk.history.undo import DEALT_NEXT
from articles.desk.request import DeskRequest, parse_id, post_only, posted_page
from articles.desk.review.responses import (
    page_response,
    posted_selection,
    refused_response,
    success_response,
)
from articles.desk.review.selection import (
    ReviewSelection,
    card_context,
    end_context,
    parse_selection,
)
from articles.models import Article
from articles.models.decision import new_token
from articles.moderation import dealing, leases, skips
from articles.rules import Kind, Status

#: The message for users without a permission that review needs.
NOT_A_REVIEWER: Final = (
    "You may read every article, but to review is to decide: it needs the right to approve, to "
    "reject or to set the quality."
)
#: The messages after a first and a later skip of an article.
SKIPPED_ONCE: Final = "Skipped: “{}”. It is shown once more, after all others."

SKIPPED_AGAIN: Final = (
    "Skipped again: “{}”. It is left out until tomorrow, unless you ask for it at the end."
)
#: The most articles that a page may hold besides the one it asks for; more ids are ignored.
HELD_LIMIT: Final = 4

P = ParamSpec("P")


def _for_reviewers(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Limit a view to users who may view articles and make at least one decision of review.

    These are REVIEW_KINDS. For other users the view raises PermissionDenied.
    """

    @permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: Any = args[0]
        if not may_review(request.user):
            raise PermissionDenied(NOT_A_REVIEWER)
        return view(*args, **kwargs)

    return wrapper


@require_safe
@_for_reviewers
def review(request: DeskRequest) -> HttpResponse:
    """Lease the next article of the address's selection to the user, and show its card.

    The article of an undo that led here without a script is the next, as `first` of `dealing.deal`.
    Where none is left, show the end of review; where the address has errors, lease none, and show
    the end with the errors. Raise PermissionDenied without VIEW_ARTICLE, and where the user may
    make no decision of REVIEW_KINDS.
    """
    selection = parse_selection(request.GET)
    page, first = new_token(), request.session.pop(DEALT_NEXT, None)
    context = _deal_context(request, selection, page=page, first=first)
    return page_response(request, selection, context, page=page)


@post_only
@_for_reviewers
def review_next(request: DeskRequest) -> HttpResponse:
    """Deal one more article of the posted selection, and return its card, or the end, as HTML.

    `first` is the id of an article to deal before all others, as in `dealing.deal`. `beside` are
    the ids of articles that the page holds already, which aren't dealt unless one is `first`; the
    first HELD_LIMIT count. Malformed ids are ignored. The lease belongs to the posted `page`; raise
    BadRequest for a malformed one, PermissionDenied as `review`.
    """
    selection = posted_selection(request)
    first = next(iter(_parse_pks(request.POST.getlist("first"))), None)
    held = _parse_pks(request.POST.getlist("beside"))
    page = posted_page(request)
    context = _deal_context(request, selection, page=page, exclude=held, first=first)
    return render(request, context["part"], context)


@post_only
@_for_reviewers
def review_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Record the form's decision on the article, and respond with the message.

    A decision that would change nothing isn't recorded, but is a success. After a success, end the
    user's lease, unless only the quality of an article that still waits was set, and respond as
    `success_response`: JSON for htmx, else a redirect to review. After a refusal, return the card
    with the reason, as `refused_response`: 422 where the form or a value in it is refused (`submit`
    returns None) or a note is missing, else 409. Raise Http404 for an unknown article, and
    PermissionDenied as `review` and `submit`.
    """
    form = DecisionForm(request.POST)
    outcome = submit(form, get_object_or_404(Article, pk=pk), request.user)
    if outcome is None:
        return refused_response(request, pk, form, " ".join(form.faults()), 422)
    if outcome.blocked:
        return refused_response(request, pk, form, result_message(outcome), http_status(outcome))
    return success_response(request, pk, result_message(outcome), outcome.act)


@post_only
@_for_reviewers
def review_skip(request: DeskRequest, pk: int) -> HttpResponse:
    """Skip the article in the posted selection, after recording its quality if another was typed.

    An article that no longer waits or is gone is not skipped, nor is one whose quality is refused:
    then the message says why, and nothing is recorded. The user's lease ends, unless the quality is
    refused (see `refused_response`). A form sent twice counts once, under the conditions of
    `skips.skip`. Responses and errors are those of `review_decide`.
    """
    article, act, quality_result = get_object_or_404(Article, pk=pk), None, ""
    if article.status != Status.WAITING or article.gone_at:
        title = formatting.shortened(article.headline)
        message = f"“{title}”: {_why_not_waiting(article)}"
        return success_response(request, pk, message, None)
    if _has_pending_quality(request):
        # A reason chosen for a rejection is none of the quality.
        posted = {**request.POST.dict(), "verb": Kind.SET_QUALITY, "because": "", "reason": ""}
        form = DecisionForm(posted)
        outcome = submit(form, article, request.user)
        if outcome is None:
            return refused_response(request, pk, form, " ".join(form.faults()), 422)
        if outcome.blocked:
            return refused_response(
                request, pk, form, result_message(outcome), http_status(outcome)
            )
        act, quality_result = outcome.act, f" {result_message(outcome)}"
    times = skips.skip(request.user, article, posted_selection(request).scope)
    text = SKIPPED_ONCE if times == 1 else SKIPPED_AGAIN
    message = f"{text.format(formatting.shortened(article.headline))}{quality_result}"
    return success_response(request, pk, message, act)


@post_only
@_for_reviewers
def review_leave(request: DeskRequest) -> HttpResponse:
    """End the user's leases on the first HELD_LIMIT posted `ids` of articles; return 204.

    Malformed ids are ignored. With a posted `page`, only leases of that page are ended: those dealt
    to another page since then are kept. Raise BadRequest for a malformed `page`, PermissionDenied
    as `review`.
    """
    page = posted_page(request)
    leases.release(request.user, _parse_pks(request.POST.getlist("ids")), page=page)
    return HttpResponse(status=204)


@post_only
@_for_reviewers
def review_renew(request: DeskRequest, pk: int) -> HttpResponse:
    """Renew the user's lease on the article, or lease it if it waits and nobody holds it.

    Return the lease's end as JSON: `until` (ISO 8601, UTC), later if `opened` is posted, as the
    original was opened. The lease then belongs to the posted `page`, if any. Where the user has no
    lease and gets none (another user holds the article; it is decided or gone), return 409 with the
    reason (`said`). Raise Http404 for an unknown article, BadRequest for a malformed `page`,
    PermissionDenied as `review`.
    """
    article = get_object_or_404(Article, pk=pk)
    page = posted_page(request)
    lease = leases.renew(request.user, pk, opened="opened" in request.POST, page=page)
    if lease:
        return JsonResponse({"until": lease.until.isoformat()})
    waits = article.status == Status.WAITING and article.gone_at is None
    holder = leases.holders([pk], exclude=request.user).get(pk) if waits else None
    if holder:
        message = f"Your two minutes had passed; {holder} is reading this now."
    else:
        message = _why_not_waiting(article)
    return JsonResponse({"said": message}, status=409)


def _why_not_waiting(article: Article) -> str:
    """Return a sentence on why nobody reviews the article now; it has to be decided or gone."""
    if article.gone_at:
        return "Its document is gone, so nobody reviews it now."
    status = formatting.status(article)
    return f"It was decided in the meantime: {status[:1].lower()}{status[1:]}."


def _deal_context(
    request: DeskRequest,
    selection: ReviewSelection,
    *,
    page: str,
    exclude: list[int] | None = None,
    first: int | None = None,
) -> dict[str, Any]:
    """Deal an article from the selection; return the context of its card, or of the end.

    A selection with problems deals none. `page` and `first` are those of `dealing.deal`; articles
    with the ids to `exclude` are not dealt, but for `first`.
    """
    if selection.problems:
        return end_context(request, selection, None)
    deal = dealing.deal(
        request.user,
        with_card_parts(selection.articles()),
        sorting=selection.sorting,
        scope=selection.scope,
        exclude=exclude or (),
        first=first,
        each_copy=selection.each_copy,
        with_skipped=selection.with_skipped,
        page=page,
    )
    if deal.article is None:
        return end_context(request, selection, deal)
    until = deal.lease.until if deal.lease else None
    return card_context(request, selection, deal.article, until=until)


def _has_pending_quality(request: DeskRequest) -> bool:
    """Tell whether a quality was typed that differs from `quality_was`, the one shown."""
    quality = request.POST.get("quality", "").strip()
    return bool(quality) and quality != request.POST.get("quality_was", "")


def _parse_pks(texts: list[str]) -> list[int]:
    """Return the first HELD_LIMIT ids among the texts; texts that are no ids are ignored."""
    return [pk for text in texts if (pk := parse_id(text)) is not None][:HELD_LIMIT]
