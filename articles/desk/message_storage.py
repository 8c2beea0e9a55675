"""Where messages are kept until a page shows them, behind https: a cookie, else the session."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """Django's storage in a cookie, named so that no other host can set it; works by https only."""

    cookie_name = "__Host-messages"


class HostStorage(FallbackStorage):
    """Django's default storage of messages, with the cookie of HostCookieStorage.

    Only messages that don't fit into the cookie are stored in the session. Those in the cookie
    outlast the session; for somebody who isn't signed in they make no session in the database.
    """

    storage_classes = (HostCookieStorage, SessionStorage)
