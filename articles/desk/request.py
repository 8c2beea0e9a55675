"""What views share about requests: the type, POST-only views, return addresses, parsed values."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Final, ParamSpec
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from articles.documents import limits
from articles.models import Preferences

SAFE_METHODS: Final = ("GET", "HEAD")
#: The years in which articles appeared or arrived; databases can't hold years far outside.
YEARS: Final = (limits.FIRST_YEAR, 2100)
#: No time zone is further from UTC. PostgreSQL takes no more than 16 hours.
FURTHEST_ZONE: Final = timedelta(hours=14)
_TOKEN: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """The request of a signed-in user, with the attributes set by the middleware."""

    user: User  # SignInMiddleware lets nobody else through
    htmx: HtmxDetails
    preferences: Preferences  # ReaderMiddleware reads them when they are first asked for


def post_only(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Decorate a view to answer any method but POST with 405, an Allow header and an HTML page."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request: Any = args[0]
        return view(*args, **kwargs) if request.method == "POST" else _method_not_allowed(request)

    return wrapper


def return_url(request: HttpRequest, fallback: str = "") -> str:
    """Return the local address (path, query) of the page to return to after a form was handled.

    For GET and HEAD it is the requested page, whose forms send it as `next`. For other methods it
    is the posted `next`, with its fragment, if `local_path` accepts it, else `fallback`, else the
    queue.
    """
    if request.method in SAFE_METHODS:
        return request.get_full_path()
    return local_path(request, request.POST.get("next", "")) or fallback or reverse("queue")


def local_path(request: HttpRequest, address: str) -> str:
    """Return path, query and fragment of an address of this site, or '' for any other address.

    Accepted are a path that begins with one slash, and a URL of this host with a path, but not with
    http where the request came by https. '' also for a URL whose path alone would lead to another
    host (`//…`).
    """
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return ""
    path = urlunsplit(urlsplit(address)._replace(scheme="", netloc=""))
    # Without its host, `https://desk.example//elsewhere.example` would lead elsewhere.
    is_path = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return path if is_path else ""


def parse_id(text: str) -> int | None:
    """Return the id or other non-negative whole number in a query or a form; None for other texts.

    It has ASCII digits only, at most `limits.ID_DIGITS`, so that every database can compare it with
    a column.
    """
    is_number = text.isascii() and text.isdecimal() and len(text) <= limits.ID_DIGITS
    return int(text) if is_number else None


def parse_moment(text: str) -> datetime | None:
    """Return the moment in a text of a query or a form, in UTC; None for other texts.

    The text is one that `datetime.fromisoformat` takes, with a UTC offset of at most 14 hours; the
    moment lies within YEARS in UTC, so that every database can compare it with a column.
    """
    try:
        moment = datetime.fromisoformat(text)
        offset = moment.utcoffset()
        if offset is None or abs(offset) > FURTHEST_ZONE:
            return None
        in_utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return in_utc if YEARS[0] <= in_utc.year <= YEARS[1] else None


def posted_page(request: HttpRequest) -> str:
    """Return the posted `page`, the token of the opened page that sent the form; '' without one.

    Raise BadRequest for a text that isn't 32 hexadecimal digits in lower case.
    """
    token = request.POST.get("page", "")
    if token and not _TOKEN.fullmatch(token):
        raise BadRequest("The page's token is none.")
    return token


def _method_not_allowed(request: HttpRequest) -> HttpResponse:
    response = render(request, "405.html", status=405)
    response["Allow"] = "POST"
    return response
