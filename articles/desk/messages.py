"""What a page says after an act, with the way back."""

from django.contrib import messages
from django.http import HttpRequest

from articles.models import Act


def add_act_message(
    request: HttpRequest, text: str, act: Act | None, level: int = messages.SUCCESS
) -> None:
    """Say it on the next page; where there was an act, beside a button that undoes it."""
    messages.add_message(request, level, text, extra_tags=f"act-{act.pk}" if act else "")
