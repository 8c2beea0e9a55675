"""Who gets in, where they go on, and what every page's frame shows."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Final, ParamSpec
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from articles import moderation
from articles.models import Article, ArticleQuerySet, ImportRun, Preferences
from articles.standing import Kind

#: Counts stop here: a page never counts a whole table.
COUNT_LIMIT: Final = 1000
#: What is decided in review.
REVIEWS: Final = (Kind.APPROVE, Kind.REJECT, Kind.SET_QUALITY)
READING: Final = ("GET", "HEAD")
SIGNED_OUT: Final = "You were signed out; nothing was decided."

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request as a view of the desk gets it: past sign-in, and told whether htmx asks."""

    user: User  # SignInMiddleware lets nobody else through
    htmx: HtmxDetails
    preferences: Preferences  # ReaderMiddleware reads them when they are first asked for


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view is marked `login_not_required`.

    Whoever sent a form, or asked for a part by htmx, after the session had ended comes back to
    the page that it stood on: the form's own address shows nothing.
    """

    def process_view(self, request: Any, view_func: Any, *args: Any) -> Any:
        # Django's asks who it is even where nobody needs to be: with that a public page would
        # vary by the session's cookie, and no cache could share it.
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, *args)

    # htmx follows its own header, not a redirect's.
    def handle_no_permission(  # type: ignore[override]  # another class of answer
        self, request: Any, view_func: Any
    ) -> HttpResponseRedirectBase:
        reads = request.method in READING
        if reads and not request.htmx:
            return super().handle_no_permission(request, view_func)
        if not reads:
            messages.warning(request, SIGNED_OUT)
        onward = next(filter(None, _pages_behind(request)), reverse("queue"))
        response = redirect_to_login(onward)
        return HttpResponseClientRedirect(response.url) if request.htmx else response


class NoStoreMiddleware:
    """What a signed-in person saw is kept by no cache: Back after signing out shows nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # A page that asked for no session is nobody's in particular, and costs no query here.
        if request.session.accessed and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class SignIn(LoginView):
    """Sign-in; whoever is signed in already goes on, but never to sign-in again, or out."""

    template_name = "sign_in.html"
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        onward = our_path(self.request, super().get_redirect_url())
        is_loop = urlsplit(onward).path in (reverse("sign-in"), reverse("sign-out"))
        return "" if is_loop else onward


def post_only(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Keep a view to forms; who opens its address is shown a page that leads on."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request: Any = args[0]
        return view(*args, **kwargs) if request.method == "POST" else _not_a_page(request)

    return answered


def back_to(request: HttpRequest, fallback: str = "") -> str:
    """Return the page that a form stands on, to come back to after it: `next` of its answer.

    A page that is read is that page. The answer to a form goes by the address the form carried,
    if it is one of ours; else by the fallback, else by the queue.
    """
    if request.method in READING:
        return request.get_full_path()
    return our_path(request, request.POST.get("next", "")) or fallback or reverse("queue")


def our_path(request: HttpRequest, address: str) -> str:
    """Return the path and query of an address if it is one of ours, else ''."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return ""
    path = urlunsplit(urlsplit(address)._replace(scheme="", netloc=""))
    # Without its host, `https://desk.example//elsewhere.example` would lead elsewhere.
    is_path = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return path if is_path else ""


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


def _pages_behind(request: Any) -> Iterator[str]:
    """Yield our pages that a form, or htmx, may have been sent from; the surest first."""
    yield our_path(request, request.POST.get("next", ""))
    for header in ("HX-Current-URL", "Referer"):
        yield our_path(request, request.headers.get(header, ""))


def _not_a_page(request: HttpRequest) -> HttpResponse:
    response = render(request, "405.html", status=405)
    response["Allow"] = "POST"
    return response
