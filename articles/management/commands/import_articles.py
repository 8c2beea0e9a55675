"""The command `import_articles`: import the documents of each collection, print the results."""

import sys
from argparse import ArgumentParser
from collections import Counter
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, IntegrityError

from articles.formatting.import_runs import conflict_count, repeated_links
from articles.management.progress import ImportProgress, ReportFile
from articles.management.setup import database_fault, not_set_up
from articles.sync import files
from articles.sync.importer import LockHeld, LockLost, Report, import_target, paths_of
from articles.sync.targets import Target, UsageError, split_by_folder, targets

#: Statuses that the line of totals names only where there are such documents.
RARE_STATUSES = ("noise", "replaced", "moved", "gone")


class Command(BaseCommand):
    help = (
        "Import documents into the desk. Exit status: 0 done; 1 a document became invalid that "
        "wasn't before, so many are missing that none was marked as gone, or the database or the "
        "file of --report failed; 2 wrong usage, or a path that is missing or can't be read; 3 an "
        "import or export of that collection is running; 130 stopped by Ctrl-C. Of several "
        "collections the others are imported, and the highest status is returned. What was stored "
        "by then is whole."
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
            "--collection",
            default="",
            metavar="NAME",
            help="name of a new folder's collection; without a PATH: one known collection",
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
        parser.add_argument(
            "--allow-gone",
            action="store_true",
            help="mark documents as gone even when more than a tenth are missing",
        )
        parser.add_argument(
            "--quiet",
            action="store_true",
            help="print problems only, and old ones no more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            status = self._import_all(options)
        except UsageError as error:
            raise CommandError(str(error), returncode=2) from None
        except Error as error:
            raise CommandError(not_set_up() or database_fault(error)) from None
        except KeyboardInterrupt:
            self.stderr.write("Stopped. What was stored is whole.")
            sys.exit(130)
        if status:
            sys.exit(status)

    def _import_all(self, options: dict[str, Any]) -> int:
        """Import each collection and print the results; return the exit status.

        It is 1 where a document became invalid, where so many are missing that none was marked as
        gone or, with --strict, where any is invalid or has a warning. Of several collections, the
        fault of one (a CommandError of `_import`, or a missing folder: 2) is printed, the others
        are imported, and the highest status is returned. Raises UsageError for wrong arguments,
        without an existing folder, or where the file of --report can't be opened; CommandError
        where the only import, or closing that file, fails; and database errors, which end all.
        """
        if options["collection"] and len(options["paths"]) > 1:
            raise UsageError("--collection names one folder; give one PATH.")
        chosen = targets(options["paths"], name=options["collection"], site=options["site"])
        selected, missing_folders = split_by_folder(chosen)
        for target in selected:
            _refuse_empty(target)
        for message in missing_folders:
            self.stderr.write(message)
        status = 2 if missing_folders else 0
        seconds = 0.0
        totals = Counter[str]()
        with ReportFile(options["report"]) as report_file:
            for target in selected:
                started_at = monotonic()
                try:
                    report = self._import(target, report_file, options)
                except CommandError as error:
                    # Status 1 is a fault of the report's file, which all collections share.
                    if len(chosen) == 1 or error.returncode == 1:
                        raise
                    self.stderr.write(f"{target.collection.name}: {error}")
                    status = max(status, error.returncode)
                    continue
                duration = monotonic() - started_at
                prefix = f"{target.collection.name}: " if len(selected) > 1 else ""
                self._print_result(target, report, duration, prefix, options)
                status = max(status, int(_is_failed(report, strict=options["strict"])))
                totals += report.totals
                seconds += duration
        if _is_printed(options) and len(selected) > 1:
            self.stdout.write(_totals_line(totals, seconds, options["dry_run"]))
        return status

    def _print_result(
        self, target: Target, report: Report, seconds: float, prefix: str, options: dict[str, Any]
    ) -> None:
        if _is_printed(options):
            line = _totals_line(report.totals, seconds, options["dry_run"])
            self.stdout.write(prefix + line)
            self._print_notes(report, target, prefix)
        if options["verbosity"] > 0 and report.missing:
            self.stderr.write(_missing_message(report, target))

    def _import(self, target: Target, report_file: ReportFile, options: dict[str, Any]) -> Report:
        """Import one collection and return the report.

        Raises CommandError: with exit status 3 where another import or export holds or took the
        lock, or another first import stored the collection at this moment; 2 where the folder can't
        be read; 1 where the file of --report can't be written. Other database errors are raised.
        """
        name, root = target.collection.name, files.printable(str(target.root))
        progress = ImportProgress(
            self.stderr,
            report_file,
            target,
            verbose=options["verbosity"] > 0,
            is_quiet=options["quiet"],
        )
        try:
            with progress:
                return import_target(
                    target,
                    dry_run=options["dry_run"],
                    allow_gone=options["allow_gone"],
                    on_entry=progress.add_entry,
                    on_placed=progress.add_placed,
                )
        except LockHeld as error:
            raise CommandError(str(error), returncode=3) from None
        except LockLost:
            raise CommandError(
                f"Another import of {name!r} took over, because this one stood still for a "
                "minute. What it stored is whole.",
                returncode=3,
            ) from None
        except IntegrityError:
            if target.collection.pk is not None:
                raise
            raise CommandError(
                f"Another first import, of {root} or of another folder as {name!r}, began at "
                "this moment. Run the same command again.",
                returncode=3,
            ) from None
        except OSError as error:
            raise CommandError(
                f"{root} can't be read ({error.strerror or error}). What was stored is whole.",
                returncode=2,
            ) from None

    def _print_notes(self, report: Report, target: Target, prefix: str) -> None:
        """Print on stdout what the totals don't show, where there is any, each after the prefix.

        That is: conflicts, repeated related links, that nothing has changed, that there are no
        files, and the twelve most frequent unknown keys.
        """
        if report.conflicts:
            conflicts = conflict_count(report.conflicts, report.conflict_articles)
            self.stdout.write(f"{prefix}{conflicts} with what was decided here.")
        if report.repeated_links:
            self.stdout.write(f"{prefix}{repeated_links(report.repeated_links)}.")
        if report.count and report.totals["unchanged"] == report.count and not report.missing:
            self.stdout.write(f"{prefix}Nothing has changed since the last import.")
        if report.count == report.totals["gone"]:
            suffixes = " ".join(files.SUFFIXES)
            folder = files.printable(str(target.root / target.part))
            self.stdout.write(f"{prefix}No file in {folder} ends in {suffixes}.")
        if report.unknown_keys:
            keys = ", ".join(f"{key} ({n:,})" for key, n in report.unknown_keys.most_common(12))
            self.stdout.write(f"{prefix}Kept in the documents, in no column: {keys}")


def _is_failed(report: Report, *, strict: bool) -> bool:
    """Tell whether any document is newly invalid, or too many were missing to be marked as gone.

    With `strict`, also whether any document is invalid or any warning was given.
    """
    if strict and (report.totals["invalid"] or report.warnings):
        return True
    return report.newly_invalid > 0 or report.missing > 0


def _refuse_empty(target: Target) -> None:
    """Raise UsageError for a new collection's folder without files that end in files.SUFFIXES.

    Not for one with a subfolder that can't be opened, for a part of a folder, or where reading the
    folder raises OSError.
    """
    try:
        # Folders that can't be opened are yielded with a slash, and may hold documents. Links to
        # folders are yielded without, and are never followed.
        suffixes_and_folders = (*files.SUFFIXES, "/")
        candidates = (
            path for path in paths_of(target) if path.lower().endswith(suffixes_and_folders)
        )
        is_empty = not target.part and next(candidates, None) is None
    except OSError:
        return  # the import reports what is wrong with the folder
    if target.collection.pk is None and is_empty:
        suffixes = " ".join(files.SUFFIXES)
        root = files.printable(str(target.root))
        raise UsageError(f"No file in {root} ends in {suffixes}. Nothing was stored.")


def _is_printed(options: dict[str, Any]) -> bool:
    """Tell whether totals and notes are printed: not with --quiet, nor at verbosity 0."""
    return options["verbosity"] > 0 and not options["quiet"]


def _totals_line(totals: Counter[str], seconds: float, dry_run: bool) -> str:
    rare = [status for status in RARE_STATUSES if totals[status]]
    statuses = ["new", "changed", *rare, "unchanged", "invalid"]
    parts = ", ".join(f"{totals[status]:,} {status}" for status in statuses)
    existing = totals.total() - totals["gone"]
    count = f"{existing:,} document{'' if existing == 1 else 's'}"
    suffix = " (dry run: nothing was stored)" if dry_run else ""
    return f"{count}: {parts} in {seconds:.1f} s{suffix}"


def _missing_message(report: Report, target: Target) -> str:
    return (
        f"{report.missing:,} documents are missing from {files.printable(str(target.root))}, more "
        "than a tenth: none was marked as gone. If that is right, run again with --allow-gone."
    )
