"""The authentication backend: Django's, within the limits of failed sign-ins."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from articles.accounts.tries import password_check


class LimitedBackend(ModelBackend):
    """Django's backend of names and passwords, within the limits of failed sign-ins.

    A name that no account has, and a deactivated account's with any password, are answered as a
    wrong password is: None, after one hash, and counted as a failed sign-in.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the active user with this name and password; else None, counted as a failed try.

        A name or password of None gives None, without counting a try. Raises TooManyTriesError and
        HashingBusyError, both before the password is hashed.
        """
        if username is None or password is None:
            return None
        with password_check(request, username) as check:
            user = super().authenticate(request, username, password, **kwargs)
            check.is_right = user is not None
        return user
