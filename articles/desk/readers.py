"""Who reads: their preferences, and the zone in which a page shows them times."""

import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from functools import cache
from typing import Any, Final, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from articles.models import Preferences

#: What zone.js says the browser's zone is; worth no more than what it names.
ZONE_COOKIE: Final = "zone"
#: What the files of a system call zones besides those of the world.
NO_ZONES: Final = frozenset({"Factory", "localtime"})


class ReaderMiddleware:
    """Give each request its reader's `preferences`, read when first asked for.

    Behind sign-in, times are in the reader's zone while the page is made: the preferred one, else
    the browser's, else the desk's. A public page is the same for all: it asks for no session, no
    preferences and no cookie. What a request set is gone after it, whatever became of it; a
    stream, which is sent later, is made in its own reader's zone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.preferences = SimpleLazyObject(lambda: _preferences(request.user))
        with timezone.override(None):
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not response.is_async:
                chunks = cast(Iterable[bytes], response.streaming_content)
                response.streaming_content = _made_in(timezone.get_current_timezone(), chunks)
        return response

    def process_view(self, request: Any, view_func: Any, *args: Any) -> None:
        if getattr(view_func, "login_required", True):
            zone = zone_of(request)
            if zone:
                timezone.activate(zone)


def zone_of(request: Any) -> str:
    """Return the zone that the reader prefers, else the browser's; '' where neither is known."""
    preferred: str = request.preferences.time_zone
    return preferred if preferred in zones() else browser_zone(request)


def browser_zone(request: HttpRequest) -> str:
    """Return the zone that the browser reports, if there is one of that name, else ''."""
    reported = request.COOKIES.get(ZONE_COOKIE, "")
    return reported if reported in zones() else ""


@cache
def zones() -> frozenset[str]:
    """Return the names of all zones; finding them reads a thousand files, so once a process."""
    return frozenset(zoneinfo.available_timezones() - NO_ZONES)


def _preferences(user: Any) -> Preferences:
    if not user.is_authenticated:
        return Preferences()
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)


def _made_in(zone: tzinfo, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the chunks, each made in the zone; between them the thread is free for others."""
    rest = iter(chunks)
    while True:
        with timezone.override(zone):
            chunk = next(rest, None)
        if chunk is None:
            return
        yield chunk
