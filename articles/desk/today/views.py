"""The start page: counts of today and of now, the last imports, and two plots."""

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
from articles.moderation.publish_threshold import publish_threshold
from articles.stats import trends
from articles.stats.counts import (
    Count,
    acts,
    arrived,
    collections,
    conflicts,
    contradictions,
    decided,
    last_imports,
    start_of_day,
    unseen,
    waiting,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with its label, and the address of a list that shows what it counts, or ''.

    Where the list at `page` has rows of another kind, `listed` is their number in words, `4 acts`,
    or '' for none.
    """

    count: Count
    words: str
    page: str = ""
    listed: str = ""


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def today(request: DeskRequest) -> HttpResponse:
    """Show the start page: how many articles wait, figures, last imports, faults, and two plots.

    Imports and faults are for users with VIEW_IMPORT. The plots are of waiting articles by day and
    of qualities, where there is enough to plot. The day begins at midnight in the reader's time
    zone. Before anything was imported, the page tells how to import instead. Raise PermissionDenied
    without VIEW_ARTICLE.
    """
    now = timezone.now()
    all_collections = collections()
    waiting_now = waiting(all_collections)
    imports = last_imports(all_collections, now)
    context = {
        "waiting": waiting_now,
        "figures": _figures(request.user, start_of_day(now)),
        "imports": imports,
        "faults": [each for each in imports if each.fault or each.missing],
        "is_empty": not waiting_now.count and not any(each.newest for each in imports),
        "warn_hours": settings.IMPORT_WARN_HOURS,
        "line": publish_threshold(),
        "course": trends.waiting_history(now, waiting_now.count),
        "spread": trends.quality_distribution(),
        "newest": trends.SAMPLE_SIZE,
        "fewest": trends.MIN_SAMPLE,
        "here": "today",
    }
    return render(request, "desk/today/today.html", context)


def _figures(user: User, midnight: datetime) -> list[tuple[str, list[Figure]]]:
    """Return the figures of the start page, as pairs of heading and figures.

    The day that began at `midnight`: articles arrived, and decisions. As of now: open conflicts,
    published articles to look at again, and decisions against the threshold.
    """
    new, in_conflict = arrived(midnight), conflicts()
    today = f"{midnight:%Y-%m-%d}"
    arrivals = _page("queue", status="all", order="arrival", arrived_from=today)
    return [
        ("Arrived today", [Figure(new, _articles(new), arrivals)]),
        ("Decided today", _decided_figures(user, midnight)),
        (
            "Conflicts with upstream",
            [Figure(in_conflict, _articles(in_conflict), _page("conflicts"))],
        ),
        ("Published here, to look at again", _unseen_figures()),
        ("Decided against the threshold", _contradiction_figures()),
    ]


def _decided_figures(user: User, midnight: datetime) -> list[Figure]:
    """Return figures of people's decisions since midnight: the user's own, all, those undone.

    Undone decisions count only in the last figure, which is left out for 0. The user's own figure
    is left out where the user may not review. History lists acts, undos and those of imports among
    them, so their number is named with the link, for users who may see history.
    """
    counts = decided(midnight, user)
    since = {"date_from": f"{midnight:%Y-%m-%d}"}
    figures = [Figure(counts.all, "by all", _page("history", **since), _acts(acts(midnight)))]
    if may_review(user):
        own_page = _page("history", person=user.get_username(), **since)
        own = Figure(counts.own, "by you", own_page, _acts(acts(midnight, user)))
        figures.insert(0, own)
    if counts.undone:
        figures.append(Figure(counts.undone, "more, undone since"))
    if user.has_perm(permissions.VIEW_ACT):
        return figures
    return [Figure(each.count, each.words) for each in figures]


def _unseen_figures() -> list[Figure]:
    """Return figures of `unseen`: articles people published, then changed or withdrawn upstream."""
    counts = unseen()
    changed, withdrawn = (
        _page("queue", status="published", changed=value) for value in ("since", "withdrawn")
    )
    return [
        Figure(counts.changed, "changed since a person decided", changed),
        Figure(counts.withdrawn, "withdrawn upstream, still published", withdrawn),
    ]


def _contradiction_figures() -> list[Figure]:
    """Return figures of articles people published below the threshold, or rejected from it on.

    They are the counts of `contradictions`.
    """
    threshold, counts = publish_threshold(), contradictions()
    below = _page("queue", status="published", decided="people", quality_max=threshold - 1)
    above = _page("queue", status="rejected", decided="people", quality_min=threshold)
    return [
        Figure(counts.published_below, f"published below {threshold}", below),
        Figure(counts.rejected_above, f"rejected at {threshold} or more", above),
    ]


def _articles(count: Count) -> str:
    return "article" if count == Count(1) else "articles"


def _acts(count: Count) -> str:
    """Return the number of acts in words, `1 act` or `2 acts`; '' for none."""
    return f"{count} {'act' if count == Count(1) else 'acts'}" if count else ""


def _page(route: str, **query: object) -> str:
    """Return the path of a named route, with the keywords as its query."""
    return reverse(route) + (f"?{urlencode(query)}" if query else "")
