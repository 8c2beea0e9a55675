"""Review: one article at a time, each in front of one person, until nothing is left."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import formatting, permissions
from articles.desk.article.cards import with_card_parts
from articles.desk.article.decide import http_status, result_message, submit
from articles.desk.article.forms import DecisionForm
from articles.desk.article.snapshot import changed_since_shown
from articles.desk.context import capped, may_review
from articles.desk.messages import add_act_message
from articles.desk.request import DeskRequest, post_only
from articles.desk.review.selection import (
    ReviewSelection,
    card_context,
    end_context,
    selection_from,
)
from articles.models import Act, Article
from articles.models.decision import new_token
from articles.moderation import leases
from articles.moderation.orders import Seen
from articles.rules import Kind, Status

#: Who may do none of these has nothing to review.
READERS_ONLY: Final = (
    "You may read every article, but to review is to decide: it needs the right to approve, to "
    "reject or to set the quality."
)
#: How many articles a page may hold besides the one it asks for.
BESIDE: Final = 4

P = ParamSpec("P")


def _for_reviewers(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let in who may read articles and decide something about them."""

    @permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: Any = args[0]
        if not may_review(request.user):
            raise PermissionDenied(READERS_ONLY)
        return view(*args, **kwargs)

    return guarded


@require_safe
@_for_reviewers
def review(request: DeskRequest) -> HttpResponse:
    """Deal an article of those that the address chooses, and show it."""
    pile = selection_from(request.GET)
    page = new_token()
    return _page(request, pile, _dealt(request, pile, page=page), page=page)


@post_only
@_for_reviewers
def review_next(request: DeskRequest) -> HttpResponse:
    """Deal one more; the page holds those `beside` already, and may ask for one article `first`."""
    pile = _pile_behind(request)
    first = _numbers(request.POST.getlist("first"))
    beside = _numbers(request.POST.getlist("beside"))
    page = request.POST.get("page", "")
    context = _dealt(request, pile, page=page, exclude=beside, first=next(iter(first), None))
    return render(request, context["part"], context)


@post_only
@_for_reviewers
def review_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Carry out the form's verb on the article, and go on to the next."""
    form = DecisionForm(request.POST)
    outcome = submit(form, get_object_or_404(Article, pk=pk), request.user)
    if outcome is None:
        return _refused(request, pk, form, " ".join(form.faults()), 422)
    if outcome.blocked:
        return _refused(request, pk, form, result_message(outcome), http_status(outcome))
    return _done(request, pk, result_message(outcome), outcome.act)


@post_only
@_for_reviewers
def review_skip(request: DeskRequest, pk: int) -> HttpResponse:
    """Pass the article over for today; a quality that was typed is recorded before."""
    article, act, said = get_object_or_404(Article, pk=pk), None, ""
    if _has_pending_quality(request):
        form = DecisionForm({**request.POST.dict(), "verb": Kind.SET_QUALITY, "because": ""})
        outcome = submit(form, article, request.user)
        if outcome is None:
            return _refused(request, pk, form, " ".join(form.faults()), 422)
        if outcome.blocked:
            return _refused(request, pk, form, result_message(outcome), http_status(outcome))
        act, said = outcome.act, f" {result_message(outcome)}"
    leases.skip(request.user, article, _pile_behind(request).scope)
    return _done(
        request, pk, f"“{formatting.shortened(article.title)}”: skipped for today.{said}", act
    )


@post_only
@_for_reviewers
def review_leave(request: DeskRequest) -> HttpResponse:
    """Give back what was dealt to the page that is left, and not to another since."""
    page = request.POST.get("page", "")
    leases.release(request.user, _numbers(request.POST.getlist("ids")), page=page)
    return HttpResponse(status=204)


@post_only
@_for_reviewers
def review_renew(request: DeskRequest, pk: int) -> HttpResponse:
    """Keep the article before the reviewer; say so where somebody else has it by now."""
    article = get_object_or_404(Article, pk=pk)
    page = request.POST.get("page", "")
    lease = leases.renew(request.user, pk, opened="opened" in request.POST, page=page)
    if lease:
        return JsonResponse({"until": lease.until.isoformat()})
    reader = leases.holder(pk)
    if reader:
        said = f"Your two minutes had passed; {reader} is reading this now."
    elif article.gone_at:
        said = "Its document is gone, so nobody reviews it now."
    else:
        status = formatting.status(article)
        said = f"It was decided in the meantime: {status[:1].lower()}{status[1:]}."
    return JsonResponse({"said": said}, status=409)


def _dealt(
    request: DeskRequest,
    pile: ReviewSelection,
    *,
    page: str,
    exclude: list[int] | None = None,
    first: int | None = None,
) -> dict[str, Any]:
    """Deal from the pile; returns what the card, or the end, is made of."""
    if pile.problems:
        return end_context(request, pile, None)
    dealt = leases.deal(
        request.user,
        with_card_parts(pile.articles()),
        sorting=pile.sorting,
        scope=pile.scope,
        exclude=exclude or (),
        first=first,
        with_skipped=pile.with_skipped,
        page=page,
    )
    if dealt.article is None:
        return end_context(request, pile, dealt)
    until = dealt.lease.until if dealt.lease else None
    return card_context(request, pile, dealt.article, until=until)


def _page(
    request: DeskRequest,
    pile: ReviewSelection,
    context: dict[str, Any],
    status: int = 200,
    page: str = "",
) -> HttpResponse:
    context = {**context, "here": "review", "page_token": page}
    return render(request, "articles/review.html", context, status=status)


def _done(request: DeskRequest, pk: int, said: str, act: Act | None) -> HttpResponse:
    """Say it, and lead on: what is decided or skipped no longer lies before the reviewer."""
    pile, article = _pile_behind(request), None
    if request.POST.get("verb") == Kind.SET_QUALITY:
        article = Article.objects.waiting().filter(pk=pk).first()
    if article is None:
        leases.release(request.user, [pk])
    if not request.htmx:
        add_act_message(request, said, act, messages.SUCCESS if act else messages.INFO)
        return HttpResponseRedirect(pile.address)
    waiting = capped(Article.objects.waiting())
    left = capped(pile.articles()) if pile.is_filtered else waiting
    answer: dict[str, Any] = {
        "said": said, "act": act.pk if act else None, "left": left, "waiting": waiting,
    }  # fmt: skip
    if article:
        # The card stays, so its form needs what a new one would carry.
        answer |= {"stays": True, "seen": str(Seen.of(article)), "quality": article.quality}
        answer["token"] = new_token()
    return JsonResponse(answer)


def _refused(
    request: DeskRequest, pk: int, form: DecisionForm, notice: str, status: int
) -> HttpResponse:
    """Show the article as it is now, with what was typed and what is in the way."""
    article, pile = with_card_parts(Article.objects.all()).get(pk=pk), _pile_behind(request)
    form.follow(article)
    changed = changed_since_shown(
        form.cleaned_data.get("seen"), request.POST.get("shown", ""), article
    )
    lease = leases.renew(request.user, pk)
    if article.status != Status.WAITING:
        leases.release(request.user, [pk])
        lease = None
    context = card_context(
        request, pile, article, until=lease.until if lease else None, form=form, notice=notice,
        differences=changed,
    )  # fmt: skip
    if request.htmx:
        return render(request, context["part"], context, status=status)
    return _page(request, pile, context, status)


def _pile_behind(request: DeskRequest) -> ReviewSelection:
    """Return what the page that a form stands on deals from."""
    return selection_from(QueryDict(request.POST.get("query", "")))


def _has_pending_quality(request: DeskRequest) -> bool:
    quality = request.POST.get("quality", "").strip()
    return bool(quality) and quality != request.POST.get("quality_was", "")


def _numbers(texts: list[str]) -> list[int]:
    """Return the articles that a form names; more than a page holds are not taken."""
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19][:BESIDE]
