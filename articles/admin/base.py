"""Base classes of the admin's pages: no deletion, capped counts, read-only pages."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import CharField, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.functional import cached_property

from articles.search.names import order_of_names

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:

    class _ModelAdmin(admin.ModelAdmin[M]): ...

    class _CappedPaginator(Paginator[M]): ...

else:  # Django's classes take no type argument when they run.

    class _ModelAdmin(admin.ModelAdmin, Generic[M]): ...

    class _CappedPaginator(Paginator, Generic[M]): ...


class CappedPaginator(_CappedPaginator[M]):
    """A paginator that counts and pages at most the first `limit` rows.

    A full count costs as much as the table is long; rows beyond the limit are reached by filters.
    """

    limit: Final = 2000

    @cached_property
    def _capped_count(self) -> int:
        """The number of rows, at most one more than the limit."""
        rows: Any = self.object_list
        return int(rows.order_by()[: self.limit + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._capped_count, self.limit)

    @property
    def count_text(self) -> str:
        """The count as text: `38`, or `2,000+` where there are more rows than `limit`."""
        return f"{self.count:,}+" if self._capped_count > self.limit else f"{self.count:,}"


class IndexedChangeList(ChangeList):
    """A list sorted by the first column asked for that can sort it, and then by id.

    Those that can are in the admin's `sort_columns`. Without such a column asked for, the list is
    in the admin's `ordering`.
    """

    model_admin: Any

    def get_ordering_field(self, field_name: Any) -> Any:
        """Return the database column that sorts a list column, by the admin's `sort_columns`.

        None where the list can't be sorted by that column.
        """
        return self.model_admin.sort_columns.get(super().get_ordering_field(field_name))

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return the first sortable column asked for, then the id in the same direction.

        Without one, return the admin's default `ordering`. Further columns are ignored, so that an
        index has the order.
        """
        first = str(super().get_ordering(request, queryset)[0])
        if first.lstrip("-") not in self.model_admin.sort_columns.values():
            return list(self.model_admin.ordering)
        return [first, "-id" if first.startswith("-") else "id"]


class NamesChangeList(ChangeList):
    """A list of a short table, sorted as people sort names where it is sorted by a CharField."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return the ordering, with `order_of_names` in place of each CharField of the table."""
        return [self._by_name(part) for part in super().get_ordering(request, queryset)]

    def _by_name(self, part: Any) -> Any:
        texts = {each.name for each in self.lookup_opts.fields if isinstance(each, CharField)}
        name = part.lstrip("-") if isinstance(part, str) else ""
        if name not in texts:
            return part
        order = order_of_names(self.root_queryset, name)
        return order.desc() if part.startswith("-") else order.asc()


class LargeTableAdmin(_ModelAdmin[M]):
    """An admin for long tables: capped count, 50 rows a page, sortable by `sort_columns` only.

    Nobody may delete rows, unless a subclass allows it.
    """

    paginator = CappedPaginator
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    ordering = ["-id"]
    sortable_by: ClassVar[list[str] | tuple[str, ...] | None] = ()
    #: The database column that each sortable column of the list is ordered by; each needs an index.
    sort_columns: ClassVar[Mapping[str, str]] = {}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return IndexedChangeList

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class ImportedAdmin(LargeTableAdmin[M]):
    """An admin whose rows nobody may add or delete.

    To view or change them takes Django's permissions.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class ReadOnlyAdmin(ImportedAdmin[M]):
    """An admin whose pages show rows: nobody may add, change or delete any.

    To view them takes Django's permission to view or change them.
    """

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class CappedCount(Subquery):
    """A subquery that counts the rows of another query, up to `limit` + 1.

    A result above `limit` means that there are more than `limit`.
    """

    limit: Final = 1000
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[: self.limit + 1], **extra)


def capped_counts(rows: list[Any], related: QuerySet[Any], field: str) -> dict[int, str]:
    """Return how many `related` rows refer to each of the rows, by primary key; at most one query.

    `rows` are of one model, and `field` names the foreign key of `related` to it. Counts are texts:
    `38`, or `1,000+` above `CappedCount.limit`. Without rows, return {}; a row that was deleted
    meanwhile is left out. The counts have a query of their own, so that the database doesn't count
    for all rows that it sorts.
    """
    if not rows:
        return {}
    count = CappedCount(related.filter(**{field: OuterRef("pk")}))
    counted = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).order_by()
    return {
        pk: f"{CappedCount.limit:,}+" if number > CappedCount.limit else f"{number:,}"
        for pk, number in counted.annotate(related_count=count).values_list("pk", "related_count")
    }


class CountedChangeList(IndexedChangeList):
    """A list whose rows have `related_count`: how many rows of the admin's `counted` refer to each.

    It is a text, such as `38` or `1,000+` (see `capped_counts`).
    """

    def get_results(self, request: HttpRequest) -> None:
        """Read this page's rows into a list; set `related_count`, a text, on each.

        The counts of all rows take one query at most. A row that was deleted meanwhile has `0`.
        """
        super().get_results(request)
        rows: Any = list(self.result_list)
        related, field = self.model_admin.counted
        counts = capped_counts(rows, related, field)
        for row in rows:
            row.related_count = counts.get(row.pk, "0")
        self.result_list = rows


class CountedAdmin(ReadOnlyAdmin[M]):
    """A read-only admin; the rows of its list have `related_count`, a capped count as text.

    It tells how many rows of the query in `counted` refer to the row.
    """

    #: The rows to count, and the name of their foreign key to this model.
    counted: tuple[QuerySet[Any], str]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CountedChangeList
