"""The queue: pages of articles by status, filter and order, one row, and the new arrivals."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.article.cards import card, cards, with_card_parts
from articles.desk.context import capped_count, count_of_list
from articles.desk.filters import has_too_long_value
from articles.desk.pagination import (
    BAD_CURSOR_NOTICE,
    CURSOR_PARAMETERS,
    Page,
    requested_page,
)
from articles.desk.queue.filters import TABS, ArticleFilter, parse_list_query
from articles.desk.queue.saved_views import queue_views
from articles.desk.queue.selection import select_bar
from articles.desk.request import DeskRequest, local_path, parse_moment, return_url
from articles.feeds.parameters import FILTERS, feed_query
from articles.models import Article, ArticleQuerySet, Topic
from articles.models.sort_orders import SORTINGS

#: A desk with no more articles than this is new, and its queue shows how to import.
NEARLY_EMPTY = 2
#: How many topics the filter suggests.
TOPICS_SUGGESTED = 100


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def queue(request: DeskRequest) -> HttpResponse:
    """Show one page of the articles that the address selects: by status, filters, order and cursor.

    Without `status`, it is `waiting`. Errors in the query are shown (200, or 400 for a value that
    is too long); an unknown status or order, or an invalid filter, matches no article, but an
    unknown parameter filters nothing. For a bad cursor (400), or one at which nothing is left, the
    first page is shown, with a notice (for the latter unless that page is empty too). Raise
    PermissionDenied without VIEW_ARTICLE.
    """
    tab = request.GET.get("status", "waiting")
    list_query = parse_list_query(request.GET, _articles_of_tab(tab))
    filters, order = list_query.filters, list_query.order
    unknown_tab = [] if tab in TABS else [f"Unknown status: “{tab}”."]
    page, notice = _page(request, filters, order)
    matching = SimpleLazyObject(lambda: count_of_list(page, filters.rows()))
    context = {
        "filters": filters,
        "chips": list(filters.chips()) if filters.is_valid() else [],
        "tabs": TABS,
        "tab": tab,
        "order": order,
        "sortings": _order_labels(tab),
        "page": page,
        "matching": matching,
        "cards": cards(page.rows, request.user),
        "place": "queue",
        "back_to": return_url(request),
        "problems": list_query.problems + unknown_tab,
        "notice": notice,
        "here": "queue",
        "views": queue_views(request),
        "made_at": timezone.now(),
        "poll_seconds": settings.POLL_SECONDS,
        "this_list": _first_page_query(request),
        "feed_query": _feed_query(request, tab, filters),
        "many": select_bar(
            request.user, list_query, page, _first_page_query(request)[1:], matching
        ),
        "kept_parameters": _kept_parameters(request),
        "topics": Topic.objects.values_list("name", flat=True)[:TOPICS_SUGGESTED],
        **_empty_state(page),
    }
    is_bad = notice == BAD_CURSOR_NOTICE or has_too_long_value(filters.form)
    status = 400 if is_bad else 200
    return render(request, "desk/queue/queue.html", context, status=status)


def _kept_parameters(request: DeskRequest) -> list[tuple[str, object]]:
    """Return the parameters that another order of the list keeps: all but order and cursor."""
    left_out = ("order", *CURSOR_PARAMETERS)
    return [(name, value) for name, value in request.GET.items() if name not in left_out]


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def row(request: DeskRequest, pk: int) -> HttpResponse:
    """Return HTML: one article's row of the queue as it is now, with counts of header and list.

    The row is returned whether or not the list has the article. The parameter `next` is the local
    address of the list; where missing or not accepted by `local_path`, the list is the queue. Raise
    Http404 for an unknown article, PermissionDenied without VIEW_ARTICLE.
    """
    article = get_object_or_404(with_card_parts(Article.objects.all()), pk=pk)
    context = {
        "card": card(article, request.user),
        "place": "queue",
        "back_to": local_path(request, request.GET.get("next", "")) or reverse("queue"),
    }
    return render(request, "desk/queue/_answered_row.html", context)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def arrivals(request: DeskRequest) -> HttpResponse:
    """Return HTML with a link to the list's first page that names the number of new articles in it.

    The number is that of `capped_count`. New are those of the list's tab that arrived after the
    parameter `since` (as `parse_moment` takes it) and match its filters; an invalid filter matches
    none. Without new ones there is no link. htmx also gets the counts of the header and the list.
    Respond with 204 without `since` or for an unknown status. Raise BadRequest for an invalid
    `since`, PermissionDenied without VIEW_ARTICLE.
    """
    text, tab = request.GET.get("since", ""), request.GET.get("status", "waiting")
    if not text or tab not in TABS:
        return HttpResponse(status=204)
    since = parse_moment(text)
    if since is None:
        raise BadRequest("“since” is no moment.")
    arrived = TABS[tab].articles().filter(arrived_at__gt=since)
    filters = ArticleFilter(request.GET, queryset=arrived)
    context = {
        "count": capped_count(filters.articles()),
        "list": _first_page_query(request),
        "back_to": f"{reverse('queue')}{_first_page_query(request)}",
        "since": since,
    }
    return render(request, "desk/queue/_arrivals.html", context)


def _first_page_query(request: DeskRequest) -> str:
    """Return the query string of the list's first page, always with a status: `?status=waiting`."""
    query = request.GET.copy()
    for name in (*CURSOR_PARAMETERS, "since"):
        query.pop(name, None)
    query.setdefault("status", "waiting")
    return f"?{query.urlencode()}"


def _feed_query(request: DeskRequest, tab: str, filters: ArticleFilter) -> str | None:
    """Return the query, from `?` on, of the feed with this list's articles; '' without filters.

    Return None where no feed has these articles: outside of the tab Published, with an invalid
    filter, or with a filter that feeds don't have.
    """
    active = {name for name in ArticleFilter.base_filters if request.GET.get(name)}
    if tab != "published" or not filters.is_valid() or active - set(FILTERS):
        return None
    return feed_query(request.GET.dict())


def _order_labels(tab: str) -> dict[str, str]:
    """Return the label of each order in a tab, by its key in SORTINGS.

    The label of the order `waiting` is about waiting in the tab Waiting only, elsewhere about how
    long articles have had their status.
    """
    labels = {name: sorting.label for name, sorting in SORTINGS.items()}
    return labels if tab == "waiting" else {**labels, "waiting": "Longest in their status"}


def _articles_of_tab(tab: str) -> ArticleQuerySet:
    return TABS[tab].articles() if tab in TABS else Article.objects.none()


def _page(request: DeskRequest, filters: ArticleFilter, order: str) -> tuple[Page[Article], str]:
    """Return the page that the address asks for, and a notice or '', as `requested_page`.

    The size is the user's preference.
    """
    rows, size = with_card_parts(filters.rows()), request.preferences.page_size
    return requested_page(request, rows, SORTINGS[order], size=size)


def _empty_state(page: Page[Article]) -> dict[str, object]:
    """Return the context that tells whether the desk is new.

    `is_empty`: the desk has no articles; `is_nearly_empty`: it has at most NEARLY_EMPTY. A page
    with more rows than NEARLY_EMPTY gives {}, without a query.
    """
    if len(page.rows) > NEARLY_EMPTY:
        return {}
    count = Article.objects.order_by()[: NEARLY_EMPTY + 1].count()
    return {"is_empty": count == 0, "is_nearly_empty": count <= NEARLY_EMPTY}
