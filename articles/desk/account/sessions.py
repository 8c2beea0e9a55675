"""The page of one's own sessions, from which they are ended."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.accounts import sessions as accounts
from articles.accounts import sign_in_log
from articles.desk.request import DeskRequest, post_only
from articles.formatting.accounts import browser, duration
from articles.models import SignInEvent


@require_safe
def sessions(request: DeskRequest) -> HttpResponse:
    """Show the user's live sessions: since when, last use, from which address, which browser.

    Live are those within both time limits (`live_sessions`), also before their second step. The
    request's own comes first, then the others, the last used first.
    """
    own = accounts.own_session(request)
    rows = list(accounts.live_sessions(request.user))
    rows.sort(key=lambda row: row != own)
    shown = [{"row": row, "browser": browser(row.user_agent), "is_own": row == own} for row in rows]
    context = {
        "sessions": shown,
        "others": sum(row != own for row in rows),
        "idle": duration(settings.SESSION_IDLE),
        "longest": duration(settings.SESSION_LONGEST),
        "here": "sessions",
    }
    return render(request, "desk/account/sessions.html", context)


@post_only
def end_session(request: DeskRequest) -> HttpResponse:
    """End the posted `session` (an id) of the user, or with `others` all but the request's own.

    Redirects to the page of sessions with a message. With `others` it tells how many live ones were
    ended. A warning says that nothing was ended: for the request's own session, and where the user
    has none with this id. That sessions were ended is in the log of sign-ins, but not with `others`
    where none was live.
    """
    if "others" in request.POST:
        count = accounts.end_others(request)
        if count:
            sign_in_log.record(SignInEvent.Kind.SESSIONS_ENDED, request.user, request)
        ended = "1 other session is" if count == 1 else f"{count or 'No'} other sessions are"
        messages.success(request, f"{ended} ended.")
        return HttpResponseRedirect(reverse("sessions"))
    own, pk = accounts.own_session(request), _uuid(request.POST.get("session", ""))
    if own and pk == own.pk:
        messages.warning(request, "This is the session you use. Sign out to end it.")
    elif accounts.end(request.user, pk):
        sign_in_log.record(SignInEvent.Kind.SESSIONS_ENDED, request.user, request)
        messages.success(request, "The session is ended.")
    else:
        messages.warning(request, "This session had ended already.")
    return HttpResponseRedirect(reverse("sessions"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
