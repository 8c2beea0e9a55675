"""A worker that answers requests sent at once as waitress itself does, for a control of proofs.

`gunicorn --worker-class tests.proofs.pipelining_worker.PipeliningWorker` uses it.
"""

from waitress.channel import HTTPChannel

from newsroom.server.connections import Channel, Server
from newsroom.server.worker import BufferingWorker


class PipeliningChannel(Channel):
    """A connection whose requests a thread answers one after another, however slowly it reads."""

    received = HTTPChannel.received
    readable = HTTPChannel.readable
    writable = HTTPChannel.writable


class PipeliningServer(Server):
    """The server of such connections."""

    channel_class = PipeliningChannel


class PipeliningWorker(BufferingWorker):
    """The desk's worker, but for its connections."""

    server_class = PipeliningServer
