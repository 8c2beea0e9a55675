"""Messages after an act, with the button that undoes it."""

from django.contrib import messages
from django.http import HttpRequest

from articles.models import Act


def add_act_message(
    request: HttpRequest, text: str, act: Act | None, level: int = messages.SUCCESS
) -> None:
    """Add a message for the next page that the user sees; with an act, the page can undo it.

    The act's primary key is in the message's extra tags, as `act-12`, where the template filter
    `act_of` finds it. Without an act, the extra tags are ''. `level` is one of Django's levels.
    """
    messages.add_message(request, level, text, extra_tags=f"act-{act.pk}" if act else "")
