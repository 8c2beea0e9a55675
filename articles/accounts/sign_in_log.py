"""Record sign-ins, sign-outs, refusals, changes of accounts: who, when, from which IP address."""

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from articles.accounts.client_address import client_address
from articles.accounts.tries import clean_name
from articles.models import SignInEvent

#: Each new event deletes the oldest PRUNE_LIMIT of the events older than this.
RETENTION: Final = timedelta(days=365)
#: In events: more than one, so that the number of old events can only shrink.
PRUNE_LIMIT: Final = 100
#: Refused sign-ins are kept among the last so many events, as strangers can make any number.
MOST_REFUSED: Final = 100_000
_REFUSED: Final = (SignInEvent.Kind.REFUSED, SignInEvent.Kind.STEP_REFUSED)


def connect() -> None:
    """Connect the receivers that log Django's signals of sign-in, sign-out and failed sign-in.

    Called again, it changes nothing.
    """
    user_logged_in.connect(_signed_in, dispatch_uid="sign-in log")
    user_logged_out.connect(_signed_out, dispatch_uid="sign-in log")
    user_login_failed.connect(_refused, dispatch_uid="sign-in log")


def record(kind: SignInEvent.Kind, user: User, request: HttpRequest | None = None) -> None:
    """Store an event of the user's account, password, factors or sessions, at the present time.

    The address is that of the request's client, who may be a superuser; None without a request. Up
    to PRUNE_LIMIT events older than RETENTION are deleted, and up to as many refused sign-ins and
    second steps whose primary key is lower than the new event's by MOST_REFUSED or more.
    """
    _record(kind, user.get_username(), user, request)


def _signed_in(*, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    _record(SignInEvent.Kind.SIGNED_IN, user.get_username(), user, request)


def _signed_out(*, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    # Before the second step the request has no user, but an account. Neither without a session.
    user = user or getattr(request, "account", None)
    if user and user.is_authenticated:
        _record(SignInEvent.Kind.SIGNED_OUT, user.get_username(), user, request)


def _refused(
    *, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    name = str(credentials.get("username") or "")
    user = User.objects.filter(username=clean_name(name)).first()
    _record(SignInEvent.Kind.REFUSED, name, user, request)


def _record(
    kind: SignInEvent.Kind, name: str, user: User | None, request: HttpRequest | None
) -> None:
    now = timezone.now()
    event = SignInEvent.objects.create(
        kind=kind, at=now, user=user, name=clean_name(name), address=client_address(request)
    )
    old = SignInEvent.objects.filter(at__lt=now - RETENTION).order_by("at", "id")
    many = SignInEvent.objects.filter(kind__in=_REFUSED, pk__lte=event.pk - MOST_REFUSED).order_by(
        "pk"
    )
    for rows in (old, many):
        pks = list(rows.values_list("pk", flat=True)[:PRUNE_LIMIT])
        SignInEvent.objects.filter(pk__in=pks).delete()
