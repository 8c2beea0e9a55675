"""Group equal problems, so that an import prints more than a few of a kind on one line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from articles.documents import Problem
from articles.sync import files

#: How many equal problems are printed one by one; of more, so many values, lines, and documents in
#: which something is missing are named, and the others counted.
NAMED: Final = 3
#: How many documents with a faulty value are named: each may have to be mended otherwise.
NAMED_WITH_VALUE: Final = 20
#: How many different problems are held before they are printed: memory stays bounded.
MAX_GROUPS: Final = 1_000
_INDEX: Final = re.compile(r"\[[0-9]+\]")

#: What equal problems share: level, field without indexes, what was expected, and what was found
#: where that is nothing.
_Kind = tuple[str, str, str, str]


@dataclass(slots=True)
class _Group:
    """The problems of one kind: the first of all, the first of each of a few documents, counts."""

    first: list[tuple[str, Problem]] = field(default_factory=list)
    of_documents: list[tuple[str, Problem]] = field(default_factory=list)
    #: The first distinct values found, and lines; one more than are printed.
    values: dict[str, None] = field(default_factory=dict)
    lines: dict[int | None, None] = field(default_factory=dict)
    problems: int = 0
    documents: int = 0
    last_path: str = ""

    def add(self, path: str, problem: Problem) -> None:
        """Count a problem of the document at a path; a document's problems come one after another.

        Keep it if it is one of the first NAMED, or the first of its document, for the first
        NAMED_WITH_VALUE documents. Keep the first NAMED + 1 distinct values and lines.
        """
        if not self.problems or path != self.last_path:
            self.documents += 1
            if self.documents <= NAMED_WITH_VALUE:
                self.of_documents.append((path, problem))
        self.problems += 1
        self.last_path = path
        if len(self.first) < NAMED:
            self.first.append((path, problem))
        if len(self.values) <= NAMED:
            self.values[problem.found] = None
        if len(self.lines) <= NAMED:
            self.lines[problem.line] = None


class ProblemGroups:
    """The problems of an import that are not printed yet, grouped by kind.

    Problems are of one kind where they differ only in document, line, index in a list and the
    value found; a missing value is another kind than a faulty one, and so are different keys that
    may be meant instead. Paths, which are relative to `root`, are printed joined to it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._groups: dict[_Kind, _Group] = {}

    @property
    def is_full(self) -> bool:
        """Whether MAX_GROUPS kinds or more are held; `add` doesn't refuse further ones."""
        return len(self._groups) >= MAX_GROUPS

    def add(self, path: str, problem: Problem) -> None:
        """Add a problem of the document at a path; add those of one document one after another."""
        missing = problem.found if problem.found.startswith("nothing") else ""
        kind = (problem.level, _INDEX.sub("[]", problem.field), problem.expected, missing)
        self._groups.setdefault(kind, _Group()).add(path, problem)

    def take_lines(self) -> Iterator[str]:
        """Forget all problems, then yield their lines, kinds in the order in which they came.

        A generator: nothing is forgotten before its first line is asked for. Up to NAMED problems
        of a kind have a line each, with document, line and value; more share one. That has the
        first NAMED values, and the first NAMED documents (up to NAMED_WITH_VALUE, which is more,
        where something was found) or the first NAMED lines of a single document.
        """
        groups, self._groups = self._groups, {}
        for kind, group in groups.items():
            if group.problems <= NAMED:
                for path, problem in group.first:
                    yield f"{self._place(path, problem)}: {_text(problem)}"
            else:
                yield self._line(kind, group)

    def _line(self, kind: _Kind, group: _Group) -> str:
        """Return the one line of a group of more than NAMED problems."""
        text = _text(group.first[0][1], field=kind[1], values=list(group.values))
        if group.documents == 1:
            start = f"{self._place(group.last_path)}: {group.problems:,} times"
            return f"{start}: {text}{_lines(list(group.lines))}"
        named = group.of_documents[: NAMED if kind[3] else NAMED_WITH_VALUE]
        places = ", ".join(self._place(*each) for each in named)
        more = group.documents - len(named)
        rest = f" and {more:,} more (--report names all)" if more else ""
        times = f", {group.problems:,} times" if group.problems > group.documents else ""
        return f"{group.documents:,} documents{times}: {text}: {places}{rest}"

    def _place(self, path: str, problem: Problem | None = None) -> str:
        """Return where a problem is: `path:line`, or `path` for a problem of the whole file."""
        shown = files.printable(str(self.root / path))
        return f"{shown}:{problem.line}" if problem and problem.line else shown


def _lines(lines: list[int | None]) -> str:
    """Return line numbers as the end of a printed line, the first NAMED only; '' for none."""
    known = [str(line) for line in lines if line]
    if len(lines) > NAMED:
        return f": lines {', '.join(known[:NAMED])} and others (--report names all)"
    return f": line{'' if len(known) == 1 else 's'} {', '.join(known)}" if known else ""


def _text(problem: Problem, field: str = "", values: list[str] | None = None) -> str:
    """Return a problem without its place; of equal ones with their common field and the values."""
    others = " and others" if values and len(values) > NAMED else ""
    if values:
        problem = replace(problem, found=", ".join(values[:NAMED]) + others)
    level = "warning: " if problem.level == "warning" else ""
    name = field or problem.field
    return f"{level}{name}{': ' if name else ''}{problem.message}"
