"""The pages of the server's own refusals, made once by the desk, with its security headers."""

import logging
from io import BytesIO
from typing import Any, NamedTuple

from articles.desk.refusals import PAGES, SERVER_REFUSAL


class Refusal(NamedTuple):
    """A response: its status line, such as `413 Content Too Large`, its headers and its body."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


def render_refusals(application: Any) -> dict[int, Refusal]:
    """Return the application's error page for each status of PAGES, by status.

    The headers lack Content-Length, which the server adds.
    """
    log = logging.getLogger("django.request")
    log.disabled = True  # nobody was refused yet
    try:
        return {status: _render(application, status) for status in PAGES}
    finally:
        log.disabled = False


def _render(application: Any, status: int) -> Refusal:
    began: dict[str, Any] = {}

    def start_response(line: str, headers: list[tuple[str, str]], *_: Any) -> None:
        began.update(line=line, headers=headers)

    # As by HTTPS, or the desk would redirect it; the header HSTS means nothing by http.
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost", "HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "https", "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(), "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False, SERVER_REFUSAL: status,
    }  # fmt: skip
    body = application(environ, start_response)
    try:
        content = b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    headers = [pair for pair in began["headers"] if pair[0].lower() != "content-length"]
    return Refusal(began["line"], headers, content)
