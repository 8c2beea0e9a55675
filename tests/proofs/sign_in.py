"""The proof of sign-in: tries at once neither pass the limits nor keep other requests waiting.

A desk is served by two worker processes, as `start` does it, and asked over HTTP.
"""

import fcntl
import http.client
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.proofs.workspace import Workspace

Say = Callable[[str], None]
PASSWORD = "Lantern-gravel 7 otters"
#: In seconds: after this, a request counts as never answered. The control waits for it once.
NEVER = 60
NEVER_IN_CONTROL = 3
AT_ONCE = 16


class Violation(AssertionError):
    """What the proof says does not hold."""


class Desk:
    """A running desk behind a trusted proxy, whose part the proof takes."""

    def __init__(self, port: int) -> None:
        self.port = port
        status, headers, body = self.request("GET", "/sign-in/")
        cookie = re.search(r"csrftoken=(\w+)", headers.get("Set-Cookie", ""))
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', body)
        if not (cookie and token):
            raise Violation(f"no sign-in form: {status}")
        self.cookie, self.token = f"csrftoken={cookie[1]}", token[1]

    def request(
        self, method: str, path: str, body: str = "", timeout: float = NEVER, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Send a request on a connection of its own; return status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()
        finally:
            connection.close()

    def attempt(self, name: str, password: str, address: str) -> tuple[int, dict[str, str]]:
        """Try a password from an address; return status and headers."""
        form = {"username": name, "password": password, "csrfmiddlewaretoken": self.token}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
            "X-Forwarded-For": f"192.0.2.66, {address}",
        }
        status, answered, _ = self.request("POST", "/sign-in/", urlencode(form), **headers)
        return status, answered

    def attempt_until_checked(self, name: str, password: str, address: str) -> int:
        """Try until the desk isn't too busy to look at it; return the status."""
        while (status := self.attempt(name, password, address)[0]) == 503:
            pass
        return status


@contextmanager
def served(place: Workspace, **variables: str) -> Iterator[Desk]:
    """Serve the workspace's desk behind a proxy on this machine."""
    given = {"NEWSROOM_TRUSTED_PROXIES": "127.0.0.1", "NEWSROOM_PASSWORD_EDITOR": PASSWORD}
    with place.served(**given, **variables) as desk:
        yield Desk(desk.port)


def prove(place: Workspace, say: Say, *, quick: bool, control: bool) -> None:
    """Raise Violation where a line of the proof does not hold."""
    gate = place.folder / "gate"
    gate.touch()
    gated = {"DJANGO_SETTINGS_MODULE": "tests.proofs.gated_settings", "GATE_OF_HASHES": str(gate)}
    if control:
        unbounded = {**gated, "UNBOUNDED_HASHES": "1"}
        if not quick:
            with served(place, **{**unbounded, "GATE_OF_HASHES": ""}) as desk:
                _measure(desk, say)
        with served(place, **unbounded) as desk:
            _answers_while_hashing(desk, str(gate), say, never=NEVER_IN_CONTROL)
        return
    with served(place, **gated) as desk:
        _answers_while_hashing(desk, str(gate), say, never=NEVER)
        _limits_hold(desk, say)
    with served(place, **gated) as desk:
        _limits_outlast(desk, say)
    if not quick:
        with served(place) as desk:
            _measure(desk, say)


def _answers_while_hashing(desk: Desk, gate: str, say: Say, *, never: float) -> None:
    """While no hash can end, other requests are answered, and most tries refused."""
    names = [f"shut-{number}" for number in range(AT_ONCE)]
    with open(gate) as lock, ThreadPoolExecutor(AT_ONCE) as threads:
        fcntl.flock(lock, fcntl.LOCK_EX)
        tries = [
            threads.submit(desk.attempt, name, "wrong", f"10.0.0.{number}")
            for number, name in enumerate(names)
        ]
        try:
            answered = 0
            for _ in range(AT_ONCE):
                # Each of them finds the tries of before in the threads of the workers.
                desk.request("GET", "/healthz", timeout=never)
                answered += 1
        except TimeoutError:
            raise Violation(
                f"/healthz was answered {answered} times, then not in {never} s, while "
                f"{AT_ONCE} passwords were hashed"
            ) from None
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)
        statuses = Counter(each.result()[0] for each in tries)
    say(f"/healthz answered {answered} times while no hash ended; then the tries: {statuses}")
    if set(statuses) - {200, 503} or not statuses[503]:
        raise Violation(f"unexpected answers: {statuses}")


def _limits_hold(desk: Desk, say: Say) -> None:
    """Tries at once from one address, and for one account, end at exactly the limits."""
    with ThreadPoolExecutor(12) as threads:
        by_address = Counter(
            threads.map(
                lambda n: desk.attempt_until_checked(f"n{n}", "wrong", "10.1.0.1"), range(60)
            )
        )
        by_account = Counter(
            threads.map(
                lambda n: desk.attempt_until_checked("editor", "wrong", "10.1.0.2"), range(30)
            )
        )
    say(f"60 tries at once from one address: {by_address}; 30 for one account: {by_account}")
    if by_address != {200: 25, 429: 35} or by_account != {200: 10, 429: 20}:
        raise Violation("the workers did not share the limits")


def _limits_outlast(desk: Desk, say: Say) -> None:
    """After a restart the limits stand; the right password from elsewhere is let in."""
    status, headers = desk.attempt("editor", PASSWORD, "10.1.0.2")
    other, _ = desk.attempt("editor", PASSWORD, "10.1.0.3")
    say(
        f"after a restart, the right password from there: {status}, Retry-After "
        f"{headers.get('Retry-After')} s; from elsewhere: {other}"
    )
    if status != 429 or not 0 < int(headers.get("Retry-After", "0")) <= 300 or other != 302:
        raise Violation("the limits did not outlast a restart, or stop a stranger's victim")


def _measure(desk: Desk, say: Say) -> None:
    """Print how long `/healthz` takes while real hashes are made."""

    def health() -> float:
        began = time.monotonic()
        desk.request("GET", "/healthz")
        return time.monotonic() - began

    idle = [health() for _ in range(50)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        began = time.monotonic()
        tries = [
            threads.submit(desk.attempt, f"m{number}", "wrong", f"10.2.0.{number}")
            for number in range(AT_ONCE)
        ]
        busy = [health()]
        while not all(each.done() for each in tries):
            busy.append(health())
        took = time.monotonic() - began
    statuses = Counter(each.result()[0] for each in tries)
    say(
        f"{AT_ONCE} tries at once ended in {took:.1f} s: {statuses}; /healthz meanwhile "
        f"{len(busy)} times: median {_ms(statistics.median(busy))}, longest {_ms(max(busy))}; "
        f"idle: median {_ms(statistics.median(idle))}, longest {_ms(max(idle))}"
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
