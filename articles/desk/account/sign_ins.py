"""The page of sign-in events, for superusers."""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.desk.pagination import BAD_CURSOR_NOTICE, NEWEST_FIRST, requested_page
from articles.desk.request import DeskRequest
from articles.models import SignInEvent

PAGE_SIZE: Final = 100


@require_safe
def sign_ins(request: DeskRequest) -> HttpResponse:
    """Show a page of the log of sign-ins, refusals and changes of accounts, the newest first.

    It has at most PAGE_SIZE events. A bad cursor shows the first page with a notice (400), one at
    which there are no events too (200). Raise PermissionDenied for anybody but superusers.
    """
    if not request.user.is_superuser:
        raise PermissionDenied("Only a superuser sees who signed in.")
    events = SignInEvent.objects.select_related("user")
    page, notice = requested_page(request, events, NEWEST_FIRST, size=PAGE_SIZE)
    context = {"page": page, "notice": notice, "here": "sign-ins"}
    status = 400 if notice == BAD_CURSOR_NOTICE else 200
    return render(request, "desk/account/sign_ins.html", context, status=status)
