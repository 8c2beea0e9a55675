"""Measure how well documents are put into stories, by pairs that people labelled.

python -m tests.benchmarks.stories FOLDER PAIRS.csv [--explain]

Imports a folder into a fresh database, which puts its documents into stories in the order of their
dates, then paths, and compares that with the pairs: rows of `path_a`, `path_b`, relative to the
folder, and `label`: same, different or unsure. Prints precision and recall of what is folded into
one story, and of what is folded or pointed out. Unsure pairs don't count.
"""

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command

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
    with fresh_database():
        stories = imported(options.folder)
        missing = {path for pair in pairs for path in (pair.one, pair.other)} - stories.of.keys()
        if missing:
            sys.exit(f"no valid document: {', '.join(sorted(missing))}")
        folded, pointed_out = scores(pairs, stories)
        print(f"folded: {folded}")
        print(f"pointed out: {pointed_out}")
        if options.explain:
            for name, result in (("folded", folded), ("pointed out", pointed_out)):
                print_wrong(name, result)


@contextmanager
def fresh_database() -> Iterator[None]:
    """Set Django up with a new database; in a test, use the test's."""
    if apps.ready:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"NEWSROOM_DATA": folder, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        django.setup()
        call_command("migrate", verbosity=0)
        yield


@dataclass(frozen=True, slots=True)
class Stories:
    """The story of each document by its path, None for one alone, and the pairs pointed out."""

    of: dict[str, int | None]
    pointed_out: set[frozenset[str]]

    def are_folded(self, pair: Pair) -> bool:
        """Tell whether two documents are in one story."""
        return self.of[pair.one] is not None and self.of[pair.one] == self.of[pair.other]


def imported(folder: Path) -> Stories:
    """Import a folder, and return the stories of its documents."""
    # Models can be imported once Django is set up.
    from articles.models import StoryCopy, StoryPointer
    from articles.sync.importer import import_target
    from articles.sync.targets import targets

    target = targets([str(folder)])[0]
    import_target(target)
    copies = StoryCopy.objects.filter(collection=target.collection)
    pointers = StoryPointer.objects.filter(article__collection=target.collection)
    return Stories(
        dict(copies.values_list("article__path", "story")),
        {frozenset(pair) for pair in pointers.values_list("article__path", "other__path")},
    )


def read_pairs(path: Path) -> list[Pair]:
    """Return the pairs of a CSV file. Raises ValueError for a label that is none."""
    with path.open(newline="", encoding="utf-8") as file:
        pairs = [Pair(row["path_a"], row["path_b"], row["label"]) for row in csv.DictReader(file)]
    for pair in pairs:
        if pair.label not in LABELS:
            raise ValueError(f"{pair.label!r} is no label: {pair.one}, {pair.other}")
    return pairs


def scores(pairs: Iterable[Pair], stories: Stories) -> tuple[Score, Score]:
    """Return the scores of what is folded, and of what is folded or pointed out."""
    counted = [pair for pair in pairs if pair.label != "unsure"]
    folded = {pair for pair in counted if stories.are_folded(pair)}
    pointed_out = {
        pair for pair in counted if frozenset((pair.one, pair.other)) in stories.pointed_out
    }
    return score(counted, folded), score(counted, folded | pointed_out)


def score(pairs: Iterable[Pair], predicted: set[Pair]) -> Score:
    """Return the score of the pairs that are predicted to be the same."""
    pairs = list(pairs)
    return Score(
        sum(pair.label == "same" for pair in predicted),
        tuple(pair for pair in pairs if pair in predicted and pair.label == "different"),
        tuple(pair for pair in pairs if pair not in predicted and pair.label == "same"),
    )


def print_wrong(name: str, result: Score) -> None:
    """Print each wrong pair of a score: the headlines, providers and times of its documents."""
    from articles.models import Article

    for kind, pairs in (("wrong", result.false), ("missed", result.missed)):
        for pair in pairs:
            print(f"{name}, {kind}:")
            rows = Article.objects.filter(path__in=(pair.one, pair.other))
            for article in rows.select_related("provider").order_by("published_at", "path"):
                time = f"{article.published_at:%Y-%m-%d %H:%M}"
                print(f"  {time} {article.provider}: {article.headline}")


if __name__ == "__main__":
    main()
