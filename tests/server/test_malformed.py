"""Malformed requests to the HTTP server: refused or left, without a traceback in the log."""

import logging
import random
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import pytest
from django.core.wsgi import get_wsgi_application

from articles.accounts.refusals import ClientFaultFilter
from tests.server.kit import GET, assert_refused
from tests.server_kit import Address, connect, read_all, read_response, serving

#: As many as found each fault of the server's code several times, while it had them.
REQUESTS: Final = 600
FIRST_LINES: Final = (
    b"GET /sign-in/ HTTP/1.1", b"POST /sign-in/ HTTP/1.1", b"GET http://[x/ HTTP/1.1",
    b"GET /%0a%00 HTTP/1.1", b"OPTIONS * HTTP/1.1", b"GET /static/%00.css HTTP/1.1",
    b"HEAD http://localhost/healthz HTTP/1.0", b"GET /sign-in/?" + b"a=&" * 1500 + b" HTTP/1.1",
)  # fmt: skip
HEADERS: Final = (
    b"Host: localhost", b"Host: [x", b"Host: evil.example", b"Content-Length: 7",
    b"Content-Length: " + b"9" * 5000, b"Transfer-Encoding: chunked", b"Expect: 100-continue",
    b"Content-Type: multipart/form-data", b"Content-Type: x; charset*=idna''%ff",
    b"Content-Type: x; charset*=utf-8''%00", b"Content-Type: x; a*=nope''x", b"Range: bytes=5-1",
    b"Content-Type: application/x-www-form-urlencoded; charset=utf-16", b" folded", b"X: \0",
    b"Referer: http://[x/", b"HX-Current-URL: http://[x/", b"Cookie: =;sessionid=\xff",
)  # fmt: skip
BODIES: Final = (
    b"", b"7\r\nabcdefg\r\n0\r\n\r\n", b"f" * 5000 + b"\r\n", b"7;x=\"\r\n", b"0\r\nbad\n\r\n\r\n",
    b"--x\r\nContent-Disposition: form-data; name*=nope''a\r\n\r\nb\r\n--x--\r\n", GET,
    b"a=&" * 1500,
)  # fmt: skip


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Return what the desk's log would have, of all levels."""
    fault_filter = ClientFaultFilter()
    caplog.handler.addFilter(fault_filter)
    caplog.set_level(logging.INFO)
    yield caplog
    caplog.handler.removeFilter(fault_filter)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "head",
    [
        b"GET http://[bad/ HTTP/1.1", b"GET http://bad]/ HTTP/1.1",
        b"GET / HTTP/1.1\r\nContent-Length: " + b"9" * 5000,
        b"GET / HTTP/1.1\r\nContent-Type: x; charset*=idna''%ff",
        b"GET / HTTP/1.1\r\nContent-Type: x; charset*=utf-8''%00",
        b"GET / HTTP/1.1\r\nContent-Type: x; a*=nope''x",
        b"POST / HTTP/1.1\r\nContent-Type: x; charset=base64",
    ],
    ids=lambda head: head[:60].decode(),
)  # fmt: skip
def test_a_request_that_can_not_be_read_is_refused_in_one_line_of_the_log(
    head: bytes, address: Address, log: pytest.LogCaptureFixture
) -> None:
    with connect(address, head + b"\r\n\r\n") as odd:
        assert_refused(read_response(odd), 400, "The desk can’t read this request")
        assert read_all(odd) == b""
    (line,) = log.records
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert line.getMessage().startswith("Refused a request of 127.0.0.1: 400 Bad Request (")


@pytest.mark.django_db
def test_a_content_type_that_browsers_and_programs_send_is_read(address: Address) -> None:
    for kind in (
        b"text/plain;charset=UTF-8",
        b"x; charset=utf8",
        b"x; charset=us-ascii",
        b";",
        b"",
    ):
        with connect(address, GET[:-2] + b"Content-Type: " + kind + b"\r\n\r\n") as asking:
            assert read_response(asking)[0] == 200, kind


def malformed(choice: random.Random) -> bytes:
    """Return a request of odd parts, in which some bytes may be others."""
    headers = choice.sample(HEADERS, choice.randrange(4))
    lines = [choice.choice(FIRST_LINES), choice.choice(HEADERS[:2]), *headers, b"", b""]
    request = bytearray(b"\r\n".join(lines) + choice.choice(BODIES))
    for _ in range(choice.choice((0, 0, 0, 1, 3))):
        request[choice.randrange(len(request))] = choice.choice(b'\r\n\0 :;,[%\xff"*')
    return bytes(request)


def test_whatever_a_client_sends_is_answered_or_left_without_a_traceback(
    database_for_threads: None, log: pytest.LogCaptureFixture
) -> None:
    choice = random.Random(2026)
    with serving(get_wsgi_application()) as address:
        for _ in range(REQUESTS):
            sent = malformed(choice)
            with connect(address) as odd:
                with suppress(OSError):  # it may be refused, and closed, before all was sent
                    odd.sendall(sent)
                    odd.shutdown(socket.SHUT_WR)
                with suppress(ConnectionResetError):
                    answer = read_all(odd)
                    assert not answer or answer.startswith(b"HTTP/1."), sent
                    assert not answer.startswith((b"HTTP/1.1 5", b"HTTP/1.0 5")), sent
            faults = [each for each in log.records if each.levelname == "ERROR" or each.exc_info]
            assert not faults, (sent, faults)
        with connect(address, GET.replace(b"/ ", b"/healthz ", 1)) as usual:
            assert read_response(usual)[0] == 200
