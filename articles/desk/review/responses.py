"""The responses of review: its page, and those to a decision or a skip."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render

from articles import formatting
from articles.desk.article.cards import with_card_parts
from articles.desk.article.decide import UNSTORED
from articles.desk.article.forms import DecisionForm
from articles.desk.article.snapshot import changes_since
from articles.desk.context import capped_count, header_counts
from articles.desk.messages import add_act_message, add_leaving_message
from articles.desk.request import DeskRequest
from articles.desk.review.selection import ReviewSelection, card_context, parse_selection
from articles.models import Act, Article
from articles.models.decision import new_token
from articles.moderation import leases
from articles.moderation.decision_requests import Seen
from articles.rules import Kind, Status


def page_response(
    request: DeskRequest,
    selection: ReviewSelection,
    context: dict[str, Any],
    status: int = 200,
    page: str = "",
) -> HttpResponse:
    """Return the whole page of review, with a context of `card_context` or `end_context`.

    `page` is the token of the opened page, by which its leases are told apart, or '' without one;
    it is written into the page. `status` is the HTTP status.
    """
    context = {**context, "here": "review", "page_token": page}
    return render(request, "desk/review/review.html", context, status=status)


def success_response(request: DeskRequest, pk: int, message: str, act: Act | None) -> HttpResponse:
    """Respond to a decision or skip with the message: JSON for htmx, else a redirect to review.

    End the user's lease, unless the form was to set only the quality and the article still waits:
    then its card stays, and the JSON also has `stays`, a new `token`, the snapshot (`seen`) and
    the `quality`. All JSON has the message (`said`), the id of the act to undo or None (`act`), the
    header's counts, and how many articles of the selection wait (`left`, as `capped_count`). After
    a redirect the next page shows the message, after JSON only as in `add_leaving_message`.
    """
    selection, article = posted_selection(request), None
    if request.POST.get("verb") == Kind.SET_QUALITY:
        article = Article.objects.waiting().filter(pk=pk).first()
    if article is None:
        leases.release(request.user, [pk])
    if not request.htmx:
        add_act_message(request, message, act, messages.SUCCESS if act else messages.INFO)
        return HttpResponseRedirect(selection.address)
    add_leaving_message(request, message, act)
    header = header_counts(request.user)
    left = capped_count(selection.articles()) if selection.is_filtered else header["waiting"]
    answer: dict[str, Any] = {
        "said": message,
        "act": act.pk if act else None,
        "left": left,
        **header,
    }
    if article:
        # The card stays, so its form needs a new card's token and snapshot.
        answer |= {"stays": True, "seen": str(Seen.of(article)), "quality": article.quality}
        answer["token"] = new_token()
    return JsonResponse(answer)


def refused_response(
    request: DeskRequest, pk: int, form: DecisionForm, notice: str, status: int
) -> HttpResponse:
    """Return the article's card as it is now, with the form's values and the reason `notice`.

    A quality that the user did not change becomes the article's current one. htmx gets the card,
    another request the whole page, both with this status; where the user was leaving the page, the
    next one gets a warning too. Renew the user's lease as `leases.renew`, or end it if the
    article's status is no longer waiting.
    """
    selection = posted_selection(request)
    article = with_card_parts(Article.objects.all()).get(pk=pk)
    form.refresh_quality(article)
    differences = changes_since(
        form.cleaned_data.get("seen"), request.POST.get("shown", ""), article
    )
    lease = leases.renew(request.user, pk)
    if article.status != Status.WAITING:
        leases.release(request.user, [pk])
        lease = None
    context = card_context(
        request,
        selection,
        article,
        until=lease.until if lease else None,
        form=form,
        notice=notice,
        differences=differences,
    )
    if request.htmx:
        title = formatting.shortened(article.headline)
        add_leaving_message(request, f"{UNSTORED} “{title}”: {notice}", None, messages.WARNING)
        return render(request, context["part"], context, status=status)
    return page_response(request, selection, context, status)


def posted_selection(request: DeskRequest) -> ReviewSelection:
    """Return the selection of the page that sent the form, from the posted `query`, without `?`.

    Without `query`, it is all that waits.
    """
    return parse_selection(QueryDict(request.POST.get("query", "")))
