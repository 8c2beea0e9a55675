"""List filters of the admin: by fixed choices, by a related row, and by a name that is typed."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from articles.documents.collation import sort_key
from articles.documents.problems import UNSAFE
from articles.formatting import shortened
from articles.models import Article, ArticleTopic
from articles.moderation.publish_threshold import publish_threshold
from articles.moderation.reasons import reason_choices
from articles.search.names import providers_named, topics_named


class ChoiceFilter(admin.SimpleListFilter):
    """A filter with fixed choices: without its parameter it finds all rows.

    With a value that is none of the choices, '' included, it finds none.
    """

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        raise NotImplementedError

    def matching(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the rows that match `value`, which is a key of `lookups`."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        known = {str(key) for key, _ in self.lookup_choices}
        return self.matching(queryset, value) if value in known else queryset.none()


class TypeFilter(ChoiceFilter):
    """A filter by type: article, video, or any other."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("article", "Article"), ("video", "Video"), ("other", "Other")]

    def matching(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "other":
            return rows.exclude(type__in=["article", "video"])
        return rows.filter(type=value)


class QualityFilter(ChoiceFilter):
    """A filter by quality: not scored, or in a range of points.

    With a publish threshold of 60 points the ranges are `0 – 39`, `40 – 59` (from `middle` on) and
    `60 and more`; with one of 30, which is below `middle`, `0 – 29` and `30 and more`.
    """

    title = "quality (points)"
    parameter_name = "quality"
    #: Where the second range begins, in points.
    middle: ClassVar = 40

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        threshold = publish_threshold()
        edges = [edge for edge in (0, self.middle) if edge < threshold] + [threshold]
        ranges = [
            (f"{least}-{above - 1}", f"{least} – {above - 1}") for least, above in pairwise(edges)
        ]
        return [("none", "Not scored"), *ranges, (f"{threshold}-", f"{threshold} and more")]

    def matching(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "none":
            return rows.filter(quality=None)
        least, _, most = value.partition("-")
        rows = rows.filter(quality__gte=int(least))
        return rows.filter(quality__lte=int(most)) if most else rows


class ReasonFilter(ChoiceFilter):
    """A filter for decisions that give a certain reason, one of NEWSROOM_REASONS."""

    title = "reason"
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return reason_choices()

    def matching(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(reason=value)


class NamesFilter(admin.RelatedFieldListFilter):
    """A filter by a related row, whose choices are sorted as people sort names."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        choices = super().field_choices(field, request, model_admin)
        return sorted(choices, key=lambda choice: sort_key(str(choice[1])))


class TextFilter(admin.ListFilter):
    """A filter by a name that is typed, because a list of all names would be too long.

    White space around it doesn't count; an empty name filters nothing. An unknown one, and one that
    no document may have (UNSAFE), finds no rows, and `queryset` sets `fault` to the sentence to
    show; else `fault` is ''.
    """

    template = "admin/articles/text_filter.html"
    parameter_name: ClassVar[str]
    placeholder: ClassVar[str]

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.typed = ""
        self.fault = ""
        if self.parameter_name in params:
            self.typed = params.pop(self.parameter_name)[-1].strip()
            self.used_parameters[self.parameter_name] = self.typed

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter_name]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Yield one item for the template: `kept` and `without`.

        `kept` is a list of the list's other parameters (filters, search, order, but not the page)
        as pairs (name, value), which the form sends along; `without` is the query string without
        this filter.
        """
        others = {
            key: values
            for key, values in changelist.filter_params.items()
            if key != self.parameter_name
        }
        yield {
            "kept": [(key, value) for key, values in others.items() for value in values],
            "without": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.typed:
            return queryset
        rows = None if UNSAFE.search(self.typed) else self.matching(queryset, self.typed)
        if rows is None:
            self.fault = f"No {self.title} is named “{shortened(self.typed)}”."
            return queryset.none()
        return rows

    def matching(self, rows: QuerySet[Any], name: str) -> QuerySet[Any] | None:
        """Return the rows that refer to an object of this name; None where no object has it."""
        raise NotImplementedError


class ProviderFilter(TextFilter):
    """A filter for articles of the providers that `providers_named` finds by name or domain.

    The whole name or domain is compared, in any letter case.
    """

    title = "provider"
    parameter_name = "provider"
    placeholder = "Exact name or domain"

    def matching(self, rows: QuerySet[Article], name: str) -> QuerySet[Article] | None:
        providers = providers_named(name).order_by()
        return rows.filter(provider__in=providers.values("pk")) if providers.exists() else None


class TopicFilter(TextFilter):
    """A filter for articles with a topic that `topics_named` finds: by whole name, in any case."""

    title = "topic"
    parameter_name = "topic"
    placeholder = "Exact name"

    def matching(self, rows: QuerySet[Article], name: str) -> QuerySet[Article] | None:
        topics = list(topics_named(name).order_by().values_list("pk", flat=True))
        filed = ArticleTopic.objects.filter(topic__in=topics).order_by().values("article")
        return rows.filter(pk__in=filed) if topics else None
