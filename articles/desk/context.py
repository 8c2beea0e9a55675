"""The context processor of every page, and counts that stop at a limit."""

from typing import Any, Final

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles import moderation
from articles.desk.request import back_to
from articles.models import Article, ArticleQuerySet, ImportRun
from articles.rules import Kind

#: Counts stop here: a page never counts a whole table.
COUNT_LIMIT: Final = 1000


#: What is decided in review.
REVIEWS: Final = (Kind.APPROVE, Kind.REJECT, Kind.SET_QUALITY)


def may_review(user: User) -> bool:
    """Whether the person may decide anything of what a reviewer decides."""
    return any(moderation.may(user, kind) for kind in REVIEWS)


def desk(request: HttpRequest) -> dict[str, Any]:
    """Context processor: how many wait or are in conflict, and when the last import was.

    Each is asked for where it is shown: the answer to htmx seldom shows any.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    runs = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT, interrupted=False)
    return {
        "this_page": SimpleLazyObject(lambda: back_to(request)),
        "may_review": SimpleLazyObject(lambda: may_review(user)),
        "waiting_count": SimpleLazyObject(lambda: capped(Article.objects.waiting())),
        "conflict_count": SimpleLazyObject(lambda: capped(Article.objects.in_conflict())),
        "last_import": SimpleLazyObject(
            lambda: runs.exclude(finished_at=None).order_by("-finished_at").first()
        ),
    }


def capped(articles: ArticleQuerySet) -> str:
    """Return how many there are, counting no further than the limit: `374`, `1,000+`."""
    return in_words(articles.order_by()[: COUNT_LIMIT + 1].count())


def in_words(count: int) -> str:
    """Return a count that stopped at the limit: `374`, `1,000+`."""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"
