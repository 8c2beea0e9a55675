"""The page of one article: its values, the decisions a user may make, its history."""

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import formatting, permissions
from articles.desk.article.cards import card, with_card_parts
from articles.desk.article.forms import DecisionForm
from articles.desk.article.snapshot import Difference
from articles.desk.history.entries import entries_for_article
from articles.desk.request import DeskRequest, local_path, return_url
from articles.desk.stories.keep_best import offer
from articles.hints import articles_by_link, hints_for
from articles.models import Article
from articles.moderation.keep_best import best_of_article


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def article(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the page of one article, also of one whose document is gone.

    Raise Http404 for an unknown one, PermissionDenied without VIEW_ARTICLE.
    """
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
    """Return the article's page with HTTP `status`; after a refusal, with the reason `notice`.

    The article must be read with `with_card_parts`. `form` is the refused form, whose values are
    shown again; None gives an empty one. `differences` are the changes since the form was made
    (`changes_since`), or None. The page links back to the query's `next`, if that is an address of
    this site, else to the queue.
    """
    previous = local_path(request, request.GET.get("next", "")) or reverse("queue")
    shown = card(article, request.user)
    shown.notice, shown.is_problem, shown.differences = notice, bool(notice), differences
    return render(
        request,
        "desk/article/article.html",
        {
            "card": shown,
            "article": article,
            "form": form or DecisionForm(),
            "place": "article",
            "list": previous,
            "list_name": "Queue" if previous.startswith(reverse("queue")) else "Back",
            "back_to": return_url(request, article.get_absolute_url()),
            **article_context(article, request.user),
            "hints": hints_for(article, request.user),
            "offer": offer(best_of_article(article, request.user)),
            "document_text": formatting.document_text(article.newest_text),
        },
        status=status,
    )


def article_context(article: Article, user: User) -> dict[str, object]:
    """Return the template context that an article's page and review share.

    `related_links` are pairs of a link and the article at its address (as `articles_by_link`), or
    None, in the document's order. `lines` are the entries of history as `user` sees them, and
    `turns` the story changes, not read yet; both the newest first.
    """
    links = list(article.related_links.select_related("provider"))
    by_link = articles_by_link(links)
    return {
        "related_links": [(link, by_link.get(link.pk)) for link in links],
        "lines": entries_for_article(article, user),
        "turns": article.story_changes.order_by("-at", "-id"),
    }
