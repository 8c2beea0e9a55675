"""Put the documents of an import into stories, and store these.

The rule is that of `articles.stories`. Copies that may matter are read as they are needed; how many
are read for a document has a limit, whatever the size of the tables.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import (
    Article,
    Collection,
    ImportRun,
    Story,
    StoryCopy,
    StoryPointer,
    WordFrequency,
)
from articles.stories import Grouping, Placement
from articles.stories.copies import AnalysedCopy, analysed
from articles.stories.index import LISTED
from articles.stories.likeness import Frequencies
from articles.stories.rule import LIKENESS_SPAN
from articles.sync.locks import heartbeat
from articles.sync.related_rows import batches
from articles.sync.story_rows import RESTORED, copy_of, new_row, restored

#: The most documents that are placed in one transaction.
PLACED: Final = 1000
#: The most copies that are read for their words at once, of those near in time the latest.
WINDOW: Final = 10_000
#: The most copies of a story that are read: the latest.
MEMBERS: Final = 300
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
    rows = rows.order_by("published_at", "path")
    if not collection.stories_complete:
        unplaced = list(rows.values_list("pk", flat=True))
    else:
        found = [
            row
            for batch in batches(articles)
            for row in rows.filter(pk__in=batch).values_list("published_at", "path", "pk")
        ]
        unplaced = [pk for _, _, pk in sorted(found)]
    placer = _StoryPlacer(collection, run)
    for start in range(0, len(unplaced), PLACED):
        batch = rows.select_related("provider").filter(pk__in=unplaced[start : start + PLACED])
        placed = list(batch)
        placer.place(placed)
        yield len(placed)
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
    """Places articles of a collection, to be given in order of date; keeps what it has read."""

    def __init__(self, collection: Collection, run: ImportRun) -> None:
        self.collection = collection
        self.run = run
        self._rows = StoryCopy.objects.filter(collection=collection)
        self._forget()

    def place(self, articles: Sequence[Article]) -> None:
        """Put articles into stories and store that in one transaction.

        Where a person changed a story meanwhile, does it anew with that. Raises LockLost.
        """
        while True:
            version = self._version()
            placements = self._placements(articles)
            with transaction.atomic():
                heartbeat(self.run)
                if self._version(for_update=True) == version:
                    self._store(articles, placements)
                    return
            self._forget()

    def _forget(self) -> None:
        """Forget all that was read, and what was placed since."""
        self._frequencies = Frequencies()
        self._known_words: set[str] = set()
        self._forget_copies()

    def _forget_copies(self) -> None:
        self._grouping = Grouping(self._frequencies)
        self._read_until: datetime | None = None
        self._article_of: dict[str, int] = {}
        # The stored story of each copy, and the number of each stored story.
        self._story_of: dict[str, int | None] = {}
        self._number_of: dict[int, int] = {}
        self._is_empty = not self._rows.exists()

    def _version(self, *, for_update: bool = False) -> int:
        rows = Collection.objects.filter(pk=self.collection.pk)
        rows = rows.select_for_update() if for_update else rows
        return rows.values_list("stories_version", flat=True).get()

    def _placements(self, articles: Sequence[Article]) -> dict[str, Placement]:
        """Put articles into stories in memory; return what became of each, by path."""
        if len(self._grouping) > KEPT:
            self._forget_copies()
        copies = [analysed(copy_of(article)) for article in articles]
        self._read_frequencies(copies)
        if not self._is_empty:
            self._read_window(copies)
            self._read_listed(copies)
        self._article_of.update({article.path: article.pk for article in articles})
        return {copy.key: self._grouping.add_analysed(copy) for copy in copies}

    # -- Reading what may matter ---------------------------------------------------------------

    def _read_frequencies(self, copies: Iterable[AnalysedCopy]) -> None:
        words = {"", *(word for copy in copies for word in copy.counts)} - self._known_words
        self._known_words |= words
        rows = WordFrequency.objects.filter(collection=self.collection)
        for batch in batches(words):
            found = rows.filter(word__in=batch).values_list("word", "texts")
            self._frequencies.texts_with.update(dict(found.iterator()))
        if "" in words:
            self._frequencies.texts = self._frequencies.texts_with.pop("", 0)

    def _read_window(self, copies: Sequence[AnalysedCopy]) -> None:
        """Read the copies near in time to any of these, of each stretch of time the latest."""
        for first, last in _stretches(copies, self._read_until):
            rows = self._rows.filter(published_at__gte=first, published_at__lte=last)
            self._restore(rows.order_by("-published_at")[:WINDOW])
            self._read_until = last

    def _read_listed(self, copies: Sequence[AnalysedCopy]) -> None:
        """Read the copies with the headline or an address of any of these."""
        headlines = {copy.headline for copy in copies}
        addresses = {key for copy in copies for key, _ in copy.addresses}
        for column, keys in (
            ("headline_key", headlines),
            ("address_key", addresses),
            ("other_address_key", addresses),
        ):
            rows = self._rows.filter(**{f"{column}__in": keys}).order_by("-published_at")
            self._restore(rows[: LISTED * len(keys)])

    def _restore(self, rows: QuerySet[StoryCopy]) -> None:
        """Put copies that aren't there yet back into memory, and all copies of their stories."""
        found = [
            row for row in rows.values(*RESTORED) if row["article__path"] not in self._grouping
        ]
        stories = {row["story_id"] for row in found} - {None} - self._number_of.keys()
        members = self._rows.filter(story__in=stories).order_by("-published_at")
        found += members.values(*RESTORED)[: MEMBERS * len(stories)] if stories else []
        by_path = {row["article__path"]: row for row in found}
        in_order = sorted(
            by_path.values(), key=lambda row: (row["published_at"], row["article_id"])
        )
        for article, story, copy in restored(in_order):
            if copy.key in self._grouping:
                continue
            number = self._grouping.restore(copy, self._number_of.get(story or 0))
            if story:
                self._number_of[story] = number
            self._article_of[copy.key] = article
            self._story_of[copy.key] = story

    # -- Storing -------------------------------------------------------------------------------

    def _store(self, articles: Sequence[Article], placements: Mapping[str, Placement]) -> None:
        stories = self._store_stories(placements)
        rows, pointers = [], []
        for article in articles:
            placement = placements[article.path]
            reached = placement.reaches[0] if placement.reaches else None
            like = self._article_of[reached.key] if reached else None
            row = new_row(article, self._grouping.prepared(article.path), reached, like)
            row.story_id = stories.get(self._grouping.story_of(article.path))
            self._story_of[article.path] = row.story_id
            rows.append(row)
            pointers += [
                StoryPointer(
                    article=article, other_id=self._article_of[each.key], likeness=each.likeness
                )
                for each in placement.pointers[:POINTED_OUT]
            ]
        StoryCopy.objects.bulk_create(rows)
        StoryPointer.objects.bulk_create(pointers)
        self._store_frequencies(placements)

    def _store_stories(self, placements: Mapping[str, Placement]) -> dict[int, int]:
        """Store the stories that the placed copies are in; return their primary keys by number.

        Stories of one copy have none. Of stored stories that became one, the first stays.
        """
        numbers = {self._grouping.story_of(path) for path in placements}
        copies = {number: self._grouping.copies_of(number) for number in numbers}
        stored: dict[int, set[int]] = defaultdict(set)
        for number, paths in copies.items():
            stored[number] = {story for path in paths if (story := self._story_of.get(path))}
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
        self._number_of |= {story: number for number, story in result.items()}
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
            alone = [self._article_of[path] for path in others if self._story_of[path] is None]
            if alone:
                StoryCopy.objects.filter(article__in=alone).update(story=story)
            self._story_of.update(dict.fromkeys(others, story))

    def _store_frequencies(self, placements: Mapping[str, Placement]) -> None:
        words = {word for path in placements for word in self._grouping.prepared(path).vector}
        texts = {word: self._frequencies.texts_with[word] for word in sorted(words)}
        texts[""] = self._frequencies.texts
        rows = [(self.collection.pk, word, count) for word, count in texts.items()]
        with connection.cursor() as cursor:
            cursor.executemany(_STORE_FREQUENCY, rows)


def _merge(ended: set[int], kept: int) -> None:
    """Make stories (primary keys) one with another, which keeps its address."""
    if ended:
        StoryCopy.objects.filter(story__in=ended).update(story=kept)
        Story.objects.filter(merged_into__in=ended).update(merged_into=kept)
        Story.objects.filter(pk__in=ended).update(merged_into=kept)


def _stretches(
    copies: Sequence[AnalysedCopy], read_until: datetime | None
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the stretches of time after `read_until` that are near any of these copies.

    `copies` are in order of date; stretches that touch each other are one.
    """
    begin, end = None, None
    for copy in copies:
        first, last = copy.published_at - LIKENESS_SPAN, copy.published_at + LIKENESS_SPAN
        first = max(first, read_until) if read_until else first
        if first >= last:
            continue
        if begin is None or end is None or first > end:
            if begin and end:
                yield begin, end
            begin = first
        end = last
    if begin and end:
        yield begin, end
