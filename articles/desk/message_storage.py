"""Where messages are kept until a page shows them, behind https: in this host's own cookie."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """Django's cookie of messages, under a name that no other host can set; behind https alone."""

    cookie_name = "__Host-messages"


class HostStorage(FallbackStorage):
    """Django's default storage of messages, with the cookie of HostCookieStorage.

    A cookie comes first, as messages to strangers and after the end of a session outlast it, and no
    stranger makes a session in the database by them.
    """

    storage_classes = (HostCookieStorage, SessionStorage)
