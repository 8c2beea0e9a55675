"""Who gets in: sign-in for every page, and what every page's frame shows."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseRedirectBase
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from articles.models import Article, ImportRun

#: Counts stop here: a page never counts a whole table.
COUNT_LIMIT = 1000


class DeskRequest(HttpRequest):
    """A request as a view of the desk gets it: past sign-in, and told whether htmx asks."""

    user: User  # SignInMiddleware lets nobody else through
    htmx: HtmxDetails


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view is marked `login_not_required`.

    A part that htmx asks for after the session has ended is answered by a redirect of the whole
    page, which comes back to the page it was asked from.
    """

    # htmx follows its own header, not a redirect's, so the class of the answer differs.
    def handle_no_permission(  # type: ignore[override]
        self, request: Any, view_func: Any
    ) -> HttpResponseRedirectBase:
        response = super().handle_no_permission(request, view_func)
        if not request.htmx:
            return response
        return HttpResponseClientRedirect(redirect_to_login(request.htmx.current_url_abs_path).url)


def desk(request: HttpRequest) -> dict[str, Any]:
    """Context processor: how many wait, and when the last import was."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    waiting = Article.objects.waiting().order_by()[: COUNT_LIMIT + 1].count()
    last = ImportRun.objects.exclude(finished_at=None).order_by("-finished_at").first()
    return {
        "waiting_count": f"{COUNT_LIMIT:,}+" if waiting > COUNT_LIMIT else f"{waiting:,}",
        "last_import": last,
    }
