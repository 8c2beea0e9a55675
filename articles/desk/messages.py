"""Messages after an act, with the button that undoes it."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from articles.models import Act

#: The field of a form that a page sends by itself while it is left, to record a changed quality.
LEAVES: Final = "leaves"


def add_act_message(
    request: HttpRequest, text: str, act: Act | None, level: int = messages.SUCCESS
) -> None:
    """Add a message for the next page that the user sees; with an act, the page can undo it.

    The act's primary key is in the message's extra tags, as `act-12`, where the template filter
    `act_of` finds it. Without an act, the extra tags are ''. `level` is one of Django's levels.
    """
    messages.add_message(request, level, text, extra_tags=f"act-{act.pk}" if act else "")


def add_leaving_message(
    request: HttpRequest, text: str, act: Act | None, level: int = messages.SUCCESS
) -> None:
    """Add the message on a form that a page sent while it was left, for the next page.

    Without LEAVES in the request, do nothing: the page itself shows what became of the form. The
    same for a form without an act that was no failure: it changed nothing.
    """
    if LEAVES in request.POST and (act or level != messages.SUCCESS):
        add_act_message(request, text, act, level)
