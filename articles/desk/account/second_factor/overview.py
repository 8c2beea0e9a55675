"""The page “Second factor”: what one has, passkeys, and recovery codes."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.accounts import sign_in_log
from articles.desk.account.second_factor import passkeys
from articles.desk.account.second_factor.password import (
    checks_password,
    needs_password,
    password_fault,
    refused_json,
    status_of,
)
from articles.desk.account.second_factor.session import (
    account_of,
    lacking_step,
    next_page,
    serves,
    verify,
)
from articles.desk.request import DeskRequest, post_only
from articles.models import SignInEvent
from articles.second_factor.factors import factors_of, has_factor
from articles.second_factor.recovery import make_codes
from articles.second_factor.requirement import Step, is_verified, required_for

CHANGED: Final = SignInEvent.Kind.FACTORS_CHANGED


class NameForm(forms.Form):
    """The form for the name of a passkey: required, at most 64 characters, stripped."""

    name = forms.CharField(
        max_length=64,
        error_messages={
            "required": "Give the passkey a name.",
            "max_length": "A name has at most 64 characters.",
        },
    )

    def fault(self) -> str:
        """Return the errors of the name as one text; raise KeyError where it has none."""
        return " ".join(map(str, self.errors["name"]))


@serves(Step.ENROL)
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the person's factors, how many recovery codes are left, and how to add and remove them.

    A session that lacks Step.ENROL (its user has no factor but must have one) is sent here, and
    told to set up a first factor.
    """
    return overview_page(request)


def overview_page(request: HttpRequest, fault: str = "", codes_fault: str = "") -> HttpResponse:
    """Return the overview, with the faults of the forms of a passkey's name and of recovery codes.

    '' is no fault. The status is that of `status_of` for them: 200, 422 or 503.
    """
    user = account_of(request)
    context = {
        "account": user,
        "factors": factors_of(user),
        "required_for": required_for(user),
        "must_enrol": lacking_step(request) is Step.ENROL,
        "passkey_problem": passkeys.problem_of_host(request),
        "passkey_address": passkeys.address_by_name(request, to_overview(request)),
        "fault": fault,
        "needs_password": needs_password(request),
        "codes_fault": codes_fault,
        "next": next_page(request),
        "here": "second-factor",
    }
    status = status_of(fault, codes_fault)
    return render(request, "desk/account/second_factor/overview.html", context, status=status)


def to_overview(request: HttpRequest) -> str:
    """Return the overview's address, with the page to go on to as `next`, if there is one."""
    onward = next_page(request)
    return reverse("second-factor") + (f"?{urlencode({'next': onward})}" if onward else "")


@serves(Step.ENROL)
@never_cache
@post_only
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Return the options for the browser to make a passkey (JSON), with a new challenge.

    The session keeps the challenge, which `passkey_add` needs. Where `needs_password`, the form
    must have the right password; else, or where it can't be checked now, returns `refused_json`
    (422, 429 or 503).
    """
    refusal = refused_json(request)
    return refusal or passkeys.registration_options(request, account_of(request))


@serves(Step.ENROL)
@never_cache
@post_only
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Store the passkey that the browser made; return the overview's address as `go` (JSON).

    422 with a sentence as `fault` where the passkey (`passkeys.register`) or its name isn't
    accepted, or the user has LIMIT passkeys. Without a `name`, or with a blank one, the third
    passkey is named `Passkey 3`. A session that isn't verified yet becomes so. The log of sign-ins
    has the change. `passkey_options` checked the password, this doesn't.
    """
    user = account_of(request)
    count = passkeys.passkeys_of(user).count()
    if count >= passkeys.LIMIT:
        fault = f"You have {count} passkeys, the most there can be. Remove one first."
        return JsonResponse({"fault": fault}, status=422)
    form = NameForm({"name": request.POST.get("name", "").strip() or f"Passkey {count + 1}"})
    if not form.is_valid():
        return JsonResponse({"fault": form.fault()}, status=422)
    try:
        passkey = passkeys.register(request, user, form.cleaned_data["name"])
    except passkeys.Refused as refusal:
        return JsonResponse({"fault": str(refusal)}, status=422)
    if not is_verified(user):
        verify(request, passkey)
    sign_in_log.record(CHANGED, user, request)
    messages.success(request, f"Passkey “{passkey.name}” added.")
    return JsonResponse({"go": to_overview(request)})


@post_only
def passkey_rename(request: DeskRequest, pk: int) -> HttpResponse:
    """Rename a passkey of one's own; redirect to the overview.

    A name that isn't accepted, such as an empty one, shows the overview with its fault (422).
    Raises Http404 for unknown passkeys and other people's.
    """
    passkey: Any = get_object_or_404(passkeys.passkeys_of(request.user), pk=pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return overview_page(request, form.fault())
    passkey.name = form.cleaned_data["name"]
    passkey.save(update_fields=["name"])
    messages.success(request, f"The passkey is called “{passkey.name}” now.")
    return HttpResponseRedirect(reverse("second-factor"))


@never_cache
@post_only
@checks_password(back=to_overview)
def recovery_codes(request: DeskRequest) -> HttpResponse:
    """Make ten recovery codes in place of the old ones, and show them, this once.

    The form must have the password: the overview is shown for a wrong one (422), and while too many
    are hashed (503). Beyond the limits of failed sign-ins 429 (`checks_password`). Without a factor
    that they could stand in for, redirect to the overview with a message. The log of sign-ins has
    the change.
    """
    if not has_factor(request.user):
        messages.error(request, "Set up an authenticator app or a passkey first.")
        return HttpResponseRedirect(to_overview(request))
    fault = password_fault(request)
    if fault:
        return overview_page(request, codes_fault=fault)
    context = {
        "codes": make_codes(request.user),
        "account": request.user,
        "next": next_page(request),
        "here": "second-factor",
    }
    sign_in_log.record(CHANGED, request.user, request)
    return render(request, "desk/account/second_factor/recovery_codes.html", context)
