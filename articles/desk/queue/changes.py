"""What others decided while a list is open: which of its rows changed, for its script to reload."""

from typing import Final

from django.contrib.auth.decorators import permission_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.article.row_mark import row_mark
from articles.desk.context import header_counts
from articles.desk.request import DeskRequest, parse_id
from articles.desk.stories.other_copies import newest_changes
from articles.models import Article
from articles.models.people import PAGE_SIZES

#: The most rows that one request asks about; more ids are ignored.
MAX_ROWS: Final = max(PAGE_SIZES)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def changes(request: DeskRequest) -> JsonResponse:
    """Return the marks of articles' rows, and the counts in the header, as JSON.

    `ids` are the primary keys of a page's articles, with commas; malformed ones are ignored.
    `marks` has those of `row_mark` by primary key: a row with another one isn't as it was. The
    counts are those of `header_counts`. At most four queries besides those and the session's. Raise
    PermissionDenied without VIEW_ARTICLE.
    """
    parsed = [parse_id(text) for text in request.GET.get("ids", "").split(",")[:MAX_ROWS]]
    pks = [pk for pk in parsed if pk is not None]
    copies = newest_changes(pks) if pks else {}
    rows = Article.objects.filter(pk__in=pks).order_by().values_list("pk", "changed_at")
    marks = {pk: row_mark(at, copies.get(pk)) for pk, at in rows}
    return JsonResponse({"marks": marks, **header_counts(request.user)})
