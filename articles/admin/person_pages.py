"""The admin's pages on which a superuser does something to another person, after a question.

They reset the second factor and end all sessions.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.accounts import sessions, sign_in_log
from articles.models import SignInEvent
from articles.second_factor.factors import factors_of, reset
from articles.second_factor.requirement import required_for

View = Callable[..., HttpResponse]
#: Does it to the person; returns the entry for their history in the admin, and the message.
Act = Callable[[User, HttpRequest], tuple[str, str]]


def reset_view(model_admin: Any) -> View:
    """Return the view that shows a person's second factors and, by POST, removes them all.

    A POST also removes the recovery codes, ends all sessions of the person, is recorded in their
    history in the admin and in the log of sign-ins, and redirects to their page. Others than
    superusers are refused (403), and so is one's own account, for one's factors are changed on the
    desk, which asks for the password. An unknown person raises Http404.
    """
    return _view(
        model_admin,
        "admin/auth/user/reset_second_factor.html",
        title="Reset second factor",
        one_s_own="You change your own second factor on the desk, under Second factor.",
        context_of=lambda person: {
            "factors": factors_of(person),
            "required_for": required_for(person),
        },
        act=_reset,
    )


def end_view(model_admin: Any) -> View:
    """Return the view that asks whether to end a person's sessions and, by POST, ends them.

    A POST is recorded in the person's history in the admin and in the log of sign-ins, and
    redirects to their page. Others than superusers are refused (403), and so is one's own account,
    for the desk lists one's sessions. An unknown person raises Http404.
    """
    return _view(
        model_admin,
        "admin/auth/user/end_sessions.html",
        title="End sessions",
        one_s_own="You end your own sessions on the desk, under Sessions.",
        context_of=lambda person: {"count": sessions.live_sessions(person).count()},
        act=_end,
    )


def _view(
    model_admin: Any,
    template: str,
    *,
    title: str,
    one_s_own: str,
    context_of: Callable[[User], dict[str, Any]],
    act: Act,
) -> View:
    """Return a view that asks about another person and, by POST, acts and leads to their page.

    It is for those who may change users, superusers; one's own account is refused (403) with the
    sentence `one_s_own`. The act is one transaction with its entry in the person's history in the
    admin, which names who did it.
    """

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not model_admin.has_change_permission(request):
            raise PermissionDenied(f"“{title}” is for superusers.")
        person = get_object_or_404(User, pk=pk)
        if person == request.user:
            raise PermissionDenied(one_s_own)
        if request.method == "POST":
            with transaction.atomic():
                entry, message = act(person, request)
                model_admin.log_change(request, person, entry)
            messages.success(request, message)
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[person.pk]))
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": person,
            "title": title,
            **context_of(person),
        }
        return TemplateResponse(request, template, context)

    return view


def _reset(person: User, request: HttpRequest) -> tuple[str, str]:
    removed = str(reset(person, request))
    return (
        f"Reset the second factor: {removed}.",
        f"Reset the second factor of {person} and ended all sessions. Removed: {removed}.",
    )


def _end(person: User, request: HttpRequest) -> tuple[str, str]:
    count = sessions.live_sessions(person).count()
    sessions.end_all(person)
    sign_in_log.record(SignInEvent.Kind.ALL_ENDED, person, request)
    ended = f"{count} {'session' if count == 1 else 'sessions'}"
    return f"Ended {ended}.", f"Ended {ended} of {person}."
