"""The hint on people's decisions on other articles of the same provider."""

from typing import Final

from articles import formatting
from articles.hints.hint import Hint
from articles.models import Article
from articles.models.decision import reason_of_status
from articles.moderation.reasons import reason_label
from articles.rules import Status

#: How many of the latest decided articles count: so the hint is recent, and its cost is bounded.
COUNTED_LIMIT: Final = 100


def provider_record_hint(article: Article) -> Hint | None:
    """Return a hint on people's decisions on other articles of the provider, or None without any.

    Counted are articles whose status now stands by a person's decision, also gone ones; waiting
    ones never, even if sent back. Of the COUNTED_LIMIT with the newest status it tells how many are
    published, and since when the newest that is still rejected is so, with the reason if one was
    given. The link leads to the provider's page, which counts by the same rule. One query, besides
    that of the article's provider.
    """
    decided = Article.objects.decided_of(article.provider_id).exclude(pk=article.pk)
    columns = decided.values_list("status", "status_since", reason_of_status())
    rows = list(columns[: COUNTED_LIMIT + 1])
    if not rows:
        return None
    counted = rows[:COUNTED_LIMIT]
    approved = sum(status == Status.PUBLISHED for status, _, _ in counted)
    last = "the last " if len(rows) > COUNTED_LIMIT else ""
    text = f"{article.provider}: approved {approved} of {last}{len(counted)}"
    rejected = next((row for row in counted if row[0] == Status.REJECTED), None)
    if rejected:
        _, since, reason = rejected
        text += f"; last rejected {formatting.age(since)} ago"
        text += f": {reason_label(reason)}" if reason else ""
    return Hint(
        "record",
        f"{text}.",
        link=article.provider.get_absolute_url(),
        link_words="Its record",
        at=rejected[1] if rejected else None,
    )
