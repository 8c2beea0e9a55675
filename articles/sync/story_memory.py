"""The copies of stories that an import keeps in memory: read as they may matter, up to limits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from articles.models import Collection, StoryCopy, WordFrequency
from articles.stories import Grouping
from articles.stories.copies import AnalysedCopy
from articles.stories.index import LISTED
from articles.stories.likeness import Frequencies
from articles.stories.rule import LIKENESS_SPAN
from articles.sync.related_rows import batches
from articles.sync.story_rows import RESTORED, restored

#: The most copies that are read for their words at once, of those near in time the latest.
WINDOW: Final = 10_000
#: The most copies of a story that are read: the latest.
MEMBERS: Final = 300


class StoryMemory:
    """Copies of a collection in a Grouping, with what stands in the database of each, by path.

    `article_of` has the article, `story_of` the stored story, None for a copy alone; `number_of`
    has the number in the Grouping of each stored story. All are primary keys but the number.
    """

    def __init__(self, collection: Collection, frequencies: Frequencies | None = None) -> None:
        self.collection = collection
        self.frequencies = frequencies or Frequencies()
        self.grouping = Grouping(self.frequencies)
        self.article_of: dict[str, int] = {}
        self.story_of: dict[str, int | None] = {}
        self.number_of: dict[int, int] = {}
        self._rows = StoryCopy.objects.filter(collection=collection)
        self._read_until: datetime | None = None
        # Nothing has to be read of a collection that had no copies when this began.
        self._is_empty = not self._rows.exists()

    def read_near(self, copies: Sequence[AnalysedCopy]) -> None:
        """Read the copies that may matter to these, which are in order of date."""
        if not self._is_empty:
            self._read_window(copies)
            for column in ("headline_key", "address_key", "other_address_key"):
                self._read_listed(copies, column)

    def _read_window(self, copies: Sequence[AnalysedCopy]) -> None:
        """Read the copies near in time to any of these, of each stretch of time the latest."""
        for first, last in _stretches(copies, self._read_until):
            rows = self._rows.filter(published_at__gte=first, published_at__lte=last)
            self._restore(rows.order_by("-published_at")[:WINDOW])
            self._read_until = last

    def _read_listed(self, copies: Sequence[AnalysedCopy], column: str) -> None:
        """Read the copies that share a headline or an address with any of these, around its time.

        First it asks which of them there are at all.
        """
        wanted = [(key, copy.published_at) for copy in copies for key in _keys(copy, column)]
        asked = self._rows.filter(**{f"{column}__in": {key for key, _ in wanted}}).order_by()
        known = set(asked.values_list(column, flat=True).distinct())
        for key, moment in wanted:
            if key in known:
                rows = self._rows.filter(**{column: key})
                before = rows.filter(published_at__lt=moment).order_by("-published_at")
                after = rows.filter(published_at__gte=moment).order_by("published_at")
                self._restore(before[: LISTED // 2])
                self._restore(after[: LISTED // 2])

    def _restore(self, rows: QuerySet[StoryCopy]) -> None:
        """Put copies that aren't there yet back into memory, and others of their stories."""
        found = [row for row in rows.values(*RESTORED) if row["article__path"] not in self.grouping]
        for story in {row["story_id"] for row in found} - {None} - self.number_of.keys():
            members = StoryCopy.objects.filter(story=story).order_by("-published_at")
            found += members.values(*RESTORED)[:MEMBERS]
        found.sort(key=lambda row: (row["published_at"], row["article_id"]))
        for article, story, copy in restored(found):
            if copy.key in self.grouping:
                continue
            number = self.grouping.restore(copy, self.number_of.get(story or 0))
            if story:
                self.number_of[story] = number
            self.article_of[copy.key] = article
            self.story_of[copy.key] = story


class StoredFrequencies:
    """The frequencies of a collection's words, each read when it is first needed."""

    def __init__(self, collection: Collection) -> None:
        self.frequencies = Frequencies()
        self._rows = WordFrequency.objects.filter(collection=collection)
        self._known: set[str] = set()

    def read(self, copies: Iterable[AnalysedCopy]) -> None:
        """Read the frequencies of the words of copies."""
        words = {"", *(word for copy in copies for word in copy.counts)} - self._known
        self._known |= words
        for batch in batches(words):
            found = self._rows.filter(word__in=batch).values_list("word", "texts")
            self.frequencies.texts_with.update(dict(found.iterator()))
        if "" in words:
            self.frequencies.texts = self.frequencies.texts_with.pop("", 0)


def stored_stories(memory: StoryMemory, numbers: Iterable[int]) -> dict[int, set[int]]:
    """Return the stored stories (primary keys) that each story of the Grouping has copies of."""
    stored: dict[int, set[int]] = defaultdict(set)
    for number in numbers:
        paths = memory.grouping.copies_of(number)
        stored[number] = {story for path in paths if (story := memory.story_of.get(path))}
    return stored


def _keys(copy: AnalysedCopy, column: str) -> Iterable[str]:
    """Return what a copy is looked up by in a column of StoryCopy."""
    return [copy.headline] if column == "headline_key" else [key for key, _ in copy.addresses]


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
