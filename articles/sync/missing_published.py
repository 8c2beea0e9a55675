"""Change whether a collection's documents without `published` count as published by upstream."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from articles.documents.schema import KEYS
from articles.models import Article, ArticleQuerySet, Collection, Decision, ImportEntry, ImportRun
from articles.moderation.apply import apply_states
from articles.rules import effective_state
from articles.rules.upstream_word import MISSING_PUBLISHES
from articles.sync.locks import acquire, heartbeat, release

#: Articles in a transaction.
CHUNK: Final = 250


def undecided_articles(collection: Collection) -> ArticleQuerySet:
    """Return the articles that nobody decided, whose documents have no `published`.

    Their status is that which the collection gives a missing `published`. Those whose documents
    are gone count too: they may come back.
    """
    rows = Article.objects.filter(collection=collection, upstream__published=None)
    return rows.filter(decided_by=None).exclude(standing__has_key="published")


def set_missing_publishes(collection: Collection, *, publishes: bool) -> int:
    """Store the collection's setting and apply it to its articles; return how many changed.

    Counted are the articles with another status. It is recorded as an import, which holds the
    collection's lock; where it is interrupted, the setting is as before, and can be changed again.
    Raises LockHeld while an import or export of the collection is running, and LockLost.
    """
    run = acquire(collection)
    changed, finished = 0, False
    try:
        for pks in _chunks(collection):
            with transaction.atomic():
                heartbeat(run)
                changed += _apply(run, pks, publishes=publishes)
        collection.missing_publishes = publishes
        collection.save(update_fields=["missing_publishes"])
        finished = True
    finally:
        release(run, {"changed": changed}, interrupted=not finished)
    return changed


def _chunks(collection: Collection) -> Iterator[list[int]]:
    """Yield the primary keys of articles whose documents have no `published`, CHUNK at a time."""
    rows = Article.objects.filter(collection=collection, upstream__published=None).order_by("pk")
    last = 0
    while pks := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        last = pks[-1]
        yield pks


def _apply(run: ImportRun, pks: Sequence[int], *, publishes: bool) -> int:
    """Apply the setting to the articles, record those whose status changes, and count them."""
    now = timezone.now()
    articles = list(
        Article.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    )
    rulings = Decision.objects.filter(article__in=pks).rulings()
    states, entries, unchanged = [], [], []
    for article in articles:
        article.upstream.pop(MISSING_PUBLISHES, None)
        if publishes:
            article.upstream[MISSING_PUBLISHES] = True
        state = effective_state(article.upstream, rulings.get(article.pk, []))
        if state.status == article.status:
            unchanged.append(article.pk)
        else:
            key = KEYS["published"]
            article.version += 1
            entries.append(
                ImportEntry(
                    run=run,
                    status="changed",
                    path=article.path,
                    article=article,
                    changes=[key],
                    differences={key: [article.published, bool(state.values["published"])]},
                )
            )
        states.append((article, state))
    apply_states(states, at=now, also=["upstream", "version"], unchanged=unchanged)
    ImportEntry.objects.bulk_create(entries)
    return len(entries)
