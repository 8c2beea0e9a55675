"""The log of sign-ins: who came, who left, who was refused, from where. Never a password."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any, Final

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from articles.models import SignInEvent

KEPT: Final = timedelta(days=365)
#: How many that are older go with each new one: the log can't grow by what it keeps too long.
PRUNED_AT_ONCE: Final = 100
NAME_LENGTH: Final = 150


def connect() -> None:
    """Record from now on what Django tells of sign-ins."""
    user_logged_in.connect(_signed_in, dispatch_uid="sign-in log")
    user_logged_out.connect(_signed_out, dispatch_uid="sign-in log")
    user_login_failed.connect(_refused, dispatch_uid="sign-in log")


def _signed_in(*, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    _record(SignInEvent.Kind.SIGNED_IN, user.get_username(), user, request)


def _signed_out(*, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user:  # whoever signs out twice was nobody the second time
        _record(SignInEvent.Kind.SIGNED_OUT, user.get_username(), user, request)


def _refused(
    *, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    name = str(credentials.get("username") or "")
    user = User.objects.filter(username=_kept(name)).first()
    _record(SignInEvent.Kind.REFUSED, name, user, request)


def _record(
    kind: SignInEvent.Kind, name: str, user: User | None, request: HttpRequest | None
) -> None:
    now = timezone.now()
    SignInEvent.objects.create(
        kind=kind, at=now, user=user, name=_kept(name), address=_address(request)
    )
    old = SignInEvent.objects.filter(at__lt=now - KEPT).order_by("at", "id")
    SignInEvent.objects.filter(
        pk__in=list(old.values_list("pk", flat=True)[:PRUNED_AT_ONCE])
    ).delete()


def _kept(name: str) -> str:
    return name.replace("\0", "")[:NAME_LENGTH]


def _address(request: HttpRequest | None) -> str | None:
    """Return the address of whoever is connected: behind a proxy, the proxy's."""
    given = request.META.get("REMOTE_ADDR", "") if request else ""
    try:
        return str(ip_address(given.partition("%")[0]))
    except ValueError:  # a socket in the file system has none
        return None
