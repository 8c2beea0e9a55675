"""Write a folder of demo documents, or rewrite one as upstream would the next day."""

import shlex
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.demo import documents as demo_documents
from articles.demo import next_day as demo_next_day
from articles.demo.stories import LINE

MOST = 100_000
USUAL = 300


class Command(BaseCommand):
    """Write invented documents into a new folder, or let a day pass there."""

    help = (
        "Write a folder of invented news documents that look like real ones, from the last 90 "
        "days, to try the desk with. One of them is invalid on purpose. Nothing is imported yet: "
        "the command for that is printed at the end. With --next-day, rewrite such a folder as "
        "upstream's bot would a day later: nine in ten documents get nothing but noise (secured, "
        "heat), some a new score, and one each is found at another source, replaced, gone, new and "
        "broken; published follows the bot's rule, quality 70 or more. Always among the new "
        "scores: the best below 70 that upstream doesn't publish (the queue's first) rises to 70 "
        "or more, and the lowest from 70 on falls below. Names what it did."
    )
    # It writes files only, so it works before there is a database.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, how many documents and the seed."""
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
            help=f"how many documents to write, 1 to {MOST} (default: {USUAL})",
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
        """Write the documents and say what to do next."""
        try:
            if next_day:
                self.let_a_day_pass(Path(folder), documents, seed, options["verbosity"])
            else:
                self.write(Path(folder), documents, seed, options["verbosity"])
        except OSError as error:
            reason = error.strerror or str(error)
            raise CommandError(
                f"Cannot write to {str(folder)!r}: {reason}. Name a folder you can write to."
            ) from error

    def write(self, folder: Path, documents: int | None, seed: int, verbosity: int) -> None:
        """Write a new folder."""
        count = USUAL if documents is None else documents
        if not 1 <= count <= MOST:
            raise CommandError(f"--documents {count!r} is not from 1 to {MOST}. Choose one.")
        try:
            written = demo_documents.write(folder, count, seed)
        except demo_documents.FolderInUse as error:
            raise CommandError(f"{error}. Name a new folder, or empty this one first.") from error
        if verbosity > 0:
            self.report(written)

    def report(self, written: demo_documents.Written) -> None:
        """Print what was written, and the next command."""
        noun = "document" if written.documents == 1 else "documents"
        self.stdout.write(f"Wrote {written.documents} {noun} to {written.folder}")
        if written.invalid:
            self.stdout.write(f"Invalid on purpose: {written.invalid}")
        self.report_next(written.folder)

    def let_a_day_pass(
        self, folder: Path, documents: int | None, seed: int, verbosity: int
    ) -> None:
        """Rewrite a folder."""
        if documents is not None:
            raise CommandError("--documents is for a new folder. Leave it out with --next-day.")
        try:
            day = demo_next_day.rewrite(folder, seed)
        except demo_next_day.NoDemo as error:
            raise CommandError(f"{error}. Make one first: manage.py make_demo FOLDER") from error
        if verbosity > 0:
            self.report_day(day)

    def report_day(self, day: demo_next_day.NextDay) -> None:
        """Print how many documents met with what, and the names of those that something did."""
        told = [
            f"{day.totals['noise']} noise",
            f"{day.totals['scored']} with a new score ({day.totals['crossed']} crossed {LINE})",
            f"{day.totals['elsewhere']} found at another source",
            *(f"{day.totals[kind]} {kind}" for kind in ("replaced", "gone", "new", "broken")),
            *([f"{day.totals['mended']} mended"] if day.totals["mended"] else []),
        ]
        noun = "document" if day.documents == 1 else "documents"
        self.stdout.write(f"{day.documents} {noun}: {', '.join(told)}")
        for words, name in day.events:
            self.stdout.write(f"{words}: {name}")
        self.report_next(day.folder)

    def report_next(self, folder: Path) -> None:
        """Print the command that imports the folder."""
        self.stdout.write("Next:")
        self.stdout.write(f"  manage.py import_articles {shlex.quote(str(folder))}")
