"""The queue: articles by status, filter and order, each decidable where it stands."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.desk.access import DeskRequest, back_to
from articles.desk.cards import cards, with_card_parts
from articles.desk.filters import TABS, ArticleFilter, unknown_parameters
from articles.desk.paging import SORTINGS, BadCursor, Page, page_of
from articles.models import Article, ArticleQuerySet, Topic

#: A desk with no more articles than this has only been looked at: say how to fill it.
NEARLY_EMPTY = 2
TOPICS_SUGGESTED = 100


@require_safe
@permission_required("articles.view_article", raise_exception=True)
def queue(request: DeskRequest) -> HttpResponse:
    """Show one page of the queue; all that chooses it stands in the address."""
    problems = [f"Unknown filter: “{name}”." for name in unknown_parameters(request.GET)]
    tab, order = request.GET.get("status", "waiting"), request.GET.get("order", "quality")
    articles = _of_tab(tab, problems)
    if order not in SORTINGS:
        problems.append(f"Unknown order: “{order}”.")
        articles, order = articles.none(), "quality"
    filters = ArticleFilter(request.GET, queryset=articles)
    page, notice = _page(request, filters, order)
    context = {
        "filters": filters,
        "chips": list(filters.chips()) if filters.is_valid() else [],
        "tabs": TABS,
        "tab": tab,
        "order": order,
        "sortings": SORTINGS,
        "page": page,
        "cards": cards(page.articles, request.user),
        "place": "queue",
        "back_to": back_to(request),
        "problems": problems,
        "notice": notice,
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


def _of_tab(tab: str, problems: list[str]) -> ArticleQuerySet:
    if tab not in TABS:
        problems.append(f"Unknown status: “{tab}”.")
        return Article.objects.none()
    return TABS[tab].articles()


def _page(request: DeskRequest, filters: ArticleFilter, order: str) -> tuple[Page, str]:
    """Return the page that the address names, or the list's beginning and why it is that."""
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    found, sorting = with_card_parts(filters.articles()), SORTINGS[order]
    notice = ""
    try:
        page = page_of(found, sorting, **cursors)
    except BadCursor:
        page = Page([], "", "")
        notice = "The address names no place in the list; this is its beginning."
    if page.articles or not any(cursors.values()):
        return page, notice
    # Whoever decides all of a page comes back to it: what is left stands before it, or behind.
    page = page_of(found, sorting)
    gone = "Nothing is left on that page; this is the list’s beginning."
    return page, (notice or gone) if page.articles else ""


def _emptiness(page: Page) -> dict[str, object]:
    """Say whether the desk is empty, or nearly so; asks only where the page is short."""
    if len(page.articles) > NEARLY_EMPTY:
        return {}
    count = Article.objects.order_by()[: NEARLY_EMPTY + 1].count()
    return {"is_empty": count == 0, "is_nearly_empty": count <= NEARLY_EMPTY}
