"""Read-only admin pages of the audit log: acts and their decisions."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest

from articles import formatting
from articles.admin import display
from articles.admin.base import CountedAdmin, ReadOnlyAdmin
from articles.admin.filters import ChoiceFilter, NamesFilter, ReasonFilter
from articles.documents.decidable import FIELDS
from articles.formatting.fields import subject
from articles.models import Act, Article, Decision
from articles.models.decision import WITHDRAWN
from articles.rules import field_values


class DecisionFilter(ChoiceFilter):
    """A filter for acts with at least one decision that has the chosen value in a column.

    `parameter_name` names the column of Decision. The subquery refers to the act, so that the
    database can stop when a page is full.
    """

    def matching(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        decisions = Decision.objects.filter(act=OuterRef("pk"), **{str(self.parameter_name): value})
        return rows.filter(Exists(decisions.order_by()))


class KindFilter(DecisionFilter):
    """A filter for acts with at least one decision of a kind."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return formatting.kind_choices()


class ActReasonFilter(DecisionFilter):
    """A filter for acts with at least one decision that gives a certain reason.

    The choices are those of NEWSROOM_REASONS.
    """

    title = ReasonFilter.title
    parameter_name = ReasonFilter.parameter_name
    lookups = ReasonFilter.lookups


class PersonFilter(NamesFilter):
    """A filter by the person who made the act; the choice `-` finds what imports did."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "person"


@admin.register(Act)
class ActAdmin(CountedAdmin[Act]):
    """Acts, read-only: a list with capped numbers of decisions, pages with the first 100."""

    counted = (Decision.objects.all(), "act")
    list_display = ("when", "who", "where", "decision_count")
    list_filter = (("by", PersonFilter), "place", KindFilter, ActReasonFilter)
    # Django shows the search box only where names are given; `get_search_results` searches.
    search_fields = ("decisions__article__title", "decisions__note")
    search_help_text = "Words in the title of an article or in a note; all of them have to occur."
    fields = ("when", "who", "where", "decision_list")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        return super().get_queryset(request).prefetch_related("by")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Act], search_term: str
    ) -> tuple[QuerySet[Act], bool]:
        """Return the acts that have a decision with all words, and False: no act is found twice.

        Each word has to occur in the title of the decision's article or in the decision's note, in
        any letter case that the database folds. Without words, all acts of `queryset` are returned.
        A join would find an act once for each such decision.
        """
        words = search_term.split()
        has_all_words = Q()
        for word in words:
            has_all_words &= Q(article__title__icontains=word) | Q(note__icontains=word)
        decisions = Decision.objects.filter(has_all_words, act=OuterRef("pk")).order_by()
        return (queryset.filter(Exists(decisions)) if words else queryset), False

    @admin.display(description="when")
    def when(self, act: Act) -> str:
        return display.time_tag(act.at)

    @admin.display(description="who")
    def who(self, act: Act) -> str:
        return formatting.person(act.by)

    @admin.display(description="where")
    def where(self, act: Act) -> str:
        return act.get_place_display()

    @admin.display(description="decisions")
    def decision_count(self, act: Any) -> str:
        return _decisions_link(act, act.related_count)

    @admin.display(description="decisions")
    def decision_list(self, act: Act) -> str:
        """Return an HTML list of the act's first hundred decisions, the oldest first.

        An item is the article's title and the decision as a sentence. The last item, also with
        fewer decisions, is a link to the list of all of them.
        """
        decisions = act.decisions.select_related("act__by", "article", WITHDRAWN).order_by("id")
        sentences = [f"“{each.article}”: {formatting.decided(each)}" for each in decisions[:100]]
        return display.bullet_list([*sentences, _decisions_link(act, "All of them")])


def _decisions_link(act: Act, text: str) -> str:
    """Return a link with this text to the admin's list of the act's decisions."""
    query = {"act__id__exact": act.pk}
    return display.page_link("admin:articles_decision_changelist", text, query=query)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin[Decision]):
    """Decisions of all acts, each on one article; read-only."""

    list_display = ("when", "sentence", "article_link", "reason_text", "note_text", "where")
    list_filter = (("act__by", PersonFilter), "act__place", "kind", ReasonFilter)
    search_fields = ("article__title", "note")
    search_help_text = "Words in the title of the article or in the note; all have to occur."
    fields = (
        "when",
        "sentence",
        "article_link",
        "number",
        "reason_text",
        "note_text",
        "where",
        "upstream_values",
        "document",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        """Return the decisions with act, person, article and what they withdrew prefetched.

        Of articles only the title is read. Nothing is joined: SQLite might begin with another table
        and sort all decisions (see `changelist.with_row_data`).
        """
        articles = Prefetch("article", Article.objects.only("title"))
        return super().get_queryset(request).prefetch_related("act__by", articles, WITHDRAWN)

    @admin.display(description="when")
    def when(self, decision: Decision) -> str:
        return display.time_tag(decision.act.at)

    @admin.display(description="decision")
    def sentence(self, decision: Decision) -> str:
        return display.isolated(formatting.decided(decision))

    @admin.display(description="article")
    def article_link(self, decision: Decision) -> str:
        title = formatting.shortened(decision.article.headline)
        return display.page_link("admin:articles_article_change", title, decision.article_id)

    @admin.display(description="reason")
    def reason_text(self, decision: Decision) -> str:
        return formatting.reason(decision) or "–"

    @admin.display(description="note")
    def note_text(self, decision: Decision) -> str:
        return display.isolated(decision.note)

    @admin.display(description="where")
    def where(self, decision: Decision) -> str:
        return decision.act.get_place_display()

    @admin.display(description="upstream then said")
    def upstream_values(self, decision: Decision) -> str:
        return display.bullet_list(
            f"{subject(name)}: {formatting.value(name, value)}"
            for name, value in field_values(decision.upstream_seen).items()
            if name in FIELDS
        )

    @admin.display(description="the text it was made on")
    def document(self, decision: Decision) -> str:
        return display.text_box(formatting.document_text(decision.text))
