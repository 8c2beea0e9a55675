"""Who reads: their preferences, and the zone in which a page shows them times."""

import zoneinfo
from functools import cache
from typing import Any, Final

from django.http import HttpRequest

#: What zone.js says the browser's zone is; worth no more than what it names.
ZONE_COOKIE: Final = "zone"
#: What the files of a system call zones besides those of the world.
NO_ZONES: Final = frozenset({"Factory", "localtime"})


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
