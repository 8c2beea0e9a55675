"""A desk whose database another process holds, and the page that says that it is busy."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.db import connection

from tests.desk_kit import text_of

only_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL locks rows, not the database"
)

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another_process() -> Iterator[None]:
    """Let another process hold SQLite's lock for writers."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, connection.settings_dict["NAME"]],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        yield
    finally:
        holder.communicate("", timeout=20)


@pytest.fixture
def impatient(database_for_threads: None) -> Iterator[None]:
    """Let this process wait a tenth of a second for the lock."""
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {**options, "timeout": 0.1}
    yield
    connection.settings_dict["OPTIONS"] = options


def fields_of(response: Any) -> dict[str, str]:
    """Return the fields of the page's form, but the token against forms of other sites."""
    (form,) = re.findall(r'<form method="post".*?</form>', response.content.decode(), re.S)
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {
        unescape(name): unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"
    }


def action_of(response: Any) -> str:
    (action,) = re.findall(r'<form method="post" action="([^"]*)"', response.content.decode())
    return unescape(action)


def assert_busy(response: Any) -> None:
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    assert "The desk is busy" in text_of(response)
