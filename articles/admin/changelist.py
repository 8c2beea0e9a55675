"""The list of articles: no more than what its rows show."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base import IndexedChangeList
from articles.models import Article

#: Texts that may be long and that the list doesn't show.
UNSHOWN: Final = ("excerpt", "featured_content", "upstream")


def dressed(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Return the articles with all that a row shows, and no more.

    Nothing is joined: SQLite may begin with the smaller table of a join, and then it sorts all
    articles instead of reading an index.
    """
    parts = ("provider", "collection", "decided_by", "images")
    return articles.prefetch_related(*parts).defer(*UNSHOWN)


class ArticleChangeList(IndexedChangeList):
    def get_queryset(
        self, request: HttpRequest, exclude_parameters: Any = None
    ) -> QuerySet[Article]:
        return dressed(super().get_queryset(request, exclude_parameters))
