"""The record, to read: acts, and the decisions they are made of."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest

from articles import formatting
from articles.admin import display
from articles.admin.base import IndexedChangeList, ReadOnlyAdmin, capped_counts
from articles.admin.filters import ChoiceFilter, ReasonFilter
from articles.models import Act, Article, Decision
from articles.moderation.verbs import VERBS
from articles.rules import Kind


class DecidedFilter(ChoiceFilter):
    """Acts by what their decisions say; asks act by act, so that a page stops when it is full."""

    def chosen(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        said = Decision.objects.filter(act=OuterRef("pk"), **{str(self.parameter_name): value})
        return rows.filter(Exists(said.order_by()))


class KindFilter(DecidedFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, VERBS[kind].past.capitalize()) for kind in Kind]


class ActReasonFilter(DecidedFilter):
    title = ReasonFilter.title
    parameter_name = ReasonFilter.parameter_name
    lookups = ReasonFilter.lookups


class PersonFilter(admin.RelatedFieldListFilter):
    """Who decided; `-` is the import."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "person"


class ActChangeList(IndexedChangeList):
    """Acts, each with how many decisions it made, counted for the page alone."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = list(self.result_list)
        counts = capped_counts(rows, Decision.objects.all(), "act")
        for act in rows:
            act.how_many = counts.get(act.pk, "0")
        self.result_list = rows


@admin.register(Act)
class ActAdmin(ReadOnlyAdmin[Act]):
    list_display = ("when", "who", "where", "what")
    list_filter = (("by", PersonFilter), "place", KindFilter, ActReasonFilter)
    # Django needs the names to offer the search; `get_search_results` does it.
    search_fields = ("decisions__article__title", "decisions__note")
    search_help_text = "Words in the title of an article or in a note; all of them have to occur."
    fields = ("when", "who", "where", "decided")
    readonly_fields = fields

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ActChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        return super().get_queryset(request).prefetch_related("by")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Act], search_term: str
    ) -> tuple[QuerySet[Act], bool]:
        """Find acts with a decision that has all words; a join would find an act many times."""
        words = search_term.split()
        found = Q()
        for word in words:
            found &= Q(article__title__icontains=word) | Q(note__icontains=word)
        decisions = Decision.objects.filter(found, act=OuterRef("pk")).order_by()
        return (queryset.filter(Exists(decisions)) if words else queryset), False

    @admin.display(description="when")
    def when(self, act: Act) -> str:
        return display.moment(act.at)

    @admin.display(description="who")
    def who(self, act: Act) -> str:
        return formatting.person(act.by)

    @admin.display(description="where")
    def where(self, act: Act) -> str:
        return act.get_place_display()

    @admin.display(description="decisions")
    def what(self, act: Any) -> str:
        query = {"act__id__exact": act.pk}
        return display.inside("admin:articles_decision_changelist", act.how_many, query=query)

    @admin.display(description="decisions")
    def decided(self, act: Act) -> str:
        """Name the first hundred; the rest is a click away."""
        decisions = act.decisions.select_related("act__by", "article", "withdraws").order_by("id")
        query = {"act__id__exact": act.pk}
        return display.listed([
            *(f"“{each.article}”: {formatting.decided(each)}" for each in decisions[:100]),
            display.inside("admin:articles_decision_changelist", "All of them", query=query),
        ])  # fmt: skip


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin[Decision]):
    list_display = ("when", "sentence", "to_article", "why", "note", "where")
    list_filter = (("act__by", PersonFilter), "act__place", "kind", ReasonFilter)
    search_fields = ("article__title", "note")
    search_help_text = "Words in the title of the article or in the note; all have to occur."
    fields = (
        "when", "sentence", "to_article", "number", "why", "note", "where",
        "upstream_said", "document",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        """Join nothing, for the reason that `changelist.dressed` gives."""
        articles = Prefetch("article", Article.objects.only("title"))
        return super().get_queryset(request).prefetch_related("act__by", articles, "withdraws")

    @admin.display(description="when")
    def when(self, decision: Decision) -> str:
        return display.moment(decision.act.at)

    @admin.display(description="decision")
    def sentence(self, decision: Decision) -> str:
        return formatting.decided(decision)

    @admin.display(description="article")
    def to_article(self, decision: Decision) -> str:
        title = formatting.shortened(decision.article.title)
        return display.inside("admin:articles_article_change", title, decision.article_id)

    @admin.display(description="reason")
    def why(self, decision: Decision) -> str:
        return formatting.reason(decision) or "–"

    @admin.display(description="where")
    def where(self, decision: Decision) -> str:
        return decision.act.get_place_display()

    @admin.display(description="upstream then said")
    def upstream_said(self, decision: Decision) -> str:
        return display.listed(
            f"{name}: {formatting.value(name, said)}"
            for name, said in decision.upstream_seen.items()
        )

    @admin.display(description="the text it was made on")
    def document(self, decision: Decision) -> str:
        return display.box(decision.text.text)
