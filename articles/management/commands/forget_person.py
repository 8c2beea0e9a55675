"""The command `forget_person`: take the name of a person who left away, and keep what they did."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.audit.finding import shown
from articles.audit.people import ForgetError, forget, mentions, person, stand_in
from articles.management.setup import database_fault, not_set_up


class Command(BaseCommand):
    help = (
        "Forget a person who left: the account is deactivated and named person-NUMBER, and loses "
        "e-mail, names, password, sessions, preferences, private views and second factors. What "
        "they decided stays. Lists texts that hold the name, which stay too. Exit status: 0 done; "
        "1 refused, or not confirmed, or the database failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the name the person signs in with")
        parser.add_argument("--yes", action="store_true", help="ask nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = person(options["name"])
            self._list_mentions(user)
            if not options["yes"] and not self._is_confirmed(options["name"], stand_in(user)):
                raise CommandError("Nothing was changed.")
            new = forget(user)
        except ForgetError as error:
            raise CommandError(str(error)) from None
        except Error as error:
            raise CommandError(not_set_up() or database_fault(error)) from None
        self.stdout.write(
            f"{options['name']} is {new} now, and can't sign in. Backups and exports made before "
            "still hold the name."
        )

    def _list_mentions(self, user: Any) -> None:
        count = 0
        for mention in mentions(user):
            count += 1
            self.stdout.write(f"{mention.place}: {shown(mention.text)}")
        if count:
            self.stdout.write(f"These {count:,} texts hold the name. They are not changed.")
        else:
            self.stdout.write("No note holds the name.")

    def _is_confirmed(self, name: str, new: str) -> bool:
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here: --yes goes on. Nothing was changed.")
        self.stdout.write(f"{name} becomes {new}; this can't be taken back.")
        try:
            return input("Type the name to go on: ").strip() == name
        except EOFError:  # Ctrl-D
            self.stdout.write("")
            return False
