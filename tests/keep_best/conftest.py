"""Fixtures of keeping the best of a story: a reviewer."""

from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def reviewer(sign_in: Any) -> Client:
    client: Client = sign_in("reviewer")
    return client
