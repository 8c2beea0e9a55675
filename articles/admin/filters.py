"""The filters of the lists. A value that makes no sense finds no rows."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from articles.models import Article, ArticleTopic, Provider, Topic


class ChoiceFilter(admin.SimpleListFilter):
    """A fixed list of choices; an unknown one finds nothing, where Django would show all rows."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        raise NotImplementedError

    def chosen(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the rows of one of the lookups."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        known = {str(key) for key, _ in self.lookup_choices}
        return self.chosen(queryset, value) if value in known else queryset.none()


class TypeFilter(ChoiceFilter):
    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("article", "Article"), ("video", "Video"), ("other", "Other")]

    def chosen(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "other":
            return rows.exclude(type__in=["article", "video"])
        return rows.filter(type=value)


class QualityFilter(ChoiceFilter):
    """Bands of quality, whose edges are the publish threshold's."""

    title = "quality (points)"
    parameter_name = "quality"
    middle: ClassVar = 40

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        line = settings.PUBLISH_THRESHOLD
        edges = [edge for edge in (0, self.middle) if edge < line] + [line]
        bands = [
            (f"{least}-{above - 1}", f"{least} – {above - 1}") for least, above in pairwise(edges)
        ]
        return [("none", "Not scored"), *bands, (f"{line}-", f"{line} and more")]

    def chosen(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "none":
            return rows.filter(quality=None)
        least, _, most = value.partition("-")
        found = rows.filter(quality__gte=int(least))
        return found.filter(quality__lte=int(most)) if most else found


class ReasonFilter(ChoiceFilter):
    title = "reason"
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(settings.NEWSROOM_REASONS.items())

    def chosen(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(reason=value)


class TextFilter(admin.ListFilter):
    """A name to type, where a list of all there are would be too long to load or to read."""

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
        """Yield once: the other parameters, which the little form has to keep, and a way out."""
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
        found = self.found(queryset, self.typed) if self.typed.isprintable() else None
        if found is None:
            self.fault = f"No {self.title} is named “{self.typed}”."
            return queryset.none()
        return found

    def found(self, rows: QuerySet[Any], name: str) -> QuerySet[Any] | None:
        """Return the rows of what has this name, or None when nothing has it."""
        raise NotImplementedError


class ProviderFilter(TextFilter):
    title = "provider"
    parameter_name = "provider"
    placeholder = "Exact name or domain"

    def found(self, rows: QuerySet[Article], name: str) -> QuerySet[Article] | None:
        named = Provider.objects.filter(Q(name__iexact=name) | Q(domain__iexact=name))
        providers = list(named.order_by().values_list("pk", flat=True)[:100])
        return rows.filter(provider__in=providers) if providers else None


class TopicFilter(TextFilter):
    title = "topic"
    parameter_name = "topic"
    placeholder = "Exact name"

    def found(self, rows: QuerySet[Article], name: str) -> QuerySet[Article] | None:
        topics = list(Topic.objects.filter(name__iexact=name).values_list("pk", flat=True))
        filed = ArticleTopic.objects.filter(topic__in=topics).order_by().values("article")
        return rows.filter(pk__in=filed) if topics else None
