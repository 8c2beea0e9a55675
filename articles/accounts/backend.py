"""The authentication backend: Django's, within the limits of failed sign-ins."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from articles.accounts.tries import password_check


class LimitedBackend(ModelBackend):
    """Django's backend of names and passwords, whose every check counts towards the limits.

    A name that no account has, and a deactivated account's, take the same time and the same words
    as a wrong password: each costs one hash, and counts.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the active user of the name and password, or None where they don't match.

        That counts as a failed sign-in; a missing name or password gives None and doesn't. Raises
        TooManyTriesError and HashingBusyError, before the password is hashed.
        """
        if username is None or password is None:
            return None
        with password_check(request, username) as check:
            user = super().authenticate(request, username, password, **kwargs)
            check.is_right = user is not None
        return user
