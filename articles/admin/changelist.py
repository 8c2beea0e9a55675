"""The query of the list of articles, without long columns and joins, and the list's orders."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base import IndexedChangeList
from articles.models import Article

#: Columns that may be long and that the list doesn't show.
DEFERRED: Final = ("excerpt", "featured_content", "upstream")


def with_row_data(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Return the query with what a row of the list shows, and without the DEFERRED columns.

    Provider, collection, images and the person who decided the status are prefetched, at most one
    query each. Nothing is joined: SQLite may begin with the smaller table of a join, and then it
    sorts all articles instead of reading an index.
    """
    related = ("provider", "collection", "decided_by", "images")
    return articles.prefetch_related(*related).defer(*DEFERRED)


#: The orders of the list by their first column, in words.
ORDERS: Final = {
    "-arrived_at": "last arrived first",
    "published_at": "first appeared first",
    "-published_at": "last appeared first",
    "rank": "lowest quality first",
    "-rank": "highest quality first",
}


class ArticleChangeList(IndexedChangeList):
    """The list of articles, each with the related rows that its row shows."""

    @property
    def order_words(self) -> str:
        """The order of the list in words, by its first column: `last arrived first`."""
        return ORDERS[str(self.queryset.query.order_by[0])]

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: Any = None
    ) -> QuerySet[Article]:
        return with_row_data(super().get_queryset(request, exclude_parameters))
