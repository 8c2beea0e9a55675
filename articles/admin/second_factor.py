"""The admin's page that resets another person's second factor, for superusers."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.accounts import sign_in_log
from articles.models import SignInEvent
from articles.second_factor.factors import factors_of, reset
from articles.second_factor.requirement import required_for

ONE_S_OWN: Final = "You change your own second factor on the desk, under Second factor."


def reset_view(model_admin: Any) -> Callable[..., HttpResponse]:
    """Return the view that shows a user's factors and, by POST, deletes them and recovery codes.

    It raises PermissionDenied for all but superusers, and for one's own account, whose factors are
    changed on the desk by the password; Http404 for an unknown user. The reset is recorded in the
    user's history in the admin and in the log of sign-ins.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not model_admin.has_change_permission(request):
            raise PermissionDenied("Only a superuser resets a second factor.")
        person = get_object_or_404(User, pk=pk)
        if person == request.user:
            raise PermissionDenied(ONE_S_OWN)
        if request.method == "POST":
            return _reset(model_admin, request, person)
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": person,
            "title": "Reset second factor",
            "factors": factors_of(person),
            "required_for": required_for(person),
        }
        return TemplateResponse(request, "admin/auth/user/reset_second_factor.html", context)

    return view


def _reset(model_admin: Any, request: HttpRequest, person: User) -> HttpResponse:
    removed = str(reset(person))
    model_admin.log_change(request, person, f"Reset the second factor: {removed}.")
    sign_in_log.record(SignInEvent.Kind.FACTORS_RESET, person, request)
    messages.success(request, f"Reset the second factor of {person}. Removed: {removed}.")
    return HttpResponseRedirect(reverse("admin:auth_user_change", args=[person.pk]))
