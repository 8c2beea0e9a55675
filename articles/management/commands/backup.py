"""The command `backup`: copy database and secret key into one file while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.management.setup import database_fault, not_set_up
from articles.transfer.backup import back_up
from articles.transfer.faults import TransferError


class Command(BaseCommand):
    help = (
        "Write a backup of the desk into one file, mode 600, while people work: the database as it "
        "is at this moment, the secret key where it is a file, and a manifest. It is checked "
        "before it gets its name. Exit status: 0 written; 1 it can't be written, a tool is "
        "missing or fails, or the database failed; 130 stopped by Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", metavar="FOLDER_OR_FILE", help="a folder, or a file, which must be new"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = back_up(Path(options["target"]))
        except TransferError as error:
            raise CommandError(str(error)) from None
        except Error as error:
            raise CommandError(not_set_up() or database_fault(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. No file was written.", returncode=130) from None
        size = path.stat().st_size / 1_000_000
        self.stdout.write(f"{path}: {size:,.1f} MB. It opens the desk: keep it private.")
