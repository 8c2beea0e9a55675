"""Fixtures of the tests of accounts."""

import pytest

from tests.accounts.kit import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock that stands still until the test moves it."""
    return Clock(monkeypatch)
