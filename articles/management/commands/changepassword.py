"""Django's command `changepassword`; here the log of sign-ins says that a password was set."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.models import User

from articles.accounts import sign_in_log
from articles.models import SignInEvent


class Command(changepassword.Command):
    """The command of Django, with an entry in the log of sign-ins where it set a password."""

    def handle(self, *args: Any, **options: Any) -> Any:
        done = super().handle(*args, **options)
        name = options["username"] or getpass.getuser()
        user = User.objects.using(options["database"]).get(username=name)
        sign_in_log.record(SignInEvent.Kind.PASSWORD_SET, user)
        return done
