"""Slow connections: the desk answers while many hold half a request open, and ends them in time.

One control serves the same desk by gunicorn's own threads, as releases before 0.4 did: a handful of
half requests stops it. The other lets waitress answer requests that were sent at once by itself:
readers that take the answers slowly stop it.
"""

import os
import selectors
import socket
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic
from typing import Final

from newsroom.server import limits
from tests.server_kit import Desk, connect

Say = Callable[[str], None]

_HEAD: Final = b"Host: 127.0.0.1\r\nUser-Agent: slow\r\n"
_POST: Final = b"POST /sign-in/ HTTP/1.1\r\n" + _HEAD
#: For the longest answer that strangers get.
_LONG: Final = b"GET /static/admin/js/vendor/jquery/jquery.js HTTP/1.1\r\n\r\n"
_IDLE: Final = "an answer, then nothing"
_READING: Final = "many requests at once, the answers read slowly"
#: The kinds of slow connections: what is sent at once, and what follows, a byte a round.
KINDS: Final[dict[str, tuple[bytes, bytes]]] = {
    "half a header, then nothing": (b"GET /sign-in/ HTTP/1.1\r\n" + _HEAD, b""),
    "a header, a byte a second": (b"GET /sign-in/ HTTP/1.1\r\n" + _HEAD, b"X-Slow: " + b"a" * 500),
    "nothing at all": (b"", b""),
    "a body that never comes": (_POST + b"Content-Length: 1000\r\n\r\n", b""),
    "a body, a byte a second": (_POST + b"Content-Length: 1000\r\n\r\n", b"a" * 900),
    "half a chunk": (_POST + b"Transfer-Encoding: chunked\r\n\r\n400\r\nabc", b""),
    _IDLE: (b"GET /healthz HTTP/1.1\r\n" + _HEAD + b"\r\n", b""),
    # As many as the server reads at once.
    _READING: (_LONG * (8192 // len(_LONG)), b""),
}
#: Of a control's worker. It has one: of two, one might take all slow connections on a busy machine.
_THREADS: Final = 8
#: Of the kind _READING, that are read in a round.
_BYTES_READ: Final = 48_000
#: Seconds after which no kind may be open, but those that `_all_ended` names.
LONGEST: Final = limits.REQUEST_SECONDS + limits.DISCARD_SECONDS + 10


def prove(folder: Path, count: int, say: Say, *, rounds: int, patience: float) -> bool:
    """Hold slow connections open against `start`; tell whether it answers, and ends them in time.

    A round lasts a second: a byte on each trickling connection, some read on those that read
    slowly, then the health check and a page for somebody signed in, each within `patience` seconds.
    """
    desk = Desk(folder)
    with desk.started(), ExitStack() as stack:
        desk.sign_in()
        slow = _open(desk, count, stack)
        say(f"{count} slow connections are open, {len(KINDS)} kinds.")
        answers = _rounds(desk, slow, rounds, patience, say)
        is_bounded = rounds < LONGEST or _all_ended(slow, say)
    unanswered = answers.pop("unanswered", 0)
    say(f"Answers: {dict(answers)}; unanswered: {unanswered}.")
    return not unanswered and set(answers) == {"200"} and is_bounded


def control(folder: Path, count: int, say: Say) -> bool:
    """Tell whether the same connections stop a desk without the guards against them.

    All of them one that is served by gunicorn's own threads, and those that send many requests at
    once one that has waitress's own way with these.
    """
    desk = Desk(folder)
    with desk.started():
        desk.sign_in()
    worker = "tests.proofs.pipelining_worker.PipeliningWorker"
    # Few: as long as waitress's buffers of them aren't full, it goes on from one to the other.
    has_stopped = _stops(desk, worker, [_READING], 2 * _THREADS, 6, say)
    return _stops(desk, "gthread", [*KINDS], count, 1, say) and has_stopped


def _stops(
    desk: Desk, worker: str, kinds: Sequence[str], count: int, rounds: int, say: Say
) -> bool:
    """Tell whether the connections stop the desk, served by gunicorn with a worker class."""
    served = (
        sys.executable, "-m", "gunicorn", "--worker-class", worker, "--workers", "1",
        "--threads", str(_THREADS), "--bind", f"127.0.0.1:{desk.port}", "newsroom.wsgi",
    )  # fmt: skip
    with desk.started(*served), ExitStack() as stack:
        assert desk.request("GET", "/healthz")[0] == 200
        slow = _open(desk, count, stack, kinds)
        answers = _rounds(desk, slow, rounds, 3, say)
    say(f"{worker}: {answers['unanswered']} of {answers.total()} requests unanswered.")
    return answers["unanswered"] > 0


def _open(
    desk: Desk, count: int, stack: ExitStack, kinds: Sequence[str] = tuple(KINDS)
) -> list[tuple[str, socket.socket]]:
    """Return the slow connections, of each kind as many as of the others."""
    slow = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        connection = connect(("127.0.0.1", desk.port), KINDS[kind][0])
        slow.append((kind, stack.enter_context(connection)))
    return slow


def _rounds(
    desk: Desk, slow: list[tuple[str, socket.socket]], rounds: int, patience: float, say: Say
) -> Counter[str]:
    """Return how often the desk answered, by status, and how often it didn't."""
    answers: Counter[str] = Counter()
    longest = 0.0
    for number in range(rounds):
        ends_at = monotonic() + (1 if rounds > 1 else 0)
        for kind, connection in slow:
            trickle = KINDS[kind][1]
            with suppress(OSError):  # the desk has ended it
                connection.sendall(trickle[number : number + 1])
                if kind == _READING:
                    _read_some(connection)
        for path in ("/healthz", "/queue/"):
            asked = monotonic()
            try:
                answers[str(desk.request("GET", path, patience=patience)[0])] += 1
            except OSError:
                answers["unanswered"] += 1
            longest = max(longest, monotonic() - asked)
        _wait_until(ends_at)
    say(f"{rounds} rounds; the longest answer took {longest:.2f} s.")
    return answers


def _read_some(connection: socket.socket) -> None:
    """Read some of what has come, without waiting for more."""
    left = _BYTES_READ
    connection.setblocking(False)
    with suppress(BlockingIOError):
        while left > 0 and (chunk := connection.recv(left)):
            left -= len(chunk)


def _wait_until(moment: float) -> None:
    """Wait until a moment of the monotonic clock."""
    with selectors.DefaultSelector() as nothing:
        nothing.select(max(0.0, moment - monotonic()))


def _all_ended(slow: list[tuple[str, socket.socket]], say: Say) -> bool:
    """Tell whether the desk has ended all that may not be open any more.

    One may be idle between two requests, and one that reads slowly has 300 s for each answer.
    """
    still_open: Counter[str] = Counter()
    for kind, connection in slow:
        connection.setblocking(False)
        try:
            while connection.recv(1 << 16):
                pass
        except BlockingIOError:
            still_open[kind] += 1
        except OSError:
            pass
    for kind in (_IDLE, _READING):
        still_open.pop(kind, None)
    say(f"After {LONGEST} s still open: {dict(still_open) or 'none'}.")
    return not still_open


def descriptors() -> int:
    """Return how many files this process may open, after asking for as many as allowed."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 4096
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, 4096), hard))
    return min(wanted, 4096) - len(os.listdir("/dev/fd"))
