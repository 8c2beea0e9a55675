"""The upstream value (word) that a release follows, where a document leaves two possible."""

from articles.documents.decidable import Value
from articles.models import Article
from articles.moderation.decision_requests import DecisionRequest, SkipReason
from articles.rules.upstream_word import doubts_in


def two_words(name: str, article: Article) -> tuple[Value, Value] | None:
    """Return upstream's own last value of a field, and the doubtful one in its document.

    None where the field isn't in doubt, and always for `published`: a release can't choose its
    word, and a released article waits while it is in doubt.
    """
    doubt = doubts_in(article.upstream).get(name)
    if doubt is None or name == "published":
        return None
    return article.upstream[name], doubt.value


def fault_of_choice(requested: DecisionRequest, article: Article) -> SkipReason | None:
    """Return the reason against a release whose choice of words doesn't fit the article, or None.

    `which` where a field has two words (`two_words`) and `chosen` has neither of them; `text` where
    it has one and `chosen` another. The first field with a reason counts.
    """
    for name in requested.values:
        words, own = two_words(name, article), article.upstream[name]
        if words and (name not in requested.chosen or requested.chosen[name] not in words):
            return "which"
        if not words and requested.chosen.get(name, own) != own:
            return "text"
    return None
