"""The response to a request that the database couldn't serve now: 503, with the form kept.

It reads neither the database nor the session, which needs it.
"""

import logging
import sys
from collections.abc import Callable
from typing import Any, Final

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token

from articles.models.database_faults import is_temporary

#: Seconds after which a client may try again.
RETRY_AFTER: Final = 10
#: The body for scripts and programs.
BUSY: Final = "The desk is busy, nothing was lost: try again.\n"
#: Names of fields that are never written into a page.
_SECRET: Final = "password"  # noqa: S105  # a part of names

logger = logging.getLogger(__name__)


def busy_response(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """Return the response where `error` is a temporary fault of the database, else None.

    Pages get a page that sends the same form again; htmx, scripts and feeds get one sentence.
    """
    fault = _temporary_fault(error)
    if fault is None:
        return None
    logger.warning("The database is busy: %s: %s", request.path, " ".join(str(fault).split()))
    if request.headers.get("HX-Request") or request.path.startswith("/feeds/"):
        response = HttpResponse(BUSY, content_type="text/plain; charset=utf-8", status=503)
    else:
        # Without the request, so that no context processor asks for the user.
        page = render_to_string("503.html", _form(request))
        response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Return the response to an exception that nothing handled; Django's `handler500`.

    That is also where exceptions of the middleware end, such as those of the session.
    """
    return busy_response(request, sys.exc_info()[1]) or defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the response to a request that makes no sense; Django's `handler400`.

    Django answers so as well where a session couldn't be stored.
    """
    return busy_response(request, exception) or defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page of an unknown address, whose header needs the database; `handler404`."""
    return _unless_busy(defaults.page_not_found, request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page of a missing permission, whose header needs the database; `handler403`."""
    return _unless_busy(defaults.permission_denied, request, exception)


def _unless_busy(
    view: Callable[[HttpRequest, Exception], HttpResponse], request: HttpRequest, cause: Exception
) -> HttpResponse:
    try:
        return view(request, cause)
    except Error as error:
        response = busy_response(request, error)
        if response is None:
            raise
        return response


def _temporary_fault(error: BaseException | None) -> Error | None:
    """Return the temporary fault of the database that caused the exception, or None."""
    while error is not None:
        if isinstance(error, Error) and is_temporary(error):
            return error
        context = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or context
    return None


def _form(request: HttpRequest) -> dict[str, Any]:
    """Return the context with the address, and with the fields of a form that may be sent again.

    A form of another site is not repeated: only one whose CSRF token was checked.
    """
    is_form = request.method == "POST" and getattr(request, "csrf_processing_done", False)
    context = {"address": request.get_full_path(), "is_form": is_form}
    if not is_form:
        return context
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    kept = [name for name in names if _SECRET not in name.lower()]
    return {
        **context,
        "csrf_token": get_token(request),
        "fields": [(name, value) for name in kept for value in request.POST.getlist(name)],
        "secrets": [name for name in names if name not in kept],
    }
