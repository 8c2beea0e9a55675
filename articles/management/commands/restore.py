"""The command `restore`: put the rows of an export into a new desk."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.management.progress import ProgressBar
from articles.management.setup import database_fault, not_set_up
from articles.transfer.faults import TransferError
from articles.transfer.restoring import restore


class Command(BaseCommand):
    help = (
        "Put a file of `export_history` into a new, migrated database, all or nothing. Exit "
        "status: 0 restored; 1 the database is in use, the file isn't whole or another release's, "
        "or the database failed: nothing was changed; 130 stopped by Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a file of `export_history`")
        parser.add_argument(
            "--root",
            action="append",
            default=[],
            metavar="NAME=FOLDER",
            help="the folder of a collection, where it is another one on this machine; repeatable",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        roots = _roots(options["root"])
        try:
            with ProgressBar(self.stderr, "rows", lambda: _count_lines(path), enabled=True) as bar:
                counts = restore(path, bar.update, roots)
        except TransferError as error:
            raise CommandError(str(error)) from None
        except Error as error:
            raise CommandError(not_set_up() or database_fault(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was restored.", returncode=130) from None
        program = settings.PROGRAM
        self.stdout.write(
            f"{sum(counts.values()):,} rows restored.\n"
            "Nobody has a password now, nor a second factor: give each person one by "
            f"{program} changepassword NAME, superusers first.\n"
            f"Check it all by {program} check_history. Then import: {program} import_articles"
        )


def _roots(texts: list[str]) -> dict[str, Path]:
    """Return the folder of each collection named; raise CommandError for one that comes twice."""
    pairs = list(map(_root, texts))
    roots = dict(pairs)
    folders = {folder.resolve() for folder in roots.values()}
    if len(roots) < len(pairs) or len(folders) < len(roots):
        raise CommandError(
            "--root: a collection has one folder, and no two have the same.", returncode=2
        )
    return roots


def _root(text: str) -> tuple[str, Path]:
    """Return the name and the folder of a --root; raise CommandError where it is none."""
    name, _, folder = text.partition("=")
    if not name or not os.path.isdir(folder):
        raise CommandError(
            f"--root: expected NAME=FOLDER, with a folder that is there, got {text!r}.",
            returncode=2,
        )
    return name, Path(folder).resolve()


def _count_lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(1 for _ in file)
    except OSError:
        return 0
