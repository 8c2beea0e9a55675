"""Requests as they arrive: waitress's parser, with limits of size."""

import codecs
import copy
import re
from typing import Final

from django.conf import settings
from django.http import parse_cookie
from django.utils.http import parse_header_parameters
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import Error, RequestHeaderFieldsTooLarge

from newsroom.server import limits

_ENCODINGS: Final = re.compile(rb"\r\nTransfer-Encoding:([^\r\n]*)", re.IGNORECASE)


class RequestTimeout(Error):  # type: ignore[misc]  # waitress ships no types
    """The error response (408) to a request that didn't arrive in time; it is no exception."""

    code = 408
    reason = "Request Timeout"


class Busy(Error):  # type: ignore[misc]  # waitress ships no types
    """The error response (503) to a large request while too many others are being received.

    It is no exception.
    """

    code = 503
    reason = "Service Unavailable"


def adjustments() -> Adjustments:
    """Return the options of waitress.

    Bodies of requests are kept in memory, as none is longer than MAX_BODY. Headers of proxies are
    left as they are: `articles.accounts.client_address` decides which are trusted.
    """
    return Adjustments(
        ident=None,
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
        max_request_header_size=limits.MAX_HEADER_BYTES + 1,
        max_request_body_size=settings.MAX_BODY + 1,
        inbuf_overflow=settings.MAX_BODY + 1024,
        backlog=2048,
        sockets=[],
    )


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress ships no types
    """Parse a request as it arrives; refuse one over a limit, or that may be read in several ways.

    Also one whose Content-Type is malformed or names a charset but UTF-8 or ASCII. A body may have
    MAX_BODY bytes with a session's cookie and without chunks, else MAX_BODY_BEFORE_SIGN_IN.
    """

    #: Whether the server receives its large body, within MAX_LARGE_BODIES.
    is_admitted = False
    #: That of a request whose first line couldn't be read. The log of waitress names it.
    path = ""

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self.error:
            # Else waitress asks for the body that it has refused.
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # of an address such as http://[x/, and of too many digits
            raise ParsingError(f"{error}") from error
        _check_content_type(self.headers.get("CONTENT_TYPE", ""))
        if b"\r\n " in header_plus or b"\r\n\t" in header_plus:
            raise ParsingError("A header goes on in a second line.")
        # As they came: waitress passes over parts that are empty or repeated.
        encodings = [each.strip(b" \t").lower() for each in _ENCODINGS.findall(header_plus)]
        if encodings and (
            encodings != [b"chunked"] or not self.chunked or "CONTENT_LENGTH" in self.headers
        ):
            # Who reads the length otherwise would see another request in the body.
            raise ParsingError("The body's length is given in two ways, or not by HTTP/1.1.")
        # Besides the headers' ends there are that of the first line and the empty line.
        if header_plus.count(b"\r\n") > limits.MAX_HEADERS + 2:
            self.error = RequestHeaderFieldsTooLarge(f"more than {limits.MAX_HEADERS} headers")
            self.completed = True
            self.body_rcv, self.content_length = None, 0
        elif self.body_rcv is not None:
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = self._max_body() + 1

    @property
    def is_large(self) -> bool:
        """Whether the Content-Length is over MAX_BODY_BEFORE_SIGN_IN; a body in chunks has none."""
        return bool(self.content_length > settings.MAX_BODY_BEFORE_SIGN_IN)

    def _max_body(self) -> int:
        cookies = parse_cookie(self.headers.get("COOKIE", ""))
        may_be_signed_in = settings.SESSION_COOKIE_NAME in cookies and not self.chunked
        size: int = settings.MAX_BODY if may_be_signed_in else settings.MAX_BODY_BEFORE_SIGN_IN
        return size


def _check_content_type(header: str) -> None:
    """Raise ParsingError for a malformed Content-Type, or one of a charset but UTF-8 or ASCII.

    Django reads addresses and forms by this charset, before it can answer with a page.
    """
    try:
        charset = parse_header_parameters(header)[1].get("charset", "utf-8")
        is_utf_8 = codecs.lookup(charset).name in ("utf-8", "ascii")
    except (LookupError, ValueError) as error:
        raise ParsingError(f"Content-Type: {error}") from error
    if not is_utf_8:
        raise ParsingError(f"Content-Type: the charset {charset} is not UTF-8")
