"""What a page showed of an article, carried by its form, so that it can say what changed since.

The form carries it because the database may not have it any more: of a document's texts between
the first and the newest only those are kept that something was decided on.
"""

import json
from html import unescape
from typing import NamedTuple

from django.utils import timezone

from articles import formatting
from articles.models import Article
from articles.moderation.orders import Seen


class Difference(NamedTuple):
    """What a field said when the page was made, and what it says now."""

    label: str
    before: str
    now: str


def shown_of(article: Article) -> str:
    """Return what a page shows of the article, for a hidden field."""
    return json.dumps(_fields(article), ensure_ascii=False)


def differences(shown: str, article: Article) -> list[Difference]:
    """Return in which of the shown fields the article differs now; none for any other text."""
    try:
        before = json.loads(shown)
    except ValueError:
        return []
    if not isinstance(before, dict):
        return []
    return [
        Difference(label, str(before[label]), now)
        for label, now in _fields(article).items()
        if label in before and str(before[label]) != now
    ]


def changed_since_shown(seen: Seen | None, shown: str, article: Article) -> list[Difference] | None:
    """Return what changed since a form's page was made; None where the text is the same."""
    if seen is None or seen.version == article.version:
        return None
    return differences(shown, article)


def _fields(article: Article) -> dict[str, str]:
    return {
        "Headline": article.title,
        "Excerpt": unescape(article.excerpt),
        "Source": article.url,
        "Provider": str(article.provider),
        "Appeared": f"{timezone.localtime(article.published_at):%-d %b %Y, %H:%M}",
        "Type": article.type,
        "Topics": formatting.value("topics", article.topic_names),
        "Quality": formatting.value("quality", article.quality),
        "Upstream": formatting.upstream_would(article),
    }
