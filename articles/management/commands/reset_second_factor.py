"""The command `reset_second_factor`: remove all that a person has as second factor."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.second_factor.factors import reset
from articles.second_factor.requirement import required_for


class Command(BaseCommand):
    help = (
        "Remove a person's authenticator app, passkeys and recovery codes, for somebody who has "
        "lost them, and end all their sessions: afterwards the password lets in, and where "
        "NEWSROOM_SECOND_FACTOR_GROUPS requires a second factor, a new one must be set up first. "
        "It is in the log of sign-ins."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the name that the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        user = User.objects.filter(username=name).first()
        if not user:
            raise CommandError(f"Nobody signs in as {name!r}. Capitals count; the admin has names.")
        removed = str(reset(user))
        then = (
            "must set up a new second factor at the next sign-in"
            if required_for(user)
            else "signs in by the password alone"
        )
        self.stdout.write(f"Removed: {removed}. All sessions are ended. {name} {then}.")
