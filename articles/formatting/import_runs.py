"""Totals, duration and changed fields of import and export runs, as text."""

from typing import Final

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
    "missing",
    "written",
    "left",
)


def totals(run: ImportRun) -> str:
    """Return the totals of a run: `2 new, 1 changed, 297 noise`.

    Returns '' for a run without stored totals, because it is running or was killed.
    """
    parts = [(name, run.totals[name]) for name in SHOWN_TOTALS if run.totals.get(name)]
    if not parts and (run.interrupted or not run.finished_at):
        return ""
    if not parts:
        return "nothing to write" if run.kind == ImportRun.Kind.EXPORT else "no documents"
    return ", ".join(
        f"{number:,} {'conflict' if (name, number) == ('conflicts', 1) else name}"
        for name, number in parts
    )


def seconds(run: ImportRun) -> str:
    """Return how long a finished run took, in seconds."""
    return f"{(run.finished_at - run.started_at).total_seconds():.1f}" if run.finished_at else ""


def fields_changed(run: ImportRun) -> str:
    """Return the number of documents in which each key changed, the most frequent first."""
    counts = sorted(run.totals.get("fields", {}).items(), key=lambda each: -each[1])
    return ", ".join(f"{name} {number:,}" for name, number in counts)
