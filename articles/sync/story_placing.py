"""Put the documents of an import into stories, and store these.

The rule is that of `articles.stories`. Copies that may matter are read as they are needed; how many
are read for a document has a limit, whatever the size of the tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from articles.models import (
    Article,
    Collection,
    ImportRun,
    Story,
    StoryCopy,
    StoryPointer,
)
from articles.stories import Placement
from articles.stories.copies import analysed
from articles.sync.locks import heartbeat
from articles.sync.related_rows import batches
from articles.sync.story_memory import StoredFrequencies, StoryMemory, stored_stories
from articles.sync.story_rows import copy_of, new_row

#: The most documents that are placed in one transaction, and the most time between them.
PLACED: Final = 1000
PLACED_SPAN: Final = timedelta(days=10)
#: What is read of the articles that are placed.
COMPARED: Final = (
    "path",
    "collection_id",
    "published_at",
    "original_url",
    "web_url",
    "upstream",
    "provider__name",
    "provider__domain",
)
#: The number of copies in memory from which all are forgotten, and read again as needed.
KEPT: Final = 40_000
#: The same on both databases, and many times faster than Django's bulk_create.
_STORE_FREQUENCY: Final = (
    "INSERT INTO articles_wordfrequency (collection_id, word, texts) VALUES (%s, %s, %s) "
    "ON CONFLICT (collection_id, word) DO UPDATE SET texts = excluded.texts"
)
#: The most copies that are stored as pointed out with a copy: the likest.
POINTED_OUT: Final = 20


def place_articles(
    collection: Collection, run: ImportRun, articles: Sequence[int]
) -> Iterator[int]:
    """Put the articles (primary keys) that are in no story yet into stories, in order of date.

    Where `stories_complete` is not set, as after an interrupted import, does so for all articles of
    the collection that aren't gone, and sets it. Yields the number of articles placed after each
    transaction. Raises LockLost.
    """
    rows = Article.objects.filter(collection=collection, gone_at=None, story_copy=None)
    unplaced = rows.order_by("published_at", "path").values_list("published_at", "path", "pk")
    if collection.stories_complete:
        found = sorted(row for batch in batches(articles) for row in unplaced.filter(pk__in=batch))
    else:
        found = list(unplaced)
    placer = _StoryPlacer(collection, run)
    for batch in _batches_by_date(found):
        placed = rows.filter(pk__in=batch).order_by("published_at", "path")
        yield placer.place(list(placed.select_related("provider").only(*COMPARED)))
    if articles or not collection.stories_complete:
        with transaction.atomic():
            heartbeat(run)
            Collection.objects.filter(pk=collection.pk).update(stories_complete=True)
        collection.stories_complete = True


def leave_stories(articles: Iterable[int]) -> None:
    """Take articles (primary keys) out of their stories, as their documents tell others now."""
    pks = list(articles)
    StoryCopy.objects.filter(article__in=pks).delete()
    StoryPointer.objects.filter(article__in=pks).delete()
    StoryPointer.objects.filter(other__in=pks).delete()


class _StoryPlacer:
    """Places articles of a collection, to be given in order of date."""

    def __init__(self, collection: Collection, run: ImportRun) -> None:
        self.collection = collection
        self.run = run
        self._forget()

    def place(self, articles: Sequence[Article]) -> int:
        """Put articles into stories, store that in one transaction, and return how many they are.

        Where a person changed a story meanwhile, does it anew with that. Raises LockLost.
        """
        while True:
            version = self._version()
            placements = self._placements(articles)
            with transaction.atomic():
                heartbeat(self.run)
                if self._version(for_update=True) == version:
                    self._lock(articles)
                    self._store(articles, placements)
                    return len(placements)
            self._forget()

    def _forget(self) -> None:
        """Forget all that was read, and what was placed since."""
        self._frequencies = StoredFrequencies(self.collection)
        self._memory = StoryMemory(self.collection, self._frequencies.frequencies)

    def _version(self, *, for_update: bool = False) -> int:
        rows = Collection.objects.filter(pk=self.collection.pk)
        rows = rows.select_for_update(no_key=True) if for_update else rows
        return rows.values_list("stories_version", flat=True).get()

    def _placements(self, articles: Sequence[Article]) -> dict[str, Placement]:
        """Put articles into stories in memory; return what became of each, by path."""
        if len(self._memory.grouping) > KEPT:
            self._memory = StoryMemory(self.collection, self._frequencies.frequencies)
        copies = [analysed(copy_of(article)) for article in articles]
        self._frequencies.read(copies)
        self._memory.read_near(copies)
        self._memory.article_of.update({article.path: article.pk for article in articles})
        return {copy.key: self._memory.grouping.add_analysed(copy) for copy in copies}

    def _lock(self, articles: Sequence[Article]) -> None:
        """Lock the articles, by primary key as all others do, before rows refer to them."""
        rows = Article.objects.select_for_update(no_key=True)
        list(rows.filter(pk__in=[article.pk for article in articles]).order_by("pk").values("pk"))

    def _store(self, articles: Sequence[Article], placements: Mapping[str, Placement]) -> None:
        stories = self._store_stories(placements)
        rows, pointers = [], []
        for article in articles:
            placement = placements[article.path]
            reached = placement.reaches[0] if placement.reaches else None
            like = self._memory.article_of[reached.key] if reached else None
            row = new_row(article, self._memory.grouping.prepared(article.path), reached, like)
            row.story_id = stories.get(self._memory.grouping.story_of(article.path))
            self._memory.story_of[article.path] = row.story_id
            rows.append(row)
            for each in placement.pointers[:POINTED_OUT]:
                other = self._memory.article_of[each.key]
                pointers.append(
                    StoryPointer(article=article, other_id=other, likeness=each.likeness)
                )
        StoryCopy.objects.bulk_create(rows)
        StoryPointer.objects.bulk_create(pointers)
        self._store_frequencies(placements)

    def _store_stories(self, placements: Mapping[str, Placement]) -> dict[int, int]:
        """Store the stories that the placed copies are in; return their primary keys by number.

        Stories of one copy have none. Of stored stories that became one, the first stays.
        """
        numbers = {self._memory.grouping.story_of(path) for path in placements}
        copies = {number: self._memory.grouping.copies_of(number) for number in numbers}
        stored = stored_stories(self._memory, numbers)
        new = [
            number for number in sorted(numbers) if len(copies[number]) > 1 and not stored[number]
        ]
        now = timezone.now()
        created = Story.objects.bulk_create(
            Story(collection=self.collection, begun_at=now) for _ in new
        )
        result = {number: story.pk for number, story in zip(new, created, strict=True)}
        for number, stories in stored.items():
            if stories:
                result[number] = min(stories)
                _merge(stories - {min(stories)}, min(stories))
        self._store_joined(copies, result, placements)
        self._memory.number_of |= {story: number for number, story in result.items()}
        return result

    def _store_joined(
        self,
        copies: Mapping[int, Iterable[str]],
        stories: Mapping[int, int],
        placements: Mapping[str, Placement],
    ) -> None:
        """Store the story of each copy that was alone until now."""
        for number, story in stories.items():
            others = [path for path in copies[number] if path not in placements]
            alone = [
                self._memory.article_of[path]
                for path in others
                if self._memory.story_of[path] is None
            ]
            if alone:
                StoryCopy.objects.filter(article__in=alone).update(story=story)
            self._memory.story_of.update(dict.fromkeys(others, story))

    def _store_frequencies(self, placements: Mapping[str, Placement]) -> None:
        vectors = (self._memory.grouping.prepared(path).vector for path in placements)
        words = {word for vector in vectors for word in vector}
        frequencies = self._frequencies.frequencies
        texts = {word: frequencies.texts_with[word] for word in sorted(words)}
        texts[""] = frequencies.texts
        rows = [(self.collection.pk, word, count) for word, count in texts.items()]
        with connection.cursor() as cursor:
            cursor.executemany(_STORE_FREQUENCY, rows)


def _merge(ended: set[int], kept: int) -> None:
    """Make stories (primary keys) one with another, which keeps its address."""
    if ended:
        StoryCopy.objects.filter(story__in=ended).update(story=kept)
        Story.objects.filter(merged_into__in=ended).update(merged_into=kept)
        Story.objects.filter(pk__in=ended).update(merged_into=kept)


def _batches_by_date(found: Iterable[tuple[datetime, str, int]]) -> Iterator[list[int]]:
    """Yield the primary keys of (date, path, primary key), given in order, in batches to place.

    A batch spans at most PLACED_SPAN, so that what is near it in time is little.
    """
    batch: list[int] = []
    first: datetime | None = None
    for moment, _, pk in found:
        if batch and (len(batch) == PLACED or moment - (first or moment) > PLACED_SPAN):
            yield batch
            batch = []
        first = first if batch else moment
        batch.append(pk)
    if batch:
        yield batch
