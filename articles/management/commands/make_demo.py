"""The command `make_demo`: write a folder of demo documents, or rewrite one as a day later."""

import shlex
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.demo import documents as demo_documents
from articles.demo import next_day as demo_next_day
from articles.demo.stories import PUBLISH_THRESHOLD

MAX_DOCUMENTS = 100_000
DEFAULT_DOCUMENTS = 300


class Command(BaseCommand):
    help = (
        "Write a folder of invented news documents that look like real ones, from the last 90 "
        "days, to try the desk with. One of them is invalid on purpose. Nothing is imported yet: "
        "the command for that is printed at the end. With --next-day, rewrite such a folder as "
        "upstream's bot would a day later: nine in ten documents get nothing but noise (secured, "
        "heat), some a new score, and one each is found at another source, replaced, gone, new and "
        f"broken; published follows the bot's rule, quality {PUBLISH_THRESHOLD} or more. Always "
        f"among the new scores: the best below {PUBLISH_THRESHOLD} that upstream doesn't publish "
        f"(the queue's first) rises to {PUBLISH_THRESHOLD} or more, and the lowest from "
        f"{PUBLISH_THRESHOLD} on falls below. Prints what it changed."
    )
    # It writes files only, so it works before there is a database.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            metavar="FOLDER",
            help="the folder to write to: new or empty, it is created with its parents; with "
            "--next-day one that make_demo wrote",
        )
        parser.add_argument(
            "--documents",
            type=int,
            metavar="N",
            help=f"how many documents to write, 1 to {MAX_DOCUMENTS} "
            f"(default: {DEFAULT_DOCUMENTS})",
        )
        parser.add_argument(
            "--seed",
            type=int,
            default=1,
            metavar="N",
            help="another number gives other news (default: %(default)s)",
        )
        parser.add_argument(
            "--next-day",
            action="store_true",
            help="rewrite the demo documents in FOLDER as upstream would the next day; the same "
            "documents and the same --seed give the same day",
        )

    def handle(
        self, *, folder: Path, documents: int | None, seed: int, next_day: bool, **options: Any
    ) -> None:
        try:
            if next_day:
                self.rewrite(Path(folder), documents, seed, options["verbosity"])
            else:
                self.write(Path(folder), documents, seed, options["verbosity"])
        except OSError as error:
            reason = error.strerror or str(error)
            raise CommandError(
                f"Cannot write to {str(folder)!r}: {reason}. Name a folder you can write to."
            ) from error

    def write(self, folder: Path, documents: int | None, seed: int, verbosity: int) -> None:
        """Write demo documents into a new or empty folder; print the result unless verbosity is 0.

        `documents` None means DEFAULT_DOCUMENTS. Raises CommandError for a number out of range, and
        for a folder that isn't empty or is a file; OSError where writing fails.
        """
        count = DEFAULT_DOCUMENTS if documents is None else documents
        if not 1 <= count <= MAX_DOCUMENTS:
            raise CommandError(
                f"--documents {count!r} is not from 1 to {MAX_DOCUMENTS}. Choose one."
            )
        try:
            result = demo_documents.write(folder, count, seed)
        except demo_documents.FolderInUse as error:
            raise CommandError(f"{error}. Name a new folder, or empty this one first.") from error
        if verbosity > 0:
            self.print_result(result)

    def print_result(self, result: demo_documents.WriteResult) -> None:
        """Print the number of documents, the name of the invalid one if any, the import command."""
        noun = "document" if result.documents == 1 else "documents"
        self.stdout.write(f"Wrote {result.documents} {noun} to {result.folder}")
        if result.invalid:
            self.stdout.write(f"Invalid on purpose: {result.invalid}")
        self.print_next_command(result.folder)

    def rewrite(self, folder: Path, documents: int | None, seed: int, verbosity: int) -> None:
        """Rewrite the demo documents in the folder as a day later.

        Prints the result unless verbosity is 0. Raises CommandError where `documents` isn't None,
        and for a folder without demo documents; OSError where reading or writing fails.
        """
        if documents is not None:
            raise CommandError("--documents is for a new folder. Leave it out with --next-day.")
        try:
            result = demo_next_day.rewrite(folder, seed)
        except demo_next_day.NoDemoDocuments as error:
            raise CommandError(
                f"{error}. Make one first: {settings.PROGRAM} make_demo FOLDER"
            ) from error
        if verbosity > 0:
            self.print_day(result)

    def print_day(self, day: demo_next_day.DayResult) -> None:
        """Print the numbers of documents by event, the events listed, and the import command."""
        counts = [
            f"{day.totals['noise']} noise",
            f"{day.totals['scored']} with a new score "
            f"({day.totals['crossed']} crossed {PUBLISH_THRESHOLD})",
            f"{day.totals['elsewhere']} found at another source",
            *(f"{day.totals[kind]} {kind}" for kind in ("replaced", "gone", "new", "broken")),
            *([f"{day.totals['mended']} mended"] if day.totals["mended"] else []),
        ]
        noun = "document" if day.documents == 1 else "documents"
        self.stdout.write(f"{day.documents} {noun}: {', '.join(counts)}")
        for description, name in day.events:
            self.stdout.write(f"{description}: {name}")
        self.print_next_command(day.folder)

    def print_next_command(self, folder: Path) -> None:
        """Print the command that imports the folder."""
        self.stdout.write("Next:")
        self.stdout.write(f"  {settings.PROGRAM} import_articles {shlex.quote(str(folder))}")
