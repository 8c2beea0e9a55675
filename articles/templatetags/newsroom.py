"""How the desk shows things: ages, addresses, pictures, entities, the quality meter."""

import html
import re
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import wording
from articles.documents.urls import is_link, on_site
from articles.importing.claim import SILENCE
from articles.models import Article, Collection, Decision, Image, ImportRun
from articles.models.record import new_token

register = template.Library()

#: The words of a run's totals, in the order in which a page tells them.
TOLD: Final = (
    "new", "changed", "replaced", "moved", "gone", "noise", "unchanged", "invalid", "conflicts",
    "missing", "written", "left",
)  # fmt: skip

#: The meter's full length, in points; real qualities reach 189.
METER_POINTS: Final = 200
_ACT_TAG: Final = re.compile(r"(?<!\S)act-([0-9]{1,18})(?!\S)")

register.filter("age", wording.age)
register.filter("at_quality", wording.at_quality)
register.filter("decided", wording.decided)
register.filter("from_threshold", wording.from_threshold)
register.filter("reason", wording.reason)
register.filter("status_words", wording.status)
register.filter("upstream_would", wording.upstream_would)
register.filter("is_link", is_link)


@register.filter
def plain(text: str) -> str:
    """Return the text with its HTML entities as characters; the page escapes it as ever."""
    return html.unescape(text)


@register.filter
def exact(moment: datetime) -> str:
    """Return a moment to the minute in the current time zone, and name the zone."""
    return f"{timezone.localtime(moment):%-d %b %Y, %H:%M %Z}"


@register.filter
def clock(moment: datetime) -> str:
    """Return a moment of today to the second, in the current time zone."""
    return f"{timezone.localtime(moment):%H:%M:%S}"


@register.filter
def thousands(number: int) -> str:
    """Return a number with its thousands set apart: `5,000`."""
    return f"{number:,}"


@register.filter
def act_of(message: Message) -> int | None:
    """Return the act that a message tells of, by its tag `act-12`; other tags say other things."""
    found = _ACT_TAG.search(message.extra_tags or "")
    return int(found[1]) if found else None


@register.filter
def word(value: Any, name: str) -> str:
    """Return a field's value for a sentence."""
    return wording.value(name, value)


class Address(NamedTuple):
    """A URL in three parts, so that a page can make the domain stand out."""

    before: str
    domain: str
    after: str


@register.filter
def address(url: str) -> Address:
    """Take a URL apart at its domain."""
    domain = urlsplit(url).hostname or ""
    before, found, after = url.partition(domain) if domain else (url, "", "")
    return Address(before, found, after)


@register.filter
def host(url: str) -> str:
    """Return the host of a URL, or ''."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # half an IPv6 address
        return ""


def picture_src(image: Image, collection: Collection) -> str:
    """Return the address to load a picture from, or '' when it can't be shown.

    Only https is loaded. A relative address starts at the collection's site; without one, only
    this desk's own static files (the drawings of demo documents) are found.
    """
    url = _resolved(image, collection)
    if url[:8].lower() == "https://" or url.startswith(settings.STATIC_URL):
        return url
    return url if settings.SITE_URL and url.startswith(f"{settings.SITE_URL}/") else ""


def _resolved(image: Image, collection: Collection) -> str:
    """Return a picture's address as a browser on the collection's site would read it."""
    return on_site(image.url, collection.site_url)


@register.simple_tag
def picture(article: Article) -> str:
    """Return the address of the article's first picture that can be shown, or ''."""
    sources = (picture_src(image, article.collection) for image in article.images.all())
    return next(filter(None, sources), "")


@register.simple_tag
def missing_picture(article: Article) -> str:
    """Return why there is no picture: `no picture`, or the host whose picture isn't loaded."""
    for image in article.images.all():
        name = host(_resolved(image, article.collection))
        return f"{name}: not https" if name else "no site to load from"
    return "no picture"


@register.simple_tag
def threshold() -> int:
    """Return the publish threshold, in points."""
    return settings.PUBLISH_THRESHOLD


@register.inclusion_tag("articles/_meter.html")
def meter(quality: int | None) -> dict[str, Any]:
    """Draw a quality against the publish threshold."""
    line = settings.PUBLISH_THRESHOLD
    full = max(METER_POINTS, line)
    return {
        "quality": quality,
        "filled": round(100 * min(quality or 0, full) / full),
        "line": round(100 * line / full),
        "words": wording.from_threshold(quality),
    }


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changed: Any) -> str:
    """Return this page's query with some parameters changed, or left out where None."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def changes(decision: Decision) -> str:
    """Return what a decision changed, in words."""
    return wording.changes(decision)


@register.simple_tag(takes_context=True)
def remove_filter(context: dict[str, Any], name: str) -> str:
    """Return this page's query without one filter, from the list's beginning."""
    return with_query(context, **{name: None, "after": None, "before": None})


@register.simple_tag
def reasons() -> list[tuple[str, str]]:
    """Return the reasons for a decision: key and words."""
    return list(settings.NEWSROOM_REASONS.items())


@register.simple_tag(takes_context=True)
def one_time_fields(context: dict[str, Any]) -> SafeString:
    """Return the hidden fields of a form that acts: against forgery, and against acting twice."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="token" value="{}">',
        context.get("csrf_token", ""),
        new_token(),
    )


@register.filter
def totals(run: ImportRun) -> str:
    """Return what came of a run: `2 new, 1 changed, 297 noise`.

    Empty for one that kept no totals, because it runs or was killed: nobody has counted yet.
    """
    told = [(name, run.totals[name]) for name in TOLD if run.totals.get(name)]
    if not told and (run.interrupted or not run.finished_at):
        return ""
    if not told:
        return "nothing to write" if run.kind == ImportRun.Kind.EXPORT else "no documents"
    return ", ".join(
        f"{number:,} {'conflict' if (name, number) == ('conflicts', 1) else name}"
        for name, number in told
    )


@register.filter
def is_silent(run: ImportRun) -> bool:
    """Whether a run that has not ended gives no sign of life any more."""
    return run.finished_at is None and timezone.now() - run.beat_at > SILENCE


@register.filter
def seconds(run: ImportRun) -> str:
    """Return how long a finished run took, in seconds."""
    return f"{(run.finished_at - run.started_at).total_seconds():.1f}" if run.finished_at else ""


@register.filter
def fields_changed(run: ImportRun) -> str:
    """Return in how many documents each key changed, the most frequent first."""
    found = sorted(run.totals.get("fields", {}).items(), key=lambda each: -each[1])
    return ", ".join(f"{name} {number:,}" for name, number in found)
