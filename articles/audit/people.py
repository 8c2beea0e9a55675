"""Forget a person who left: give the account a stand-in's name, and take away what is private."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q

from articles.models import Batch, Decision, ImportRun, Redaction, SavedView, SignInEvent

#: Names shorter than this are in every other word; they are not looked for.
SHORTEST: int = 3
#: Rows of these apps that would be deleted with a person are not private.
_OF_THE_RECORD = frozenset({"admin", "auth"})


class ForgetError(Exception):
    """The person can't be forgotten; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that holds a name of the person: its place, in words, and the text."""

    place: str
    text: str


def person(name: str) -> User:
    """Return the user of exactly this name.

    Raises ForgetError for none, and for the last active superuser.
    """
    user = User.objects.filter(username=name).first()
    if user is None:
        raise ForgetError(f"Nobody is named {name!r}.")
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and user.is_active and not others.exists():
        raise ForgetError(f"{name} is the only superuser: make another one first.")
    return user


def stand_in(user: User) -> str:
    """Return the name that a person is given, by the account's primary key: `person-7`."""
    return f"person-{user.pk}"


def mentions(user: User) -> Iterator[Mention]:
    """Yield the texts that hold the person's user, first, last or full name, with their place.

    Looked through are notes of decisions and batches, selections of batches, shared views, reasons
    of texts taken out, and accounts of the machine that ran imports or exports. Letter case doesn't
    count (on SQLite in ASCII only); names shorter than SHORTEST are not looked for. Nothing is
    changed.
    """
    names = {user.username, user.first_name, user.last_name, user.get_full_name()}
    names = {name for name in names if len(name) >= SHORTEST}
    if not names:
        return
    for decision in Decision.objects.filter(_any("note", names)).order_by("pk").iterator(500):
        yield Mention(f"note of a decision: {decision.get_absolute_url()}", decision.note)
    for batch in Batch.objects.filter(_any("note", names) | _any("source", names)).order_by("pk"):
        yield Mention(f"batch: {batch.get_absolute_url()}", f"{batch.note} {batch.source}".strip())
    shared = SavedView.objects.filter(is_for_all=True)
    for view in shared.filter(_any("name", names) | _any("query", names)).order_by("pk"):
        yield Mention("shared view", f"{view.name}: {view.query}")
    for redaction in Redaction.objects.filter(_any("reason", names)).order_by("pk"):
        place = f"reason of a text taken out: {redaction.article.get_absolute_url()}"
        yield Mention(place, redaction.reason)
    accounts = ImportRun.objects.filter(_any("by", names)).order_by("by")
    for account in accounts.values_list("by", flat=True).distinct():
        yield Mention("account of the machine that ran imports", account)


@transaction.atomic
def forget(user: User) -> str:
    """Rename a person to the stand-in, deactivate the account, delete what is private.

    Deleted are e-mail, first and last name, password, time of the last sign-in, sessions, leases,
    preferences, private views, second factors, and the addresses in the person's log of sign-ins.
    That log and the admin's entries about the account get the new name. Acts, decisions and shared
    views stay, as the stand-in's. Returns the new name; raises ForgetError where another account
    has it. Doesn't check what `person` checks.
    """
    old, new = user.username, stand_in(user)
    if User.objects.filter(username=new).exclude(pk=user.pk).exists():
        raise ForgetError(f"Somebody is named {new!r} already: rename that account first.")
    user.username, user.first_name, user.last_name, user.email = new, "", "", ""
    user.password, user.is_active, user.last_login = make_password(None), False, None
    user.save()
    SavedView.objects.filter(by=user, is_for_all=False).delete()
    _delete_private_rows(user)
    _delete_sessions(user)
    SignInEvent.objects.filter(Q(user=user) | Q(name=old)).update(name=new, address=None)
    accounts = ContentType.objects.get_for_model(User)
    about = LogEntry.objects.filter(content_type=accounts, object_id=str(user.pk))
    about.update(object_repr=new)
    return new


def _any(column: str, names: set[str]) -> Q:
    return Q(*(Q((f"{column}__icontains", name)) for name in sorted(names)), _connector=Q.OR)


def _delete_private_rows(user: User) -> None:
    """Delete the rows that would be deleted with the person: preferences, second factors, leases.

    Rows that the record needs refuse to be deleted with a person, and stay.
    """
    for relation in User._meta.related_objects:
        model = relation.related_model
        is_private = relation.on_delete is models.CASCADE
        if is_private and model._meta.app_label not in _OF_THE_RECORD and not relation.many_to_many:
            model._default_manager.filter(**{relation.field.name: user}).delete()
    user.leases.all().delete()


def _delete_sessions(user: User) -> None:
    """Delete the person's sessions; they hold the account's number inside."""
    for session in Session.objects.iterator(500):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
