"""Measure how well documents are put into stories, by pairs that people labelled.

python -m tests.benchmarks.stories FOLDER PAIRS.csv [--explain]

Reads the documents of a folder, puts them into stories in the order of their dates, then paths, in
memory (no database is made), and compares that with the pairs: rows of `path_a`, `path_b`, relative
to the folder, and `label`: same, different or unsure. Prints precision and recall of what is folded
into one story, and of what is folded or pointed out. Unsure pairs don't count.
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from articles.documents import NewsDocument, read
from articles.documents.identity import story_url
from articles.stories import Copy, Grouping, Placement, provider_key
from articles.stories.copies import in_order

SUFFIXES = (".md", ".markdown", ".txt", ".yml", ".yaml")
LABELS = {"same", "different", "unsure"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents, by their paths, and whether a person says that they report the same."""

    one: str
    other: str
    label: str


@dataclass(frozen=True, slots=True)
class Score:
    """How a prediction compares with the labels: each wrong pair, and how many are right."""

    right: int
    false: tuple[Pair, ...]
    missed: tuple[Pair, ...]

    def __str__(self) -> str:
        """Return precision and recall with three decimals; 1 where there is no such pair."""
        precision = _share(self.right, len(self.false))
        return f"precision {precision:.3f} recall {_share(self.right, len(self.missed)):.3f}"


def _share(right: int, wrong: int) -> float:
    return right / (right + wrong) if right or wrong else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="with the documents, in subfolders too")
    parser.add_argument("pairs", type=Path, help="a CSV file: path_a, path_b, label")
    parser.add_argument("--explain", action="store_true", help="list each wrong pair")
    options = parser.parse_args()
    pairs = read_pairs(options.pairs)
    copies = {copy.key: copy for copy in read_copies(options.folder)}
    missing = {path for pair in pairs for path in (pair.one, pair.other)} - copies.keys()
    if missing:
        sys.exit(f"no valid document: {', '.join(sorted(missing))}")
    grouping, placements = group(copies.values())
    folded, pointed_out = scores(pairs, grouping, placements)
    print(f"folded: {folded}")
    print(f"pointed out: {pointed_out}")
    if options.explain:
        for name, score in (("folded", folded), ("pointed out", pointed_out)):
            print_wrong(name, score, copies)


def read_pairs(path: Path) -> list[Pair]:
    """Return the pairs of a CSV file. Raises ValueError for a label that is none."""
    with path.open(newline="", encoding="utf-8") as file:
        pairs = [Pair(row["path_a"], row["path_b"], row["label"]) for row in csv.DictReader(file)]
    for pair in pairs:
        if pair.label not in LABELS:
            raise ValueError(f"{pair.label!r} is no label: {pair.one}, {pair.other}")
    return pairs


def read_copies(folder: Path) -> Iterator[Copy]:
    """Yield the valid documents of a folder as copies, their paths as keys."""
    now = datetime.now(UTC)
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            document = read(path.read_bytes(), now=now).document
            if document:
                yield copy_of(path.relative_to(folder).as_posix(), document)


def copy_of(path: str, document: NewsDocument) -> Copy:
    """Return a document as a copy."""
    return Copy(
        path,
        document.title,
        document.excerpt,
        tuple(dict.fromkeys(filter(None, (story_url(document), document.web_url)))),
        provider_key(document.provider.name, document.provider.domain),
        document.published_at,
    )


def group(copies: Iterable[Copy]) -> tuple[Grouping, dict[str, Placement]]:
    """Put copies into stories in order; return these, and what became of each copy by its key."""
    grouping = Grouping()
    return grouping, {copy.key: grouping.add(copy) for copy in in_order(copies)}


def scores(
    pairs: Iterable[Pair], grouping: Grouping, placements: dict[str, Placement]
) -> tuple[Score, Score]:
    """Return the scores of what is folded, and of what is folded or pointed out."""
    counted = [pair for pair in pairs if pair.label != "unsure"]
    pointed_out = {
        frozenset((key, pointer.key))
        for key, placement in placements.items()
        for pointer in placement.pointers
    }
    folded = {
        pair for pair in counted if grouping.story_of(pair.one) == grouping.story_of(pair.other)
    }
    shown = folded | {pair for pair in counted if frozenset((pair.one, pair.other)) in pointed_out}
    return score(counted, folded), score(counted, shown)


def score(pairs: Iterable[Pair], predicted: set[Pair]) -> Score:
    """Return the score of the pairs that are predicted to be the same."""
    pairs = list(pairs)
    return Score(
        sum(pair.label == "same" for pair in predicted),
        tuple(pair for pair in pairs if pair in predicted and pair.label == "different"),
        tuple(pair for pair in pairs if pair not in predicted and pair.label == "same"),
    )


def print_wrong(name: str, score: Score, copies: dict[str, Copy]) -> None:
    """Print each wrong pair of a score: its headlines, providers and times."""
    for kind, pairs in (("wrong", score.false), ("missed", score.missed)):
        for pair in pairs:
            print(f"{name}, {kind}:")
            for copy in (copies[pair.one], copies[pair.other]):
                provider = copy.provider.partition("\n")[0]
                print(f"  {copy.published_at:%Y-%m-%d %H:%M} {provider}: {copy.headline}")


if __name__ == "__main__":
    main()
