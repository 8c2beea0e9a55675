"""The hint on people's decisions on other articles of the same provider."""

from typing import Final

from django.urls import reverse
from django.utils.http import urlencode

from articles import formatting
from articles.hints.hint import Hint
from articles.models import Article, Decision
from articles.rules import Status

#: How many of the latest decided articles count: so the hint is recent, and its cost is bounded.
COUNTED_LIMIT: Final = 100


def provider_record_hint(article: Article) -> Hint | None:
    """Return a hint on people's decisions on other articles of the provider, or None without any.

    Counted are articles whose status now stands by a person's decision, also gone ones; waiting
    ones never, even if sent back. Of the COUNTED_LIMIT with the newest status it tells how many are
    published, and since when the newest that is still rejected is so, with the reason if one was
    given. The link leads to the articles of all providers of this name. At most two queries,
    besides that of the article's provider.
    """
    decided = (
        Article.objects.filter(provider=article.provider_id, decided_by__isnull=False)
        .exclude(pk=article.pk)
        .order_by("-status_since")
        .values_list("pk", "status", "status_since", "standing")
    )
    rows = list(decided[: COUNTED_LIMIT + 1])
    if not rows:
        return None
    counted = rows[:COUNTED_LIMIT]
    approved = sum(status == Status.PUBLISHED for _, status, _, _ in counted)
    last = "the last " if len(rows) > COUNTED_LIMIT else ""
    text = f"{article.provider}: approved {approved} of {last}{len(counted)}"
    rejected = next((row for row in counted if row[1] == Status.REJECTED), None)
    if rejected:
        pk, _, since, standing = rejected
        text += f"; last rejected {formatting.age(since)} ago"
        decision = Decision.objects.filter(article=pk, number=standing.get("published")).first()
        text += f": {formatting.reason(decision)}" if decision and decision.reason else ""
    query = urlencode({"status": "all", "provider": article.provider.name, "order": "date"})
    return Hint(
        "record",
        f"{text}.",
        link=f"{reverse('queue')}?{query}",
        link_words="Its articles",
        at=rejected[2] if rejected else None,
    )
