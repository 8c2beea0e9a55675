"""The command `export_history`: write all rows of the desk into a file of lines of JSON."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.management.progress import ProgressBar
from articles.management.setup import database_fault, not_set_up
from articles.transfer.exporting import count_rows, export_history
from articles.transfer.faults import TransferError


class Command(BaseCommand):
    help = (
        "Write everything that the desk knows into a new file, mode 600, while people work: texts, "
        "articles, acts, decisions, people and groups, but no passwords or second factors. "
        "`restore` puts it into a new desk, on SQLite or PostgreSQL. Exit status: 0 written; 1 the "
        "file exists or can't be written, or the database failed; 130 stopped by Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the file to write; it must be new")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            with ProgressBar(self.stderr, "rows", count_rows, enabled=True) as bar:
                count = export_history(path, bar.update)
        except TransferError as error:
            raise CommandError(str(error)) from None
        except Error as error:
            raise CommandError(not_set_up() or database_fault(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. No file was written.", returncode=130) from None
        self.stdout.write(f"{count:,} rows written into {path}. It names people: keep it private.")
