"""What people here decided on a provider's articles so far."""

from typing import Final

from django.urls import reverse
from django.utils.http import urlencode

from articles import formatting
from articles.hints.hint import Hint
from articles.models import Article, Decision
from articles.rules import Status

#: Only so many of the newest decisions count: a record is of late, and costs the same for all.
COUNTED: Final = 100


def record(article: Article) -> Hint | None:
    """Tell how many of the provider's articles people approved, and when one was last rejected.

    What upstream published or left waiting is no decision of anybody here. At most two queries.
    """
    decided = (
        Article.objects.filter(provider=article.provider_id, decided_by__isnull=False)
        .exclude(pk=article.pk)
        .order_by("-status_since")
        .values_list("pk", "status", "status_since", "standing")
    )
    rows = list(decided[: COUNTED + 1])
    if not rows:
        return None
    counted = rows[:COUNTED]
    approved = sum(status == Status.PUBLISHED for _, status, _, _ in counted)
    last = "the last " if len(rows) > COUNTED else ""
    words = f"{article.provider}: approved {approved} of {last}{len(counted)}"
    rejected = next((row for row in counted if row[1] == Status.REJECTED), None)
    if rejected:
        pk, _, since, standing = rejected
        words += f"; last rejected {formatting.age(since)} ago"
        decision = Decision.objects.filter(article=pk, number=standing.get("published")).first()
        words += f": {formatting.reason(decision)}" if decision and decision.reason else ""
    query = urlencode({"status": "all", "provider": article.provider.name, "order": "date"})
    return Hint(
        "record",
        f"{words}.",
        link=f"{reverse('queue')}?{query}",
        link_words="Its articles",
        at=rejected[2] if rejected else None,
    )
