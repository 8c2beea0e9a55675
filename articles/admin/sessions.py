"""The admin's page that ends all sessions of another person, for superusers."""

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

from articles.accounts import sessions, sign_in_log
from articles.models import SignInEvent

ONE_S_OWN: Final = "You end your own sessions on the desk, under Sessions."


def end_view(model_admin: Any) -> Callable[..., HttpResponse]:
    """Return the view that asks whether to end a person's sessions and, by POST, ends them.

    It raises PermissionDenied for all but superusers, and for one's own account, whose sessions
    are ended on the desk; Http404 for an unknown user. The end is recorded in the user's history in
    the admin and in the log of sign-ins.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not model_admin.has_change_permission(request):
            raise PermissionDenied("Only a superuser ends another person's sessions.")
        person = get_object_or_404(User, pk=pk)
        if person == request.user:
            raise PermissionDenied(ONE_S_OWN)
        if request.method == "POST":
            return _end(model_admin, request, person)
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": person,
            "title": "End sessions",
            "count": sessions.live_sessions(person).count(),
        }
        return TemplateResponse(request, "admin/auth/user/end_sessions.html", context)

    return view


def _end(model_admin: Any, request: HttpRequest, person: User) -> HttpResponse:
    with transaction.atomic():
        count = sessions.live_sessions(person).count()
        sessions.end_all(person)
        ended = f"{count} {'session' if count == 1 else 'sessions'}"
        model_admin.log_change(request, person, f"Ended {ended}.")
        sign_in_log.record(SignInEvent.Kind.ALL_ENDED, person, request)
    messages.success(request, f"Ended {ended} of {person}.")
    return HttpResponseRedirect(reverse("admin:auth_user_change", args=[person.pk]))
