"""What all our admin pages share: no delete, no full counts, pages that only show."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import IntegerField, Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.functional import cached_property

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:

    class _ModelAdmin(admin.ModelAdmin[M]): ...

    class _CappedPaginator(Paginator[M]): ...

else:  # Django's classes take no type argument when they run.

    class _ModelAdmin(admin.ModelAdmin, Generic[M]): ...

    class _CappedPaginator(Paginator, Generic[M]): ...


class CappedPaginator(_CappedPaginator[M]):
    """Counts and pages no further than `limit` rows; what lies beyond is for filters to find."""

    limit: Final = 2000

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.limit + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._found, self.limit)

    @property
    def count_text(self) -> str:
        """The count in words: `38`, or `2,000+` where counting stopped."""
        return f"{self.count:,}+" if self._found > self.limit else f"{self.count:,}"


class IndexedChangeList(ChangeList):
    """A list in the admin's own order, or by one of the columns that its `sorts` names."""

    model_admin: Any

    def get_ordering_field(self, field_name: Any) -> Any:
        return self.model_admin.sorts.get(super().get_ordering_field(field_name))

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return one column, and the id in its direction: an index has that order."""
        first = str(super().get_ordering(request, queryset)[0])
        if first.lstrip("-") not in self.model_admin.sorts.values():
            return list(self.model_admin.ordering)
        return [first, "-id" if first.startswith("-") else "id"]


class LargeTableAdmin(_ModelAdmin[M]):
    """A list that costs the same however many rows there are, and that deletes none of them."""

    paginator = CappedPaginator
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    ordering = ["-id"]
    sortable_by: ClassVar[list[str] | tuple[str, ...] | None] = ()
    #: What a sortable column is sorted by; each needs an index.
    sorts: ClassVar[Mapping[str, str]] = {}

    class Media:
        css = {"all": ["articles/admin.css"]}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return IndexedChangeList

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class KnownByImportAdmin(LargeTableAdmin[M]):
    """What documents bring: nobody adds it by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class ReadOnlyAdmin(KnownByImportAdmin[M]):
    """Pages that only show."""

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class CappedCount(Subquery):
    """The number of rows of a query, counted no further than `limit`."""

    limit: Final = 1000
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[: self.limit + 1], **extra)


def capped_counts(rows: list[Any], related: QuerySet[Any], field: str) -> dict[int, str]:
    """Return how many of `related` point at each of the rows, in words; one query.

    Counting the rows of one page in a query of their own keeps the database from counting for
    rows that it only sorts.
    """
    if not rows:
        return {}
    count = CappedCount(related.filter(**{field: OuterRef("pk")}))
    found = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).order_by()
    return {
        pk: f"{CappedCount.limit:,}+" if number > CappedCount.limit else f"{number:,}"
        for pk, number in found.annotate(how_many=count).values_list("pk", "how_many")
    }
