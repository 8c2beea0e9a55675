"""The session between password and second step: whose it is, what it lacks, its verification.

`SecondStepMiddleware` makes such a session's `request.user` anonymous, so that only what needs no
sign-in is open to it, and views marked by `serves`; `request.account` is the user of the password.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import django_otp
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse

from articles.desk.request import local_path
from articles.second_factor.requirement import Step, missing_step

View = TypeVar("View", bound=Callable[..., Any])


def serves(step: Step) -> Callable[[View], View]:
    """Return a decorator that opens a view to sessions which lack this step.

    `SignInMiddleware` reads the mark. The view is open to complete sessions too, as any other.
    """

    def decorator(view: View) -> View:
        cast(Any, view).second_step = step
        return view

    return decorator


def lacking_step(request: HttpRequest) -> Step | None:
    """Return the step that the request's session lacks; None if complete or without a user.

    `missing_step` determines it at the first call in a request; later calls in that request return
    the same, also after `verify`.
    """
    lazy: Any = request
    if not hasattr(lazy, "_lacking_step"):
        lazy._lacking_step = missing_step(lazy.account)
    step: Step | None = lazy._lacking_step
    return step


def account_of(request: HttpRequest) -> User:
    """Return the user who gave the password, whether or not the second step was taken.

    In spite of the type it is AnonymousUser where no password was given in this session, the
    session is over, or the account is deactivated.
    """
    account: User = cast(Any, request).account
    return account


def verify(request: HttpRequest, device: Any) -> None:
    """Mark the session as verified by a device of its user, under a new session key.

    The device is an app, a passkey or RecoveryCodes; no code is checked. `request.user` is the
    user who gave the password from now on.
    """
    account: Any = account_of(request)
    request.user = account
    django_otp.login(request, device)
    # A key that somebody planted or saw before the second step is worth nothing after it.
    request.session.cycle_key()


def next_page(request: HttpRequest) -> str:
    """Return the local address to go on to: `next` of the form, else of the query; '' without one.

    '' also for an address that `local_path` refuses, and for those that begin as the addresses of
    sign-in or sign-out, which would lead in a circle.
    """
    given = request.POST.get("next") or request.GET.get("next", "")
    path = local_path(request, given)
    return "" if path.startswith((reverse("sign-in"), reverse("sign-out"))) else path
