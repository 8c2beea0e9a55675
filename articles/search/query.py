"""Finding articles by what a person types: a part of their words, or any variant of an address."""

from typing import Final

from django.db import connections
from django.db.models import F, Value
from django.db.models.functions import StrIndex

from articles.documents.folding import fold
from articles.documents.identity import lookup_key
from articles.documents.urls import lookup_form, pasted_url
from articles.models import ArticleAddress, ArticleQuerySet
from articles.search.index import LEAST, holding, is_there

#: What more articles hold than this is met soon by reading the list itself from its beginning.
FEW: Final = 5_000


def search(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Return those of the articles that the text finds; all of it is literal.

    An address finds its articles whichever variant of it was pasted. Any other text, or an
    address that no article is known by, is looked for in title, excerpt, provider and addresses.
    """
    address = pasted_url(text)
    if address:
        known = ArticleAddress.objects.filter(key=lookup_key(address)).order_by("-article")
        found = list(known.values_list("article_id", flat=True)[:FEW])
        if found:
            return articles.filter(pk__in=found)
    part = fold(lookup_form(address) if address else text)
    if not part:
        return articles.none()
    connection = connections[articles.db]
    if len(part) >= LEAST and is_there(connection):
        found = holding(connection, part, FEW + 1)
        if len(found) <= FEW:
            return articles.filter(pk__in=found)
    # Not by LIKE: no index should be tried for what is everywhere, or for two letters.
    return articles.annotate(_at=StrIndex(F("search_text__text"), Value(part))).filter(_at__gt=0)
