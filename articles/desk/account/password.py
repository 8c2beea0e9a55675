"""The page on which people change their own password."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from articles.accounts import passwords, sessions, sign_in_log
from articles.accounts.hashing import HashingBusyError, hashing_slot
from articles.accounts.tries import TooManyTriesError
from articles.desk.account.limits import BUSY, busy_response, limited_response
from articles.desk.request import DeskRequest
from articles.models import SignInEvent


class PasswordForm(PasswordChangeForm):
    """The form for a new password of one's own, with labels and messages of the desk.

    The new password must differ from the old. A wrong old one counts as a refused sign-in
    (`passwords.is_own_password`). Validating may raise TooManyTriesError and HashingBusyError.
    """

    def __init__(self, request: DeskRequest, *args: Any) -> None:
        super().__init__(request.user, *args)
        self.request = request
        self.error_messages = {
            **self.error_messages,
            "password_incorrect": passwords.NOT_YOURS,
            "password_mismatch": "The two differ. Type the new password again.",
        }
        labels = {
            "old_password": "Your password now",
            "new_password1": "New password",
            "new_password2": "New password, again",
        }
        for name, label in labels.items():
            self.fields[name].label = label
            # The page names the fault, and begins there.
            self.fields[name].widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].help_text = passwords.ADVICE
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self) -> str:
        typed = str(self.cleaned_data["old_password"])
        if not passwords.is_own_password(self.request, self.request.user, typed):
            message = self.error_messages["password_incorrect"]
            raise ValidationError(message, code="password_incorrect")
        return typed

    def validate_password_for_user(self, user: Any, *fields: Any, **named_fields: Any) -> None:
        # Django would show what is wrong with the new password at its repetition.
        super().validate_password_for_user(user, "new_password1")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        new = cleaned.get("new_password1")
        if new and new == cleaned.get("old_password"):
            self.add_error("new_password1", "This is your password now. Choose another.")
        return cleaned


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: DeskRequest) -> HttpResponse:
    """Show the form for a new password of the user's own, or store the posted one.

    A new password ends all sessions of the user but this one, is recorded in the log of sign-ins,
    and redirects to the page of sessions with a message. An invalid form is shown with its errors
    (422), beyond the limits of failed sign-ins the page of `limited_response` (429), and while too
    many passwords are hashed the empty form with a sentence (503).
    """
    if request.method != "POST":
        return _page(request, PasswordForm(request))
    form = PasswordForm(request, request.POST)
    try:
        if not form.is_valid():
            return _page(request, form, status=422)
        with hashing_slot():
            _store(request, form)
    except TooManyTriesError as error:
        return limited_response(request, error, back=reverse("password"), signed_in=True)
    except HashingBusyError:
        return busy_response(request, _page(request, PasswordForm(request), BUSY, status=503))
    messages.success(request, "Password changed. All your other sessions are ended.")
    return HttpResponseRedirect(reverse("sessions"))


def _store(request: DeskRequest, form: PasswordForm) -> None:
    """Store the new password; keep this session, with its beginning, and end all others."""
    own = sessions.own_session(request)
    with transaction.atomic():
        form.save()  # ends all sessions
        if own:
            own.save(force_insert=True)
        sign_in_log.record(SignInEvent.Kind.PASSWORD_CHANGED, request.user, request)
    update_session_auth_hash(request, request.user)


def _page(
    request: DeskRequest, form: forms.Form, problem: str = "", *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "problem": problem, "here": "password"}
    return render(request, "desk/account/password.html", context, status=status)
