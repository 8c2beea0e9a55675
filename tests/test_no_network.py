"""No test reaches another machine: neither its process, nor one that it starts, nor a browser."""

import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.no_network import network_guard

#: Auditing alone connects to nothing, whether or not the guard is there.
CONNECT = 'import sys; sys.audit("socket.connect", None, ("192.0.2.1", 443))'


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("192.0.2.1", 443))),
        ("socket.connect", (None, ("2001:db8::1", 443, 0, 0))),
        ("socket.connect", (None, ("10.0.0.1", 5432))),
        ("socket.sendto", (None, ("192.0.2.1", 53))),
        ("socket.getaddrinfo", ("news.example", 443, 0, 0, 0)),
        ("socket.getaddrinfo", (b"news.example", 443, 0, 0, 0)),
        ("socket.gethostbyname", ("news.example",)),
    ],
)
def test_a_connection_to_another_machine_is_refused(event: str, arguments: tuple[object]) -> None:
    with pytest.raises(network_guard.ConnectionForbidden, match="this machine alone"):
        sys.audit(event, *arguments)
    assert len(network_guard.refused) == 1, "a refusal that is caught fails the test all the same"
    network_guard.refused.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "localhost", ""])
def test_this_machine_is_reached(host: str) -> None:
    sys.audit("socket.connect", None, (host, 80))
    sys.audit("socket.connect", None, "/run/postgresql/.s.PGSQL.5432")
    sys.audit("socket.sendmsg", None, None)
    assert not network_guard.refused


def test_processes_that_tests_start_are_refused_as_well(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CONNECT], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "ConnectionForbidden: Tests connect to this machine alone" in done.stderr


class Page(BaseHTTPRequestHandler):
    """A page at any address."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.mark.browser
def test_the_browser_of_the_tests_reaches_this_machine_alone() -> None:
    """An address of this machine that the browser isn't told to exclude stands for another one."""
    from tests.browser import chromium

    if chromium.path() is None:
        pytest.skip("no Chromium on this machine: install Debian's package chromium")
    with HTTPServer(("0.0.0.0", 0), Page) as server, chromium.chromium() as browser:
        Thread(target=server.serve_forever, daemon=True).start()
        port, page = server.server_port, browser.new_page()
        for host in ("127.0.0.1", "localhost"):
            answer = page.goto(f"http://{host}:{port}/")
            assert answer
            assert answer.ok
        for host in ("127.0.0.2", "news.example", "2130706434"):
            with pytest.raises(Exception, match="net::ERR_"):
                page.goto(f"http://{host}:{port}/")
        server.shutdown()


def test_a_socket_of_the_suite_can_still_be_local() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
