"""Refused requests: too large, to another host, by the server, or with a method a view refuses.

All their pages but the one for a method read no database, so that a refusal costs little and works
without one.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseNotAllowed
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from articles.accounts.refusals import log_refusal, note_refusal

#: The key of the WSGI environment by which the server asks for the page of a status. No client can
#: set it: what a client sends is in keys that begin with HTTP_.
SERVER_REFUSAL: Final = "newsroom.refusal"
#: Seconds after which a client may try again.
RETRY_AFTER: Final = 10
PAGES: Final = {
    400: "400.html", 408: "408.html", 413: "413.html", 431: "431.html", 500: "500.html",
    503: "503.html",
}  # fmt: skip


def refusal(status: int, **context: Any) -> HttpResponse:
    """Return the response with the error page of a status of PAGES; no database is read.

    `context` goes to the page's template. The response has headers against caching, and with 503
    Retry-After.
    """
    response = HttpResponse(render_to_string(PAGES[status], context), status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response


def too_large(*, is_signed_in: bool) -> HttpResponse:
    """Return the page (413) that says how much a form may send.

    It is MAX_BODY if `is_signed_in`, else MAX_BODY_BEFORE_SIGN_IN.
    """
    most = settings.MAX_BODY if is_signed_in else settings.MAX_BODY_BEFORE_SIGN_IN
    return refusal(413, most=filesizeformat(most), is_signed_in=is_signed_in)


class HostMiddleware:
    """Middleware that refuses (400), and logs on one line, a Host that the desk doesn't serve.

    It comes before all middleware that calls `get_host`. One of these is SecurityMiddleware, which
    a refused request doesn't reach; HostMiddleware adds that one's headers to its refusals itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.security = SecurityMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            host = request.META.get("HTTP_HOST", request.META["SERVER_NAME"])
            note_refusal(request, f"The desk isn't served as the host {host}.")
            response = refusal(400)
            log_refusal(request, response)
            return self.security.process_response(request, response)
        return self.get_response(request)


class RefusalMiddleware:
    """Middleware that answers with an error page where the server asks for one.

    The server does so by a status of PAGES as SERVER_REFUSAL in `request.META`. Other requests pass
    unchanged.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        status = request.META.get(SERVER_REFUSAL)
        if status == 413:
            return too_large(is_signed_in=False)
        return refusal(status) if status else self.get_response(request)


class BodyLimitMiddleware:
    """Middleware that refuses a body over a limit (413) by its Content-Length, before it is read.

    The limit, in bytes, is MAX_BODY, or MAX_BODY_BEFORE_SIGN_IN for anybody who isn't signed in;
    the user is read for bodies between the two only. Without a valid Content-Length it refuses
    nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        size = int(length) if length.isascii() and length.isdecimal() else 0
        if size > settings.MAX_BODY:
            return too_large(is_signed_in=True)
        if size > settings.MAX_BODY_BEFORE_SIGN_IN and not request.user.is_authenticated:
            return too_large(is_signed_in=False)
        return self.get_response(request)


class MethodMiddleware:
    """Middleware that gives a page to a refused method (405) where the view's response is empty.

    It changes responses of the class HttpResponseNotAllowed only. At addresses that need no sign-in
    the page is one sentence of plain text, because another would read the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        allowed = response["Allow"]
        match = request.resolver_match
        if match is None or not getattr(match.func, "login_required", True):
            page = HttpResponse(
                f"This address takes {allowed} only.\n", "text/plain; charset=utf-8", 405
            )
        else:
            page = render(request, "405.html", {"allowed": allowed}, status=405)
        page["Allow"] = allowed
        return page
