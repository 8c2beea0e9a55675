"""The second step of signing in: a code of the app, a recovery code, or a passkey."""

import math

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.accounts import sign_in_log
from articles.desk.account.limits import seconds_until
from articles.desk.account.second_factor import passkeys
from articles.desk.account.second_factor.session import (
    account_of,
    lacking_step,
    next_page,
    serves,
    verify,
)
from articles.desk.request import post_only
from articles.models import RecoveryCodes, SignInEvent
from articles.second_factor.codes import Outcome, try_code
from articles.second_factor.factors import factors_of
from articles.second_factor.requirement import Step


@serves(Step.CODE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Show the second step, or check the posted code; a right one verifies the session.

    A right code, and any request of a session that doesn't lack this step, redirects to `next`, or
    to the queue without one. Any other text shows the page again (422). While one has to wait after
    wrong codes, each code, right or wrong, is refused with the time left (429, with Retry-After).
    Right and refused codes are in the log of sign-ins, other texts aren't.
    """
    if lacking_step(request) is not Step.CODE:
        return HttpResponseRedirect(_destination(request))
    if request.method != "POST":
        return _page(request, Outcome())
    user = account_of(request)
    outcome = try_code(user, request.POST.get("code", ""))
    if not outcome.device:
        if outcome.is_guess:
            sign_in_log.record(SignInEvent.Kind.STEP_REFUSED, user, request)
        return _page(request, outcome)
    kind = SignInEvent.Kind.STEP_BY_APP
    if isinstance(outcome.device, RecoveryCodes):
        kind = SignInEvent.Kind.STEP_BY_RECOVERY
        left = factors_of(user).codes_left
        messages.warning(
            request,
            f"You used a recovery code: {left} {'is' if left == 1 else 'are'} left. Make new ones, "
            "and set up what you lost again, under Second factor.",
        )
    sign_in_log.record(kind, user, request)
    verify(request, outcome.device)
    return HttpResponseRedirect(_destination(request))


@serves(Step.CODE)
@never_cache
@post_only
def second_step_options(request: HttpRequest) -> HttpResponse:
    """Return the options for the browser's question for a passkey (JSON), with a new challenge."""
    return passkeys.authentication_options(request, account_of(request))


@serves(Step.CODE)
@never_cache
@post_only
def second_step_passkey(request: HttpRequest) -> HttpResponse:
    """Check the passkey's signed answer; a right one verifies the session.

    Return as JSON the address to go on to as `go`, or, with 422, a sentence as `fault` where the
    answer isn't accepted. Right and refused answers are in the log of sign-ins. A session that
    doesn't lack this step gets the address without a check.
    """
    if lacking_step(request) is not Step.CODE:
        return JsonResponse({"go": _destination(request)})
    user = account_of(request)
    try:
        device = passkeys.authenticate(request, user)
    except passkeys.Refused as refusal:
        sign_in_log.record(SignInEvent.Kind.STEP_REFUSED, user, request)
        return JsonResponse({"fault": str(refusal)}, status=422)
    sign_in_log.record(SignInEvent.Kind.STEP_BY_PASSKEY, user, request)
    verify(request, device)
    return JsonResponse({"go": _destination(request)})


def _destination(request: HttpRequest) -> str:
    return next_page(request) or reverse("queue")


def _page(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    factors = factors_of(account_of(request))
    context = {
        "account": account_of(request),
        "factors": factors,
        "passkey_problem": passkeys.problem_of_host(request),
        "passkey_address": passkeys.address_by_name(request, request.get_full_path()),
        "fault": outcome.fault,
        "next": next_page(request),
    }
    if not outcome.retry_at:
        status = 422 if outcome.fault else 200
        return render(request, "desk/account/second_factor/step.html", context, status=status)
    seconds = seconds_until(outcome.retry_at)
    context["fault"] = f"Too many wrong codes. Try again in {in_words(seconds)}."
    response = render(request, "desk/account/second_factor/step.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def in_words(seconds: int) -> str:
    """Return a duration in words, rounded up: `8 seconds`, `3 minutes`, `2 hours`.

    The unit is the largest one that is shorter than the duration, else seconds: `60 minutes`, not
    `1 hour`.
    """
    for size, unit in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds > size or size == 1:
            number = math.ceil(seconds / size)
            return f"{number:,} {unit}{'' if number == 1 else 's'}"
    raise AssertionError("unreachable")
