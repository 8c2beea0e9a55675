"""Write a folder of demo documents."""

import shlex
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import demo

MOST = 100_000


class Command(BaseCommand):
    """Write invented documents into a new folder, to try the desk with."""

    help = (
        "Write a folder of invented news documents that look like real ones, from the last 90 "
        "days, to try the desk with. One of them is invalid on purpose. Nothing is imported yet: "
        "the command for that is printed at the end."
    )
    # It writes files only, so it works before there is a database.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, how many documents and the seed."""
        parser.add_argument(
            "folder",
            type=Path,
            metavar="FOLDER",
            help="the folder to write to: new or empty; it is created with its parents",
        )
        parser.add_argument(
            "--documents",
            type=int,
            default=300,
            metavar="N",
            help=f"how many documents to write, 1 to {MOST} (default: %(default)s)",
        )
        parser.add_argument(
            "--seed",
            type=int,
            default=1,
            metavar="N",
            help="another number gives other news (default: %(default)s)",
        )

    def handle(self, *, folder: Path, documents: int, seed: int, **options: Any) -> None:
        """Write the documents and say what to do next."""
        if not 1 <= documents <= MOST:
            raise CommandError(f"--documents {documents!r} is not from 1 to {MOST}. Choose one.")
        try:
            written = demo.write(Path(folder), documents, seed)
        except demo.FolderInUse as error:
            raise CommandError(f"{error}. Name a new folder, or empty this one first.") from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise CommandError(
                f"Cannot write to {str(folder)!r}: {reason}. Name a folder you can write to."
            ) from error
        if options["verbosity"] > 0:
            self.report(written)

    def report(self, written: demo.Written) -> None:
        """Print what was written, and the next command."""
        noun = "document" if written.documents == 1 else "documents"
        self.stdout.write(f"Wrote {written.documents} {noun} to {written.folder}")
        if written.invalid:
            self.stdout.write(f"Invalid on purpose: {written.invalid}")
        self.stdout.write("Next:")
        self.stdout.write(f"  manage.py import_articles {shlex.quote(str(written.folder))}")
