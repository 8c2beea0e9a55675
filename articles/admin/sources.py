"""Providers, topics, collections, imports: what documents bring, shown with what hangs on it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html

from articles.admin import display
from articles.admin.base import (
    IndexedChangeList,
    KnownByImportAdmin,
    M,
    ReadOnlyAdmin,
    capped_counts,
)
from articles.admin.inlines import PictureInline
from articles.documents.urls import is_link
from articles.formatting.import_runs import totals
from articles.models import (
    Article,
    ArticleTopic,
    Collection,
    ImportRun,
    InvalidDocument,
    Provider,
    Topic,
)


class CountedChangeList(IndexedChangeList):
    """A list whose rows each carry `how_many` articles they have, counted for its page alone."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = list(self.result_list)
        related, field = self.model_admin.counted
        counts = capped_counts(rows, related, field)
        for row in rows:
            row.how_many = counts.get(row.pk, "0")
        self.result_list = rows


class CountedAdmin(ReadOnlyAdmin[M]):
    #: The rows to count, and their field that points here.
    counted: tuple[QuerySet[Any], str]
    #: The parameter of the lists of articles that filters by this.
    parameter: str

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CountedChangeList

    @admin.display(description="articles")
    def article_count(self, row: Any) -> str:
        return display.inside(
            "admin:articles_article_changelist", row.how_many, query={self.parameter: row.name}
        )

    @admin.display(description="desk")
    def desk(self, row: Any) -> str:
        query = {"status": "all", self.parameter: row.name}
        return display.inside("queue", "Open on the desk", query=query)

    @admin.display(description="articles")
    def to_articles(self, row: Any) -> str:
        query = {self.parameter: row.name}
        return format_html(
            "{} · {}",
            display.inside("admin:articles_article_changelist", "In the admin", query=query),
            self.desk(row),
        )


@admin.register(Provider)
class ProviderAdmin(CountedAdmin[Provider]):
    """Name and domain are a provider's identity and come from the documents."""

    counted = (Article.objects.all(), "provider")
    parameter = "provider"
    ordering = ["name", "domain"]
    list_display = ("name", "domain", "article_count", "desk")
    search_fields = ("name", "domain")
    fields = ("name", "domain", "to_articles")
    readonly_fields = ("to_articles",)
    inlines = (PictureInline,)


@admin.register(Topic)
class TopicAdmin(CountedAdmin[Topic]):
    counted = (ArticleTopic.objects.all(), "topic")
    parameter = "topic"
    ordering = ["name"]
    list_display = ("name", "article_count", "desk")
    search_fields = ("name",)
    fields = ("name", "to_articles")
    readonly_fields = ("to_articles",)


class CollectionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    def clean_site_url(self) -> str:
        address = str(self.cleaned_data["site_url"])
        if address and not is_link(address):
            raise ValidationError("Enter an address such as https://news.example.org, or nothing.")
        return address


@admin.register(Collection)
class CollectionAdmin(KnownByImportAdmin[Collection]):
    """Name and root are given to the import; the site's address can be mended here."""

    form = CollectionForm
    ordering = ["name"]
    list_display = ("name", "root", "site_url", "last_import", "article_list")
    fields = ("name", "root", "site_url", "last_import")
    readonly_fields = ("name", "root", "last_import")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        runs = ImportRun.objects.filter(collection=OuterRef("pk")).exclude(finished_at=None)
        newest = runs.order_by("-finished_at").values("finished_at")[:1]
        return super().get_queryset(request).annotate(last_finished=Subquery(newest))

    @admin.display(description="last import")
    def last_import(self, collection: Any) -> str:
        return display.moment(collection.last_finished)

    @admin.display(description="articles")
    def article_list(self, collection: Collection) -> str:
        query = {"collection__id__exact": collection.pk}
        return display.inside("admin:articles_article_changelist", "Open the list", query=query)


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin[ImportRun]):
    list_display = ("started", "kind", "collection", "by", "finished", "outcome")
    list_filter = ("kind", "collection", "interrupted")
    list_select_related = ("collection",)
    fields = ("kind", "collection", "by", "started", "finished", "outcome", "host", "pid")
    readonly_fields = ("started", "finished", "outcome")

    @admin.display(description="started")
    def started(self, run: ImportRun) -> str:
        return display.moment(run.started_at)

    @admin.display(description="finished")
    def finished(self, run: ImportRun) -> str:
        return display.moment(run.finished_at)

    @admin.display(description="documents")
    def outcome(self, run: ImportRun) -> str:
        if run.finished_at is None:
            return "still running"
        return ", ".join(filter(None, ["interrupted" * run.interrupted, totals(run)]))


@admin.register(InvalidDocument)
class InvalidDocumentAdmin(ReadOnlyAdmin[InvalidDocument]):
    ordering = ["collection_id", "path"]
    list_display = ("path", "collection", "noticed", "first_problem")
    list_filter = ("collection",)
    list_select_related = ("collection",)
    search_fields = ("path",)
    fields = ("collection", "path", "noticed", "told")
    readonly_fields = ("noticed", "told")

    @admin.display(description="since")
    def noticed(self, document: InvalidDocument) -> str:
        return display.moment(document.since)

    @admin.display(description="problem")
    def first_problem(self, document: InvalidDocument) -> str:
        return next(iter(_problems(document)), "–")

    @admin.display(description="problems")
    def told(self, document: InvalidDocument) -> str:
        return display.listed(_problems(document))


def _problems(document: InvalidDocument) -> list[str]:
    return [
        f"{'line ' + str(each['line']) + ': ' if each.get('line') else ''}"
        f"{each['field'] + ': ' if each.get('field') else ''}{each['message']}"
        for each in document.problems
    ]
