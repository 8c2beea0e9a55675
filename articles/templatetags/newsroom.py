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

from articles import formatting
from articles.documents.urls import is_link
from articles.formatting import import_runs, pictures
from articles.models.decision import new_token
from articles.sync.locks import is_silent

register = template.Library()


#: The meter's full length, in points; real qualities reach 189.
METER_POINTS: Final = 200
_ACT_TAG: Final = re.compile(r"(?<!\S)act-([0-9]{1,18})(?!\S)")

register.filter("age", formatting.age)
register.filter("changes", formatting.changes)
register.filter("exact", formatting.exact)
register.filter("fields_changed", import_runs.fields_changed)
register.filter("host", pictures.host)
register.filter("is_silent", is_silent)
register.filter("seconds", import_runs.seconds)
register.filter("totals", import_runs.totals)
register.simple_tag(pictures.missing_picture)
register.simple_tag(pictures.picture)
register.filter("at_quality", formatting.at_quality)
register.filter("decided", formatting.decided)
register.filter("from_threshold", formatting.from_threshold)
register.filter("reason", formatting.reason)
register.filter("status_words", formatting.status)
register.filter("upstream_would", formatting.upstream_would)
register.filter("is_link", is_link)


@register.filter
def plain(text: str) -> str:
    """Return the text with its HTML entities as characters; the page escapes it as ever."""
    return html.unescape(text)


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
    return formatting.value(name, value)


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
        "words": formatting.from_threshold(quality),
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
