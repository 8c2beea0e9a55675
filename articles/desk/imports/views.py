"""Imports and exports: each run, what it did document by document, what is invalid now."""

from typing import Final

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.request import DeskRequest
from articles.models import Collection, ImportEntry, ImportRun, InvalidDocument
from articles.stats.counts import Count

PAGE_SIZE: Final = 100
#: In the order of what an editor wants to know first.
STATUSES: Final = {
    "replaced": "Replaced by another story",
    "gone": "Gone",
    "moved": "Moved",
    "invalid": "Newly invalid",
    "changed": "Changed",
    "new": "New",
}


@require_safe
@permission_required(permissions.VIEW_IMPORT, raise_exception=True)
def imports(request: DeskRequest) -> HttpResponse:
    """Show the runs, newest first, and the documents that can't be taken."""
    runs = ImportRun.objects.select_related("collection").order_by("-id")
    before = request.GET.get("before", "")
    if _is_number(before):
        runs = runs.filter(pk__lt=int(before))
    found = list(runs[: PAGE_SIZE + 1])
    invalid = InvalidDocument.objects.select_related("collection").order_by("-since", "-id")
    context = {
        "runs": found[:PAGE_SIZE],
        "before": found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None,
        "invalid": list(invalid[:PAGE_SIZE]),
        "invalid_count": InvalidDocument.objects.order_by()[: PAGE_SIZE + 1].count(),
        "collections": Collection.objects.all()[:PAGE_SIZE],
        "page_size": PAGE_SIZE,
        "here": "imports",
    }
    return render(request, "articles/imports.html", context)


@require_safe
@permission_required(permissions.VIEW_IMPORT, raise_exception=True)
def one_import(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one run: totals, conflicts it opened, documents by what came of them.

    The lists tell what was stored, whether or not the run came to its end and kept its totals.
    """
    run = get_object_or_404(ImportRun.objects.select_related("collection"), pk=pk)
    chosen = request.GET.get("status", "")
    after = request.GET.get("after", "")
    entries = ImportEntry.objects.filter(run=run).select_related("article")
    lists = []
    for status, label in STATUSES.items():
        if chosen in ("", status):
            rows = entries.filter(status=status).order_by("id")
            if chosen and _is_number(after):
                rows = rows.filter(pk__gt=int(after))
            size = PAGE_SIZE if chosen else 20
            found = list(rows[: size + 1])
            after_these = found[size - 1].pk if len(found) > size else 0
            if found:  # a document that was invalid before is counted, and listed among those
                lists.append((status, label, found[:size], after_these))
    context = {
        "run": run,
        "stored": "" if run.totals else _counted(entries),
        "lists": lists,
        "chosen": chosen,
        "labels": STATUSES,
        "opened": [] if chosen else entries.exclude(conflicts=[]).order_by("id")[:PAGE_SIZE],
        "here": "imports",
    }
    return render(request, "articles/import.html", context)


def _counted(entries: QuerySet[ImportEntry]) -> str:
    """Return how many documents a run lists: `500 new, 3 changed`."""
    counts = {status: Count.of(entries.filter(status=status)) for status in STATUSES}
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19
