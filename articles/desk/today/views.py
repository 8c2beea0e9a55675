"""Today: what waits, what came and was decided, how the imports went; what to do first."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.context import may_review
from articles.desk.request import DeskRequest
from articles.stats import trends
from articles.stats.counts import (
    Count,
    arrived,
    collections,
    conflicts,
    contradictions,
    decided,
    last_imports,
    start_of_day,
    waiting,
)

#: Whoever may do one of these is told of what they decided.


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of today's, what it counts, and the page of exactly these, or ''."""

    count: Count
    words: str
    page: str = ""


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def today(request: DeskRequest) -> HttpResponse:
    """Show the reader's day."""
    now = timezone.now()
    among = collections()
    waits = waiting(among)
    imports = last_imports(among, now)
    context = {
        "waiting": waits,
        "figures": _figures(request.user, start_of_day(now)),
        "imports": imports,
        "faults": [each for each in imports if each.fault or each.missing],
        "is_empty": not waits.count and not any(each.newest for each in imports),
        "warn_hours": settings.IMPORT_WARN_HOURS,
        "line": settings.PUBLISH_THRESHOLD,
        "course": trends.course_of_waiting(now, waits.count),
        "spread": trends.qualities(),
        "newest": trends.NEWEST,
        "fewest": trends.FEWEST,
        "here": "today",
    }
    return render(request, "articles/today.html", context)


def _figures(user: User, midnight: datetime) -> list[tuple[str, list[Figure]]]:
    """Return what came and what people decided, each beside the page where one looks at it."""
    came = arrived(midnight)
    words = "article" if came == Count(1) else "articles"
    return [
        ("Arrived today", [Figure(came, words, _page("queue", status="all", order="arrival"))]),
        ("Decided today", _done(user, midnight)),
        ("Conflicts with upstream", [Figure(conflicts(), "open", _page("conflicts"))]),
        ("Decided against the threshold", _against()),
    ]


def _done(user: User, midnight: datetime) -> list[Figure]:
    found = decided(midnight, user)
    since = {"date_from": f"{midnight:%Y-%m-%d}"}
    told = [Figure(found.all, "by all", _page("history", **since))]
    if may_review(user):
        mine = _page("history", person=user.get_username(), **since)
        told.insert(0, Figure(found.own, "by you", mine))
    if found.undone:
        told.append(Figure(found.undone, "more, undone since"))
    return told


def _against() -> list[Figure]:
    line, found = settings.PUBLISH_THRESHOLD, contradictions()
    below = _page("queue", status="published", decided="people", quality_max=line - 1)
    above = _page("queue", status="rejected", decided="people", quality_min=line)
    return [
        Figure(found.published_below, f"published below {line}", below),
        Figure(found.rejected_above, f"rejected at {line} or more", above),
    ]


def _page(route: str, **query: object) -> str:
    return reverse(route) + (f"?{urlencode(query)}" if query else "")
