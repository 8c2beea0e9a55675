"""The differences of two lists of lines: patience diff, with difflib between its anchors.

The steps of difflib are limited, as many equal lines make it slow.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

#: The steps that difflib may need for one comparison: about a second. It is slowest with lines
#: that occur often: 8,000 blank lines took 20 s.
MAX_STEPS: Final = 30_000_000

Lines = Sequence[str]


class Block(NamedTuple):
    """A difference: the old lines `old_from:old_to` became the new lines `new_from:new_to`.

    Both are slices, from 0; one of them may be empty. Where `is_coarse`, some of its lines may be
    in both texts.
    """

    old_from: int
    old_to: int
    new_from: int
    new_to: int
    #: Too large for difflib: some of its lines may be the same in both texts.
    is_coarse: bool = False

    @property
    def size(self) -> int:
        """The number of old lines plus that of new lines."""
        return self.old_to - self.old_from + self.new_to - self.new_from


def blocks(old: Lines, new: Lines) -> Iterator[Block]:
    """Yield the differences in order; the lines outside the blocks are the same in both texts.

    Equal lines at both ends are cut off. Anchors are lines that then occur once in each text, as
    many as are in one order in both. Of each gap before, between and after them, without equal
    lines at its ends, difflib finds the blocks; a gap without a common line is one block, if not
    empty, and one for which the steps left of MAX_STEPS don't suffice is one coarse block.
    """
    remaining = MAX_STEPS
    for gap in _gaps(old, new, _trimmed(old, new, Block(0, len(old), 0, len(new)))):
        block = _trimmed(old, new, gap)
        steps = _steps(old, new, block)
        if steps > remaining:
            yield block._replace(is_coarse=True)
        elif steps:
            remaining -= steps
            yield from _by_line(old, new, block)
        elif block.size:
            yield block


def _by_line(old: Lines, new: Lines, block: Block) -> Iterator[Block]:
    """Yield the differences that difflib finds in the block; indexes are of `old` and `new`."""
    at, to, new_at, new_to, _ = block
    matcher = SequenceMatcher(None, old[at:to], new[new_at:new_to], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            yield Block(at + old_from, at + old_to, new_at + new_from, new_at + new_to)


def _trimmed(old: Lines, new: Lines, block: Block) -> Block:
    """Return the block without the equal lines at its beginning and its end."""
    old_from, old_to, new_from, new_to, _ = block
    while old_from < old_to and new_from < new_to and old[old_from] == new[new_from]:
        old_from, new_from = old_from + 1, new_from + 1
    while old_from < old_to and new_from < new_to and old[old_to - 1] == new[new_to - 1]:
        old_to, new_to = old_to - 1, new_to - 1
    return Block(old_from, old_to, new_from, new_to)


def _steps(old: Lines, new: Lines, block: Block) -> int:
    """Return an upper bound of difflib's steps for the block; 0 where it has no common line.

    difflib looks at each pair of equal lines to find the longest common run, and again on both
    sides of that run: at most once for every line.
    """
    times = Counter(new[block.new_from : block.new_to])
    pairs = sum(times[line] for line in old[block.old_from : block.old_to])
    fewer = min(block.old_to - block.old_from, block.new_to - block.new_from)
    return (pairs + block.size) * fewer if pairs else 0


def _gaps(old: Lines, new: Lines, block: Block) -> Iterator[Block]:
    """Yield the parts of the block before, between and after its anchors; some may be empty."""
    old_at, new_at = block.old_from, block.new_from
    for old_to, new_to in _anchors(old, new, block):
        yield Block(old_at, old_to, new_at, new_to)
        old_at, new_at = old_to + 1, new_to + 1
    yield Block(old_at, block.old_to, new_at, block.new_to)


def _anchors(old: Lines, new: Lines, block: Block) -> list[tuple[int, int]]:
    """Return the block's anchors, in order, as pairs of an old and a new index.

    Anchors are lines that occur once in the block in each text: as many as come in one order in
    both texts, which is the longest increasing subsequence of the new indexes, taken in the old
    order.
    """
    new_indexes = _unique_lines(new, block.new_from, block.new_to)
    old_indexes = _unique_lines(old, block.old_from, block.old_to)
    pairs = [(at, new_indexes[line]) for line, at in old_indexes.items() if line in new_indexes]
    ends: list[int] = []  # by length, the least new index at which such a subsequence ends
    last: list[int] = []  # by length, the pair at which it ends
    previous: list[int] = []  # by pair, the pair before it in its subsequence
    for number, (_, new_index) in enumerate(pairs):
        length = bisect_left(ends, new_index)
        previous.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [new_index]
        last[length : length + 1] = [number]
    anchors, number = [], last[-1] if last else -1
    while number >= 0:
        anchors.append(pairs[number])
        number = previous[number]
    return anchors[::-1]


def _unique_lines(lines: Lines, first: int, end: int) -> dict[str, int]:
    """Return the index in `lines` of each line that occurs once in `first:end`, in order."""
    times = Counter(lines[first:end])
    return {lines[at]: at for at in range(first, end) if times[lines[at]] == 1}
