"""Record sign-ins, sign-outs, refusals and changes of factors: name and IP address, no secret."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any, Final

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from articles.models import SignInEvent

#: Each new event deletes the oldest PRUNE_LIMIT of the events older than this.
RETENTION: Final = timedelta(days=365)
#: In events: more than one, so that the number of old events can only shrink.
PRUNE_LIMIT: Final = 100
#: In characters; the length of the column, and of a username.
NAME_LENGTH: Final = 150


def connect() -> None:
    """Connect the receivers that log Django's signals of sign-in, sign-out and failed sign-in.

    Called again, it changes nothing.
    """
    user_logged_in.connect(_signed_in, dispatch_uid="sign-in log")
    user_logged_out.connect(_signed_out, dispatch_uid="sign-in log")
    user_login_failed.connect(_refused, dispatch_uid="sign-in log")


def record_second_factor(
    kind: SignInEvent.Kind, user: User, request: HttpRequest | None = None
) -> None:
    """Record an event of the user's second factor: a step, a refusal, a change or a reset."""
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
    user = User.objects.filter(username=_clean_name(name)).first()
    _record(SignInEvent.Kind.REFUSED, name, user, request)


def _record(
    kind: SignInEvent.Kind, name: str, user: User | None, request: HttpRequest | None
) -> None:
    now = timezone.now()
    SignInEvent.objects.create(
        kind=kind, at=now, user=user, name=_clean_name(name), address=_address(request)
    )
    old = SignInEvent.objects.filter(at__lt=now - RETENTION).order_by("at", "id")
    SignInEvent.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:PRUNE_LIMIT])).delete()


def _clean_name(name: str) -> str:
    """Return a name without NUL, which PostgreSQL refuses, cut to NAME_LENGTH characters."""
    return name.replace("\0", "")[:NAME_LENGTH]


def _address(request: HttpRequest | None) -> str | None:
    """Return the IP address of the request's connection, without an IPv6 zone.

    Behind a proxy it is the proxy's. None without a request, and where the connection has no IP
    address.
    """
    value = request.META.get("REMOTE_ADDR", "") if request else ""
    try:
        return str(ip_address(value.partition("%")[0]))
    except ValueError:  # a Unix socket has no address
        return None
