"""The HTTP server's limits of bytes and of number, for addresses, headers, bodies and chunks."""

import tempfile
from contextlib import ExitStack

import pytest
from django.conf import settings

from newsroom.server import limits
from tests.server.kit import SIGNED_IN, assert_refused, post
from tests.server_kit import Address, connect, read_response

# The desk, which makes the pages of refusals, looks at its connections after each request.
pytestmark = pytest.mark.django_db


def head_of(size: int) -> bytes:
    """Return a request of this many bytes, without a body."""
    start, end = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ", b"\r\n\r\n"
    return start + b"a" * (size - len(start) - len(end)) + end


def test_address_and_headers_have_a_limit_of_bytes(address: Address) -> None:
    with connect(address, head_of(limits.MAX_HEADER_BYTES)) as most:
        assert read_response(most)[0] == 200
    with connect(address, head_of(limits.MAX_HEADER_BYTES + 1)) as over:
        assert_refused(read_response(over), 431, "The address or the cookies are too long")
    with connect(address, b"a" * (limits.MAX_HEADER_BYTES + 1)) as endless:
        assert read_response(endless)[0] == 431


def test_headers_have_a_limit_of_number(address: Address) -> None:
    headers = [f"X-{number}: 1" for number in range(limits.MAX_HEADERS - 2)]
    with connect(address, post(0, *headers)) as most:
        assert read_response(most)[0] == 200
    with connect(address, post(0, *headers, "X-Last: 1")) as over:
        assert read_response(over)[0] == 431


@pytest.mark.parametrize(
    ("headers", "most"),
    [((), settings.MAX_BODY_BEFORE_SIGN_IN), ((SIGNED_IN.strip(),), settings.MAX_BODY)],
    ids=["without a session", "with the cookie of one"],
)
def test_a_body_has_a_limit(headers: tuple[str, ...], most: int, address: Address) -> None:
    with connect(address, post(most, *headers) + b"a" * most) as full:
        assert read_response(full)[::2] == (200, f"{most} /")
    with connect(address, post(most + 1, *headers)) as over:
        assert_refused(read_response(over), 413, "This is more than the desk takes at once")


def test_a_refused_body_is_not_asked_for_and_its_sender_reads_the_refusal(address: Address) -> None:
    """`Expect` asks before it sends. Without it, the body is on its way when it is refused."""
    with connect(address, post(300 << 20, "Expect: 100-continue")) as asking:
        assert read_response(asking)[0] == 413
    with connect(address, post(300 << 20) + b"a" * (4 << 20)) as sending:
        assert read_response(sending)[0] == 413
    with connect(address, post(4, "Expect: 100-continue")) as small:
        assert small.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        small.sendall(b"abcd")
        assert read_response(small)[0] == 200


def test_chunks_have_the_limit_of_bodies_before_sign_in(address: Address) -> None:
    head = f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n{SIGNED_IN}\r\n".encode()
    most = settings.MAX_BODY_BEFORE_SIGN_IN
    chunk = b"1000\r\n" + b"a" * 0x1000 + b"\r\n"
    with connect(address, head + b"3\r\nabc\r\n0\r\n\r\n") as small:
        assert read_response(small)[::2] == (200, "3 /")
    with connect(address, head + chunk * (most // 0x1000 + 1)) as over:
        assert read_response(over)[0] == 413
    with connect(address, head + b"no length\r\n") as garbage:
        assert read_response(garbage)[0] == 400


def test_large_bodies_have_a_limit_of_number(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_LARGE_BODIES", 2)
    large = post(settings.MAX_BODY, SIGNED_IN.strip())
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(connect(address, large))
        # Its length is in the second part.
        with connect(address, large[:20]) as third:
            third.sendall(large[20:])
            assert_refused(read_response(third), 503, "The desk is busy")
        with connect(address, post(3) + b"abc") as small:
            assert read_response(small)[0] == 200


def test_nothing_of_a_body_is_written_to_the_disk(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    most = settings.MAX_BODY
    for head, status in ((post(most, SIGNED_IN.strip()), 200), (post(300 << 20), 413)):
        with connect(address, head + b"a" * most) as sending:
            assert read_response(sending)[0] == status
