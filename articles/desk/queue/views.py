"""The queue: articles by status, filter and order, each decidable where it stands."""

from datetime import datetime

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.article.cards import card, cards, with_card_parts
from articles.desk.context import capped
from articles.desk.pagination import BadCursor, Page, page_of
from articles.desk.queue.filters import TABS, ArticleFilter, choice
from articles.desk.queue.saved_views import views_of
from articles.desk.queue.selection import select_bar
from articles.desk.request import DeskRequest, back_to, our_path
from articles.models import Article, ArticleQuerySet, Topic
from articles.models.ordering import SORTINGS

#: A desk with no more articles than this has only been looked at: say how to fill it.
NEARLY_EMPTY = 2
#: The parameters that choose a page of the list.
CURSORS = ("after", "before")
TOPICS_SUGGESTED = 100


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def queue(request: DeskRequest) -> HttpResponse:
    """Show one page of the queue; all that chooses it stands in the address."""
    tab, faults = request.GET.get("status", "waiting"), list[str]()
    chosen = choice(request.GET, _of_tab(tab, faults))
    filters, order, problems = chosen.filters, chosen.order, chosen.problems + faults
    page, notice = _page(request, filters, order)
    context = {
        "filters": filters,
        "chips": list(filters.chips()) if filters.is_valid() else [],
        "tabs": TABS,
        "tab": tab,
        "order": order,
        "sortings": SORTINGS,
        "page": page,
        "cards": cards(page.rows, request.user),
        "place": "queue",
        "back_to": back_to(request),
        "problems": problems,
        "notice": notice,
        "here": "queue",
        "views": views_of(request),
        "made_at": timezone.now(),
        "this_list": _this_list(request),
        "many": select_bar(request.user, chosen, page, _this_list(request)[1:]),
        "kept_parameters": [
            (name, value) for name, value in request.GET.items() if name not in ("order", *CURSORS)
        ],
        "topics": Topic.objects.all()[:TOPICS_SUGGESTED],
        **_emptiness(page),
    }
    return render(request, "articles/queue.html", context)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def row(request: DeskRequest, pk: int) -> HttpResponse:
    """Return one article's row as the queue shows it now, for a page that changed it elsewhere."""
    article = get_object_or_404(with_card_parts(Article.objects.all()), pk=pk)
    shown = {
        "card": card(article, request.user),
        "place": "queue",
        "back_to": our_path(request, request.GET.get("next", "")) or reverse("queue"),
    }
    return render(request, "articles/_answer.html", shown)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def arrivals(request: DeskRequest) -> HttpResponse:
    """Say how many articles of the list arrived since the page was made; a number to click."""
    since, tab = _moment(request.GET.get("since", "")), request.GET.get("status", "waiting")
    if since is None or tab not in TABS:
        return HttpResponse(status=204)
    new = TABS[tab].articles().filter(arrived_at__gt=since)
    filters = ArticleFilter(request.GET, queryset=new)
    shown = {"count": capped(filters.articles()), "list": _this_list(request), "since": since}
    return render(request, "articles/_arrivals.html", shown)


def _this_list(request: DeskRequest) -> str:
    """Return the query of the list's beginning, with the status said."""
    query = request.GET.copy()
    for name in (*CURSORS, "since"):
        query.pop(name, None)
    query.setdefault("status", "waiting")
    return f"?{query.urlencode()}"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _of_tab(tab: str, problems: list[str]) -> ArticleQuerySet:
    if tab not in TABS:
        problems.append(f"Unknown status: “{tab}”.")
        return Article.objects.none()
    return TABS[tab].articles()


def _page(request: DeskRequest, filters: ArticleFilter, order: str) -> tuple[Page[Article], str]:
    """Return the page that the address names, or the list's beginning and why it is that."""
    cursors = {name: request.GET.get(name, "") for name in CURSORS}
    found, sorting = with_card_parts(filters.articles()), SORTINGS[order]
    size = request.preferences.page_size
    notice = ""
    try:
        page = page_of(found, sorting, size=size, **cursors)
    except BadCursor:
        page = Page([], "", "")
        notice = "The address names no place in the list; this is its beginning."
    if page.rows or not any(cursors.values()):
        return page, notice
    # Whoever decides all of a page comes back to it: what is left stands before it, or behind.
    page = page_of(found, sorting, size=size)
    gone = "Nothing is left on that page; this is the list’s beginning."
    return page, (notice or gone) if page.rows else ""


def _emptiness(page: Page[Article]) -> dict[str, object]:
    """Say whether the desk is empty, or nearly so; asks only where the page is short."""
    if len(page.rows) > NEARLY_EMPTY:
        return {}
    count = Article.objects.order_by()[: NEARLY_EMPTY + 1].count()
    return {"is_empty": count == 0, "is_nearly_empty": count <= NEARLY_EMPTY}
