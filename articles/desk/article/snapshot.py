"""Snapshots of what a page shows of an article, in a hidden field of its form.

They are compared with the article when the form comes back, to show what changed since. The form
carries them because the database may no longer have these values: of a document's texts between
the first and the newest, only those are kept that a decision or a story change refers to.
"""

import json
from html import unescape
from typing import NamedTuple

from django.utils import timezone

from articles import formatting
from articles.documents.invisible import visible
from articles.models import Article
from articles.moderation.decision_requests import Seen


class Difference(NamedTuple):
    """A field that differs from the snapshot, with both values as a page shows them."""

    label: str
    before: str
    now: str


def snapshot_of(article: Article) -> str:
    """Return values of an article as a page shows them, as JSON: an object of texts by label.

    They are headline, excerpt, URL, provider, date (in the current time zone), type, topics,
    quality, and whether upstream's rule would publish it.
    """
    return json.dumps(_shown_fields(article), ensure_ascii=False)


def differences(snapshot: str, article: Article) -> list[Difference]:
    """Return the fields in which the article now differs from a snapshot of `snapshot_of`.

    They are in the order of `snapshot_of`. Fields that the snapshot lacks, or has not as texts, are
    left out; a date may differ by the current time zone alone. A text that is no JSON object, or is
    nested too deeply, gives [], as the client may send anything.
    """
    try:
        before = json.loads(snapshot)
    except (ValueError, RecursionError):
        return []
    if not isinstance(before, dict):
        return []
    return [
        Difference(label, before[label], now)
        for label, now in _shown_fields(article).items()
        if isinstance(before.get(label), str) and before[label] != now
    ]


def changes_since(seen: Seen | None, snapshot: str, article: Article) -> list[Difference] | None:
    """Return the `differences` from a form's `snapshot`, or None if the article's text is the same.

    It counts as the same where the article's version is that of `seen`, the form's snapshot for
    optimistic concurrency, and where `seen` is None. [] where it changed, but no field that
    `snapshot` has.
    """
    if seen is None or seen.version == article.version:
        return None
    return differences(snapshot, article)


def _shown_fields(article: Article) -> dict[str, str]:
    """Return the values that a page shows of the article, as texts by label.

    `Appeared` is in the current time zone, `Upstream` tells whether upstream would publish it.
    """
    return {
        "Headline": article.headline,
        "Excerpt": visible(unescape(article.excerpt)),
        "Source": visible(article.url),
        "Provider": str(article.provider),
        "Appeared": f"{timezone.localtime(article.published_at):%-d %b %Y, %H:%M}",
        "Type": visible(article.type),
        "Topics": formatting.value("topics", article.topic_names),
        "Quality": formatting.value("quality", article.quality),
        "Upstream": formatting.upstream_would(article),
    }
