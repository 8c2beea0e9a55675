"""A client of an editor, who may decide in batches."""

from collections.abc import Callable

import pytest
from django.test import Client


@pytest.fixture
def editor(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("editor")
