"""The first start of a desk: a database, people to sign in as, and something to look at."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from articles.models import Article, Collection
from articles.sync.files import printable
from articles.sync.importer import Report, import_target
from articles.sync.targets import targets

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


#: PostgreSQL's number of the lock that a start holds while it sets the desk up.
_SETTING_UP: Final = 0x6E657773


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one start at a time set the desk up; another waits, and then finds it all there."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_SETTING_UP])
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_SETTING_UP])
        return
    with (settings.DATA_DIR / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def not_set_up() -> str:
    """Return what to do where the database lacks tables or migrations, or ""."""
    try:
        if Collection._meta.db_table not in connection.introspection.table_names():
            return "The desk has no database yet: run manage.py start (or migrate) first."
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "The desk's database is older than its code: run manage.py start (or migrate)."
    except Error:
        pass  # it doesn't answer at all, which is another fault
    return ""


def database_fault(error: Error) -> str:
    """Return what the database said, and what a person can do about it."""
    said = printable(" ".join(str(error).split())).removesuffix(".") or type(error).__name__
    if "malformed" in said or "not a database" in said:
        return (
            f"The database {connection.settings_dict['NAME']} is damaged ({said}). Put a backup in "
            "its place; newsroom/docs/deployment.md tells how."
        )
    if _may_pass(error):
        return (
            f"The database did not answer ({said}). What was stored is whole; run the same command "
            "again to go on."
        )
    return f"The database refuses this, and would again: {said}. What was stored is whole."


def _may_pass(error: Error) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    if connection.vendor == "sqlite":
        return "locked" in str(error)
    # No state: there was no connection. The others: a connection lost, a deadlock, a lock not
    # had, somebody's intervention, too many connections.
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state[:2] in {"08", "40", "55", "57"} or state == "53300"


@transaction.atomic
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
