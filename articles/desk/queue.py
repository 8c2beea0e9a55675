"""The queue: articles by status, filter and order, each decidable where it stands."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.desk.access import DeskRequest
from articles.desk.cards import cards, shown
from articles.desk.filters import TABS, ArticleFilter, unknown_parameters
from articles.desk.paging import ORDERS, BadCursor, Page, page_of
from articles.models import Article, Topic

#: A desk with no more articles than this has only been looked at: say how to fill it.
NEARLY_EMPTY = 2
TOPICS_SUGGESTED = 100


@require_safe
@permission_required("articles.view_article", raise_exception=True)
def queue(request: DeskRequest) -> HttpResponse:
    """Show one page of the queue; all that chooses it stands in the address."""
    problems = [f"Unknown filter: “{name}”." for name in unknown_parameters(request.GET)]
    tab = request.GET.get("status", "waiting")
    order = request.GET.get("order", "quality")
    statuses = {name: status for name, _, status in TABS}
    articles = Article.objects.all()
    if tab not in statuses:
        problems.append(f"Unknown status: “{tab}”.")
        articles = articles.none()
    elif statuses[tab] is not None:
        articles = articles.filter(status=statuses[tab])
    if order not in ORDERS:
        problems.append(f"Unknown order: “{order}”.")
        articles, order = articles.none(), "quality"
    filters = ArticleFilter(request.GET, queryset=articles)
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    found = shown(filters.articles())
    try:
        page = page_of(found, ORDERS[order], **cursors)
    except BadCursor:
        problems.append("The address names no place in the list; this is its beginning.")
        page = page_of(found, ORDERS[order])
    problems += [
        f"{filters.form.fields[name].label if name in filters.form.fields else name}: {text}"
        for name, texts in filters.form.errors.items()
        for text in texts
    ]
    context = {
        "filters": filters,
        "chips": list(filters.chips()) if filters.is_valid() else [],
        "tabs": TABS,
        "tab": tab,
        "order": order,
        "orders": ORDERS,
        "page": page,
        "cards": cards(page.articles, request.user),
        "problems": problems,
        "here": "queue",
        "kept_parameters": [
            (name, value)
            for name, value in request.GET.items()
            if name not in ("order", "after", "before")
        ],
        "topics": Topic.objects.all()[:TOPICS_SUGGESTED],
        **_emptiness(page),
    }
    return render(request, "articles/queue.html", context)


def _emptiness(page: Page) -> dict[str, object]:
    """Say whether the desk is empty, or nearly so; asks only where the page is short."""
    if len(page.articles) > NEARLY_EMPTY:
        return {}
    count = Article.objects.order_by()[: NEARLY_EMPTY + 1].count()
    return {"is_empty": count == 0, "is_nearly_empty": count <= NEARLY_EMPTY}
