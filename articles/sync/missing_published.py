"""Change whether a collection's documents without `published` count as published by upstream.

The setting is stored first, and then applied to the articles, chunk by chunk, under the lock of the
collection. Where that is interrupted, the next import finishes it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from articles.documents.schema import KEYS
from articles.models import Article, ArticleQuerySet, Collection, Decision, ImportEntry, ImportRun
from articles.moderation.apply import apply_states
from articles.rules import effective_state
from articles.rules.upstream_word import DOUBTS, MISSING_PUBLISHES
from articles.sync.locks import acquire, heartbeat, release
from articles.sync.unseen import note_withdrawal

#: Articles in a transaction.
CHUNK: Final = 250


def undecided_articles(collection: Collection) -> ArticleQuerySet:
    """Return the articles whose status a change of `missing_publishes` changes.

    Upstream's own last word on their `published` is none, no decision on it stands (a replacement
    that ended a standing decision is one too), and it isn't in doubt. Those whose documents are
    gone count: they may come back.
    """
    rows = Article.objects.filter(collection=collection, upstream__published=None)
    rows = rows.exclude(standing__has_key="published")
    # Excluded by primary key: PostgreSQL finds no key, nor its lack, in a value that isn't there.
    doubtful = rows.filter(**{f"upstream__{DOUBTS}__has_key": "published"})
    return rows.exclude(pk__in=doubtful.values("pk"))


def set_missing_publishes(collection: Collection, *, publishes: bool) -> int:
    """Store `missing_publishes` of the collection, apply it, and return how many articles changed.

    Counted are the articles whose status changed; they get a new version and an entry of the run
    that records the change and holds the collection's lock. Raises LockHeld and what else `acquire`
    does, with the setting unchanged; LockLost where another run took the lock meanwhile. After an
    exception once the setting is stored, the next import finishes the change.
    """
    run = acquire(collection, kind=ImportRun.Kind.SETTING)
    changed, finished = 0, False
    try:
        collection.missing_publishes = publishes
        collection.save(update_fields=["missing_publishes"])
        changed = _apply_setting(collection, run, run)
        finished = True
    finally:
        release(run, {"changed": changed}, interrupted=not finished)
    return changed


def finish_interrupted_change(collection: Collection, run: ImportRun) -> None:
    """Apply `missing_publishes` where the last change of it was interrupted; else do nothing.

    `run` is the import that holds the lock; the run of the change gets the entries of articles
    whose status changes, and its total, and counts as not interrupted then. Raises LockLost.
    """
    changes = ImportRun.objects.filter(collection=collection, kind=ImportRun.Kind.SETTING)
    last = changes.order_by("-pk").first()
    if last and last.interrupted:
        _apply_setting(collection, run, last)
        totals = {"changed": last.entries.count()}
        changes.filter(pk=last.pk).update(interrupted=False, totals=totals)


def _apply_setting(collection: Collection, holder: ImportRun, run: ImportRun) -> int:
    """Apply the stored setting to all articles that differ from it, and count changed statuses.

    `holder` holds the lock, `run` gets the entries. Raises LockLost.
    """
    changed = 0
    for pks in _chunks(collection):
        with transaction.atomic():
            heartbeat(holder)
            changed += _apply(collection, run, pks)
    return changed


def _chunks(collection: Collection) -> Iterator[list[int]]:
    """Yield the primary keys of articles marked otherwise than the setting says, CHUNK at a time.

    Marked are those whose documents have no `published`, while that means yes.
    """
    rows = Article.objects.filter(collection=collection, upstream__published=None).order_by("pk")
    marked = {"upstream__has_key": MISSING_PUBLISHES}
    rows = rows.exclude(**marked) if collection.missing_publishes else rows.filter(**marked)
    last = 0
    while pks := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        last = pks[-1]
        yield pks


def _apply(collection: Collection, run: ImportRun, pks: Sequence[int]) -> int:
    """Apply the setting to the articles, record those whose status changes, and count them."""
    now = timezone.now()
    rows = Article.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    rulings = Decision.objects.filter(article__in=pks).rulings()
    states, entries, unchanged = [], [], []
    for article in rows.order_by("pk"):
        before = dict(article.upstream)
        article.upstream.pop(MISSING_PUBLISHES, None)
        article.upstream |= collection.marks(article.upstream)
        state = effective_state(article.upstream, rulings.get(article.pk, []))
        if state.status == article.status:
            unchanged.append(article.pk)
        else:
            article.version += 1
            entries.append(_entry(run, article, published=bool(state.values["published"])))
        note_withdrawal(article, before)
        states.append((article, state))
    columns = ["upstream", "version", "withdrawn_version"]
    apply_states(states, at=now, also=columns, unchanged=unchanged)
    ImportEntry.objects.bulk_create(entries)
    return len(entries)


def _entry(run: ImportRun, article: Article, *, published: bool) -> ImportEntry:
    """Return the entry of an article, not saved, that is published from now on, or no longer."""
    key = KEYS["published"]
    differences = {key: [article.published, published]}
    return ImportEntry(
        run=run,
        status="changed",
        path=article.path,
        article=article,
        changes=[key],
        differences=differences,
    )
