"""Messages after an act, with the button that undoes it."""

from django.contrib import messages
from django.http import HttpRequest

from articles.models import Act


def add_act_message(
    request: HttpRequest, text: str, act: Act | None, level: int = messages.SUCCESS
) -> None:
    """Store a message for the next page; with an act, the page adds a button that undoes it.

    The act's id is carried in the message's tag, `act-12`.
    """
    messages.add_message(request, level, text, extra_tags=f"act-{act.pk}" if act else "")
