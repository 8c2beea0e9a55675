"""Find topics, providers and collections by their names, in any letter case; sort rows by name.

Feeds, queue and admin filter by topics and providers with these, so that a name that one of them
knows is known to all. Topics and providers are found by the name that pages show, with its HTML
entities decoded, and by the name that is stored.
"""

from typing import Any, TypeVar

from django.db.models import Case, F, Q, QuerySet, Value, When

from articles.documents.collation import prefix_range, sort_key
from articles.documents.folding import caseless, folded_name
from articles.models import Collection, Provider, Topic
from articles.models.folded import folded_domain

_Named = TypeVar("_Named", Topic, Provider)


def topics_named(text: str) -> QuerySet[Topic]:
    """Return the topics with this name, in any letter case, sorted by name.

    The text is the name as stored, or with its HTML entities decoded; white space around it doesn't
    count. Several topics may differ only in case, or in how they are written (HTML entities, white
    space).
    """
    return Topic.objects.filter(folded_name__in=folded_names(text))


def providers_named(text: str) -> QuerySet[Provider]:
    """Return the providers with this name or domain, in any letter case.

    A name is as stored, or with its HTML entities decoded; a domain is in Unicode or Punycode,
    perhaps with final dots. White space around the text doesn't count. Sorted by name and domain.
    """
    names = Q(folded_name__in=folded_names(text))
    return Provider.objects.filter(names | Q(folded_domain=folded_domain(text)))


def folded_names(text: str) -> set[str]:
    """Return the values of the column `folded_name` that a text may mean; one or two.

    They are the text, without white space around it, folded as a shown name (`caseless`), and as a
    stored one (`folded_name`).
    """
    return {caseless(text.strip()), folded_name(text.strip())}


def collections_named(text: str) -> list[Collection]:
    """Return the collections with exactly this name, else those that differ only in letter case.

    Two may differ only in case: each is then found by its own spelling. White space around a text
    and a name counts only for the exact one. [] where there is none. One query reads all
    collections, which are few.
    """
    name = caseless(text.strip())
    matching = [each for each in Collection.objects.all() if caseless(each.name.strip()) == name]
    return [each for each in matching if each.name == text] or matching


def topics_beginning(text: str) -> QuerySet[Topic]:
    """Return the topics whose name begins with a text, sorted by name.

    Letter case, accents and apostrophes don't count, other punctuation counts as a space, HTML
    entities are decoded; spaces at the ends of the text don't count. No topics for a text without a
    letter or digit.
    """
    return _beginning(Topic.objects.all(), text)


def providers_beginning(text: str) -> QuerySet[Provider]:
    """Return the providers whose name begins with a text, sorted by name and domain.

    Letter case, accents and apostrophes don't count, other punctuation counts as a space, HTML
    entities are decoded; spaces at the ends of the text don't count. No providers for a text
    without a letter or digit.
    """
    return _beginning(Provider.objects.all(), text)


def providers_matching(text: str) -> QuerySet[Provider]:
    """Return the providers whose name or domain has a text in it, sorted by name and domain.

    Letter case doesn't count, nor does white space around the text; an empty text finds all. At the
    beginning of a name, accents and apostrophes don't count either, and other punctuation counts as
    a space: `yahoo news` finds `Yahoo! News`. It reads the whole table of providers.
    """
    folded = caseless(" ".join(text.split()))
    within = Q(folded_name__contains=folded) | Q(folded_domain__contains=folded)
    keys = prefix_range(text)
    begins = Q(sort_name__gte=keys[0], sort_name__lt=keys[1]) if keys else Q()
    return Provider.objects.filter(within | begins)


def order_of_names(rows: QuerySet[Any], column: str) -> Case | F:
    """Return an expression that sorts by a column of text, as people sort names (`sort_key`).

    For short tables without a stored sort key, such as users and groups: one query reads the texts
    of all `rows` when called, and the expression lists them. Any other text is sorted last. Without
    rows, the expression is the column.
    """
    names = sorted(set(rows.order_by().values_list(column, flat=True)), key=sort_key)
    if not names:
        return F(column)
    places = (When(**{column: name}, then=Value(place)) for place, name in enumerate(names))
    return Case(*places, default=Value(len(names)))


def _beginning(rows: QuerySet[_Named], text: str) -> QuerySet[_Named]:
    keys = prefix_range(text)
    return rows.filter(sort_name__gte=keys[0], sort_name__lt=keys[1]) if keys else rows.none()
