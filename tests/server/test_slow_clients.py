"""The HTTP server and slow clients: limits of seconds and of connections, and no thread for them.

Requests go over real sockets to a server in a thread.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from time import monotonic
from typing import Any

import pytest

from newsroom.server import limits
from tests.server.kit import GET, assert_refused, echo, post
from tests.server_kit import Address, connect, read_all, read_response, serving

# The desk, which makes the pages of refusals, looks at its connections after each request.
pytestmark = pytest.mark.django_db


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


PIPELINED = 12
#: Of one answer: more than the systems on both sides keep, and less than the server does.
LENGTH = 14 << 20


def long_answers(calls: list[str]) -> Callable[..., list[bytes]]:
    """Return an application whose answers are long at `/much`, and which notes those calls."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] != "/much":
            return echo(environ, start_response)
        calls.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Length", str(LENGTH))])
        return [b"x" * LENGTH]

    return application


def test_requests_sent_at_once_by_a_client_that_reads_nothing_use_no_thread() -> None:
    calls: list[str] = []
    with serving(long_answers(calls)) as address, ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(connect(address, GET.replace(b"/ ", b"/much ", 1) * PIPELINED))
        for _ in range(3):
            with connect(address, GET) as quick:
                assert read_response(quick)[0] == 200
        assert len(calls) == 3, "the second of each waits until the first is taken"


def test_requests_sent_at_once_are_answered_in_their_order(address: Address) -> None:
    sent = b"".join(
        post(length, path=f"/{length}") + b"a" * length + b"\r\n" for length in range(200)
    )
    with connect(address) as kept, kept.makefile("rb") as answers:
        kept.sendall(sent + GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        body = answers.read().decode()
    assert re.findall(r"^(\d+) /(\d*)", body, re.MULTILINE) == [
        *((str(length), str(length)) for length in range(200)), ("0", ""),
    ]  # fmt: skip


def test_what_follows_a_refused_request_is_not_answered(address: Address) -> None:
    with connect(address, b"no request\r\n\r\n" + GET * 5) as odd:
        assert read_all(odd).count(b"HTTP/1.") == 1


def test_requests_that_wait_do_not_extend_the_time_to_read_a_response(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "RESPONSE_SECONDS", 0.2)
    calls: list[str] = []
    with (
        serving(long_answers(calls)) as address,
        connect(address, GET.replace(b"/ ", b"/much ", 1) * PIPELINED) as slow,
    ):
        begun = monotonic()
        while monotonic() < begun + 1:
            with connect(address, GET) as quick:
                assert read_response(quick)[0] == 200
        with suppress(ConnectionResetError):
            assert len(read_all(slow)) < 2 * LENGTH
    assert len(calls) == 1


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


def test_over_the_limit_of_connections_the_one_that_waited_longest_goes() -> None:
    with serving(echo, max_connections=20) as address, ExitStack() as stack:
        held = [stack.enter_context(connect(address, GET[:20])) for _ in range(40)]
        with suppress(ConnectionResetError):
            assert held[0].recv(1) == b""
        with connect(address, GET) as quick:
            assert read_response(quick)[0] == 200
        held[-1].sendall(GET[20:])
        assert read_response(held[-1])[0] == 200
