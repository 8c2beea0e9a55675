"""The page on which one sets up an authenticator app (TOTP), and its QR code.

The secret is kept in the session until a code confirms it, so that no other session ever sees the
secret that will count.
"""

import io
from base64 import b32encode
from typing import Any, Final

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from articles.accounts import sign_in_log
from articles.desk.account.second_factor.overview import CHANGED, to_overview
from articles.desk.account.second_factor.password import (
    checks_password,
    needs_password,
    new_factor_fault,
    status_of,
)
from articles.desk.account.second_factor.session import account_of, next_page, serves, verify
from articles.second_factor.codes import confirm_app
from articles.second_factor.factors import factors_of
from articles.second_factor.requirement import Step

#: The key of the secret in the session, as hexadecimal digits.
IN_SETUP: Final = "second_factor_setup"
NOT_CONFIRMED: Final = (
    "That is not the code of this secret. Scan it again, then type the 6 digits that the app shows "
    "now. If they are refused again, let the phone set its clock by itself: codes depend on it."
)


@serves(Step.ENROL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@checks_password(back=lambda request: request.path)
def app(request: HttpRequest) -> HttpResponse:
    """Show a new secret as QR code and as text, or confirm it by a posted code of the app.

    The session keeps the secret until then. A right code stores it as the user's app, in place of
    the one before, verifies the session, is in the log of sign-ins, and redirects to the overview.
    POST needs the password too where `needs_password`; it is checked before the code. The page is
    shown again with the same secret for a wrong code or password (422), and while too many
    passwords are hashed (503). Beyond the limits of failed sign-ins 429 (`checks_password`).
    """
    user = account_of(request)
    secret: str = request.session.setdefault(IN_SETUP, random_hex())
    if request.method != "POST":
        return _page(request, secret)
    fault = new_factor_fault(request)
    if fault:
        return _page(request, secret, password_fault=fault)
    device = confirm_app(user, secret, request.POST.get("code", ""))
    if not device:
        return _page(request, secret, fault=NOT_CONFIRMED)
    del request.session[IN_SETUP]
    verify(request, device)
    sign_in_log.record(CHANGED, user, request)
    messages.success(request, "The authenticator app is set up.")
    return HttpResponseRedirect(to_overview(request))


@serves(Step.ENROL)
@never_cache
@require_safe
def app_qr(request: HttpRequest) -> HttpResponse:
    """Return the session's secret as an `otpauth://` URL in a QR code (SVG).

    Raises Http404 without a secret.
    """
    secret = request.session.get(IN_SETUP)
    if not secret:
        raise Http404("This session sets up no authenticator app.")
    image = io.BytesIO()
    segno.make(_app_address(request, secret), micro=False).save(
        image, kind="svg", scale=5, border=4, dark="#000", light="#fff"
    )
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


def _app_address(request: HttpRequest, secret: str) -> str:
    """Return the secret as an `otpauth://` URL, which apps read."""
    address: str = TOTPDevice(user=account_of(request), key=secret).config_url
    return address


def _page(
    request: HttpRequest, secret: str, *, fault: str = "", password_fault: str = ""
) -> HttpResponse:
    user = account_of(request)
    text = b32encode(bytes.fromhex(secret)).decode()
    context: dict[str, Any] = {
        "account": user,
        "factors": factors_of(user),
        "secret": " ".join(text[start : start + 4] for start in range(0, len(text), 4)),
        "app_address": _app_address(request, secret),
        "qr_address": reverse("second-factor-qr"),
        "fault": fault,
        "needs_password": needs_password(request),
        "password_fault": password_fault,
        "next": next_page(request),
        "here": "second-factor",
    }
    status = status_of(fault, password_fault)
    return render(request, "desk/account/second_factor/app.html", context, status=status)
