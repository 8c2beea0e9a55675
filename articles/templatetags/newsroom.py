"""Template tags and filters of the desk: texts, times, addresses, the quality meter, forms."""

import html
import re
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from django import template
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import formatting
from articles.desk.pagination import CURSOR_PARAMETERS
from articles.desk.request import parse_id
from articles.documents import limits
from articles.documents.urls import is_link
from articles.formatting import import_runs, pictures
from articles.formatting import quality as quality_texts
from articles.formatting.glossary import GLOSSARY
from articles.models import Article
from articles.models.decision import new_token
from articles.moderation.reasons import reason_choices
from articles.publish_threshold import publish_threshold
from articles.sync.locks import is_without_heartbeat

register = template.Library()


#: The quality at the end of the meter, in points; real qualities reach 189.
METER_POINTS: Final = 200
#: The tag that `articles.desk.messages` gives a message on an act.
_ACT_TAG: Final = re.compile(r"(?<!\S)act-(\S+)(?!\S)")

register.filter("age", formatting.age)
register.filter("changes", formatting.changes)
register.filter("exact", formatting.exact)
register.filter("fields_changed", import_runs.fields_changed)
register.filter("host", pictures.host)
register.filter("is_without_heartbeat", is_without_heartbeat)
register.filter("seconds", import_runs.seconds)
register.filter("totals", import_runs.totals)
register.simple_tag(pictures.missing_picture)
register.simple_tag(pictures.picture)
register.filter("decided", formatting.decided)
register.filter("reason", formatting.reason)
register.filter("status_words", formatting.status)
register.filter("is_link", is_link)
register.filter("at_quality", quality_texts.verdict_element)


@register.filter
def plain(text: str) -> str:
    """Return the text with HTML entities decoded; the template escapes the result as usual."""
    return html.unescape(text)


@register.filter
def clock(moment: datetime) -> str:
    """Return the time of day to the second, in the current time zone."""
    return f"{timezone.localtime(moment):%H:%M:%S}"


@register.filter
def thousands(number: int) -> str:
    """Return a number with a separator for thousands: `5,000`."""
    return f"{number:,}"


@register.filter
def act_of(message: Message) -> int | None:
    """Return the id of the act that a message is about, from its tag `act-12`, or None."""
    tag = _ACT_TAG.search(message.extra_tags or "")
    return parse_id(tag[1]) if tag else None


@register.filter
def word(value: Any, name: str) -> str:
    """Return the value of the decidable field `name` for a sentence."""
    return formatting.value(name, value)


class Address(NamedTuple):
    """A URL in three parts, so that a page can emphasise the domain."""

    before: str
    domain: str
    after: str


@register.filter
def address(url: str) -> Address:
    """Return a URL split at its domain."""
    domain = urlsplit(url).hostname
    return Address(*url.partition(domain)) if domain else Address(url, "", "")


@register.simple_tag
def threshold() -> int:
    """Return the publish threshold, in points."""
    return publish_threshold()


@register.simple_tag
def limit(name: str) -> int:
    """Return the maximum of a pair in `articles.documents.limits`: `{% limit "NOTE" %}`."""
    maximum: int = getattr(limits, name)[1]
    return maximum


@register.simple_tag
def pending_quality(article: Article, form: Any = None) -> int | None:
    """Return the quality that a refused form asks for, else the article's, in points."""
    typed = str(form["quality"].value() or "").strip() if form and form.is_bound else ""
    return int(typed) if typed.isdecimal() and len(typed) < 9 else article.quality


@register.inclusion_tag("desk/parts/_quality_meter.html")
def meter(quality: int | None) -> dict[str, Any]:
    """Return the context of the quality meter; its lengths are in per cent."""
    threshold = publish_threshold()
    full = max(METER_POINTS, threshold)
    return {
        "quality": quality,
        "filled": round(100 * min(quality or 0, full) / full),
        "line": round(100 * threshold / full),
        "full": full,
        "words": quality_texts.distance_element(quality),
    }


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changed: Any) -> str:
    """Return the page's query with some parameters changed, or removed where None."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def remove_filter(context: dict[str, Any], name: str) -> str:
    """Return the page's query without one filter and without the cursors."""
    return with_query(context, **dict.fromkeys((name, *CURSOR_PARAMETERS)))


@register.simple_tag
def reasons() -> list[tuple[str, str]]:
    """Return the reasons for a decision, each as key and label."""
    return reason_choices()


@register.simple_tag(takes_context=True)
def one_time_fields(context: dict[str, Any]) -> SafeString:
    """Return the hidden fields of a form that records an act: CSRF and idempotency tokens."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="token" value="{}">',
        context.get("csrf_token", ""),
        new_token(),
    )


@register.inclusion_tag("desk/parts/_explain.html", takes_context=True)
def explain(context: dict[str, Any], term: str) -> dict[str, str]:
    """Return the context of the control that explains a term: `{% explain "heat" %}`.

    It is empty where the page explains the term already; the request keeps the explained terms.
    """
    explained: set[str] = context["request"].__dict__.setdefault("explained_terms", set())
    if term in explained:
        return {}
    explained.add(term)
    return {"term": term, "sentence": GLOSSARY[term], "id": f"explain-{term.replace(' ', '-')}"}
