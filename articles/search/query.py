"""Search articles by a part of their text, or by any variant of one of their addresses."""

from typing import Final

from django.db import connections
from django.db.models import F, Value
from django.db.models.functions import StrIndex

from articles.documents.folding import fold
from articles.documents.identity import url_key
from articles.documents.urls import normalised_url, pasted_url
from articles.models import ArticleAddress, ArticleQuerySet
from articles.search.index import MIN_LENGTH, articles_containing, is_installed

#: A text that more articles contain is found sooner by reading the list from its beginning.
MAX_MATCHES: Final = 5_000


def search(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Return those of the articles that match the text, in their order.

    A URL (`pasted_url`) matches the articles with that address in any variant, by `normalised_url`;
    of more than MAX_MATCHES in the database, only the newest of these. Any other text, or the
    normalised form of a URL that no article has, matches where title, excerpt, provider's name or a
    URL contains it, both folded (`fold`) and all characters literal; an empty text, or one of white
    space, matches none. May run queries when called, before the result is read.
    """
    address = pasted_url(text)
    if address:
        rows = ArticleAddress.objects.filter(key=url_key(address)).order_by("-article")
        by_address = list(rows.values_list("article_id", flat=True)[:MAX_MATCHES])
        if by_address:
            return articles.filter(pk__in=by_address)
    part = fold(normalised_url(address) if address else text)
    if not part:
        return articles.none()
    connection = connections[articles.db]
    if len(part) >= MIN_LENGTH and is_installed(connection):
        by_text = articles_containing(connection, part, MAX_MATCHES + 1)
        if len(by_text) <= MAX_MATCHES:
            return articles.filter(pk__in=by_text)
    # Not LIKE, for which PostgreSQL may use the index: that is slower for frequent texts, and
    # for two letters.
    return articles.annotate(_at=StrIndex(F("search_text__text"), Value(part))).filter(_at__gt=0)
