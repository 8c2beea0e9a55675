"""What others decided while a list is open: which of its rows changed, for its script to reload."""

from typing import Final

from django.contrib.auth.decorators import permission_required
from django.http import JsonResponse
from django.utils.dateformat import format as formatted
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.context import header_counts
from articles.desk.request import DeskRequest, parse_id
from articles.models import Article
from articles.models.people import PAGE_SIZES

#: The format of a moment in a row: seconds since 1970 in UTC, with microseconds.
MARK: Final = "U.u"
#: The most rows that one request asks about; more ids are ignored.
MAX_ROWS: Final = max(PAGE_SIZES)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def changes(request: DeskRequest) -> JsonResponse:
    """Return when articles changed last, and the counts in the header, as JSON.

    `ids` are the primary keys of a page's articles, with commas; malformed ones are ignored.
    `changed` has by primary key when the article changed last, in the format MARK: a row with
    another moment isn't as it was. The counts are those of `header_counts`. One query besides those
    and those of the session. Raise PermissionDenied without VIEW_ARTICLE.
    """
    pks = [parse_id(text) for text in request.GET.get("ids", "").split(",")[:MAX_ROWS]]
    rows = Article.objects.filter(pk__in=[pk for pk in pks if pk is not None]).order_by()
    changed = {pk: formatted(at, MARK) for pk, at in rows.values_list("pk", "changed_at")}
    return JsonResponse({"changed": changed, **header_counts(request.user)})
