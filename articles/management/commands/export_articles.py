"""The command `export_articles`: write decided values into the documents of each collection."""

import difflib
import sys
import unicodedata
from argparse import ArgumentParser
from io import StringIO
from time import monotonic
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.management.pipes import ReaderGone, stop_without_reader
from articles.management.progress import ProgressBar
from articles.management.setup import database_fault, not_set_up
from articles.sync import files
from articles.sync.export_plan import SkippedDocument
from articles.sync.exporter import (
    ExportReport,
    WrittenDocument,
    decided_articles,
    export_target,
)
from articles.sync.locks import LockHeld, LockLost
from articles.sync.targets import Target, UsageError, split_by_folder, targets

#: What an export did to a document whose `published: true` may be its own value.
HELD_BACK: Final = (
    "published: true, which may be our own export's value, turned to false: nobody decided it, and "
    "upstream's own word is in doubt"
)


class Command(BaseCommand):
    help = (
        "Write what people decided into the documents, and nothing else. Exit status: 0 done; "
        "1 a document was skipped for a reason that no import has reported, with --check something "
        "would be written, or the database failed; 2 wrong usage, or a collection's folder is "
        "missing; 3 an import or export of that collection is running; 130 stopped by Ctrl-C. Of "
        "several collections the others are exported, and the highest status is returned. Every "
        "document is whole then."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            metavar="FOLDER",
            help="a collection's folder, or one below it; without: all known collections",
        )
        parser.add_argument("--collection", default="", metavar="NAME", help="one collection")
        parser.add_argument("--dry-run", action="store_true", help="print what would be written")
        parser.add_argument(
            "--diff", action="store_true", help="write nothing; print what would be, as diffs"
        )
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 when something would be"
        )
        parser.add_argument("--quiet", action="store_true", help="print problems only")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"] or options["check"] or options["diff"]
        verbose = options["verbosity"] > 0 and not options["quiet"]
        status = 0
        try:
            paths = [options["folder"]] if options["folder"] is not None else []
            chosen = targets(paths, name=options["collection"])
            selected, missing_folders = split_by_folder(chosen)
            if any(target.collection.pk is None for target in selected):
                raise UsageError("Nothing has been imported from there, so nothing was decided.")
            for message in missing_folders:
                self.stderr.write(message)
                status = 2
            for target in selected:
                started_at = monotonic()
                try:
                    report = self._export(
                        target, dry_run=dry_run, diff=options["diff"], verbose=verbose
                    )
                except (LockHeld, LockLost) as error:
                    if len(chosen) == 1:
                        raise
                    reason = str(error) or "Another one took over."
                    self.stderr.write(f"{target.collection.name}: {reason}")
                    status = 3
                    continue
                if verbose:
                    prefix = f"{target.collection.name}: " if len(selected) > 1 else ""
                    seconds = monotonic() - started_at
                    self.stdout.write(prefix + _totals_line(report, seconds, dry_run))
                failed = report.failed > 0 or (options["check"] and report.written > 0)
                status = max(status, int(failed))
        except UsageError as error:
            raise CommandError(str(error), returncode=2) from None
        except (LockHeld, LockLost) as error:
            raise CommandError(str(error) or "Another one took over.", returncode=3) from None
        except Error as error:
            raise CommandError(not_set_up() or database_fault(error)) from None
        except ReaderGone:  # after a document that would be written
            status = max(status, int(options["check"]))
        except KeyboardInterrupt:
            raise CommandError("Stopped. Every document is whole.", returncode=130) from None
        if status:
            sys.exit(status)

    def _export(self, target: Target, *, dry_run: bool, diff: bool, verbose: bool) -> ExportReport:
        def print_entry(entry: WrittenDocument | SkippedDocument) -> None:
            shown = files.printable(str(target.root / entry.path))
            if isinstance(entry, SkippedDocument):
                bar.print_line(f"{shown}: left as it is: {entry.reason}")
                return
            if entry.holds_back and verbose:
                bar.print_line(f"{shown}: {HELD_BACK}")
            if diff:
                self.stdout.write(_diff(entry), ending="")
                stop_without_reader(self.stdout)
            elif verbose and dry_run:
                self.stdout.write(f"{shown}: {', '.join(entry.fields)}")

        with ProgressBar(
            self.stderr,
            target.collection.name,
            decided_articles(target).count,
            # The lines that a dry run prints on stdout would break a bar.
            enabled=verbose and not dry_run,
        ) as bar:
            return export_target(
                target, dry_run=dry_run, on_entry=print_entry, on_progress=bar.update
            )


def _totals_line(report: ExportReport, seconds: float, dry_run: bool) -> str:
    if not report.written and not report.skipped:
        return f"Nothing to write: the documents say what was decided ({seconds:.1f} s)"
    documents = f"{report.written:,} document{'' if report.written == 1 else 's'}"
    verb = "would be written" if dry_run else "written"
    skipped = f", {report.skipped:,} left" if report.skipped else ""
    held = f", {report.held_back:,} turned to false in doubt" if report.held_back else ""
    return f"{documents} {verb}{held}{skipped} in {seconds:.1f} s"


def _diff(entry: WrittenDocument) -> str:
    """Return a unified diff of the document's texts before and after, for a terminal.

    Characters that aren't printable are escaped, but for tabs, spaces and line endings (LF, CRLF).
    """
    name = files.printable(entry.path)
    # Only newlines end a line, as in every tool that reads diffs.
    before, after = (list(StringIO(text, newline="\n")) for text in (entry.before, entry.after))
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(map(_printable_line, lines))


def _printable_line(line: str) -> str:
    """Return a line of a diff with control characters escaped; tabs and spaces stay.

    A line without a newline gets one, followed by the line `No newline at end of file`.
    """
    ending = "\r\n" if line.endswith("\r\n") else "\n"
    printable = (
        char if char == "\t" or unicodedata.category(char) == "Zs" else files.printable(char)
        for char in line.removesuffix(ending)
    )
    missing = "" if line.endswith("\n") else "\\ No newline at end of file\n"
    return "".join(printable) + ending + missing
