"""The server's processes: stopping them, and replacing one that died."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.server_kit import PATIENCE, connect, free_port, read_response
from tests.waiting_application import MUCH

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent


class Running(NamedTuple):
    """A server of `waiting_application`; its `/slow` connects to `releases` while it waits."""

    process: subprocess.Popen[str]
    address: tuple[str, int]
    releases: socket.socket


@pytest.fixture
def server() -> Iterator[Running]:
    releases = socket.create_server(("127.0.0.1", 0))
    releases.settimeout(PATIENCE)
    address = ("127.0.0.1", free_port())
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--bind", f"{address[0]}:{address[1]}",
            "--worker-class", "newsroom.server.worker.BufferingWorker", "--threads", "2",
            "--graceful-timeout", "5", "--no-control-socket",
            "tests.waiting_application",
        ],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={
            **os.environ, "RELEASED_BY": str(releases.getsockname()[1]),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        },
    )  # fmt: skip
    try:
        assert process.stdout
        for line in process.stdout:
            if "Booting worker" in line:
                break
        yield Running(process, address, releases)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=PATIENCE)
        releases.close()


def begin_slow(server: Running) -> tuple[socket.socket, socket.socket]:
    """Return a connection whose request is being answered, and what releases the answer."""
    asking = connect(server.address, b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return asking, server.releases.accept()[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_answers_what_is_being_answered(server: Running, number: signal.Signals) -> None:
    asking, release = begin_slow(server)
    kept = connect(server.address, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    with asking, release, kept:
        assert read_response(kept)[0] == 200
        server.process.send_signal(number)
        # It closes connections on which nothing is answered, and takes no others.
        assert kept.recv(1) == b""
        release.sendall(b"1")
        assert read_response(asking)[::2] == (200, "ok" * MUCH)
    assert server.process.wait(timeout=PATIENCE) == 0


def test_a_stop_does_not_wait_for_ever(server: Running) -> None:
    asking, release = begin_slow(server)
    with asking, release, connect(server.address, b"GET / HT"):
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=PATIENCE) == 0


def test_a_process_that_died_is_replaced(server: Running) -> None:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server.process.pid)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (worker,) = re.findall(r"\d+", listed.stdout)
    os.kill(int(worker), signal.SIGKILL)
    assert server.process.stdout
    for line in server.process.stdout:
        if "Booting worker" in line:
            break
    with connect(server.address, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as asking:
        assert read_response(asking)[::2] == (200, "ok")
