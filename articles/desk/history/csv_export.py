"""History as a table for spreadsheets, streamed: one row a decision."""

import csv
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
from articles.desk.history.views import SEE, chosen, history_page
from articles.desk.request import DeskRequest
from articles.models import Act, Decision
from articles.moderation.verbs import VERBS
from articles.rules import Kind, withdrawn

COLUMNS: Final = (
    "when (UTC)", "who", "where", "kind", "article", "collection", "document", "title", "changes",
    "reason", "note", "undone",
)  # fmt: skip
ACTS_AT_ONCE: Final = 200
ROWS_AT_ONCE: Final = 500
#: What makes a spreadsheet take a cell for a formula; the wide ones are typed in East Asia.
STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Without it, spreadsheets take UTF-8 for the machine's own encoding.
BOM: Final = "\ufeff"


@require_safe
@permission_required(SEE, raise_exception=True)
def history_csv(request: DeskRequest) -> HttpResponseBase:
    """Send what the filters choose; what makes no sense in them is named on a page instead."""
    filters, problems = chosen(request)
    if problems or not filters.is_valid():
        return history_page(request, filters, problems, status=422)
    name = f"history-{timezone.now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if request.method == "HEAD":
        return HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    lines = _lines(filters.acts(), filters.of_decisions())
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: quoted where it begins like one."""
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) else cell


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(acts: QuerySet[Act], of_decisions: Mapping[str, Any]) -> Iterator[str]:
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    # What the writer returns is what `write` returned; its stubs don't know that.
    yield BOM + cast("str", writer.writerow(COLUMNS))
    for decisions in _chunks(acts, of_decisions):
        rulings = Decision.objects.filter(
            article__in={decision.article_id for decision in decisions}
        ).rulings()
        gone = {article: withdrawn(found) for article, found in rulings.items()}
        rows = (_row(each, each.number in gone[each.article_id]) for each in decisions)
        yield "".join(cast("str", writer.writerow(map(harmless, row))) for row in rows)


def _chunks(acts: QuerySet[Act], of_decisions: Mapping[str, Any]) -> Iterator[list[Decision]]:
    """Yield the decisions, those of the newest acts first, as many at once as memory bears."""
    acts, beyond = acts.order_by("-at", "-id"), Q()
    while found := list(acts.filter(beyond)[:ACTS_AT_ONCE]):
        rows = Decision.objects.filter(act__in=found, **of_decisions).select_related(
            "act__by", "article__collection", "withdraws"
        )
        decisions = rows.order_by("-act__at", "-act_id", "pk").iterator(ROWS_AT_ONCE)
        while chunk := list(islice(decisions, ROWS_AT_ONCE)):
            yield chunk
        last = found[-1]
        beyond = Q(at__lte=last.at) & (Q(at__lt=last.at) | Q(pk__lt=last.pk))


def _row(decision: Decision, is_undone: bool) -> list[str]:
    act, article = decision.act, decision.article
    return [
        act.at.astimezone(UTC).isoformat(timespec="seconds"),
        formatting.person(act.by),
        act.get_place_display(),
        VERBS[Kind(decision.kind)].past,
        str(article.pk),
        article.collection.name,
        article.path,
        article.title,
        formatting.changes(decision),
        formatting.reason(decision),
        decision.note,
        "undone" if is_undone else "",
    ]
