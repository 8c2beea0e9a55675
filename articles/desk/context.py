"""The context processor of every page, and counts that stop at a limit."""

from typing import Any, Final

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles import moderation
from articles.desk.request import return_url
from articles.models import Article, ArticleQuerySet, ImportRun
from articles.moderation.leases import COUNT_LIMIT
from articles.rules import Kind

#: The kinds of decision that review offers.
REVIEW_KINDS: Final = (Kind.APPROVE, Kind.REJECT, Kind.SET_QUALITY)


def may_review(user: User) -> bool:
    """Tell whether the user has the permission for any kind of decision that review offers."""
    return any(moderation.may(user, kind) for kind in REVIEW_KINDS)


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page: counts of waiting and conflicts, the last import.

    Each value is lazy, because a part of a page that htmx asked for seldom shows any.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    runs = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT, interrupted=False)
    return {
        "this_page": SimpleLazyObject(lambda: return_url(request)),
        "may_review": SimpleLazyObject(lambda: may_review(user)),
        "waiting_count": SimpleLazyObject(lambda: capped_count(Article.objects.waiting())),
        "conflict_count": SimpleLazyObject(lambda: capped_count(Article.objects.in_conflict())),
        "last_import": SimpleLazyObject(
            lambda: runs.exclude(finished_at=None).order_by("-finished_at").first()
        ),
    }


def capped_count(articles: ArticleQuerySet) -> str:
    """Return the number of articles, counted no further than the limit: `374`, `1,000+`."""
    return format_capped(articles.order_by()[: COUNT_LIMIT + 1].count())


def format_capped(count: int) -> str:
    """Return a count as text; one above the limit as `1,000+`."""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"
