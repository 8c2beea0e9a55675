"""Sessions of users: their limits in time, and the list from which they are ended.

Django keeps a session's data; a `UserSession` says whose it is. The data holds the row's primary
key. Without the row the session is over, so that ending one is to delete its row. The limits are
`SESSION_IDLE` (since the last use) and `SESSION_LONGEST` (since the sign-in).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.utils import timezone

from articles.accounts.client_address import client_address
from articles.models import UserSession
from articles.models.database_faults import is_temporary

#: The item of a session's data that holds the primary key of its row.
ROW: Final = "newsroom_session"
#: A use is recorded when the last one that was is older than this.
PRECISION: Final = timedelta(minutes=1)
#: Each sign-in deletes at most this many rows of sessions that are over.
PRUNE_LIMIT: Final = 100


class Over(StrEnum):
    """Why a session is over, though its browser still has it.

    IDLE: not used for SESSION_IDLE. OLD, which goes before IDLE: begun SESSION_LONGEST ago or
    longer. ENDED: it has no row (any more), or the password is another than at the sign-in.
    """

    IDLE = "idle"
    OLD = "old"
    ENDED = "ended"


def connect() -> None:
    """Connect the receivers that begin a session at sign-in and end it at sign-out.

    Another one ends all sessions of a user whose `save` stores that the account is deactivated, or
    an unusable password. Called again, `connect` changes nothing.
    """
    user_logged_in.connect(_signed_in, dispatch_uid="sessions")
    user_logged_out.connect(_signed_out, dispatch_uid="sessions")
    post_save.connect(_saved, sender=User, dispatch_uid="sessions")


def user_of(request: Any, *, is_background: bool) -> tuple[User | AnonymousUser, Over | None]:
    """Return the request's user and None, or AnonymousUser and why the session is over.

    AnonymousUser and None where the session has no user, or a deactivated one. A user's session
    without a row, or beyond a limit, is over, and deleted; of a live one the use is recorded, at
    most once per PRECISION, unless SQLite is busy. A request that a page sends by itself
    (`is_background`) neither deletes nor records, but with any request Django deletes a session
    whose password has changed. The second step isn't asked for.
    """
    had_user = SESSION_KEY in request.session
    user: Any = get_user(request)
    if not user.is_authenticated:
        # Django has removed the session where the password is another than at the sign-in.
        is_removed = had_user and SESSION_KEY not in request.session
        return user, Over.ENDED if is_removed else None
    now = timezone.now()
    row = _own(request).filter(user=user).first()
    over = Over.ENDED if row is None else _over(row, now)
    if row is None or over:
        if not is_background:
            end_own(request)
            request.session.flush()
        return AnonymousUser(), over
    if not is_background:
        _record_use(row, request, now)
    return user, None


def begin(request: HttpRequest, user: User) -> UserSession:
    """Store a new row of the user, put its primary key into the request's session, and return it.

    Deletes the session's old row, if any, up to PRUNE_LIMIT of Django's expired sessions, and as
    many rows of anybody that were begun longer than SESSION_COOKIE_AGE ago.
    """
    now = timezone.now()
    end_own(request)
    row = UserSession.objects.create(user=user, begun_at=now, used_at=now, **_client_of(request))
    request.session[ROW] = str(row.pk)
    _prune(now)
    return row


def own_session(request: HttpRequest) -> UserSession | None:
    """Return the row of the request's session, also before its second step; None without a row."""
    return _own(request).first()


def live_sessions(user: User) -> QuerySet[UserSession]:
    """Return the user's sessions within both limits, as a query, the last used first."""
    now = timezone.now()
    return UserSession.objects.filter(
        user=user,
        begun_at__gt=now - settings.SESSION_LONGEST,
        used_at__gt=now - settings.SESSION_IDLE,
    ).order_by("-used_at", "-begun_at")


def end(user: User, pk: UUID | str | None) -> bool:
    """End the user's session with this primary key by deleting its row; tell whether there was one.

    True also for a session beyond its time limits. False for one that was ended before, for another
    user's, and for None or ''. A text that is no UUID raises Django's ValidationError.
    """
    return bool(UserSession.objects.filter(user=user, pk=pk).delete()[0]) if pk else False


def end_own(request: HttpRequest) -> None:
    """End the request's session, also before its second step; nothing happens without one.

    This request keeps its user; the next one with the session has none.
    """
    _own(request).delete()


def end_others(request: Any) -> int:
    """End all sessions of the request's user but the request's own; return how many were live."""
    own = request.session.get(ROW)
    count = live_sessions(request.user).exclude(pk=own).count()
    UserSession.objects.filter(user=request.user).exclude(pk=own).delete()
    return count


def end_all(user: User) -> None:
    """End all sessions of the user."""
    UserSession.objects.filter(user=user).delete()


def _own(request: HttpRequest) -> QuerySet[UserSession]:
    """Return the row of the request's session, as a query without or with one row."""
    pk = request.session.get(ROW)
    return UserSession.objects.filter(pk=pk) if pk else UserSession.objects.none()


def _signed_in(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    begin(request, user)


def _signed_out(*, request: HttpRequest, **kwargs: Any) -> None:
    # Django names no user before the second step.
    end_own(request)


def _saved(*, instance: User, update_fields: Any = None, **kwargs: Any) -> None:
    """End the sessions of a user who can't sign in any more: deactivated, or without a password.

    Django tells validators of new passwords alone (`RepetitionValidator.password_changed`).
    """
    is_stored = update_fields is None or not {"is_active", "password"}.isdisjoint(update_fields)
    if is_stored and not (instance.is_active and instance.has_usable_password()):
        end_all(instance)


def _over(row: UserSession, now: datetime) -> Over | None:
    if now - row.begun_at >= settings.SESSION_LONGEST:
        return Over.OLD
    return Over.IDLE if now - row.used_at >= settings.SESSION_IDLE else None


def _client_of(request: HttpRequest) -> dict[str, str | None]:
    length = UserSession._meta.get_field("user_agent").max_length
    agent = request.META.get("HTTP_USER_AGENT", "").replace("\0", "")
    return {"address": client_address(request), "user_agent": agent[:length]}


def _record_use(row: UserSession, request: HttpRequest, now: datetime) -> None:
    if abs(now - row.used_at) < PRECISION:
        return
    with _unless_busy():
        UserSession.objects.filter(pk=row.pk).update(used_at=now, **_client_of(request))


@contextmanager
def _unless_busy() -> Iterator[None]:
    """Let one statement write only if it need not wait; the next request records its use then.

    A page that is only read would otherwise wait for an import that writes into SQLite.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        except OperationalError as error:
            if not is_temporary(error):
                raise
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")


def _prune(now: datetime) -> None:
    """Delete the oldest rows of sessions whose cookies are gone, Django's and ours.

    Those that are over stay until then, so that their person is told why.
    """
    cookie_age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    old = UserSession.objects.filter(begun_at__lt=now - cookie_age)
    pks = list(old.order_by("begun_at").values_list("pk", flat=True)[:PRUNE_LIMIT])
    UserSession.objects.filter(pk__in=pks).delete()
    expired = Session.objects.filter(expire_date__lt=now).order_by("expire_date")
    keys = list(expired.values_list("pk", flat=True)[:PRUNE_LIMIT])
    Session.objects.filter(pk__in=keys).delete()
