"""Requests to the HTTP server, a WSGI application for it, and what its refusals look like."""

from collections.abc import Callable
from typing import Any

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
SIGNED_IN = "Cookie: sessionid=a-name-that-no-session-has\r\n"


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer with the length of the body, and with the address."""
    body = environ["wsgi.input"].read()
    answer = f"{len(body)} {environ['PATH_INFO']}".encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]


def post(length: int, *headers: str, path: str = "/") -> bytes:
    """Return the head of a POST that announces a body of this length."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def assert_refused(answer: tuple[int, Any, str], status: int, sentence: str) -> None:
    """Check status, the page's sentence and the headers that every response of the desk has."""
    found, headers, body = answer
    assert found == status
    assert sentence in body
    assert "articles/desk.css" in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
    assert headers["Connection"] == "close"
    assert "Server" not in headers
