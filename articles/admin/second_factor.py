"""The admin's page that resets another person's second factor, for superusers."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.second_factor.factors import factors_of, reset
from articles.second_factor.requirement import required_for

ONE_S_OWN: Final = "You change your own second factor on the desk, under Second factor."


def reset_view(model_admin: Any) -> Callable[..., HttpResponse]:
    """Return the view that shows what a person has and, by POST, removes it and ends all sessions.

    It is for those who may change users, superusers. One's own is refused (403): it asks for the
    password, on the desk. The reset is in the person's history in the admin, with who did it, and
    in the log of sign-ins.
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
    with transaction.atomic():
        removed = str(reset(person, request))
        model_admin.log_change(request, person, f"Reset the second factor: {removed}.")
    messages.success(
        request,
        f"Reset the second factor of {person} and ended all sessions. Removed: {removed}.",
    )
    return HttpResponseRedirect(reverse("admin:auth_user_change", args=[person.pk]))
