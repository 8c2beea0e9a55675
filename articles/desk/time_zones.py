"""The time zone in which a reader sees times: preferred, or reported by the browser."""

import zoneinfo
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

#: The cookie in which zone.js reports the browser's zone. A client can set it to anything.
ZONE_COOKIE: Final = "zone"
#: Its name behind https, which no other host can set.
HOST_ZONE_COOKIE: Final = "__Host-zone"
#: Names in the system's zone files that are no time zones of a place.
NOT_ZONES: Final = frozenset({"Factory", "localtime"})


def reader_zone(request: Any) -> str:
    """Return the name of the user's preferred time zone, else of the browser's, else ''.

    A name that is not in `zone_names` is passed over.
    """
    preferred: str = request.preferences.time_zone
    return preferred if preferred in zone_names() else browser_zone(request)


def browser_zone(request: HttpRequest) -> str:
    """Return the time zone's name in the browser's cookie; '' if missing or not in `zone_names`."""
    name = HOST_ZONE_COOKIE if settings.SERVED_BY_HTTPS else ZONE_COOKIE
    reported = request.COOKIES.get(name, "")
    return reported if reported in zone_names() else ""


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all time zones that Python's `zoneinfo` finds, without NOT_ZONES.

    Cached as long as the process runs, because finding them reads many files.
    """
    return frozenset(zoneinfo.available_timezones() - NOT_ZONES)
