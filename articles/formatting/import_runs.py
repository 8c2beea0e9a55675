"""Totals, duration and changed fields of import and export runs, as text."""

from typing import Final

from articles.formatting.fields import subject
from articles.models import ImportRun

#: The names of a run's totals, in the order in which a page shows them.
SHOWN_TOTALS: Final = (
    "new",
    "changed",
    "replaced",
    "moved",
    "gone",
    "noise",
    "unchanged",
    "invalid",
    "conflicts",
    "repeated_links",
    "missing",
    "written",
    "left",
)


def totals(run: ImportRun) -> str:
    """Return those of SHOWN_TOTALS that aren't 0, in that order: `2 new, 1 changed, 297 noise`.

    Conflicts and repeated links have words of their own (`conflict_count`, `repeated_links`).
    Without any: '' for a run that is running or was interrupted, else `no documents`, or for an
    export `nothing to write`.
    """
    parts = [_part(name, run.totals) for name in SHOWN_TOTALS if run.totals.get(name)]
    if not parts and (run.interrupted or not run.finished_at):
        return ""
    if not parts:
        return "nothing to write" if run.kind == ImportRun.Kind.EXPORT else "no documents"
    return ", ".join(parts)


def repeated_links(number: int) -> str:
    """Return how many repeated related links were merged: `12 repeated related links merged`."""
    return f"{number:,} repeated related link{'' if number == 1 else 's'} merged"


def conflict_count(fields: int, articles: int) -> str:
    """Return a number of conflicts, one a field, and of the articles that have them, as text.

    `7 conflicts in 5 articles`; `7 conflicts` where `articles` is 0: older releases didn't count
    them.
    """
    conflicts = f"{fields:,} conflict{'' if fields == 1 else 's'}"
    if not articles:
        return conflicts
    return f"{conflicts} in {articles:,} article{'' if articles == 1 else 's'}"


def _part(name: str, counts: dict[str, int]) -> str:
    if name == "repeated_links":
        return repeated_links(counts[name])
    if name == "conflicts":
        return conflict_count(counts[name], counts.get("conflict_articles", 0))
    return f"{counts[name]:,} {name}"


def seconds(run: ImportRun) -> str:
    """Return the seconds from a run's start to its stored end, with one decimal; '' without an end.

    The end of a killed run is when the collection's next run found it, perhaps hours later.
    """
    return f"{(run.finished_at - run.started_at).total_seconds():.1f}" if run.finished_at else ""


def fields_changed(run: ImportRun) -> str:
    """Return the changes of a run by key, those of noise left out: `topics 290, publishing 3`.

    The most frequent is first; keys have the names of `subject`, and `returned` counts documents
    that had been gone. '' without any.
    """
    counts = sorted(run.totals.get("fields", {}).items(), key=lambda each: -each[1])
    return ", ".join(f"{subject(name)} {number:,}" for name, number in counts)
