"""What came of an import: an entry for each document, and the totals."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from articles.documents import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of one document, in a word of the documents page, and why.

    new, changed, noise, unchanged, invalid, gone, moved or replaced; `conflicts` are the fields in
    which it opened one.
    """

    path: str
    status: str
    changes: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    #: For an invalid one: it was valid, or not there, at the last import.
    newly_invalid: bool = False
    conflicts: list[str] = field(default_factory=list)
    article: int | None = field(default=None, compare=False)
    #: Of its warnings, those that its text of before had too.
    old_warnings: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        problems = [
            {"level": p.level, "line": p.line, "field": p.field, "message": p.message}
            for p in self.problems
        ]
        told = {**asdict(self), "problems": problems}
        del told["article"], told["old_warnings"]
        return told


@dataclass(slots=True)
class Report:
    """The totals of an import; entries themselves are handed on as they come, not kept."""

    totals: Counter[str] = field(default_factory=Counter)
    warnings: int = 0
    newly_invalid: int = 0
    conflicts: int = 0
    #: How many documents are missing, where that were so many that none was marked as gone.
    missing: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    unknown_keys: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        self.totals[entry.status] += 1
        if entry.status != "noise":
            self.fields.update(entry.changes)
        self.newly_invalid += entry.newly_invalid
        self.conflicts += len(entry.conflicts)
        self.warnings += any(problem.level == "warning" for problem in entry.problems)

    @property
    def count(self) -> int:
        return self.totals.total()

    def kept(self) -> dict[str, Any]:
        """Return what the run keeps of it."""
        told = {"fields": dict(self.fields), "conflicts": self.conflicts, "missing": self.missing}
        return {**self.totals, **{name: value for name, value in told.items() if value}}
