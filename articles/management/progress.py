"""What an import or export says while it runs: to whoever watches, and to --report."""

import json
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic
from typing import Any, Self

from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from articles.documents import Problem
from articles.sync import files
from articles.sync.importer import Entry, paths_of
from articles.sync.targets import Target, UsageError


class ReportFile:
    """The file of --report. What it held before stays until there is something to report.

    Raises UsageError where it can't be written at all, CommandError where that ends midway.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.begun = False
        if path is None:
            return
        self.is_new = not Path(path).exists()
        try:
            self.file = Path(path).open("a", encoding="utf-8")  # noqa: SIM115  # closed on exit
        except (OSError, ValueError) as error:
            raise UsageError(
                f"--report: {path!r} can't be written ({getattr(error, 'strerror', error)})."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if self.path is None:
            return
        if kind is None:
            self._begin()
        try:
            self.file.close()
        except OSError as fault:
            raise self._cut_short(fault) from None
        if self.is_new and not self.begun:
            Path(self.path).unlink(missing_ok=True)

    def add(self, entry: Entry) -> None:
        if self.path is None:
            return
        self._begin()
        try:
            self.file.write(json.dumps(entry.as_json(), ensure_ascii=False) + "\n")
        except OSError as error:
            raise self._cut_short(error) from None

    def _begin(self) -> None:
        # A pipe or a terminal has nothing to empty.
        if not self.begun and stat.S_ISREG(os.fstat(self.file.fileno()).st_mode):
            self.file.truncate(0)
        self.begun = True

    def _cut_short(self, error: OSError) -> CommandError:
        return CommandError(
            f"--report: {self.path!r} can't be written on ({error.strerror}). What was stored is "
            "whole."
        )


class Bar:
    """A progress bar for a person at a terminal, only for what takes over a second.

    Lines come above it. `total` is asked when it is first shown.
    """

    def __init__(self, stderr: Any, name: str, total: Callable[[], int], *, talks: bool) -> None:
        self.stderr, self.name, self.total = stderr, name, total
        self.watched = talks and hasattr(stderr, "isatty") and stderr.isatty()
        self.began = monotonic()
        self.progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.progress:
            self.progress.stop()

    def say(self, line: str) -> None:
        """Print a line on stderr."""
        if self.progress:
            self.progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            self.stderr.write(line, style_func=lambda text: text)

    def move(self, count: int) -> None:
        """Show that so many are done."""
        if not self.watched:
            return
        if self.progress is None:
            if monotonic() - self.began < 1:
                return
            self.progress = Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                TimeElapsedColumn(), console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self.progress.add_task(self.name, total=self.total())
            self.progress.start()
        self.progress.update(self.progress.task_ids[0], completed=count)


class Telling(Bar):
    """Tells of each document as an import comes to it: problems, report lines, progress."""

    def __init__(
        self, stderr: Any, report: ReportFile, target: Target, talks: bool, is_quiet: bool
    ) -> None:
        super().__init__(
            stderr, target.collection.name, lambda: sum(1 for _ in paths_of(target)), talks=talks
        )
        self.report, self.target, self.talks, self.is_quiet = report, target, talks, is_quiet
        self.count = 0

    def hear(self, entry: Entry) -> None:
        self.count += entry.status != "gone"
        self.report.add(entry)
        if self.talks:
            for problem in self._worth_a_line(entry):
                self.say(_placed(self.target, entry.path, problem))
        self.move(self.count)

    def _worth_a_line(self, entry: Entry) -> Iterable[Problem]:
        """Return the problems to print. Noise is a number and no line.

        Quietly, from cron, a problem is news once; of faults the page of imports goes on telling.
        """
        if entry.status == "noise":
            return ()
        if not self.is_quiet:
            return entry.problems
        if entry.status == "invalid" and not entry.newly_invalid:
            return ()
        return (each for each in entry.problems if each not in entry.old_warnings)


def _placed(target: Target, path: str, problem: Any) -> str:
    """Return `path:line: field: expected …, found …`, with what is not known left out."""
    shown = files.printable(str(target.root / path))
    line = f":{problem.line}" if problem.line else ""
    field = f"{problem.field}: " if problem.field else ""
    level = "warning: " if problem.level == "warning" else ""
    return f"{shown}{line}: {level}{field}{problem.message}"
