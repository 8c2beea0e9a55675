"""Put documents into stories, one after another, and keep what people decided about them.

The state is in memory. What it looks up by key, by story and by CopyIndex can be rows of tables.
The cost of a document doesn't depend on how many came before it, but for a merge, which renumbers
the copies of the story that ends.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .copies import AnalysedCopy, Copy, PreparedCopy, analysed, prepared
from .index import CopyIndex, Entry, nearest
from .likeness import Frequencies
from .rule import Pointer, Reach, by_strength, may_merge, pointers, reach

#: The most copies of a story, besides those with common words, that are compared with a copy.
COMPARED: Final = 100


@dataclass(frozen=True, slots=True)
class Placement:
    """What became of a copy that was added: its story, why, and what is pointed out with it.

    `reaches` are the stories it was folded into, the strongest evidence first, by the numbers that
    they had before: () where it begins a story, several where they were merged. `pointers` are
    copies of other stories, the likest first, that nobody separated from it.
    """

    story: int
    reaches: tuple[Reach, ...]
    pointers: tuple[Pointer, ...]


class Grouping:
    """Stories, numbered from 1 in the order in which they began, and the copies of each.

    A merged story keeps the lowest number. Numbers have gaps: each copy that is added takes one,
    also where it is folded into an earlier story.
    """

    def __init__(self, frequencies: Frequencies | None = None) -> None:
        self._index = CopyIndex()
        self._frequencies = frequencies or Frequencies()
        self._story_of: dict[str, int] = {}
        # The copies of each story by time.
        self._members: dict[int, list[Entry]] = {}
        self._separated: defaultdict[str, set[str]] = defaultdict(set)
        self._next_story = 1

    def add(self, copy: Copy) -> Placement:
        """Put a copy into the story that it reaches, or into a new one, and return why.

        If it reaches several, they are merged. Left out is a story with a copy that a person
        separated from the new copy or from one merged with it; and, where likeness alone is the
        evidence, one whose headlines name other months (`may_merge`). Raises ValueError where the
        copy's key is there already.
        """
        return self.add_analysed(analysed(copy))

    def add_analysed(self, copy: AnalysedCopy) -> Placement:
        """Put an analysed copy into a story, as `add` does."""
        if copy.key in self._index:
            raise ValueError(f"{copy.key} is in a story already")
        new = prepared(copy, self._frequencies.vector(copy.counts))
        self._frequencies.add(copy.counts)
        near = self._index.near(new)
        reaches = self._reaches(new, near)
        self._index.add(new)
        story = self._begin_story(copy.key)
        taken = []
        for each in reaches:
            if self._may_fold(new, story, each):
                story = self._merge(story, each.story)
                taken.append(each)
        others = near - self._separated.get(copy.key, set())
        found = pointers(new, (self._index[key] for key in others if self._story_of[key] != story))
        return Placement(story, tuple(taken), tuple(found))

    def restore(self, copy: PreparedCopy, story: int | None) -> int:
        """Put back a copy as it was placed before, into this story or into a new one.

        Returns the story's number. Compares it with none; its words are counted already. Raises
        ValueError where its key is there already, KeyError without such a story.
        """
        if copy.key in self._index:
            raise ValueError(f"{copy.key} is in a story already")
        self._index.add(copy)
        if story is None:
            return self._begin_story(copy.key)
        insort(self._members[story], (copy.published_at, copy.key))
        self._story_of[copy.key] = story
        return story

    def prepared(self, key: str) -> PreparedCopy:
        """Return a copy as it is compared. Raises KeyError without such a copy."""
        return self._index[key]

    def __contains__(self, key: str) -> bool:
        return key in self._index

    def __len__(self) -> int:
        return len(self._index)

    def remove(self, key: str) -> None:
        """Take a copy out for good, as one whose document is replaced or gone.

        Its story keeps the other copies. The words that it had stay counted, as it came before
        later ones; and what people separated it from holds if it is added again. Raises KeyError
        without such a copy.
        """
        self._leave(key)
        self._index.remove(key)

    def separate(self, key: str) -> int:
        """Take a copy out of its story as a person decided; return the number of its new story.

        It doesn't come together again with any of the copies that were with it, also not through
        a third, unless `join` overrules that. Alone in its story, it stays there. Raises KeyError
        without such a copy.
        """
        for other in self.copies_of(self._story_of[key]) - {key}:
            self.keep_apart(key, other)
        return self._story_of[key]

    def keep_apart(self, one: str, other: str) -> None:
        """Keep two copies in different stories from now on; `one` leaves a story with both."""
        self._separated[one].add(other)
        self._separated[other].add(one)
        if one in self._story_of and self._story_of[one] == self._story_of.get(other):
            self._leave(one)
            self._begin_story(one)

    def join(self, one: str, other: str) -> int:
        """Merge the stories of two copies as a person decided; return the story's number.

        It is the lower of the two. This overrules what was separated before between copies of these
        two stories. Raises KeyError without such copies.
        """
        story, another = self._story_of[one], self._story_of[other]
        for key in self.copies_of(story):
            for opposite in self._separated.get(key, set()) & self.copies_of(another):
                self._separated[key].discard(opposite)
                self._separated[opposite].discard(key)
        return self._merge(story, another)

    def story_of(self, key: str) -> int:
        """Return the number of a copy's story. Raises KeyError without such a copy."""
        return self._story_of[key]

    def copies_of(self, story: int) -> frozenset[str]:
        """Return the keys of a story's copies. Raises KeyError without such a story."""
        return frozenset(key for _, key in self._members[story])

    def stories(self) -> dict[int, frozenset[str]]:
        """Return the keys of the copies of each story, by its number."""
        return {story: self.copies_of(story) for story in self._members}

    def _reaches(self, copy: PreparedCopy, near: Iterable[str]) -> list[Reach]:
        """Return the reaches of the stories of the copies near, the strongest first."""
        near_by_story: defaultdict[int, set[str]] = defaultdict(set)
        for key in near:
            near_by_story[self._story_of[key]].add(key)
        found = [
            reach(copy, story, self._compared(copy, story, keys))
            for story, keys in near_by_story.items()
        ]
        return by_strength(each for each in found if each)

    def _compared(self, copy: PreparedCopy, story: int, near: set[str]) -> list[PreparedCopy]:
        """Return those copies of a story that are near, and about COMPARED around it in time."""
        around = nearest(self._members[story], copy.published_at, COMPARED)
        return [self._index[key] for key in sorted(near.union(around))]

    def _may_fold(self, copy: PreparedCopy, story: int, reached: Reach) -> bool:
        """Tell whether a story of a new copy and one that it reached may become one."""
        if self._are_separated(story, reached.story):
            return False
        own, others = (self._compared(copy, each, set()) for each in (story, reached.story))
        return may_merge(reached, own, others)

    def _are_separated(self, one: int, other: int) -> bool:
        """Tell whether a person separated any copies of two stories."""
        if len(self._members[other]) < len(self._members[one]):
            one, other = other, one
        return any(
            self._story_of.get(opposite) == other
            for _, key in self._members[one]
            for opposite in self._separated.get(key, ())
        )

    def _begin_story(self, key: str) -> int:
        story = self._next_story
        self._next_story += 1
        self._story_of[key] = story
        self._members[story] = [(self._index[key].published_at, key)]
        return story

    def _merge(self, one: int, other: int) -> int:
        """Make two stories one, and return the lower number, which it keeps."""
        kept, ended = min(one, other), max(one, other)
        if kept != ended:
            for entry in self._members.pop(ended):
                insort(self._members[kept], entry)
                self._story_of[entry[1]] = kept
        return kept

    def _leave(self, key: str) -> None:
        story = self._story_of.pop(key)
        self._members[story].remove((self._index[key].published_at, key))
        if not self._members[story]:
            del self._members[story]
