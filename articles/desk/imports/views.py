"""The pages of runs (imports, exports, settings): the list with invalid documents, and one run."""

from typing import Final

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.imports.changes import listed_entry
from articles.desk.request import DeskRequest, parse_id
from articles.models import ImportEntry, ImportRun, InvalidDocument
from articles.stats.counts import Count

PAGE_SIZE: Final = 100
#: How many documents of each status the page of a run shows before "more".
SHOWN_OF_EACH: Final = 20
#: The statuses of a run's documents and their headings, the most important for editors first.
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
    """Show a page of runs (imports, exports, changed settings), and the invalid documents.

    Both lists have at most PAGE_SIZE rows, the newest first. The parameter `before`, a run's id,
    limits the runs to those with a lower id; `collection`, a collection's id, limits the invalid
    documents to that collection, not the runs. A malformed id is ignored. Raise PermissionDenied
    without VIEW_IMPORT.
    """
    runs = ImportRun.objects.select_related("collection").order_by("-id")
    before = parse_id(request.GET.get("before", ""))
    if before is not None:
        runs = runs.filter(pk__lt=before)
    fetched = list(runs[: PAGE_SIZE + 1])
    invalid = InvalidDocument.objects.select_related("collection").order_by("-since", "-id")
    collection = parse_id(request.GET.get("collection", ""))
    if collection is not None:
        invalid = invalid.filter(collection=collection)
    context = {
        "runs": fetched[:PAGE_SIZE],
        "before": fetched[PAGE_SIZE - 1].pk if len(fetched) > PAGE_SIZE else None,
        "invalid": list(invalid[:PAGE_SIZE]),
        "invalid_count": Count.of(invalid),
        "is_part": collection is not None,
        "page_size": PAGE_SIZE,
        "here": "imports",
    }
    return render(request, "desk/imports/imports.html", context)


@require_safe
@permission_required(permissions.VIEW_IMPORT, raise_exception=True)
def one_import(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one run: its totals, the entries that opened conflicts, and its documents by status.

    Listed are the first PAGE_SIZE such entries and the first SHOWN_OF_EACH documents of each of
    STATUSES. With the parameter `status`, one of these, only its documents are listed, the first
    PAGE_SIZE after the entry `after` (an id; a malformed one is ignored), and no conflicts; with an
    unknown status nothing is. The totals are always shown: of a run without stored ones, such as
    one that goes on or was killed, the numbers of its entries by status.
    Raise Http404 for an unknown run, PermissionDenied without VIEW_IMPORT.
    """
    run = get_object_or_404(ImportRun.objects.select_related("collection"), pk=pk)
    chosen = request.GET.get("status", "")
    after = parse_id(request.GET.get("after", ""))
    entries = ImportEntry.objects.filter(run=run).select_related("article")
    lists = []
    for status, label in STATUSES.items():
        if chosen in ("", status):
            rows = entries.filter(status=status).order_by("id")
            if chosen and after is not None:
                rows = rows.filter(pk__gt=after)
            size = PAGE_SIZE if chosen else SHOWN_OF_EACH
            fetched = list(rows[: size + 1])
            next_cursor = fetched[size - 1].pk if len(fetched) > size else 0
            # Only newly invalid documents have entries. Those that were invalid before are in the
            # totals, and in the list of invalid documents.
            if fetched:
                listed = [listed_entry(entry) for entry in fetched[:size]]
                lists.append((status, label, listed, next_cursor))
    context = {
        "run": run,
        "stored": "" if run.totals else _entry_counts(entries),
        "lists": lists,
        "chosen": chosen,
        "labels": STATUSES,
        "opened": [] if chosen else entries.exclude(conflicts=[]).order_by("id")[:PAGE_SIZE],
        "here": "imports",
    }
    return render(request, "desk/imports/import.html", context)


def _entry_counts(entries: QuerySet[ImportEntry]) -> str:
    """Return the numbers of entries by status, in STATUSES' order: `3 changed, 500 new`, or ''.

    Statuses without entries are left out. One query for each of STATUSES.
    """
    counts = {status: Count.of(entries.filter(status=status)) for status in STATUSES}
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count)
