"""The checks of the service's monitoring: whether it is alive, and whether it is ready to serve."""

from threading import Lock
from time import monotonic
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.desk.refusals import RETRY_AFTER
from articles.models.completeness import missing_parts

#: How long a result of the check counts, in seconds: anybody may ask for it, as often as they like.
KEPT_FOR: Final = 2
#: The most names in a response.
NAMES_SHOWN: Final = 20


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Respond with 200 and the line `ok`: the process is alive. It reads no database.

    The response is plain text with a final line break, needs no sign-in, and tells clients not to
    cache it.
    """
    return HttpResponse("ok\n", "text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Respond with 200 where the database answers and lacks nothing, else with 503 and Retry-After.

    The response is JSON: `ready`, and `missing` with the first NAMES_SHOWN names of what is
    missing, or `database` where that doesn't answer; as old as `Readiness.missing` says. It needs
    no sign-in, and tells clients not to cache it.
    """
    missing = READINESS.missing()
    response = JsonResponse({"ready": not missing, "missing": missing[:NAMES_SHOWN]})
    if missing:
        response.status_code = 503
        response["Retry-After"] = str(RETRY_AFTER)
    return response


class Readiness:
    """The last result of the check; one thread at a time makes a new one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Forget the last result, so that the next call of `missing` checks again."""
        self._missing: list[str] | None = None
        self._checked_at = 0.0

    def missing(self) -> list[str]:
        """Return the names of what the database lacks, as checked at most KEPT_FOR seconds ago.

        Empty where it lacks nothing; `database` alone where the check fails with an error of the
        database. While another thread checks, return the last result, however old; without one,
        wait.
        """
        last = self._missing
        is_fresh = last is not None and monotonic() - self._checked_at < KEPT_FOR
        if last is not None and (is_fresh or not self._lock.acquire(blocking=False)):
            return last
        if last is None:
            self._lock.acquire()
        try:
            if self._missing is None or monotonic() - self._checked_at >= KEPT_FOR:
                self._missing = _check()
                self._checked_at = monotonic()
            return self._missing
        finally:
            self._lock.release()


def _check() -> list[str]:
    try:
        return missing_parts(connection)
    except Error:
        return ["database"]


READINESS: Final = Readiness()
