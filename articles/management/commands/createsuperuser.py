"""Django's command `createsuperuser`, which here takes no password that forms would refuse."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User, UserManager
from django.contrib.auth.password_validation import validate_password


class Command(createsuperuser.Command):
    """Django's command, in which the rules for passwords can't be bypassed.

    They hold for a password in the variable DJANGO_SUPERUSER_PASSWORD too, and after the answer `y`
    to the question whether to bypass them: one against them is then a CommandError.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.UserModel: Any = _CheckedUsers()


class _CheckedManager(UserManager[User]):
    """The manager of users, which checks the passwords of new superusers."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        """Store a new superuser and return it; raise ValidationError for a password against rules.

        Without a password the rules aren't asked, and the account's is unusable.
        """
        if password is not None:
            validate_password(password, self.model(username=username, email=email or ""))
        return super().create_superuser(username, email, password, **fields)


class _CheckedUsers:
    """The user model in all but its manager, which is a _CheckedManager."""

    def __init__(self) -> None:
        self._default_manager = _CheckedManager()
        self._default_manager.model = User

    def __call__(self, **fields: Any) -> User:
        return User(**fields)

    def __getattr__(self, name: str) -> Any:
        return getattr(User, name)
