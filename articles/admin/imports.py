"""Admin pages of imports: their runs, and the documents that the last one couldn't store."""

from django.contrib import admin

from articles.admin import display
from articles.admin.base import ReadOnlyAdmin
from articles.formatting.import_runs import totals
from articles.models import ImportRun, InvalidDocument
from articles.sync.locks import is_without_heartbeat


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin[ImportRun]):
    """Runs: imports, exports, and changes of a collection's setting, with totals; read-only."""

    list_display = ("started", "kind", "collection", "by", "finished", "outcome")
    list_filter = ("kind", "collection", "interrupted")
    list_select_related = ("collection",)
    fields = ("kind", "collection", "by", "started", "finished", "outcome", "host", "pid")
    readonly_fields = ("started", "finished", "outcome")

    @admin.display(description="started")
    def started(self, run: ImportRun) -> str:
        return display.time_tag(run.started_at)

    @admin.display(description="finished")
    def finished(self, run: ImportRun) -> str:
        return display.time_tag(run.finished_at)

    @admin.display(description="documents")
    def outcome(self, run: ImportRun) -> str:
        if run.finished_at is None:
            silent = is_without_heartbeat(run)
            return "stopped without a word: the next run ends it" if silent else "still running"
        return ", ".join(filter(None, ["interrupted" * run.interrupted, totals(run)]))


@admin.register(InvalidDocument)
class InvalidDocumentAdmin(ReadOnlyAdmin[InvalidDocument]):
    """Documents that their last import couldn't read or store, with the problems; read-only."""

    ordering = ["collection_id", "path"]
    list_display = ("place", "collection", "invalid_since", "first_problem")
    list_filter = ("collection",)
    list_select_related = ("collection",)
    search_fields = ("path",)
    fields = ("collection", "place", "invalid_since", "problem_list")
    readonly_fields = ("place", "invalid_since", "problem_list")

    @admin.display(description="document")
    def place(self, document: InvalidDocument) -> str:
        return display.isolated(document.path)

    @admin.display(description="since")
    def invalid_since(self, document: InvalidDocument) -> str:
        return display.time_tag(document.since)

    @admin.display(description="problem")
    def first_problem(self, document: InvalidDocument) -> str:
        return display.isolated(next(iter(_problem_lines(document)), "–"))

    @admin.display(description="problems")
    def problem_list(self, document: InvalidDocument) -> str:
        return display.bullet_list(_problem_lines(document))


def _problem_lines(document: InvalidDocument) -> list[str]:
    """Return a text for each problem: `line 3: quality: expected …`.

    A line or field that is unknown is left out of it.
    """
    return [
        f"{'line ' + str(each['line']) + ': ' if each.get('line') else ''}"
        f"{each['field'] + ': ' if each.get('field') else ''}{each['message']}"
        for each in document.problems
    ]
