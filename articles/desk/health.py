"""The health check, for the monitoring of the service."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.desk.busy import RETRY_AFTER
from articles.models import Collection


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Respond with 200 where the database answers a query on one of our tables, else with 503.

    The response is plain text, needs no sign-in and is never cached; 503 has Retry-After. 405 for
    other methods than GET and HEAD.
    """
    try:
        Collection.objects.exists()
    except Error:
        response = HttpResponse("the database does not answer\n", "text/plain", 503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return HttpResponse("ok\n", "text/plain")
