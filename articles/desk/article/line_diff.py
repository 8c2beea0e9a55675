"""Where two lists of lines differ, found in a bounded time whatever they say."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

#: The steps that difflib may need for one comparison: about a second. It is at its worst with
#: lines that are often the same: 8,000 blank ones took it 20 s.
STEPS: Final = 30_000_000

Lines = Sequence[str]


class Block(NamedTuple):
    """The lines `old_from:old_to` of one text became `new_from:new_to` of the other."""

    old_from: int
    old_to: int
    new_from: int
    new_to: int
    #: They were too many to be compared one by one: some may stand on both sides.
    is_coarse: bool = False

    @property
    def size(self) -> int:
        return self.old_to - self.old_from + self.new_to - self.new_from


def blocks(old: Lines, new: Lines) -> Iterator[Block]:
    """Yield what differs, in order; between two blocks both texts are the same.

    The lines that stand once in each text are found first; what lies between them is left to
    difflib, or is one block where that is too much.
    """
    left = STEPS
    for stretch in _stretches(old, new, _trimmed(old, new, Block(0, len(old), 0, len(new)))):
        block = _trimmed(old, new, stretch)
        steps = _steps(old, new, block)
        if steps > left:
            yield block._replace(is_coarse=True)
        elif steps:
            left -= steps
            yield from _by_line(old, new, block)
        elif block.size:
            yield block


def _by_line(old: Lines, new: Lines, block: Block) -> Iterator[Block]:
    at, to, new_at, new_to, _ = block
    matcher = SequenceMatcher(None, old[at:to], new[new_at:new_to], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            yield Block(at + old_from, at + old_to, new_at + new_from, new_at + new_to)


def _trimmed(old: Lines, new: Lines, block: Block) -> Block:
    """Leave out the lines at both ends that are the same."""
    old_from, old_to, new_from, new_to, _ = block
    while old_from < old_to and new_from < new_to and old[old_from] == new[new_from]:
        old_from, new_from = old_from + 1, new_from + 1
    while old_from < old_to and new_from < new_to and old[old_to - 1] == new[new_to - 1]:
        old_to, new_to = old_to - 1, new_to - 1
    return Block(old_from, old_to, new_from, new_to)


def _steps(old: Lines, new: Lines, block: Block) -> int:
    """Return how many steps difflib needs at most; 0 where no line stands on both sides.

    It looks at each pair of equal lines to find the longest run of them, and does so again on
    both sides of the run, at most once for every line.
    """
    times = Counter(new[block.new_from : block.new_to])
    pairs = sum(times[line] for line in old[block.old_from : block.old_to])
    fewer = min(block.old_to - block.old_from, block.new_to - block.new_from)
    return (pairs + block.size) * fewer if pairs else 0


def _stretches(old: Lines, new: Lines, block: Block) -> Iterator[Block]:
    """Yield what lies between the lines that stand once in each text, as far as in one order."""
    old_at, new_at = block.old_from, block.new_from
    for old_to, new_to in _anchors(old, new, block):
        yield Block(old_at, old_to, new_at, new_to)
        old_at, new_at = old_to + 1, new_to + 1
    yield Block(old_at, block.old_to, new_at, block.new_to)


def _anchors(old: Lines, new: Lines, block: Block) -> list[tuple[int, int]]:
    """Return the longest row of lines, by their places, that stand once in each text."""
    news = _once(new, block.new_from, block.new_to)
    olds = _once(old, block.old_from, block.old_to)
    both = [(at, news[line]) for line, at in olds.items() if line in news]
    ends: list[int] = []  # by length, the least place in `new` at which such a row ends
    last: list[int] = []  # by length, the pair at which it ends
    before: list[int] = []  # by pair, the pair before it in its row
    for number, (_, place) in enumerate(both):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
    row, number = [], last[-1] if last else -1
    while number >= 0:
        row.append(both[number])
        number = before[number]
    return row[::-1]


def _once(lines: Lines, first: int, end: int) -> dict[str, int]:
    """Return the places of the lines that stand once in this part, in order."""
    times = Counter(lines[first:end])
    return {lines[at]: at for at in range(first, end) if times[lines[at]] == 1}
