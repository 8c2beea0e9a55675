"""Which requests the HTTP server refuses as none, and what it passes on to the desk."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server.kit import GET, assert_refused, echo, post
from tests.server_kit import PATIENCE, Address, connect, read_all, read_response, serving

# The desk, which makes the pages of refusals, looks at its connections after each request.
pytestmark = pytest.mark.django_db


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
        b"POST / HTTP/1.1\r\nTransfer-Encoding:\r\nContent-Length: 5\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: ,\r\nContent-Length: 5\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nTransfer-Encoding:\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + b"Transfer-Encoding: chunked\r\n" * 2 + b"\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked,\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Long: a\r\n\tb\r\n\r\n",
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
