"""Import documents: options, one call for each collection, and the report of it."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from time import monotonic
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from articles.importing import reader
from articles.importing.run import Entry, Overtaken, Report, Running, import_target
from articles.importing.targets import Target, UsageError, targets


class Command(BaseCommand):
    help = (
        "Import documents into the desk. Exit status: 0 done; 1 a document became invalid that "
        "wasn't before; 2 wrong usage or a missing path, nothing stored; 3 an import of that "
        "collection is running."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            metavar="PATH",
            help="a folder (searched for .md .markdown .txt .yml .yaml) or a file of one; "
            "without: all known collections, or seeds/ when there is none",
        )
        parser.add_argument(
            "--collection", default="", metavar="NAME", help="name of a new folder's collection"
        )
        parser.add_argument(
            "--site", default="", metavar="URL", help="the site; base of relative image addresses"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="do all of it, then roll it back"
        )
        parser.add_argument(
            "--report", metavar="FILE", help="write one JSON line a document to FILE"
        )
        parser.add_argument(
            "--strict", action="store_true", help="exit 1 when any document is invalid or warned of"
        )
        parser.add_argument("--quiet", action="store_true", help="print problems only")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["collection"] and len(options["paths"]) > 1:
            raise CommandError("--collection names one folder; give one PATH.", returncode=2)
        try:
            found = targets(options["paths"], name=options["collection"], site=options["site"])
            report_file = _open_report(options["report"])
        except UsageError as error:
            raise CommandError(str(error), returncode=2) from None
        talks = options["verbosity"] > 0
        failed = False
        reports = []
        try:
            for target in found:
                telling = _Telling(self.stderr, report_file, target, talks)
                report, seconds = self._import(target, options["dry_run"], telling)
                if talks and not options["quiet"]:
                    self._say(report, seconds, target, len(found) > 1, options["dry_run"])
                reports.append((report, seconds))
                failed |= report.newly_invalid > 0
                failed |= options["strict"] and bool(report.totals["invalid"] or report.warnings)
        finally:
            if report_file:
                report_file.close()
        if talks and not options["quiet"] and len(found) > 1:
            seconds = sum(seconds for _, seconds in reports)
            totals = sum((report.totals for report, _ in reports), Counter[str]())
            self.stdout.write(_totals(totals, seconds, options["dry_run"]))
        if failed:
            sys.exit(1)

    def _import(self, target: Target, dry_run: bool, telling: "_Telling") -> tuple[Report, float]:
        began = monotonic()
        try:
            with telling:
                report = import_target(target, dry_run=dry_run, on_entry=telling.hear)
        except Running as error:
            raise CommandError(str(error), returncode=3) from None
        except Overtaken:
            raise CommandError(
                f"Another import of {target.collection.name!r} took over, because this one stood "
                "still for a minute. What it stored is whole.",
                returncode=3,
            ) from None
        except OperationalError as error:
            raise CommandError(
                f"The database did not answer ({error}). What was stored is whole; run the same "
                "command again to go on.",
                returncode=1,
            ) from None
        return report, monotonic() - began

    def _say(
        self, report: Report, seconds: float, target: Target, named: bool, dry_run: bool
    ) -> None:
        prefix = f"{target.collection.name}: " if named else ""
        self.stdout.write(prefix + _totals(report.totals, seconds, dry_run))
        if report.count and report.totals["unchanged"] == report.count:
            self.stdout.write("Nothing has changed since the last import.")
        if not report.count:
            suffixes = " ".join(reader.SUFFIXES)
            self.stdout.write(f"No file in {target.root} ends in {suffixes}.")
        if report.unknown_keys:
            keys = ", ".join(f"{key} ({n:,})" for key, n in report.unknown_keys.most_common(12))
            self.stdout.write(f"Kept in the documents, in no column: {keys}")


def _totals(totals: Counter[str], seconds: float, dry_run: bool) -> str:
    words = ["new", "changed", *(["noise"] if totals["noise"] else []), "unchanged", "invalid"]
    parts = ", ".join(f"{totals[word]:,} {word}" for word in words)
    count = f"{totals.total():,} document{'' if totals.total() == 1 else 's'}"
    suffix = " (dry run: nothing was stored)" if dry_run else ""
    return f"{count}: {parts} in {seconds:.1f} s{suffix}"


def _open_report(path: str | None) -> TextIO | None:
    if path is None:
        return None
    try:
        return Path(path).open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--report: {path!r} can't be written ({error.strerror}).") from None


class _Telling:
    """Tells of each document as it comes: problems on stderr, report lines, a progress bar.

    The bar is for a person at a terminal, and only for what takes over a second.
    """

    def __init__(self, stderr: Any, report: TextIO | None, target: Target, talks: bool) -> None:
        self.stderr, self.report, self.target, self.talks = stderr, report, target, talks
        self.watched = talks and hasattr(stderr, "isatty") and stderr.isatty()
        self.began = monotonic()
        self.count = 0
        self.progress: Progress | None = None

    def __enter__(self) -> "_Telling":
        return self

    def __exit__(self, *error: object) -> None:
        if self.progress:
            self.progress.stop()

    def hear(self, entry: Entry) -> None:
        self.count += 1
        if self.report:
            self.report.write(json.dumps(entry.as_json(), ensure_ascii=False) + "\n")
        if self.talks:
            for problem in entry.problems:
                self._print(_placed(self.target, entry.path, problem))
        if self.watched:
            self._show_progress()

    def _print(self, line: str) -> None:
        if self.progress:
            self.progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            self.stderr.write(line, style_func=lambda text: text)

    def _show_progress(self) -> None:
        if self.progress is None:
            if monotonic() - self.began < 1:
                return
            total = sum(1 for _ in reader.documents(self.target.root / self.target.part))
            self.progress = Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                TimeElapsedColumn(), console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self.progress.add_task(self.target.collection.name, total=total)
            self.progress.start()
        self.progress.update(self.progress.task_ids[0], completed=self.count)


def _placed(target: Target, path: str, problem: Any) -> str:
    """Return `path:line: field: expected …, found …`, with what is not known left out."""
    shown = reader.printable(str(target.root / path))
    line = f":{problem.line}" if problem.line else ""
    field = f"{problem.field}: " if problem.field else ""
    level = "warning: " if problem.level == "warning" else ""
    return f"{shown}{line}: {level}{field}{problem.message}"
