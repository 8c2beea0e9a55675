"""The error handlers, and the response to a request that the database couldn't serve now: 503.

The 503 response reads neither the database nor the session, which needs it; its page has the posted
form, where `busy_response` says so.
"""

import logging
import sys
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views import csrf, defaults
from django.views.decorators.csrf import requires_csrf_token

from articles.accounts.refusals import note_refusal
from articles.desk.refusals import RETRY_AFTER, refusal, too_large
from articles.models.database_faults import is_temporary, is_too_slow

#: The bodies for scripts and programs.
BUSY: Final = "The desk is busy, nothing was lost: try again.\n"
TOO_SLOW: Final = "This took too long, nothing was lost: ask for less, or try again later.\n"
#: Fields whose value is never written into a page: codes of the second step, and whatever has this
#: part in its name, but for the admin's choice whether a person has a password at all.
_CODE: Final = "code"
_PASSWORD: Final = "password"  # noqa: S105  # a part of names
_NO_SECRET: Final = "usable_password"  # noqa: S105  # a name
#: The field of a passkey's answer, which no person can type again.
_UNTYPED: Final = "credential"

logger = logging.getLogger(__name__)


def busy_response(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """Return a 503 response if `error` or a cause of it is a temporary database fault, else None.

    htmx and feeds get one sentence as plain text. Other requests get a page, which after a POST
    with an accepted CSRF token has the form to send again: passwords and codes have to be typed
    again, and a form with a passkey's answer is not offered. The response has Retry-After and
    headers against caching. The fault is logged as a warning.
    """
    fault = _temporary_fault(error)
    if fault is None:
        return None
    logger.warning("The database is busy: %s: %s", request.path, " ".join(str(fault).split()))
    slow = is_too_slow(fault)
    if request.headers.get("HX-Request") or request.path.startswith("/feeds/"):
        text = TOO_SLOW if slow else BUSY
        response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=503)
    else:
        # Without the request, so that no context processor asks for the user.
        seconds = settings.QUERY_SECONDS if slow else 0
        page = render_to_string("503.html", {**_form(request), "seconds": seconds})
        response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Return the response to the current exception, which nothing handled; Django's `handler500`.

    For a temporary database fault it is that of `busy_response` (503), else a page (500), which
    reads neither database nor session. Django calls it for exceptions of middleware too, unless
    another handler, such as `permission_denied`, is for them.
    """
    response = busy_response(request, sys.exc_info()[1])
    if response is None:
        # Without the request, so that no context processor reads the database.
        response = refusal(500)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the response to a bad request; Django's `handler400`.

    For a temporary database fault it is that of `busy_response` (503), for too long a body 413,
    else 400, with the reason where the form has too many fields or files. Django calls this also
    where a session couldn't be stored, whose cause may be such a fault.
    """
    response = busy_response(request, exception)
    if response:
        return response
    if isinstance(exception, RequestDataTooBig):
        return too_large(is_signed_in=True)
    reason = ""
    if isinstance(exception, TooManyFieldsSent):
        reason = f"A form takes {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields at most."
    elif isinstance(exception, TooManyFilesSent):
        reason = "The desk takes no files."
    return refusal(400, reason=reason)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the 404 page; Django's `handler404`.

    The page's header reads the database; a temporary fault of that gives the response of
    `busy_response` (503) instead; any other error is raised.
    """
    return _unless_busy(defaults.page_not_found, request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the 403 page; Django's `handler403`.

    The exception's text is the reason on the page and in the log; without a text both have their
    own words. The page's header reads the database; a temporary fault of that gives the response of
    `busy_response` (503) instead; any other error is raised.
    """
    note_refusal(request, exception)
    return _unless_busy(defaults.permission_denied, request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the 403 page for a request refused by the CSRF check; Django's `CSRF_FAILURE_VIEW`.

    `reason` goes to the log. A fault of the database has the effect that it has in
    `permission_denied`.
    """
    note_refusal(request, f"CSRF: {reason}")
    return _unless_busy(
        lambda request, cause: csrf.csrf_failure(request, str(cause)),
        request,
        PermissionDenied(reason),
    )


def _unless_busy(
    view: Callable[[HttpRequest, Exception], HttpResponse], request: HttpRequest, cause: Exception
) -> HttpResponse:
    """Return the view's response, or that of `busy_response` for a temporary database fault in it.

    Any other error of the view is raised.
    """
    try:
        return view(request, cause)
    except Error as error:
        response = busy_response(request, error)
        if response is None:
            raise
        return response


def _temporary_fault(error: BaseException | None) -> Error | None:
    """Return the first temporary database fault among an exception and its causes, or None.

    A cause is `__cause__`, else a `__context__` that is not suppressed.
    """
    while error is not None:
        if isinstance(error, Error) and is_temporary(error):
            return error
        context = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or context
    return None


def _form(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the 503 page: the address, and a form to send again.

    `address` is the path with the query. `is_form` is True for a POST whose CSRF token was
    accepted, so that no form of another site is repeated, and that has no passkey's answer. Only
    then there are also `csrf_token`, `fields` (a pair of name and value for each value) and
    `secrets`: name, label and kind (for `autocomplete`) of each field whose value is left out.
    """
    is_accepted = request.method == "POST" and getattr(request, "csrf_processing_done", False)
    is_form = is_accepted and _UNTYPED not in request.POST
    context = {"address": request.get_full_path(), "is_form": is_form}
    if not is_form:
        return context
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    kept = [name for name in names if not _is_secret(name)]
    return {
        **context,
        "csrf_token": get_token(request),
        "fields": [(name, value) for name in kept for value in request.POST.getlist(name)],
        "secrets": [
            {
                "name": name,
                "label": name.replace("_", " ").capitalize(),
                "kind": "one-time-code" if name == _CODE else "current-password",
            }
            for name in names
            if name not in kept
        ],
    }


def _is_secret(name: str) -> bool:
    return name == _CODE or (_PASSWORD in name.lower() and name != _NO_SECRET)
