"""The log of sign-ins, for superusers."""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.desk.pagination import BadCursor, page_of
from articles.desk.request import DeskRequest
from articles.models import SignInEvent
from articles.models.ordering import Sorting

PAGE_SIZE: Final = 100
NEWEST_FIRST: Final = Sorting("Newest first", "at")


@require_safe
def sign_ins(request: DeskRequest) -> HttpResponse:
    """Show who signed in and out, and who was refused; the newest first."""
    if not request.user.is_superuser:
        raise PermissionDenied("Only a superuser sees who signed in.")
    events = SignInEvent.objects.select_related("user")
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    notice = ""
    try:
        page = page_of(events, NEWEST_FIRST, size=PAGE_SIZE, **cursors)
    except BadCursor:
        page = page_of(events, NEWEST_FIRST, size=PAGE_SIZE)
        notice = "The address names no place in the list; this is its beginning."
    context = {"page": page, "notice": notice, "here": "sign-ins"}
    return render(request, "articles/sign_ins.html", context)
