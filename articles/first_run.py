"""The first start of a desk: people to sign in as, and something to look at."""

import os
import secrets
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group, User

from articles.importing.run import Report, import_target
from articles.importing.targets import targets
from articles.models import Article

#: Name, group (None: superuser), what they may do.
PEOPLE: Final = (
    ("editor", "Editors", "admin and queue: publish, take down, edit, decide many at once"),
    ("reviewer", "Reviewers", "queue: approve, reject, set quality"),
    ("admin", None, "everything, people and groups included"),
)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who was just made; the password is kept nowhere else."""

    name: str
    password: str
    may: str
    is_generated: bool


def make_people() -> list[NewPerson]:
    """Make an editor, a reviewer and an admin when there is no user; else nobody.

    Passwords come from NEWSROOM_PASSWORD_EDITOR, …_REVIEWER and …_ADMIN, else they are random.
    """
    if User.objects.exists():
        return []
    made = []
    for name, group, may in PEOPLE:
        given = os.environ.get(f"NEWSROOM_PASSWORD_{name.upper()}", "")
        password = given or secrets.token_urlsafe(12)
        user = User.objects.create_user(
            name, password=password, is_staff=name != "reviewer", is_superuser=group is None
        )
        if group:
            user.groups.add(Group.objects.get(name=group))
        made.append(NewPerson(name, password, may, is_generated=not given))
    return made


def import_seeds() -> Report | None:
    """Import the project's own documents when there is no article; else None."""
    if Article.objects.exists():
        return None
    (target,) = targets([str(settings.SEEDS_DIR)])
    return import_target(target)
