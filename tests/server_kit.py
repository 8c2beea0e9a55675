"""Helpers for the HTTP server: one in a thread of the test, and one that `start` runs."""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from waitress import wasyncore
from waitress.task import ThreadedTaskDispatcher

from newsroom.server.connections import Server
from newsroom.server.refusals import render_refusals
from tests.migrated import put_database

ROOT = Path(__file__).resolve().parent.parent
#: Seconds after which a test takes a server for one that doesn't answer.
PATIENCE = 20
Address = tuple[str, int]


@contextmanager
def serving(
    application: Callable[..., Any],
    *,
    max_connections: int = 1000,
    listener: socket.socket | None = None,
) -> Iterator[Address]:
    """Serve a WSGI application by one thread of this process; yield the address.

    It is on loopback, or that of the given socket.
    """
    listener = listener or socket.create_server(("127.0.0.1", 0), backlog=1024)
    listener.setblocking(False)
    sockets: dict[int, Any] = {}
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.queue_logger.setLevel(logging.ERROR)
    dispatcher.set_thread_count(1)
    server = Server(
        application, listener, dispatcher=dispatcher, sockets=sockets,
        refusals=render_refusals(get_wsgi_application()), max_connections=max_connections,
    )  # fmt: skip
    has_ended = threading.Event()

    def run() -> None:
        while not has_ended.is_set():
            wasyncore.poll2(0.02, sockets)
            server.close_overdue()

    loop = threading.Thread(target=run)
    loop.start()
    try:
        yield listener.getsockname()
    finally:
        has_ended.set()
        loop.join()
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        dispatcher.shutdown(timeout=1)
        wasyncore.close_all(sockets)


def connect(address: Address, sent: bytes = b"") -> socket.socket:
    """Return a new connection on which some bytes were sent."""
    connection = socket.create_connection(address, timeout=PATIENCE)
    connection.sendall(sent)
    return connection


def read_all(connection: socket.socket) -> bytes:
    """Return what comes until the server ends the connection."""
    received = b""
    while chunk := connection.recv(1 << 16):
        received += chunk
    return received


def read_response(connection: socket.socket) -> tuple[int, Mapping[str, str], str]:
    """Return status, headers and body of the response that comes on a connection."""
    response = HTTPResponse(connection)
    response.begin()
    body = response.read().decode(errors="replace")
    return response.status, response.headers, body  # type: ignore[return-value]


class Desk:
    """A desk that `start` serves, with a data folder of its own, and one person signed in."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.port = free_port()
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_", "DATABASE_"))
        }
        self.environment = {
            **kept,
            "NEWSROOM_ENV_FILE": os.devnull,
            "NEWSROOM_DATA": str(folder),
            "NEWSROOM_PASSWORD_REVIEWER": "Trusted-Quarto-71",
            **variables,
        }
        self.cookies: SimpleCookie = SimpleCookie()

    @contextmanager
    def started(self, *command: str) -> Iterator[None]:
        """Run `start`, or another command that serves on the same port, until Ctrl-C."""
        command = command or (sys.executable, "manage.py", "start", "--port", str(self.port))
        if "DATABASE_URL" not in self.environment and not self.folder.exists():
            put_database(self.folder)
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert process.stdout
        self.process = process
        printed = ""
        try:
            for line in process.stdout:
                printed += line
                # The first sentence is that of `start`, the second that of gunicorn.
                if re.search(r"The desk is at|Listening at", line):
                    break
            else:
                raise AssertionError(f"the desk did not start: {printed}")
            yield
        finally:
            process.send_signal(signal.SIGINT)
            self.printed = printed + process.communicate(timeout=PATIENCE)[0]

    def kill(self) -> None:
        """End the server and its workers at once, by SIGKILL."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        # In this order: it would replace workers that end.
        for pid in (self.process.pid, *map(int, listed.stdout.split())):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def manage(
        self, *arguments: str, before: Sequence[str] = (), **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a management command of the desk to its end, with options of `subprocess.run`.

        `before` is put before the command line.
        """
        return subprocess.run(
            [*before, sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment,
            text=True, capture_output=True, timeout=60, check=False, **options,
        )  # fmt: skip

    def request(
        self, method: str, path: str, form: Mapping[str, str] | None = None,
        *, patience: float = PATIENCE, **headers: str,
    ) -> tuple[int, Mapping[str, str], str]:  # fmt: skip
        """Return status, headers and body; cookies are kept. OSError where no answer comes."""
        client = HTTPConnection("127.0.0.1", self.port, timeout=patience)
        sent = {name: each.value for name, each in self.cookies.items()}
        given = {"Cookie": "; ".join(f"{name}={value}" for name, value in sent.items()), **headers}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": sent.get("csrftoken", "")})
            given["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            client.request(method, path, body, given)
            response = client.getresponse()
            for value in response.headers.get_all("Set-Cookie", []):
                self.cookies.load(value)
            return response.status, response.headers, response.read().decode()  # type: ignore[return-value]
        finally:
            client.close()

    def sign_in(self, name: str = "reviewer") -> None:
        """Sign in as one of the people that `start` has made."""
        self.request("GET", "/sign-in/")
        word = self.environment[f"NEWSROOM_PASSWORD_{name.upper()}"]
        status, _, _ = self.request("POST", "/sign-in/", {"username": name, "password": word})
        assert status == 302, status


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
