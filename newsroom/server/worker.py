"""The worker process: gunicorn starts, watches and stops it; it serves by `connections`."""

import logging
import os
import resource
import signal
from time import monotonic
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.task import ThreadedTaskDispatcher

from newsroom.server import limits
from newsroom.server.connections import Server
from newsroom.server.refusals import render_refusals


class BufferingWorker(Worker):  # type: ignore[misc]  # gunicorn ships no types
    """A worker whose threads get requests that have arrived completely.

    The main thread receives them and sends buffered responses. `gunicorn --worker-class
    newsroom.server.worker.BufferingWorker --threads 4 newsroom.wsgi` uses it, and so does `start`.
    """

    server_class = Server

    def run(self) -> None:
        sockets: dict[int, Any] = {}
        _Wakeup(self.PIPE[0], sockets)
        dispatcher = ThreadedTaskDispatcher()
        # It would log each request that waits for a thread.
        dispatcher.queue_logger.setLevel(logging.ERROR)
        dispatcher.set_thread_count(self.cfg.threads)
        refusals, allowed = render_refusals(self.wsgi), _connections_allowed()
        servers = [
            self.server_class(
                self.wsgi, listener.sock, dispatcher=dispatcher, sockets=sockets,
                refusals=refusals, max_connections=allowed,
            )
            for listener in self.sockets
        ]  # fmt: skip
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            wasyncore.poll2(1, sockets)
            for server in servers:
                server.close_overdue()
        # Gunicorn kills the process at its own limit.
        deadline = monotonic() + self.cfg.graceful_timeout - 0.5
        for server in servers:
            server.stop_accepting()
        while any(server.is_answering for server in servers) and monotonic() < deadline:
            self.notify()
            wasyncore.poll2(0.1, sockets)
        dispatcher.shutdown(timeout=0)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Stop, on SIGINT or SIGQUIT: at once until the application is loaded, then in order."""
        if self.booted:
            self.handle_exit(sig, frame)
        else:
            # Gunicorn's handler raises SystemExit, which a finaliser at that place would swallow.
            os._exit(0)

    def init_signals(self) -> None:
        super().init_signals()
        # Ctrl-C in a terminal reaches the process twice.
        signal.siginterrupt(signal.SIGINT, False)
        signal.siginterrupt(signal.SIGQUIT, False)


class _Wakeup(wasyncore.file_dispatcher):  # type: ignore[misc]  # waitress ships no types
    """The pipe that Python writes to on each signal, so that the loop notices it at once."""

    def __init__(self, descriptor: int, sockets: dict[int, Any]) -> None:
        super().__init__(descriptor, map=sockets)

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self.recv(1024)


def _connections_allowed() -> int:
    """Return how many connections the process may hold, after raising its limit of descriptors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.MAX_CONNECTIONS + limits.SPARE_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return limits.MAX_CONNECTIONS
    return max(16, min(limits.MAX_CONNECTIONS, soft - limits.SPARE_DESCRIPTORS))
