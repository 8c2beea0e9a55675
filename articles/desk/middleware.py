"""Per-request middleware: sign-in, no caching, time zone and preferences."""

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirectBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from articles.desk.request import READING, our_path
from articles.desk.time_zones import zone_of
from articles.models import Preferences


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


SIGNED_OUT: Final = "You were signed out; nothing was decided."


def _pages_behind(request: Any) -> Iterator[str]:
    """Yield our pages that a form, or htmx, may have been sent from; the surest first."""
    yield our_path(request, request.POST.get("next", ""))
    for header in ("HX-Current-URL", "Referer"):
        yield our_path(request, request.headers.get(header, ""))


class ReaderMiddleware:
    """Give each request its reader's `preferences`, read when first asked for.

    Behind sign-in, times are in the reader's zone while the page is made: the preferred one, else
    the browser's, else the desk's. A public page is the same for all: it asks for no session, no
    preferences and no cookie. What a request set is gone after it, whatever became of it; a
    stream, which is sent later, is made in its own reader's zone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.preferences = SimpleLazyObject(lambda: _preferences(request.user))
        with timezone.override(None):
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not response.is_async:
                chunks = cast(Iterable[bytes], response.streaming_content)
                response.streaming_content = _made_in(timezone.get_current_timezone(), chunks)
        return response

    def process_view(self, request: Any, view_func: Any, *args: Any) -> None:
        if getattr(view_func, "login_required", True):
            zone = zone_of(request)
            if zone:
                timezone.activate(zone)


def _preferences(user: Any) -> Preferences:
    if not user.is_authenticated:
        return Preferences()
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)


def _made_in(zone: tzinfo, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the chunks, each made in the zone; between them the thread is free for others."""
    rest = iter(chunks)
    while True:
        with timezone.override(zone):
            chunk = next(rest, None)
        if chunk is None:
            return
        yield chunk
