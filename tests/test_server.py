"""The HTTP server: limits of size and time for each part of a request, and what refusals look like.

Requests go over real sockets to a server in a thread, mostly with a WSGI application of the test's.
"""

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from newsroom.server import limits
from tests.server_kit import PATIENCE, Address, connect, read_all, read_response, serving

# The desk, which makes the pages of refusals, looks at its connections after each request.
pytestmark = pytest.mark.django_db

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
SIGNED_IN = "Cookie: sessionid=a-name-that-no-session-has\r\n"


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer with the length of the body, and with the address."""
    body = environ["wsgi.input"].read()
    answer = f"{len(body)} {environ['PATH_INFO']}".encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]


@pytest.fixture
def address() -> Iterator[Address]:
    with serving(echo) as place:
        yield place


def post(length: int, *headers: str, path: str = "/") -> bytes:
    """Return the head of a POST that announces a body of this length."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def head_of(size: int) -> bytes:
    """Return a request of this many bytes, without a body."""
    start, end = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ", b"\r\n\r\n"
    return start + b"a" * (size - len(start) - len(end)) + end


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


def test_slow_requests_use_no_thread(address: Address) -> None:
    """Many are begun and not ended; the one thread answers others meanwhile."""
    begun = [GET[:20], post(1000), post(1000) + b"half", b"", post(0)[:-2]]
    with ExitStack() as stack:
        for number in range(200):
            stack.enter_context(connect(address, begun[number % len(begun)]))
        for _ in range(3):
            with connect(address, GET) as quick:
                assert read_response(quick)[::2] == (200, "0 /")


def test_a_client_that_reads_nothing_uses_no_thread() -> None:
    def much(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] != "/much":
            return echo(environ, start_response)
        start_response("200 OK", [("Content-Length", str(12 << 20))])
        return [b"x" * (12 << 20)]

    with serving(much) as address, ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(connect(address, GET.replace(b"/ ", b"/much ", 1)))
        with connect(address, GET) as quick:
            assert read_response(quick)[0] == 200


def test_a_client_that_stops_reading_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """More is waiting for it than the server keeps, so it holds the thread until it is left."""

    def endless(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        if environ["PATH_INFO"] != "/much":
            return iter(echo(environ, start_response))
        start_response("200 OK", [])
        return (b"x" * (1 << 20) for _ in range(10_000))

    monkeypatch.setattr(limits, "STALLED_SECONDS", 0.2)
    with (
        serving(endless) as address,
        connect(address, GET.replace(b"/ ", b"/much ", 1)),
        connect(address, GET) as quick,
    ):
        assert read_response(quick)[0] == 200


@pytest.mark.parametrize(
    ("begun", "limit"),
    [(GET[:20], "HEADER_SECONDS"), (post(50) + b"half", "REQUEST_SECONDS")],
    ids=["headers", "body"],
)
def test_a_request_that_does_not_arrive_in_time_is_refused(
    begun: bytes, limit: str, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, limit, 0.1)
    with connect(address, begun) as slow:
        assert_refused(read_response(slow), 408, "The request did not arrive in time")
        assert read_all(slow) == b""


@pytest.mark.parametrize(
    "begun", [b"GET / HTTP/1.1\r\nX-Slow: ", post(1 << 15)], ids=["headers", "body"]
)
def test_bytes_that_trickle_in_do_not_extend_the_time(
    begun: bytes, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HEADER_SECONDS", 0.3)
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.3)
    with connect(address, begun) as slow:
        slow.settimeout(0.02)
        for _ in range(1000):
            slow.sendall(b"a")
            with suppress(TimeoutError):
                assert slow.recv(12).endswith(b" 408")
                break
        else:
            pytest.fail("a byte at a time keeps the request open")


def test_a_connection_without_a_request_is_closed(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HEADER_SECONDS", 0.1)
    with connect(address) as silent:
        assert read_all(silent) == b""


def test_a_connection_is_kept_for_more_requests_and_closed_when_none_comes(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(address) as kept:
        for _ in range(3):
            kept.sendall(post(4) + b"abcd")
            assert read_response(kept)[::2] == (200, "4 /")
        monkeypatch.setattr(limits, "IDLE_SECONDS", 0.1)
        assert read_all(kept) == b""


def test_address_and_headers_have_a_limit_of_bytes(address: Address) -> None:
    with connect(address, head_of(limits.MAX_HEADER_BYTES)) as most:
        assert read_response(most)[0] == 200
    with connect(address, head_of(limits.MAX_HEADER_BYTES + 1)) as over:
        assert_refused(read_response(over), 431, "The address or the cookies are too long")
    with connect(address, b"a" * (limits.MAX_HEADER_BYTES + 1)) as endless:
        assert read_response(endless)[0] == 431


def test_headers_have_a_limit_of_number(address: Address) -> None:
    headers = [f"X-{number}: 1" for number in range(limits.MAX_HEADERS - 2)]
    with connect(address, post(0, *headers)) as most:
        assert read_response(most)[0] == 200
    with connect(address, post(0, *headers, "X-Last: 1")) as over:
        assert read_response(over)[0] == 431


@pytest.mark.parametrize(
    ("headers", "most"),
    [((), settings.MAX_BODY_BEFORE_SIGN_IN), ((SIGNED_IN.strip(),), settings.MAX_BODY)],
    ids=["without a session", "with the cookie of one"],
)
def test_a_body_has_a_limit(headers: tuple[str, ...], most: int, address: Address) -> None:
    with connect(address, post(most, *headers) + b"a" * most) as full:
        assert read_response(full)[::2] == (200, f"{most} /")
    with connect(address, post(most + 1, *headers)) as over:
        assert_refused(read_response(over), 413, "This is more than the desk takes at once")


def test_a_refused_body_is_not_asked_for_and_its_sender_reads_the_refusal(address: Address) -> None:
    """`Expect` asks before it sends. Without it, the body is on its way when it is refused."""
    with connect(address, post(300 << 20, "Expect: 100-continue")) as asking:
        assert read_response(asking)[0] == 413
    with connect(address, post(300 << 20) + b"a" * (4 << 20)) as sending:
        assert read_response(sending)[0] == 413
    with connect(address, post(4, "Expect: 100-continue")) as small:
        assert small.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        small.sendall(b"abcd")
        assert read_response(small)[0] == 200


def test_chunks_have_the_limit_of_bodies_before_sign_in(address: Address) -> None:
    head = f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n{SIGNED_IN}\r\n".encode()
    most = settings.MAX_BODY_BEFORE_SIGN_IN
    chunk = b"1000\r\n" + b"a" * 0x1000 + b"\r\n"
    with connect(address, head + b"3\r\nabc\r\n0\r\n\r\n") as small:
        assert read_response(small)[::2] == (200, "3 /")
    with connect(address, head + chunk * (most // 0x1000 + 1)) as over:
        assert read_response(over)[0] == 413
    with connect(address, head + b"no length\r\n") as garbage:
        assert read_response(garbage)[0] == 400


@pytest.mark.parametrize(
    "head",
    [
        b"no request line at all\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -3\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3, 4\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
    ],
)
def test_a_request_that_is_none_or_framed_in_two_ways_is_refused(
    head: bytes, address: Address
) -> None:
    with connect(address, head) as odd:
        assert_refused(read_response(odd), 400, "The desk can’t read this request")
        assert read_all(odd) == b""


def test_the_log_of_a_refusal_quotes_no_line_of_the_client(
    address: Address, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(address, b"GET / HTTP/1.1\r\nX: a\nERROR made up\r\n\r\n") as odd:
        assert read_response(odd)[0] == 400
    (line,) = [each.getMessage() for each in caplog.records if "Refused" in each.getMessage()]
    assert line.startswith("Refused a request of 127.0.0.1: 400 Bad Request (")
    assert "\n" not in line


def test_over_the_limit_of_connections_the_one_that_waited_longest_goes() -> None:
    with serving(echo, max_connections=20) as address, ExitStack() as stack:
        held = [stack.enter_context(connect(address, GET[:20])) for _ in range(40)]
        with suppress(ConnectionResetError):
            assert held[0].recv(1) == b""
        with connect(address, GET) as quick:
            assert read_response(quick)[0] == 200
        held[-1].sendall(GET[20:])
        assert read_response(held[-1])[0] == 200


def test_large_bodies_have_a_limit_of_number(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_LARGE_BODIES", 2)
    large = post(settings.MAX_BODY, SIGNED_IN.strip())
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(connect(address, large))
        # Its length is in the second part.
        with connect(address, large[:20]) as third:
            third.sendall(large[20:])
            assert_refused(read_response(third), 503, "The desk is busy")
        with connect(address, post(3) + b"abc") as small:
            assert read_response(small)[0] == 200


def test_nothing_of_a_body_is_written_to_the_disk(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    most = settings.MAX_BODY
    for head, status in ((post(most, SIGNED_IN.strip()), 200), (post(300 << 20), 413)):
        with connect(address, head + b"a" * most) as sending:
            assert read_response(sending)[0] == status


def test_a_failure_of_the_application_is_the_desks_page() -> None:
    def broken(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        raise RuntimeError

    with serving(broken) as address, connect(address, GET) as asking:
        assert_refused(read_response(asking), 500, "Something broke on our side")


def test_the_address_of_a_client_and_headers_of_proxies_reach_the_desk() -> None:
    seen: dict[str, Any] = {}

    def keep(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        seen.update(environ)
        return echo(environ, start_response)

    sent = GET[:-2] + b"X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n"
    with serving(keep) as address, connect(address, sent) as asking:
        assert read_response(asking)[0] == 200
    assert seen["REMOTE_ADDR"] == "127.0.0.1"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"
    assert seen["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"


def test_a_proxy_can_connect_by_a_unix_socket(tmp_path: Path) -> None:
    seen: dict[str, Any] = {}

    def keep(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        seen.update(environ)
        return echo(environ, start_response)

    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "desk.sock"))
    listener.listen()
    with serving(keep, listener=listener), socket.socket(socket.AF_UNIX) as proxy:
        proxy.settimeout(PATIENCE)
        proxy.connect(str(tmp_path / "desk.sock"))
        proxy.sendall(GET)
        assert read_response(proxy)[::2] == (200, "0 /")
    assert seen["REMOTE_ADDR"] == ""


def test_a_reset_connection_is_no_fault(address: Address) -> None:
    for begun in (GET[:20], GET, post(300 << 20)):
        gone = connect(address, begun)
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        gone.close()
    with connect(address, GET) as quick:
        assert read_response(quick)[0] == 200
