"""Messages after an act, with the button that undoes it, and where messages are kept."""

from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest

from articles.models import Act


class HostCookieStorage(CookieStorage):
    """Django's cookie of messages, under a name that no other host can set; behind https alone."""

    cookie_name = "__Host-messages"


class HostStorage(FallbackStorage):
    """Django's default storage of messages, with the cookie of HostCookieStorage.

    A cookie comes first, as messages to strangers and after the end of a session outlast it, and no
    stranger makes a session in the database by them.
    """

    storage_classes = (HostCookieStorage, SessionStorage)


def add_act_message(
    request: HttpRequest, text: str, act: Act | None, level: int = messages.SUCCESS
) -> None:
    """Add a message for the next page that the user sees; with an act, the page can undo it.

    The act's primary key is in the message's extra tags, as `act-12`, where the template filter
    `act_of` finds it. Without an act, the extra tags are ''. `level` is one of Django's levels.
    """
    messages.add_message(request, level, text, extra_tags=f"act-{act.pk}" if act else "")
