"""Responses to a password that is not checked: a limit is reached, or too many are hashed now."""

import math
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from articles.accounts.hashing import RETRY_AFTER
from articles.accounts.refusals import note_refusal
from articles.accounts.tries import TooManyTriesError
from articles.desk.time_zones import browser_zone

Response = TypeVar("Response", bound=HttpResponse)
#: The sentence of a form whose password couldn't be checked now; its status is 503.
BUSY: Final = "Too many people are signing in at this moment. Wait a few seconds and try again."


def limited_response(
    request: HttpRequest, error: TooManyTriesError, *, back: str, signed_in: bool = False
) -> HttpResponse:
    """Return the page that says when to try again (429), with Retry-After in seconds.

    The page is the same for names with and without an account, and for either limit; it isn't to be
    cached. Times are in the active zone; unless `signed_in`, in the browser's where it has reported
    one. `back` is the address of the form. The refusal is noted for the log.
    """
    seconds = seconds_until(error.until)
    context: dict[str, Any] = {
        "until": next_minute(error.until),
        "minutes": math.ceil(seconds / 60),
        "back": back,
        "signed_in": signed_in,
    }
    # A signed-in user's zone is active.
    zone = "" if signed_in else browser_zone(request)
    with timezone.override(zone or timezone.get_current_timezone()):
        response = render(request, "desk/account/limited.html", context, status=429)
    return with_retry(request, response, seconds, error)


def limited_json(
    request: HttpRequest, error: TooManyTriesError, content: dict[str, Any]
) -> JsonResponse:
    """Return the content as JSON for a script (429), with Retry-After in seconds.

    It isn't to be cached, and the refusal is noted for the log.
    """
    response = JsonResponse(content, status=429)
    return with_retry(request, response, seconds_until(error.until), error)


def busy_response(request: HttpRequest, response: Response) -> Response:
    """Return the response with Retry-After (RETRY_AFTER seconds) and headers against caching.

    Its status stays. That too many passwords are checked now is noted for the log.
    """
    return with_retry(request, response, RETRY_AFTER, "too many passwords are checked now")


def with_retry(request: HttpRequest, response: Response, seconds: int, reason: object) -> Response:
    """Set Retry-After (`seconds`) and headers against caching on the response, and return it.

    Its status stays. `reason`, as text, is noted for the log.
    """
    note_refusal(request, reason)
    response["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response


def seconds_until(moment: datetime) -> int:
    """Return the seconds until a moment, rounded up, at least 1."""
    return max(1, math.ceil((moment - timezone.now()).total_seconds()))


def next_minute(moment: datetime) -> datetime:
    """Return the moment rounded up, as pages show no seconds."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)
