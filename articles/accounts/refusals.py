"""The log of refused requests: one line each, with status, path, person, address and reason."""

import json
import logging
from collections.abc import Callable
from typing import Any, Final

from django.db import Error
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from articles.accounts.client_address import client_address

#: The statuses of refusals: no permission (403), also for want of a CSRF token; a limit (429).
STATUSES: Final = frozenset({403, 429})
#: In characters, of a path or a reason.
LONGEST: Final = 200

logger = logging.getLogger(__name__)


class RefusalLogMiddleware:
    """Middleware that logs each response with a status of STATUSES as a warning.

    A response of any other status is logged too where `note_refusal` has noted a reason, such as a
    form that is shown with the refusal. Without a noted reason the status's phrase is logged. Query
    and form are left out, as they may hold secrets.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code in STATUSES or hasattr(request, "refusal"):
            log_refusal(request, response)
        return response


def log_refusal(request: HttpRequest, response: HttpResponseBase) -> None:
    """Log a refusal as a warning on one line: status, method, path, person, address, reason.

    Query, form and the response's content are left out. The reason is the one that `note_refusal`
    noted, else the phrase of the status.
    """
    logger.warning("%s", _line(request, response))


def note_refusal(request: HttpRequest, reason: object) -> None:
    """Note why the request is refused, for the log; the response may have any status."""
    request.refusal = str(reason)  # type: ignore[attr-defined]  # RefusalLogMiddleware reads it


class OnceFilter(logging.Filter):
    """Filter that drops Django's lines with a status of STATUSES, or of a noted refusal.

    RefusalLogMiddleware logs these. Lines with status 500 stay: making the response to a refusal
    may fail.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", None) or 0
        if not record.name.startswith("django.") or status == 500:
            return True
        return status not in STATUSES and not hasattr(getattr(record, "request", None), "refusal")


class ClientFaultFilter(logging.Filter):
    """Filter that makes Django's lines about faults of clients at most warnings, no traceback.

    These are lines with a status from 400 to 499, which anybody can cause. It drops none.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", None) or 0
        if record.name.startswith("django.") and 400 <= status < 500:
            record.exc_info = record.exc_text = None
            record.levelno = min(record.levelno, logging.WARNING)
            record.levelname = logging.getLevelName(record.levelno)
        return True


def _line(request: Any, response: HttpResponseBase) -> str:
    """Return the line, whose texts are quoted as in JSON: ASCII, without a line break."""
    match = request.resolver_match
    reason = getattr(request, "refusal", "") or response.reason_phrase
    return (
        f"refused {response.status_code} {_quoted(request.method)} {_quoted(request.path)} "
        f"route={_quoted(match.view_name if match else '')} person={_quoted(_person(request))} "
        f"address={client_address(request) or 'unknown'} reason={_quoted(reason)}"
    )


def _person(request: Any) -> str:
    """Return the name of the user who gave the password; '' for nobody, or if no database answers.

    Until the second step only `request.account` tells.
    """
    try:
        user = getattr(request, "account", None) or getattr(request, "user", None)
        return user.get_username() if user and user.is_authenticated else ""
    except Error:
        return ""


def _quoted(text: object) -> str:
    return json.dumps(str(text)[:LONGEST])
