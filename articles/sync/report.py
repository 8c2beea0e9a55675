"""The result of an import: an entry for each document, and the totals."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from articles.documents import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """The result of importing one document.

    `status` is new, changed, noise, unchanged, invalid, gone, moved or replaced
    (newsroom/docs/documents.md); `changes` are keys, and `returned` where it had been gone;
    `conflicts` are the fields in which it opened a conflict; `repeated_links` counts its related
    links that were left out because they repeat an earlier one; `article` is a primary key (that of
    a new article in a dry run is rolled back) or None.
    """

    path: str
    status: str
    changes: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    #: For an invalid document: at the last import it was valid, or not in the folder.
    newly_invalid: bool = False
    conflicts: list[str] = field(default_factory=list)
    repeated_links: int = 0
    article: int | None = field(default=None, compare=False)
    #: Those of its warnings that its previous text had too; none for noise.
    old_warnings: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the entry in types of JSON, as a line of `--report` has it.

        Problems have level, line, field and message; `article` and `old_warnings` are left out.
        """
        problems = [
            {"level": p.level, "line": p.line, "field": p.field, "message": p.message}
            for p in self.problems
        ]
        values = {**asdict(self), "problems": problems}
        del values["article"], values["old_warnings"]
        return values


@dataclass(slots=True)
class Report:
    """The totals of an import; the entries themselves are not kept.

    `totals` counts documents by status, `fields` changes by key, with `returned` (not those of
    noise), `unknown_keys` valid documents by key, `warnings` documents with a warning,
    `newly_invalid` documents, `conflicts` fields in which one was opened, `conflict_articles` the
    articles of these, `repeated_links` related links. Unchanged documents count in `totals` only.
    """

    totals: Counter[str] = field(default_factory=Counter)
    warnings: int = 0
    newly_invalid: int = 0
    conflicts: int = 0
    conflict_articles: int = 0
    repeated_links: int = 0
    #: How many documents are missing, where there are so many that none was marked as gone.
    missing: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    unknown_keys: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count an entry; neither the changed keys of noise nor unknown keys are counted here."""
        self.totals[entry.status] += 1
        if entry.status != "noise":
            self.fields.update(entry.changes)
        self.newly_invalid += entry.newly_invalid
        self.conflicts += len(entry.conflicts)
        self.conflict_articles += bool(entry.conflicts)
        self.repeated_links += entry.repeated_links
        self.warnings += any(problem.level == "warning" for problem in entry.problems)

    @property
    def count(self) -> int:
        """The number of entries: documents read, refused or found gone; not those of `missing`."""
        return self.totals.total()

    def run_totals(self) -> dict[str, Any]:
        """Return the totals that are stored with the run.

        They are by status, with `fields` (changes by key), `conflicts`, `conflict_articles`,
        `repeated_links` and `missing`; zeros are left out.
        """
        more = {
            "fields": dict(self.fields),
            "conflicts": self.conflicts,
            "conflict_articles": self.conflict_articles,
            "repeated_links": self.repeated_links,
            "missing": self.missing,
        }
        return {**self.totals, **{name: value for name, value in more.items() if value}}
