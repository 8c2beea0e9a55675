"""History as a streamed CSV file for spreadsheets: one row for each decision."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from itertools import islice
from typing import Any, Final, cast

from django.contrib.auth.decorators import permission_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import formatting
from articles.desk.history.views import HISTORY_PERMISSIONS, history_page, parse_filters
from articles.desk.request import DeskRequest
from articles.documents.invisible import visible
from articles.models import Act, Decision
from articles.models.decision import WITHDRAWN
from articles.rules import withdrawn

COLUMNS: Final = (
    "when (UTC)",
    "who",
    "where",
    "kind",
    "article",
    "collection",
    "document",
    "title",
    "changes",
    "reason",
    "note",
    "undone",
)
#: The most acts, and the most decisions of these, that are in memory at a time.
ACTS_AT_ONCE: Final = 200
ROWS_AT_ONCE: Final = 500
#: A cell that begins with one of these is read as a formula; the wide ones are typed in East Asia.
STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: What sentences put around right-to-left values; those values have their own written out.
ISOLATES: Final = re.compile("[\u2066-\u2069]")
#: Without it, spreadsheets read UTF-8 in the machine's own encoding.
BOM: Final = "\ufeff"


@require_safe
@permission_required(HISTORY_PERMISSIONS, raise_exception=True)
def history_csv(request: DeskRequest) -> HttpResponseBase:
    """Stream the decisions that match the query's filters as a CSV file, one row each.

    The rows of the newest act come first; the cursors of history are ignored. Unknown or invalid
    filters show the page of history with their errors instead (422; 400 with a bad cursor or too
    long a value). Otherwise HEAD gets the headers alone. Raise PermissionDenied without
    HISTORY_PERMISSIONS.
    """
    filters, problems = parse_filters(request)
    if problems or not filters.is_valid():
        return history_page(request, filters, problems, status=422)
    name = f"history-{timezone.now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if request.method == "HEAD":
        return HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    lines = _csv_lines(filters.acts(), filters.decision_conditions())
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def plain_cell(cell: str) -> str:
    """Return the cell with its invisible characters written out, such as `⟨U+202E⟩`.

    They are those of `visible`, and all direction marks, as a terminal or an editor doesn't isolate
    the text direction of cells, as pages do. Control characters, such as line breaks, stay.
    """
    return visible(cell, strictly=True)


def escape_formula(cell: str) -> str:
    """Return the cell, preceded by an apostrophe if it begins with one of STARTS_FORMULA."""
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) else cell


class _PseudoFile:
    """A file-like object whose `write` returns the text, so that the CSV writer returns it too."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(acts: QuerySet[Act], conditions: Mapping[str, Any]) -> Iterator[str]:
    """Yield the CSV file in parts: byte order mark and header, then the rows of each chunk.

    The parameters are those of `_chunks`. All cells are quoted. In the rows, hidden characters are
    written out and formulas escaped.
    """
    writer = csv.writer(_PseudoFile(), quoting=csv.QUOTE_ALL)
    # `writerow` returns what `write` returned; its stubs have another type.
    yield BOM + cast("str", writer.writerow(COLUMNS))
    for decisions in _chunks(acts, conditions):
        rulings = Decision.objects.filter(
            article__in={decision.article_id for decision in decisions}
        ).rulings()
        undone = {article: withdrawn(of_article) for article, of_article in rulings.items()}
        rows = (_row(each, each.number in undone[each.article_id]) for each in decisions)
        cells = ([escape_formula(plain_cell(cell)) for cell in row] for row in rows)
        yield "".join(cast("str", writer.writerow(row)) for row in cells)


def _chunks(acts: QuerySet[Act], conditions: Mapping[str, Any]) -> Iterator[list[Decision]]:
    """Yield the acts' decisions that meet the conditions, in lists of at most ROWS_AT_ONCE.

    The newest acts come first; an act's decisions are in the order of their primary keys. At most
    ACTS_AT_ONCE acts are in memory. `conditions` are keywords of a query of decisions.
    """
    acts, older = acts.order_by("-at", "-id"), Q()
    while part := list(acts.filter(older)[:ACTS_AT_ONCE]):
        rows = Decision.objects.filter(act__in=part, **conditions).select_related(
            "act__by", "article__collection", WITHDRAWN
        )
        decisions = rows.order_by("-act__at", "-act_id", "pk").iterator(ROWS_AT_ONCE)
        while chunk := list(islice(decisions, ROWS_AT_ONCE)):
            yield chunk
        last = part[-1]
        older = Q(at__lte=last.at) & (Q(at__lt=last.at) | Q(pk__lt=last.pk))


def _row(decision: Decision, is_undone: bool) -> list[str]:
    """Return the decision's cells as texts, in the order of COLUMNS; formulas are not escaped.

    The time is in UTC, to the second; the last cell is `undone` or ''; of an
    undo `redone`, as the other cells name it.
    """
    act, article = decision.act, decision.article
    return [
        act.at.astimezone(UTC).isoformat(timespec="seconds"),
        formatting.person(act.by),
        act.get_place_display(),
        formatting.kind_name(decision),
        str(article.pk),
        article.collection.name,
        article.path,
        article.headline,
        ISOLATES.sub("", formatting.changes(decision, in_full=True)),
        formatting.reason(decision),
        decision.note,
        ("redone" if decision.is_undo else "undone") if is_undone else "",
    ]
