"""Template tags and filters of the desk: texts, times, addresses, the quality meter, forms."""

import html
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django import template
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import formatting
from articles.desk.context import capped_count
from articles.desk.pagination import CURSOR_PARAMETERS
from articles.desk.queue.filters import TABS, parse_list_query
from articles.desk.request import parse_id
from articles.documents import limits
from articles.documents.hosts import host_of
from articles.documents.invisible import visible_sentence
from articles.documents.urls import is_link
from articles.formatting import addresses, hidden_characters, import_runs, pictures
from articles.formatting import quality as quality_texts
from articles.formatting.fields import subject
from articles.formatting.glossary import GLOSSARY
from articles.formatting.values import TITLE_LENGTH
from articles.models import Article
from articles.models.decision import new_token
from articles.moderation.publish_threshold import publish_threshold
from articles.moderation.reasons import reason_choices
from articles.sync.locks import is_without_heartbeat

register = template.Library()


#: The quality at the end of the meter, in points; real qualities reach 189.
METER_POINTS: Final = 200
#: The tag that `articles.desk.messages` gives a message on an act.
_ACT_TAG: Final = re.compile(r"(?<!\S)act-(\S+)(?!\S)")

register.filter("age", formatting.age)
register.filter("lasting", formatting.lasting)
register.filter("changes", formatting.changes)
register.filter("exact", formatting.exact)
register.filter("fields_changed", import_runs.fields_changed)
register.filter("address", addresses.address_element)
register.filter("host", host_of)
register.filter("host_parts", addresses.host_element)
register.filter("address_warnings", addresses.warnings_element)
register.filter("sentence", hidden_characters.sentence)
register.filter("shown", hidden_characters.shown)
register.filter("is_without_heartbeat", is_without_heartbeat)
register.filter("seconds", import_runs.seconds)
register.filter("totals", import_runs.totals)
register.simple_tag(pictures.picture)
register.filter("decided", formatting.decided)
register.filter("reason", formatting.reason)
register.filter("status_words", formatting.status)
register.filter("is_link", is_link)
register.filter("at_quality", quality_texts.verdict_element)  # {{ article|at_quality:points }}


@register.filter
def plain(text: str) -> SafeString:
    """Return the text with HTML entities decoded and hidden characters written out, as HTML."""
    return hidden_characters.shown(html.unescape(text))


@register.filter
def shortened(text: object, length: int = TITLE_LENGTH) -> str:
    """Return a text, of at most about `length` characters, for a page's title and for attributes.

    Hidden characters are written out before. A longer text is cut within `length`, between words if
    it can be, and gets ` …` at its end. Around right-to-left text are isolates (U+2068, U+2069).
    """
    return formatting.shortened(str(text), length)


@register.filter("visible")
def with_hidden_written_out(text: object) -> str:
    """Return a text with its hidden characters written out, for attributes and options.

    Isolates around parts of it, which may be our own, stay (`visible_sentence`). It isn't escaped.
    """
    return visible_sentence(str(text))


@register.filter
def sentences(errors: Iterable[object]) -> SafeString:
    """Return the errors of a form's field as HTML, with spaces between them.

    Hidden characters are written out. Each error that isn't ASCII is in a `<bdi>`, for it may quote
    what was typed.
    """
    return format_html_join(" ", "{}", ((hidden_characters.isolated(each),) for each in errors))


@register.filter
def clock(moment: datetime) -> str:
    """Return the time of day to the second in the current time zone: `14:05:09`."""
    return f"{timezone.localtime(moment):%H:%M:%S}"


@register.filter
def thousands(number: int) -> str:
    """Return a number as text with commas between thousands: `5,000`."""
    return f"{number:,}"


@register.filter
def act_of(message: Message) -> int | None:
    """Return the id of the act that a message is about, from its tag `act-12`, or None.

    None without such a tag, and for one that has no valid id.
    """
    tag = _ACT_TAG.search(message.extra_tags or "")
    return parse_id(tag[1]) if tag else None


@register.filter
def redoes(message: Message) -> bool:
    """Tell whether a message is on an undo, so that the button beside it is a redo."""
    return "redoes" in (message.extra_tags or "").split()


@register.filter
def word(value: Any, name: str) -> str:
    """Return a value of the decidable field `name` as text for a sentence, by `formatting.value`.

    Such as `70`, `not scored` for None, or `“Title …”`: texts, but not lists of topics, are
    shortened, and in quotation marks.
    """
    return formatting.value(name, value)


@register.filter
def subjects(names: Iterable[str]) -> str:
    """Return as one text the names by which sentences call fields or keys: `title, publishing`."""
    return ", ".join(map(subject, names))


@register.simple_tag
def threshold() -> int:
    """Return the quality, in points, from which upstream's own rule publishes; it is a setting."""
    return publish_threshold()


@register.simple_tag
def limit(name: str) -> int:
    """Return the maximum of a (minimum, maximum) in `documents.limits`: `{% limit "NOTE" %}`."""
    maximum: int = getattr(limits, name)[1]
    return maximum


@register.simple_tag
def pending_quality(article: Article, form: Any = None) -> int | None:
    """Return the quality typed into a bound form, else the article's, in points, or None.

    A typed text counts only if it is 1 to 8 decimal digits, white space at its ends aside; for any
    other, the article's quality is returned.
    """
    typed = str(form["quality"].value() or "").strip() if form and form.is_bound else ""
    return int(typed) if typed.isdecimal() and len(typed) < 9 else article.quality


@register.inclusion_tag("desk/parts/_quality_meter.html")
def meter(quality: int | None) -> dict[str, Any]:
    """Return the context of the quality meter.

    `quality` and `full` (the meter's end: METER_POINTS, or a higher publish threshold) are in
    points. `filled` (the quality, 0 for None, 100 at most) and `line` (the publish threshold) are
    whole per cents of `full`. `words` is the HTML of `distance_element`.
    """
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
    """Return the page's query string with `changed` parameters set, or removed where None.

    Such as `?a=1&b=2`; a `?` alone where no parameter is left. All values of a repeated parameter
    are replaced.
    """
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def remove_filter(context: dict[str, Any], name: str) -> str:
    """Return the page's query string without the parameter `name` and the cursors, from `?` on.

    It is `?` alone where nothing is left.
    """
    return with_query(context, **dict.fromkeys((name, *CURSOR_PARAMETERS)))


@register.simple_tag
def list_count(address: str) -> str:
    """Return how many rows the list at a local address of the queue has: `1 article`.

    Counted as by `capped_count`: one query, and those that the address's filters need. Return ''
    for any other address, an unknown status or an invalid filter; `0 articles` for an unknown
    order. Unknown parameters are ignored.
    """
    path, _, text = address.partition("#")[0].partition("?")
    query = QueryDict(text)
    tab = TABS.get(query.get("status", "waiting"))
    if path != reverse("queue") or tab is None:
        return ""
    filters = parse_list_query(query, tab.articles()).filters
    if not filters.is_valid():
        return ""
    return counted_articles(capped_count(filters.rows()))


@register.filter
def counted_articles(count: object) -> str:
    """Return a count, as text of `capped_count`, with its noun: `1 article`, `1,000+ articles`."""
    return f"{count} {'article' if str(count) == '1' else 'articles'}"


@register.simple_tag
def reasons() -> list[tuple[str, str]]:
    """Return the reasons for a decision as (key, label), in the order of NEWSROOM_REASONS."""
    return reason_choices()


@register.simple_tag(takes_context=True)
def one_time_fields(context: dict[str, Any]) -> SafeString:
    """Return, as HTML, the hidden fields of a form for an act: CSRF token and idempotency token.

    The latter is a new one at each call; a form that is sent twice with it is recorded once.
    """
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="token" value="{}">',
        context.get("csrf_token", ""),
        new_token(),
    )


@register.inclusion_tag("desk/parts/_explain.html", takes_context=True)
def explain(context: dict[str, Any], term: str) -> dict[str, str]:
    """Return the context of the control that explains a term: `{% explain "heat" %}`.

    It is `term`, `sentence` and `id`; or {} for a term that this request has explained already: the
    request stores the terms, so that each is explained once on a page. Raise KeyError for a term
    that is not in GLOSSARY.
    """
    explained: set[str] = context["request"].__dict__.setdefault("explained_terms", set())
    if term in explained:
        return {}
    explained.add(term)
    return {"term": term, "sentence": GLOSSARY[term], "id": f"explain-{term.replace(' ', '-')}"}
