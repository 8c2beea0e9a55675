"""History: what everybody decided, act by act, and the page of one act."""

from typing import Any, Final

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import formatting, permissions
from articles.desk.history.entries import HistoryEntry, entries_of, entries_within, may_undo
from articles.desk.history.filters import HistoryFilter, unknown_parameters
from articles.desk.pagination import BadCursor, Page, page_of
from articles.desk.request import DeskRequest, back_to
from articles.models import Act, Batch
from articles.models.ordering import Sorting
from articles.moderation.undo_preview import Reach, reach_of

PAGE_SIZE: Final = 50
#: An act's page links to no more undos than this.
LINKS: Final = 5
NEWEST_FIRST: Final = Sorting("Newest first", "at")
CURSORS: Final = ("after", "before")
LOST: Final = "The address names no place in the list; this is its beginning."
SEE: Final = [permissions.VIEW_ACT, permissions.VIEW_ARTICLE]


@require_safe
@permission_required(SEE, raise_exception=True)
def history(request: DeskRequest) -> HttpResponse:
    """Show one page of the acts that match; all that chooses them stands in the address."""
    filters, problems = chosen(request)
    return history_page(request, filters, problems)


def chosen(request: DeskRequest) -> tuple[HistoryFilter, list[str]]:
    """Return the filters of the address, and what in it is none."""
    problems = [f"Unknown filter: “{name}”." for name in unknown_parameters(request.GET)]
    return HistoryFilter(request.GET, queryset=Act.objects.all()), problems


def history_page(
    request: DeskRequest, filters: HistoryFilter, problems: list[str], status: int = 200
) -> HttpResponse:
    """Return the page of history."""
    page, notice = _page(request, filters)
    chips = list(filters.chips()) if filters.is_valid() else []
    context = {
        "filters": filters,
        "chips": chips,
        "problems": problems,
        "notice": notice,
        "page": page,
        "lines": entries_of(page.rows, request.user),
        "is_empty": not page.rows and not chips and not problems and filters.is_valid(),
        "may_override": request.user.has_perm(permissions.OVERRIDE),
        "query": _query(request),
        "place": Act.Place.HISTORY,
        "back_to": back_to(request),
        "here": "history",
    }
    return render(request, "articles/history.html", context, status=status)


@require_safe
@permission_required(SEE, raise_exception=True)
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one act: what it did, article by article, and what undoing it would do."""
    one = get_object_or_404(Act.objects.select_related("by"), pk=pk)
    text = request.GET.get("after", "")
    after = int(text) if text.isdecimal() and len(text) < 19 else 0
    parts, there_is_more = entries_within(one, request.user, after=after, size=PAGE_SIZE)
    lines = entries_of([one], request.user)
    if not lines:
        raise Http404("An act without decisions tells nothing.")
    (line,) = lines
    context = {
        "act": one,
        "line": line,
        "parts": parts,
        "after": parts[-1].decision.pk if there_is_more else "",
        "is_beginning": not after,
        # An undo withdraws decisions of one act: its first tells which.
        "undid": _acts([line.decision.withdraws.act_id] if line.decision.withdraws else []),
        "undone_by": _acts(line.undos[:LINKS]),
        "batch": Batch.objects.filter(act=one).first(),
        "place": Act.Place.HISTORY,
        "back_to": one.get_absolute_url(),
        "here": "history",
        **({} if after else _undo(request, line)),
    }
    return render(request, "articles/act.html", context)


def _undo(request: DeskRequest, line: HistoryEntry) -> dict[str, Any]:
    """Say what undoing the act would do now, and whether this person may."""
    reach: Reach = reach_of(line.act)
    return {
        "reach": reach,
        "would": formatting.would_undo(reach.back, reach.kept, reach.decided, reach.undone),
        "may_undo": bool(reach.restored) and may_undo(request.user, line.act, reach.about),
        "is_others": line.act.by_id != request.user.pk,
        "may_override": request.user.has_perm(permissions.OVERRIDE),
    }


def _acts(pks: list[int]) -> QuerySet[Act]:
    return Act.objects.filter(pk__in=pks).select_related("by").order_by("-at", "-id")


def _page(request: DeskRequest, filters: HistoryFilter) -> tuple[Page[Act], str]:
    """Return the page that the address names, or the beginning and why it is that."""
    acts = filters.acts().select_related("by")
    cursors = {name: request.GET.get(name, "") for name in CURSORS}
    try:
        return page_of(acts, NEWEST_FIRST, size=PAGE_SIZE, **cursors), ""
    except BadCursor:
        return page_of(acts, NEWEST_FIRST, size=PAGE_SIZE), LOST


def _query(request: DeskRequest) -> str:
    """Return the query that chooses the acts, without a place in the list."""
    query = request.GET.copy()
    for name in CURSORS:
        query.pop(name, None)
    return query.urlencode()
