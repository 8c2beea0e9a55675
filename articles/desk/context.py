"""The context processor of pages, counts that stop at a limit, and who may review."""

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles import moderation, permissions
from articles.desk.pagination import Page
from articles.desk.request import return_url
from articles.models import Article, ImportRun
from articles.moderation.dealing import COUNT_LIMIT
from articles.rules import Kind

#: The kinds of decision that review offers.
REVIEW_KINDS: Final = (Kind.APPROVE, Kind.REJECT, Kind.SET_QUALITY)


def may_review(user: User) -> bool:
    """Tell whether the user may approve, reject or set the quality; one permission is enough."""
    return any(moderation.may(user, kind) for kind in REVIEW_KINDS)


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page rendered with a request; it is a context processor.

    It has `program`, the name of the program that runs commands. For signed-in users it also has,
    as lazy values: `this_page` (the address of `return_url`), `may_review`, `waiting_count` and
    `conflict_count` (the numbers of waiting articles, and of articles with an open conflict, as
    texts of `capped_count`), and `last_import` (of all collections' imports, the uninterrupted one
    that finished last, or None).
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"program": settings.PROGRAM}
    runs = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT, interrupted=False)
    return {
        "program": settings.PROGRAM,
        "this_page": SimpleLazyObject(lambda: return_url(request)),
        "may_review": SimpleLazyObject(lambda: may_review(user)),
        "waiting_count": SimpleLazyObject(lambda: capped_count(Article.objects.waiting())),
        "conflict_count": SimpleLazyObject(lambda: capped_count(Article.objects.in_conflict())),
        "last_import": SimpleLazyObject(
            lambda: runs.exclude(finished_at=None).order_by("-finished_at").first()
        ),
    }


def header_counts(user: User) -> dict[str, str]:
    """Return the counts in a page's header, by name, as texts of `capped_count`, for a script.

    `waiting` counts the waiting articles. `conflicts` counts the articles with open conflicts; it
    is left out for users who may not resolve conflicts.
    """
    counts = {"waiting": capped_count(Article.objects.waiting())}
    if user.has_perm(permissions.RESOLVE_CONFLICT):
        counts["conflicts"] = capped_count(Article.objects.in_conflict())
    return counts


def capped_count(rows: QuerySet[Any]) -> str:
    """Return the number of rows as text: `374`, above COUNT_LIMIT `1,000+`; one query at most."""
    return format_capped(rows.order_by()[: COUNT_LIMIT + 1].count())


def count_of_list(page: Page[Any], rows: QuerySet[Any]) -> str:
    """Return the number of `rows` as the text of `capped_count`; no query if `page` has all rows.

    `page` is a page of `rows`. It has all of them if it has any, and no cursor to either side; an
    empty page may lie beyond the list's end, so the rows are counted.
    """
    has_all = bool(page.rows) and not (page.before or page.after)
    return format_capped(len(page.rows)) if has_all else capped_count(rows)


def format_capped(count: int) -> str:
    """Return a count as text with thousands separators: `1,000`; above COUNT_LIMIT `1,000+`."""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"
