"""What others decided while a list is open: which of its rows changed, for its script to reload."""

from datetime import timedelta
from typing import Final

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import JsonResponse
from django.utils.dateformat import format as formatted
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.context import header_counts
from articles.desk.request import DeskRequest, parse_id, parse_moment
from articles.models import Article
from articles.models.people import PAGE_SIZES

#: Changes are reported from this long before the page was made: a longer transaction may end later.
MARGIN: Final = timedelta(minutes=1)
#: The format of a moment in a row: seconds since 1970 in UTC, with microseconds.
MARK: Final = "U.u"
#: The most rows that one request asks about; more ids are ignored.
MAX_ROWS: Final = max(PAGE_SIZES)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def changes(request: DeskRequest) -> JsonResponse:
    """Return which articles changed since the page was made, and the counts in the header, as JSON.

    `since` is when the page was made (as `parse_moment` takes it), `ids` the primary keys of its
    articles, with commas; malformed ones are ignored. `changed` has, by primary key, when an
    article changed last, in the format MARK, of those that did from MARGIN before `since` on: a row
    with another moment isn't as it was. The counts are those of `header_counts`. One query besides
    those. Raise BadRequest for an invalid `since`, PermissionDenied without VIEW_ARTICLE.
    """
    since = parse_moment(request.GET.get("since", ""))
    if since is None:
        raise BadRequest("“since” is no moment.")
    pks = [parse_id(text) for text in request.GET.get("ids", "").split(",")[:MAX_ROWS]]
    rows = Article.objects.filter(pk__in=[pk for pk in pks if pk is not None]).order_by()
    changed = {
        pk: formatted(at, MARK)
        for pk, at in rows.values_list("pk", "changed_at")
        if at >= since - MARGIN
    }
    return JsonResponse({"changed": changed, **header_counts(request.user)})
