"""The fixture of a server in a thread of the test, with an application that repeats lengths."""

from collections.abc import Iterator

import pytest

from tests.server.kit import echo
from tests.server_kit import Address, serving


@pytest.fixture
def address() -> Iterator[Address]:
    with serving(echo) as place:
        yield place
