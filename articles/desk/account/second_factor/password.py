"""The password that adding or removing a factor asks for, and making recovery codes.

Without it nobody at an open desk, or with a stolen session, can add a factor, but for a first one
just after the sign-in. Wrong ones count towards the limits of failed sign-ins.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from articles.accounts import sessions
from articles.accounts.hashing import HashingBusyError
from articles.accounts.passwords import NOT_YOURS, is_own_password
from articles.accounts.tries import TooManyTriesError
from articles.desk.account.limits import (
    BUSY,
    busy_response,
    limited_json,
    limited_response,
    next_minute,
)
from articles.desk.account.second_factor.session import account_of
from articles.second_factor.factors import has_factor

View = Callable[..., HttpResponse]
#: So long after signing in, the password that was given counts for a first factor.
FRESH: Final = timedelta(minutes=10)
#: For a page from before it had the field.
MISSING: Final = "This takes your password too. Where you see no field for it, load the page again."
#: The name of the field, by which scripts show its faults there.
FIELD: Final = "password"


def needs_password(request: HttpRequest) -> bool:
    """Tell whether adding a factor requires the password.

    Always, but for a first factor less than FRESH after the sign-in by which the session began.
    """
    if has_factor(account_of(request)):
        return True
    own = sessions.own_session(request)
    return own is None or own.begun_at <= timezone.now() - FRESH


def password_fault(request: HttpRequest) -> str:
    """Return what is wrong with the posted password of the session's user; '' for the right one.

    A wrong or missing one counts as a refused sign-in (`is_own_password`). BUSY where too many
    passwords are being hashed. Raises TooManyTriesError.
    """
    try:
        is_right = is_own_password(request, account_of(request), request.POST.get(FIELD, ""))
    except HashingBusyError:
        return BUSY
    return "" if is_right else NOT_YOURS


def new_factor_fault(request: HttpRequest) -> str:
    """Return what is wrong with the posted password for a new factor; '' if right or not needed.

    MISSING, which doesn't count, for a form without the field, else as `password_fault`. Raises
    TooManyTriesError.
    """
    if not needs_password(request):
        return ""
    return password_fault(request) if FIELD in request.POST else MISSING


def status_of(*faults: str) -> int:
    """Return the status of a page with these faults: 503 with BUSY, 422 with others, else 200.

    '' is no fault.
    """
    if BUSY in faults:
        return 503
    return 422 if any(faults) else 200


def checks_password(back: Callable[[HttpRequest], str]) -> Callable[[View], View]:
    """Return a decorator that answers TooManyTriesError of a view by `limited_response` (429).

    It checks no password: the view does. The page of 429 leads back to the address that `back`
    returns for the request. The view's own responses of 503 get Retry-After, as by
    `limits.busy_response`. Other errors pass.
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                response = view(request, *args, **kwargs)
            except TooManyTriesError as error:
                return limited_response(request, error, back=back(request), signed_in=True)
            return busy_response(request, response) if response.status_code == 503 else response

        return limited

    return decorator


def refused_json(request: HttpRequest) -> JsonResponse | None:
    """Check the posted password for a new factor; return None if it is right or not needed.

    Else return the refusal as JSON for a script, with a sentence as `fault` and FIELD as `field`:
    422 for a wrong or missing one, with Retry-After 429 beyond the limits of failed sign-ins, and
    503 while too many passwords are hashed.
    """
    try:
        fault = new_factor_fault(request)
    except TooManyTriesError as error:
        until = f"{next_minute(error.until):%H:%M %Z}"
        fault = f"Too many wrong passwords from your network address, until {until}."
        return limited_json(request, error, {"fault": fault, "field": FIELD})
    if not fault:
        return None
    response = JsonResponse({"fault": fault, "field": FIELD}, status=status_of(fault))
    return busy_response(request, response) if response.status_code == 503 else response
