"""The pages that remove an authenticator app or a passkey, each by the password."""

from typing import Any

import django_otp
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.accounts import sign_in_log
from articles.desk.account.second_factor.passkeys import passkeys_of
from articles.desk.account.second_factor.password import (
    checks_password,
    password_fault,
    status_of,
)
from articles.desk.request import DeskRequest
from articles.models import SignInEvent
from articles.second_factor.factors import factors_of, remaining_device, remove
from articles.second_factor.requirement import required_for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@checks_password(back=lambda request: request.path)
def remove_app(request: DeskRequest) -> HttpResponse:
    """Ask for the password; by the right one (POST) remove one's authenticator app, and redirect.

    The redirect is to the overview; the removal is in the log of sign-ins. With the last factor the
    recovery codes go. Where the user must have a factor (`required_for`), the last one stays: POST
    gets 403. The page is shown again for a wrong password (422), and while too many are hashed
    (503). Beyond the limits of failed sign-ins 429 (`checks_password`). Raises Http404 without an
    app.
    """
    app = factors_of(request.user).app
    if not app:
        raise Http404("There is no authenticator app to remove.")
    return _removal(request, app, "your authenticator app")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@checks_password(back=lambda request: request.path)
def remove_passkey(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask for the password; by the right one (POST) remove a passkey of one's own, and redirect.

    Responses are those of `remove_app`. Raises Http404 for unknown passkeys and other people's.
    """
    passkey: Any = get_object_or_404(passkeys_of(request.user), pk=pk)
    return _removal(request, passkey, f"your passkey “{passkey.name}”")


def _removal(request: DeskRequest, device: Any, name: str) -> HttpResponse:
    """Show the question (403 where the factor must stay), or remove the factor and redirect.

    A group's last factor stays. The session stays verified while another factor remains.
    """
    required = required_for(request.user)
    is_last = factors_of(request.user).count == 1
    context = {"name": name, "is_last": is_last, "account": request.user, "here": "second-factor"}
    if is_last and required:
        context["required_for"] = required
        return _page(request, context, 403 if request.method == "POST" else 200)
    if request.method != "POST":
        return _page(request, context)
    fault = password_fault(request)
    if fault:
        return _page(request, {**context, "fault": fault}, status_of(fault))
    if not remove(request.user, device, may_be_last=not required):
        return _page(request, {**context, "is_last": True, "required_for": required}, 403)
    remaining = remaining_device(request.user)
    if remaining:
        django_otp.login(request, remaining)
    sign_in_log.record(SignInEvent.Kind.FACTORS_CHANGED, request.user, request)
    messages.success(request, f"{name[0].upper()}{name[1:]} is removed.")
    return HttpResponseRedirect(reverse("second-factor"))


def _page(request: DeskRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "desk/account/second_factor/remove.html", context, status=status)
