"""The command `restore_backup`: put a backup in the place of a new desk."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.management.setup import database_fault
from articles.transfer.backup import restore_backup
from articles.transfer.faults import TransferError, shown


class Command(BaseCommand):
    help = (
        "Put the database and the secret key of a file of `backup` in place, where there is no "
        "database yet; all sessions are left out, so that none that ended since is open again, and "
        "everybody signs in. Exit status: 0 restored; 1 there is a database already, the file is "
        "no backup, damaged, of the other kind of database or of a newer release, or a tool is "
        "missing or fails: nothing was changed; 130 stopped by Ctrl-C."
    )
    # Checks would open the database, and so make a file of it.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a file of `backup`")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore_backup(Path(options["file"]))
        except TransferError as error:
            raise CommandError(str(error)) from None
        except Error as error:
            raise CommandError(database_fault(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was restored.", returncode=130) from None
        program = settings.PROGRAM
        self.stdout.write(
            f"Restored what was backed up at {shown(manifest.get('made_at'))} by release "
            f"{shown(manifest.get('release'))}, without its sessions. Everybody signs in "
            "again.\n"
            f"Bring it to this release by {program} migrate --skip-checks, check it by {program} "
            f"check_history, then start, and import: {program} import_articles"
        )
