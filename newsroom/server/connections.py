"""Connections: those of waitress, with limits of time for requests and responses."""

import logging
import socket
from collections.abc import Mapping
from time import monotonic
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error

from newsroom.server import limits
from newsroom.server.refusals import Refusal
from newsroom.server.requests import Busy, Parser, RequestTimeout, adjustments

#: The connections accepted before requests on others are looked at again.
ACCEPTED_AT_ONCE: Final = 64

logger = logging.getLogger(__name__)


class RefusalTask(ErrorTask):  # type: ignore[misc]  # waitress ships no types
    """The task that logs a refusal and sends its page, after which the connection is closed.

    An error without a page of its own has that of status 400.
    """

    def execute(self) -> None:
        error, refusals = self.request.error, self.channel.server.refusals
        refusal = refusals.get(error.code) or refusals[400]
        # The reason may quote what the client sent.
        reason = ascii(error.body)[:200]
        logger.warning(
            "Refused a request of %s: %s (%s)", self.channel.addr[0], refusal.status, reason
        )
        self.status = refusal.status
        self.response_headers.extend(refusal.headers)
        self.set_close_on_finish()
        self.content_length = len(refusal.body)
        self.channel.is_refused = True
        self.write(refusal.body)


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress ships no types
    """One connection. Its times are those of the monotonic clock, in seconds.

    Of requests that come at once (pipelining) one is taken up at a time, when all of the response
    to the one before was sent: a thread that answered them one after another would wait for a slow
    reader as soon as waitress's buffer is full.
    """

    parser_class = Parser
    error_task_class = RefusalTask
    #: The request that is being received, as waitress keeps it.
    request: Parser | None
    close_when_flushed: bool
    sent_continue: bool

    def __init__(self, *args: Any, **options: Any) -> None:
        now = monotonic()
        #: When the connection began to wait for a request.
        self.waits_since = now
        #: The request that is being received, and when its first byte came.
        self.partial: Parser | None = None
        self.partial_since = now
        #: When bytes went last in either direction, and when the last response was made.
        self.moved_at = self.responded_at = now
        self.has_responded = False
        self.is_refused = False
        self.discards_until: float | None = None
        #: What has come and belongs to no request that was taken up yet.
        self.unread = b""
        super().__init__(*args, **options)

    @property
    def has_more(self) -> bool:
        """Whether bytes have come that belong to no request yet, and may be taken up now.

        Not while a response is being made or sent, nor where the connection is to be closed.
        """
        is_ending = self.will_close or self.close_when_flushed or self.is_refused
        is_busy = self.requests or self.total_outbufs_len
        return bool(self.unread and self.connected and not (is_ending or is_busy))

    def readable(self) -> bool:
        return bool(super().readable() and not self.has_more)

    def writable(self) -> bool:
        return bool(super().writable() or self.has_more)

    def received(self, data: bytes) -> None:
        self.moved_at = monotonic()
        self.unread += data
        self.take_up()

    def take_up(self) -> None:
        """Read what has come, if no response is being made or sent, to the end of one request.

        A thread answers that; what follows waits until its response was sent. A request with a
        large body is refused (503) while too many of them are being received.
        """
        with self.requests_lock:
            while self.has_more:
                self._read_on()
        if self.request is not self.partial:
            self.partial, self.partial_since = self.request, monotonic()
        if self.partial and self.partial.is_large and not self.partial.is_admitted:
            self.partial.is_admitted = not self.server.has_many_large_bodies()
            if not self.partial.is_admitted:
                self.refuse(Busy("too many large bodies at once"))

    def _read_on(self) -> None:
        """Read a part of one request, as waitress's `received` does of all."""
        request = self.request = self.request or self.parser_class(self.adj)
        self.unread = self.unread[request.received(self.unread) :]
        if request.expect_continue and request.headers_finished and not self.sent_continue:
            self.send_continue()
        if request.completed:
            self.sent_continue, self.request = False, None
            if not request.empty:
                self.requests.append(request)
                self.server.add_task(self)

    def write_soon(self, data: Any) -> int:
        if not self.total_outbufs_len:
            self.moved_at = monotonic()
        written: int = super().write_soon(data)
        return written

    def _flush_some(self, do_close: bool = True) -> bool:
        has_moved: bool = super()._flush_some(do_close=do_close)
        if has_moved:
            self.moved_at = monotonic()
        return has_moved

    def service(self) -> None:
        super().service()
        self.responded_at = self.waits_since = monotonic()
        self.has_responded = True

    def handle_write(self) -> None:
        if self.will_close or not self.is_refused:
            super().handle_write()
            if self.has_more:
                self.take_up()
            return
        # A thread may be writing the refusal still.
        self._flush_exception(self._flush_some_if_lockable)
        if self.will_close:
            self.handle_close()
        elif self.close_when_flushed and not self.total_outbufs_len:
            # Closing now, with bytes unread, would reset the connection before the client has read
            # the refusal.
            self.close_when_flushed = False
            self.discards_until = monotonic() + limits.DISCARD_SECONDS
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                self.handle_close()

    def handle_read(self) -> None:
        if self.discards_until is None:
            super().handle_read()
            return
        try:
            self.recv(1 << 16)  # which closes the connection at its end
        except OSError:
            self.handle_close()

    def refuse(self, error: Error) -> None:
        """Stop receiving the request, send the page for the error's code, close the connection."""
        with self.requests_lock:
            request = self.request or self.parser_class(self.adj)
            request.error, request.completed, request.expect_continue = error, True, False
            self.request = self.partial = None
            self.requests.append(request)
            self.server.add_task(self)

    def close_if_overdue(self, now: float) -> None:
        """Close the connection if a limit of time has passed at `now` (monotonic seconds).

        A request that arrives too slowly is refused instead (408); one that is being answered has
        no limit until its response is being sent.
        """
        if self.discards_until is not None:
            is_overdue = now > self.discards_until
        elif self.total_outbufs_len or self.has_more:
            is_overdue = now - self.moved_at > limits.STALLED_SECONDS or (
                not self.requests and now - self.responded_at > limits.RESPONSE_SECONDS
            )
        elif self.requests:
            is_overdue = False
        elif self.partial:
            has_headers = self.partial.headers_finished
            allowed = limits.REQUEST_SECONDS if has_headers else limits.HEADER_SECONDS
            if now - self.partial_since > allowed:
                part = "body" if has_headers else "headers"
                self.refuse(RequestTimeout(f"the {part} did not arrive within {allowed} s"))
            is_overdue = False
        else:
            allowed = limits.IDLE_SECONDS if self.has_responded else limits.HEADER_SECONDS
            is_overdue = now - self.waits_since > allowed
        if is_overdue:
            self.handle_close()


class Server(TcpWSGIServer):  # type: ignore[misc]  # waitress ships no types
    """The server of one listening socket: it accepts, limits and closes its connections."""

    channel_class = Channel

    def __init__(
        self,
        application: Any,
        listener: socket.socket,
        *,
        dispatcher: ThreadedTaskDispatcher,
        sockets: dict[int, Any],
        refusals: Mapping[int, Refusal],
        max_connections: int,
    ) -> None:
        self.refusals, self.max_connections = refusals, max_connections
        place = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(
            application, sockets, True, listener, dispatcher=dispatcher, adj=adjustments(),
            sockinfo=place, bind_socket=False,
        )  # fmt: skip
        # For requests without a Host header.
        self.server_name = "localhost" if self.is_unix else str(listener.getsockname()[0])

    @property
    def is_unix(self) -> bool:
        """Whether clients, such as a proxy, connect by a Unix socket, and so have no address."""
        return bool(self.family == socket.AF_UNIX)

    def getsockname(self) -> tuple[str, str]:
        return ("unix", "0") if self.is_unix else super().getsockname()

    def set_socket_options(self, conn: socket.socket) -> None:
        if not self.is_unix:
            super().set_socket_options(conn)

    def fix_addr(self, addr: Any) -> Any:
        return ("", 0) if self.is_unix else addr

    def readable(self) -> bool:
        return bool(self.accepting)

    def handle_accept(self) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return

    def has_many_large_bodies(self) -> bool:
        """Tell whether more than MAX_LARGE_BODIES large bodies are being received."""
        large = sum(
            1 for each in self.active_channels.values() if each.partial and each.partial.is_large
        )
        return large > limits.MAX_LARGE_BODIES

    def close_overdue(self) -> None:
        """Close or refuse connections over a limit of time; close those above `max_connections`.

        Of the latter it closes those whose last response was made (or, without any, that were
        accepted) longest ago, also while a request arrives or a response is sent. None is closed
        that has a complete request whose response isn't made yet, so that more may stay.
        """
        now = monotonic()
        for channel in list(self.active_channels.values()):
            channel.close_if_overdue(now)
        over = len(self.active_channels) - self.max_connections
        if over > 0:
            waiting = [each for each in self.active_channels.values() if not each.requests]
            for channel in sorted(waiting, key=lambda each: each.waits_since)[:over]:
                channel.handle_close()

    def stop_accepting(self) -> None:
        """Close the listening socket, and the connections with nothing to answer or to send."""
        self.accepting = False
        self.del_channel()
        self.socket.close()
        for channel in list(self.active_channels.values()):
            if not (channel.requests or channel.total_outbufs_len):
                channel.handle_close()

    @property
    def is_answering(self) -> bool:
        """Whether a request is being answered, or an answer is being sent."""
        return any(
            each.requests or each.total_outbufs_len for each in self.active_channels.values()
        )
