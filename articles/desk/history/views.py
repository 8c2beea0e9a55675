"""The pages of history: the list of acts, and one act."""

from typing import Any, Final

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from articles import formatting, permissions
from articles.desk.context import count_of_list
from articles.desk.filters import has_too_long_value
from articles.desk.history.entries import (
    HistoryEntry,
    entries_for_acts,
    entries_within_act,
    may_undo,
)
from articles.desk.history.filters import HistoryFilter, unknown_parameters
from articles.desk.pagination import (
    BAD_CURSOR_NOTICE,
    CURSOR_PARAMETERS,
    NEWEST_FIRST,
    requested_page,
)
from articles.desk.request import DeskRequest, parse_id, return_url
from articles.models import Act, Batch
from articles.moderation.undo_summary import undo_summary

PAGE_SIZE: Final = 50
#: The most undos that an act's page links to.
UNDO_LINKS: Final = 5
HISTORY_PERMISSIONS: Final = [permissions.VIEW_ACT, permissions.VIEW_ARTICLE]


@require_safe
@permission_required(HISTORY_PERMISSIONS, raise_exception=True)
def history(request: DeskRequest) -> HttpResponse:
    """Show one page of the acts that match the query's filters, the newest first.

    It has at most PAGE_SIZE acts. Errors in the query are shown (200): an invalid filter matches no
    act, an unknown one filters nothing. A bad cursor shows the first page, with a notice (400); too
    long a value is 400 too. Raise PermissionDenied without HISTORY_PERMISSIONS.
    """
    filters, problems = parse_filters(request)
    return history_page(request, filters, problems)


def parse_filters(request: DeskRequest) -> tuple[HistoryFilter, list[str]]:
    """Return the filters that the query sets, and a sentence on each unknown parameter."""
    problems = [f"Unknown filter: “{name}”." for name in unknown_parameters(request.GET)]
    return HistoryFilter(request.GET, queryset=Act.objects.all()), problems


def history_page(
    request: DeskRequest, filters: HistoryFilter, problems: list[str], status: int = 200
) -> HttpResponse:
    """Return the page of history: the acts that the filters match, the newest first, and errors.

    It has at most PAGE_SIZE acts, those at the query's cursor; without one the first, also for a
    bad cursor or one at which there are none. `problems` are errors besides those of the filters.
    The status is 400 for a bad cursor or too long a value, else `status`.
    """
    acts = filters.acts().select_related("by")
    page, notice = requested_page(request, acts, NEWEST_FIRST, size=PAGE_SIZE)
    chips = list(filters.chips()) if filters.is_valid() else []
    context = {
        "filters": filters,
        "chips": chips,
        "problems": problems,
        "notice": notice,
        "page": page,
        "matching": SimpleLazyObject(lambda: count_of_list(page, acts)),
        "lines": entries_for_acts(page.rows, request.user),
        "is_empty": not page.rows and not chips and not problems and filters.is_valid(),
        "may_override": request.user.has_perm(permissions.OVERRIDE),
        "query": _filter_query(request),
        "place": Act.Place.HISTORY,
        "back_to": return_url(request),
        "here": "history",
    }
    if notice == BAD_CURSOR_NOTICE or has_too_long_value(filters.form):
        status = 400
    return render(request, "desk/history/history.html", context, status=status)


@require_safe
@permission_required(HISTORY_PERMISSIONS, raise_exception=True)
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one act: its decisions, PAGE_SIZE at a time, and what an undo by the user would change.

    Where they can't undo it, the reason is shown instead. Shown too are the act that it undid, its
    batch, and the newest UNDO_LINKS acts that undid any of it. The parameter `after`, a decision's
    primary key, chooses the decisions after that one, without what undoing would change; a
    malformed one is ignored. Raise Http404 for an unknown act, or one without decisions, and
    PermissionDenied without HISTORY_PERMISSIONS.
    """
    shown = get_object_or_404(Act.objects.select_related("by"), pk=pk)
    after = parse_id(request.GET.get("after", "")) or 0
    parts, has_more = entries_within_act(shown, request.user, after=after, size=PAGE_SIZE)
    entries = entries_for_acts([shown], request.user)
    if not entries:
        raise Http404("An act without decisions tells nothing.")
    (entry,) = entries
    withdraws = entry.decision.withdraws
    context = {
        "act": shown,
        "line": entry,
        "parts": parts,
        "after": parts[-1].decision.pk if has_more else "",
        "is_beginning": not after,
        # An undo withdraws decisions of one act, so its first decision is enough.
        "undid": _acts([withdraws.act_id] if withdraws else []),
        "undone_by": _acts(entry.undos[:UNDO_LINKS]),
        "batch": Batch.objects.filter(act=shown).first(),
        "place": Act.Place.HISTORY,
        "back_to": shown.get_absolute_url(),
        "here": "history",
        **({} if after else _undo_context(request, entry)),
    }
    return render(request, "desk/history/act.html", context)


def _undo_context(request: DeskRequest, entry: HistoryEntry) -> dict[str, Any]:
    """Return the context of undoing an act: what would change, and whether this user may do it.

    `may_undo` is False also where nothing would change.
    """
    summary = undo_summary(entry.act)
    return {
        "reach": summary,
        "would": formatting.would_undo(summary, is_redo=entry.decision.is_undo),
        "may_undo": bool(summary.restored) and may_undo(request.user, entry.act, summary.kinds),
        "is_others": entry.act.by_id != request.user.pk,
        "may_override": request.user.has_perm(permissions.OVERRIDE),
    }


def _acts(pks: list[int]) -> QuerySet[Act]:
    """Return the acts with these primary keys, with their users, the newest first."""
    return Act.objects.filter(pk__in=pks).select_related("by").order_by("-at", "-id")


def _filter_query(request: DeskRequest) -> str:
    """Return the request's query string without the cursors, and without `?`."""
    query = request.GET.copy()
    for name in CURSOR_PARAMETERS:
        query.pop(name, None)
    return query.urlencode()
