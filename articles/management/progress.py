"""Output of a running import or export: progress bar, printed problems, and the --report file."""

import json
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any, Self

from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from articles.documents import Problem
from articles.management.pipes import PipeSafe
from articles.management.problem_groups import ProblemGroups
from articles.sync.importer import Entry, paths_of
from articles.sync.targets import Target, UsageError


class ReportFile:
    """The file of --report, with one JSON line for each document; without a path, none.

    Its previous content is kept until the first line is written, or the `with` block ends without
    an exception. A file that `ReportFile` created is removed where an exception comes before that.
    Creating a `ReportFile` opens the file, and raises UsageError where that fails; `add` and the
    end of the block raise CommandError where writing fails. A pipe whose reader has gone is no
    failure: the remaining lines are dropped.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.is_truncated = False
        if path is None:
            return
        self.is_new = not os.path.exists(path)
        try:
            # Closed on exit.
            self.file = PipeSafe(Path(path).open("a", encoding="utf-8"))  # noqa: SIM115
        except (OSError, ValueError) as error:
            raise UsageError(
                f"--report: {path!r} can't be written ({getattr(error, 'strerror', error)})."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if self.path is None:
            return
        try:
            with closing(self.file):
                if kind is None:
                    self._truncate()
        except OSError as fault:
            raise self._write_error(fault) from None
        if self.is_new and not self.is_truncated:
            Path(self.path).unlink(missing_ok=True)

    def add(self, entry: Entry) -> None:
        """Write the entry as a JSON line, where there is a file; the first one empties the file.

        Raises CommandError where writing fails, which may show only at a later entry or at the end
        of the block: lines are buffered.
        """
        if self.path is None:
            return
        try:
            self._truncate()
            self.file.write(json.dumps(entry.as_json(), ensure_ascii=False) + "\n")
        except OSError as error:
            raise self._write_error(error) from None

    def _truncate(self) -> None:
        """Empty the file, once; a pipe or a terminal has nothing to empty."""
        if not self.is_truncated and stat.S_ISREG(os.fstat(self.file.fileno()).st_mode):
            self.file.truncate(0)
        self.is_truncated = True

    def _write_error(self, error: OSError) -> CommandError:
        return CommandError(
            f"--report: {self.path!r} can't be written on ({error.strerror}). What was stored is "
            "whole."
        )


class ProgressBar:
    """A progress bar on a terminal, shown only where the work takes more than a second.

    It is first shown by an `update` after that second, which calls `total`. Lines of `print_line`
    are above the bar. Without `enabled`, or where `stderr` is no terminal, no bar is shown.
    """

    def __init__(self, stderr: Any, name: str, total: Callable[[], int], *, enabled: bool) -> None:
        self.stderr, self.name, self.total = stderr, name, total
        self.enabled = enabled and hasattr(stderr, "isatty") and stderr.isatty()
        self.started_at = monotonic()
        self.progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.progress:
            self.progress.stop()

    def print_line(self, line: str) -> None:
        """Print a line on stderr, above the bar if it is shown."""
        if self.progress:
            self.progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            self.stderr.write(line, style_func=lambda text: text)

    def update(self, count: int) -> None:
        """Set the bar to `count` finished items in all, once its first second has passed.

        Does nothing without `enabled`, and shows nothing where stderr is no terminal.
        """
        if not self.enabled:
            return
        if self.progress is None:
            if monotonic() - self.started_at < 1:
                return
            self.progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self.progress.add_task(self.name, total=self.total())
            self.progress.start()
        self.progress.update(self.progress.task_ids[0], completed=count)


class ImportProgress(ProgressBar):
    """The output for each document of an import: printed problems, a line of the report file, bar.

    With `verbose` false there are neither problems nor a bar; with `is_quiet` only new problems are
    printed. Problems are printed when the `with` block ends, or too many different ones are held;
    many of one kind as one line. Those of documents that are noise aren't printed.
    """

    def __init__(
        self, stderr: Any, report: ReportFile, target: Target, *, verbose: bool, is_quiet: bool
    ) -> None:
        super().__init__(
            stderr,
            target.collection.name,
            lambda: sum(1 for _ in paths_of(target)),
            enabled=verbose,
        )
        self.report, self.target, self.verbose, self.is_quiet = report, target, verbose, is_quiet
        self.count = 0
        self.placed = 0
        self._problems = ProblemGroups(target.root)

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self._print_problems()

    def add_entry(self, entry: Entry) -> None:
        """Write the entry to the report file, hold problems to print, and advance the bar.

        For `import_target`'s `on_entry`. Held are the problems that the class prints: not those of
        noise, and with `is_quiet` only new ones. Documents that are gone don't advance the bar.
        Raises CommandError where the report file can't be written.
        """
        self.count += entry.status != "gone"
        self.report.add(entry)
        if self.verbose:
            for problem in self._problems_to_print(entry):
                self._problems.add(entry.path, problem)
            if self._problems.is_full:
                self._print_problems()
        self.update(self.count)

    def add_placed(self, count: int) -> None:
        """Advance the second bar, of articles put into stories; shown only below the first one.

        For `import_target`'s `on_placed`.
        """
        self.placed += count
        if self.progress:
            if len(self.progress.task_ids) == 1:
                self.progress.add_task(f"{self.name}, stories", total=None)
            self.progress.update(self.progress.task_ids[1], completed=self.placed)

    def _print_problems(self) -> None:
        for line in self._problems.take_lines():
            self.print_line(line)

    def _problems_to_print(self, entry: Entry) -> Iterable[Problem]:
        """Return the entry's problems, with `is_quiet` only those that are new.

        Cron mails each line, so a problem is printed once there; the page of imports lists the
        documents that are still invalid. Noise is only counted.
        """
        if entry.status == "noise":
            return ()
        if not self.is_quiet:
            return entry.problems
        if entry.status == "invalid" and not entry.newly_invalid:
            return ()
        return (each for each in entry.problems if each not in entry.old_warnings)
