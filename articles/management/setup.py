"""The setup of a new desk: lock, first users, first documents, and messages on database faults."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from articles.models import Article, Collection
from articles.models.database_faults import is_temporary
from articles.sync.files import printable
from articles.sync.importer import Report, import_target
from articles.sync.targets import targets

#: The first users: name, group (None: superuser), and what they may do.
PEOPLE: Final = (
    ("editor", "Editors", "admin and queue: publish, take down, edit, decide many at once"),
    ("reviewer", "Reviewers", "queue: approve, reject, set quality"),
    ("admin", None, "everything, people and groups included"),
)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A new user with the password in clear text; the database has its hash alone."""

    name: str
    password: str
    may: str
    is_generated: bool


#: The key of the PostgreSQL advisory lock that `start` holds during the setup.
_SETTING_UP: Final = 0x6E657773


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the lock of the setup for the block; a second process that starts waits for the first.

    It waits without a limit of time. On PostgreSQL it is an advisory lock; else it is a lock on a
    file in the data folder, which must exist.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_SETTING_UP])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SETTING_UP])
        return
    with (settings.DATA_DIR / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def not_set_up() -> str:
    """Return a message on what to run where the database lacks the desk's tables or a migration.

    Returns '' where it lacks nothing, and where it doesn't answer.
    """
    try:
        if Collection._meta.db_table not in connection.introspection.table_names():
            return f"The desk has no database yet: run {settings.PROGRAM} start (or migrate) first."
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return (
                "The desk's database is older than its code: "
                f"run {settings.PROGRAM} start (or migrate)."
            )
    except Error:
        pass  # the database doesn't answer; `database_fault` describes that
    return ""


def database_fault(error: Error) -> str:
    """Return a message with the error of the database and what to do about it.

    It tells a damaged file, a database that is busy or can't be reached, and other errors apart.
    """
    reason = printable(" ".join(str(error).split())).removesuffix(".") or type(error).__name__
    if "malformed" in reason or "not a database" in reason:
        return (
            f"The database {connection.settings_dict['NAME']} is damaged ({reason}). Put a backup "
            f"in its place; {settings.DOCS}/deployment.md tells how."
        )
    if is_temporary(error):
        return (
            f"The database did not answer ({reason}). What was stored is whole; run the same "
            "command again to go on."
        )
    return f"The database refuses this, and would again: {reason}. What was stored is whole."


class WeakPasswordError(Exception):
    """A password of the environment that no form of the desk would take; it names the variable."""


def check_given_passwords() -> None:
    """Raise WeakPasswordError where a variable has a password that no form of the desk would take.

    The variables are those of `make_people`. Where any user exists, nothing is checked: they are
    not read any more.
    """
    if User.objects.exists():
        return
    faults = []
    for name, _, _ in PEOPLE:
        given = _given_password(name)
        try:
            if given:
                validate_password(given, User(username=name))
        except ValidationError as error:
            faults.append(f"{_variable(name)}: {' '.join(error.messages)}")
    if faults:
        raise WeakPasswordError(
            " ".join(faults) + " Set another, or none for a random one that is printed once."
        )


def _variable(name: str) -> str:
    return f"NEWSROOM_PASSWORD_{name.upper()}"


def _given_password(name: str) -> str:
    return os.environ.get(_variable(name), "")


@transaction.atomic
def make_people() -> list[NewPerson]:
    """Create an editor, a reviewer and an admin where no user exists, and return them.

    They come in the order of PEOPLE. Where any user exists, create none and return []. Passwords
    come from NEWSROOM_PASSWORD_EDITOR, …_REVIEWER and …_ADMIN; without one it is random. Raises
    WeakPasswordError as `check_given_passwords` does.
    """
    if User.objects.exists():
        return []
    check_given_passwords()
    made = []
    for name, group, may in PEOPLE:
        given = _given_password(name)
        password = given or secrets.token_urlsafe(12)
        user = User.objects.create_user(
            name, password=password, is_staff=name != "reviewer", is_superuser=group is None
        )
        if group:
            user.groups.add(Group.objects.get(name=group))
        made.append(NewPerson(name, password, may, is_generated=not given))
    return made


def import_seeds() -> Report | None:
    """Import the documents of SEEDS_DIR and return the report.

    Where any article exists, import nothing and return None. Where the folder is missing and this
    isn't a clone, first copy the installed package's seeds into it. Raises UsageError, LockHeld,
    LockLost and OSError as `targets` and `import_target` do.
    """
    if Article.objects.exists():
        return None
    if not settings.SEEDS_DIR.exists():
        _copy_seeds()
    (target,) = targets([str(settings.SEEDS_DIR)])
    return import_target(target)


def _copy_seeds() -> None:
    """Copy the seeds of the installed package to SEEDS_DIR in the data folder, all or none.

    In a clone, where the import reads the seeds in place, do nothing. Raises OSError.
    """
    if settings.SEEDS_DIR == settings.PACKAGED_SEEDS_DIR:
        return
    unfinished = settings.SEEDS_DIR.with_name("seeds.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for document in settings.PACKAGED_SEEDS_DIR.iterdir():
        # Without its mode: an installed file may be read-only, and exports write into documents.
        shutil.copyfile(document, unfinished / document.name)
    unfinished.rename(settings.SEEDS_DIR)
