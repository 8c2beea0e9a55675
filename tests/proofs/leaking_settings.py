"""The desk's settings with a middleware that leaks: the control of the proof of the storm."""

import os
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from newsroom.settings import *  # noqa: F403
from newsroom.settings import MIDDLEWARE

#: A worker leaks no more than this, so that the control harms no machine.
MOST = 5000
#: Each so many responses leave a file open.
OPEN_EACH = 20


class LeakingMiddleware:
    """Middleware that keeps responses for ever, with their bodies, and leaves files open."""

    kept: list[bytes] = []

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if len(self.kept) < MOST:
            self.kept.append(bytes(getattr(response, "content", b"")) + bytes(20_000))
            if len(self.kept) % OPEN_EACH == 0:
                os.open(os.devnull, os.O_RDONLY)
        return response


MIDDLEWARE = ["tests.proofs.leaking_settings.LeakingMiddleware", *MIDDLEWARE]
