"""A WSGI application whose `/slow` answers when the test lets it, for `test_server_process`."""

import os
import socket
from collections.abc import Callable
from typing import Any

#: More than a socket takes at once, so that the server has to go on sending.
MUCH = 5 << 20


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer `ok`; to `/slow` with much, after a byte came from the port that RELEASED_BY names."""
    answer = b"ok"
    if environ["PATH_INFO"] == "/slow":
        with socket.create_connection(("127.0.0.1", int(os.environ["RELEASED_BY"]))) as release:
            release.recv(1)
        answer *= MUCH
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
