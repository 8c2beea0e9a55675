"""The page of one article: everything about it, what may be done with it, what was done."""

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.article.cards import card, with_card_parts
from articles.desk.article.forms import DecisionForm
from articles.desk.article.snapshot import Difference
from articles.desk.history.entries import entries_for_article
from articles.desk.request import DeskRequest, back_to, our_path
from articles.hints import here_by_link, hints_for
from articles.models import Article


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def article(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one article."""
    return article_page(request, get_object_or_404(with_card_parts(Article.objects.all()), pk=pk))


def article_page(
    request: DeskRequest,
    article: Article,
    *,
    form: DecisionForm | None = None,
    notice: str = "",
    differences: list[Difference] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page; with a form, what was typed into it stays."""
    shown = card(article, request.user)
    shown.notice, shown.is_problem, shown.differences = notice, bool(notice), differences
    return render(
        request,
        "articles/article.html",
        {
            "card": shown,
            "article": article,
            "form": form or DecisionForm(),
            "place": "article",
            "list": our_path(request, request.GET.get("next", "")) or reverse("queue"),
            "back_to": back_to(request, article.get_absolute_url()),
            **story_of(article, request.user),
            "hints": hints_for(article, request.user),
            "document_text": article.newest_text.text,
        },
        status=status,
    )


def story_of(article: Article, user: User) -> dict[str, object]:
    """Return what stands around an article on its page and in review, for this person."""
    links = list(article.related_links.select_related("provider"))
    here = here_by_link(links)
    return {
        "related_links": [(link, here.get(link.pk)) for link in links],
        "lines": entries_for_article(article, user),
        "turns": article.story_changes.order_by("-at", "-id"),
    }
