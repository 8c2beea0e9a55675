"""The middleware of the desk, for all requests.

Unreadable cookies and forms, the user and the limits of sessions, sign-in for every page with its
second step, no caching, the response of a busy database, the reader's time zone and preferences.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from typing import Any, Final, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import Error
from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase, HttpResponseRedirectBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from articles.accounts import sessions
from articles.accounts.sessions import Over
from articles.desk.account.second_factor.session import lacking_step
from articles.desk.busy import busy_response
from articles.desk.request import SAFE_METHODS, local_path
from articles.desk.time_zones import reader_zone
from articles.formatting.accounts import duration
from articles.models import Preferences
from articles.second_factor.requirement import Step


class ReadableCookiesMiddleware:
    """Middleware that removes from the request cookies whose value has a NUL character.

    PostgreSQL can't store one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class ReadableRequestMiddleware:
    """Middleware that answers a POST whose form can't be read with 400 (413 if it is too long).

    It parses the form of every POST before the view; otherwise the error page could be the first to
    read it, and fail. Other methods have no form in Django.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS:
            try:
                _ = request.POST
            except UnreadablePostError as error:
                raise BadRequest("The request's body ended early.") from error
        return self.get_response(request)


class BusyMiddleware:
    """Middleware that answers a temporary database fault with the response of `busy_response`: 503.

    It covers views (but no stream that is sent later), and reading the session, user and
    preferences before a view that needs a sign-in. Other errors are raised. Database errors that
    other middleware raises end in the error handlers of `busy`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, view_func: Any, *args: Any) -> HttpResponseBase | None:
        """Read session, user and preferences early, unless the view needs no sign-in; return None.

        For a temporary database fault, return the response of `busy_response` (503); raise other
        errors of the database. Read preferences for signed-in users only.
        """
        if not getattr(view_func, "login_required", True):
            return None
        try:
            _ = request.user.is_authenticated and request.preferences.pk
        except Error as error:
            response = busy_response(request, error)
            if response is None:
                raise
            return response
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return busy_response(request, error)


class UserMiddleware(AuthenticationMiddleware):
    """Middleware that sets `request.user` (lazy) and `request.session_over`.

    The user is AnonymousUser if the session is over or missing, or the account deactivated. Once
    the user was read, `session_over` is the reason (`Over`) if the session is over; before, and in
    all other cases, it is None. Requests with the header BACKGROUND don't count as a use of the
    session.
    """

    def process_request(self, request: Any) -> None:
        super().process_request(request)
        request.session_over = None

        def user() -> Any:
            is_background = BACKGROUND in request.headers
            found, request.session_over = sessions.user_of(request, is_background=is_background)
            return found

        request.user = SimpleLazyObject(user)


class SecondStepMiddleware:
    """Middleware that makes `request.user` anonymous while the session lacks its second step.

    So views, error pages and the admin treat such a session as not signed in. `request.account` is
    the user who gave the password, whether or not the step is lacking (lazy, as `request.user`; may
    be anonymous). The middleware must follow django-otp's, which adds `is_verified` to the user.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.account = request.user
        request.user = SimpleLazyObject(
            lambda: AnonymousUser() if lacking_step(request) else request.account
        )
        return self.get_response(request)


class SignInMiddleware(LoginRequiredMiddleware):
    """Middleware that sends users who aren't signed in to the sign-in page, then back.

    Sessions that lack the second step are sent to the page where it is taken, or where a first
    factor is set up; they pass to views that `serves` marks for that step. Views marked
    `login_not_required` are exempt. After the sign-in, GET and HEAD without htmx lead to the
    requested page; others to the page that they came from (the first of posted `next`,
    HX-Current-URL and Referer that is of this site), else to the queue. Messages say, once, why a
    session is over, and for other methods than GET and HEAD SIGNED_OUT or STEP_MISSING; a request
    with the header BACKGROUND leaves none. htmx gets the address in the header HX-Redirect (200).
    """

    def process_view(self, request: Any, view_func: Any, *args: Any) -> Any:
        # Django's middleware reads the user on public pages too. Then such a page would vary by
        # the session's cookie, and no cache could share it.
        if not getattr(view_func, "login_required", True):
            return None
        step = lacking_step(request)
        if step and getattr(view_func, "second_step", None) is step:
            return None
        return super().process_view(request, view_func, *args)

    # htmx follows its own header, not a redirect's.
    def handle_no_permission(  # type: ignore[override]  # another class of response
        self, request: Any, view_func: Any
    ) -> HttpResponseRedirectBase:
        step = lacking_step(request)
        page = reverse(STEP_PAGES[step] if step else "sign-in")
        is_safe = request.method in SAFE_METHODS
        if request.session_over and BACKGROUND not in request.headers:
            _add_once(request, over_message(request.session_over))
        if is_safe and not request.htmx:
            return redirect_to_login(request.get_full_path(), page)
        if not (is_safe or BACKGROUND in request.headers):
            _add_once(request, STEP_MISSING if step else SIGNED_OUT)
        destination = next(filter(None, _return_candidates(request)), reverse("queue"))
        response = redirect_to_login(destination, page)
        return HttpResponseClientRedirect(response.url) if request.htmx else response


class NoStoreMiddleware:
    """Middleware that adds headers against caching to responses for signed-in users.

    Left out are responses for which the request's session was not read, and those with status 503.
    After signing out, the browser's Back button then shows no stored page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # A view that didn't read the session is the same for all, and costs no query here.
        # One that the database couldn't serve has the headers already, and no user to ask for.
        if response.status_code != 503 and (
            request.session.accessed and request.user.is_authenticated
        ):
            add_never_cache_headers(response)
        return response


SIGNED_OUT: Final = "You were signed out; nothing was decided."
STEP_MISSING: Final = "Signing in takes a second step first; nothing was decided."
#: The page that each missing step leads to.
STEP_PAGES: Final = {Step.CODE: "second-step", Step.ENROL: "second-factor"}
#: The header of requests that a page makes by itself, such as the release of a lease on leaving.
BACKGROUND: Final = "X-Newsroom-Background"


def over_message(over: Over) -> str:
    """Return the message of the sign-in page on why the session is over."""
    why = {
        Over.IDLE: f"it was not used for {duration(settings.SESSION_IDLE)}",
        Over.OLD: f"you signed in {duration(settings.SESSION_LONGEST)} ago",
        Over.ENDED: "it was ended from your list of sessions, by a superuser, by a new password or "
        "by an upgrade of the desk",
    }
    return f"Your session is over: {why[over]}. Sign in to come back to where you were."


def _add_once(request: HttpRequest, text: str) -> None:
    """Add a warning for the next page, unless one with this text is waiting to be shown."""
    waiting: Any = messages.get_messages(request)
    if text not in [message.message for message in waiting]:
        messages.warning(request, text)
    waiting.used = False  # reading them would remove them


def _return_candidates(request: Any) -> Iterator[str]:
    """Yield the addresses that a form or an htmx request may come from, the most reliable first.

    They are the form's `next`, then the headers HX-Current-URL and Referer, each as `local_path`
    returns it: '' where it is missing or on another site.
    """
    yield local_path(request, request.POST.get("next", ""))
    for header in ("HX-Current-URL", "Referer"):
        yield local_path(request, request.headers.get(header, ""))


class ReaderMiddleware:
    """Middleware that sets `request.preferences` (lazy) and activates the reader's time zone.

    For views that need a sign-in the zone is that of `reader_zone` (preferred, else the browser's),
    else the default of the settings. Other views get the default; for them the middleware itself
    reads no session, preferences or cookie. The zone is reset after each request, also after an
    exception; a synchronous stream, which is sent later, is rendered in its own reader's zone.
    Preferences are unsaved ones with the defaults where a user has stored none or is anonymous.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.preferences = SimpleLazyObject(lambda: _preferences(request.user))
        with timezone.override(None):
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not response.is_async:
                chunks = cast(Iterable[bytes], response.streaming_content)
                response.streaming_content = _in_zone(timezone.get_current_timezone(), chunks)
        return response

    def process_view(self, request: Any, view_func: Any, *args: Any) -> None:
        if getattr(view_func, "login_required", True):
            zone = reader_zone(request)
            if zone:
                timezone.activate(zone)


def _preferences(user: Any) -> Preferences:
    """Return the user's stored preferences, or an unsaved object with the defaults.

    One query for a signed-in user, none for another, besides reading the user.
    """
    if not user.is_authenticated:
        return Preferences()
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)


def _in_zone(zone: tzinfo, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the chunks of an iterable; activate the zone while each chunk is made.

    Between two chunks, when the thread can serve other requests, the zone is reset.
    """
    iterator = iter(chunks)
    while True:
        with timezone.override(zone):
            chunk = next(iterator, None)
        if chunk is None:
            return
        yield chunk
