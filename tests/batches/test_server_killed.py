"""A server that is killed while it decides a batch: the batch goes on, with nothing twice."""

import csv
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from http.client import HTTPException
from io import StringIO
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from articles.moderation.batches import CHUNK
from tests.postgres_kit import own_cluster
from tests.server_kit import PATIENCE, Desk

pytestmark = pytest.mark.slow

DOCUMENTS = 300


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """Yield the settings of a database of the vendor that this run of the tests uses."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield {}
        return
    with own_cluster() as cluster:
        yield {"DATABASE_URL": cluster.url}


class Running:
    """A batch whose page asks for one chunk after another, until it ends or the server does."""

    def __init__(self, desk: Desk, address: str, form: dict[str, str]) -> None:
        self.desk, self.address, self.form = desk, address, form
        self.has_answered = Event()
        self.seconds = 0.0

    def __call__(self) -> None:
        try:
            while True:
                began = monotonic()
                status, _, body = self.desk.request("POST", f"{self.address}run/", self.form)
                assert status == 302, body
                self.seconds = monotonic() - began
                self.has_answered.set()
        except (OSError, HTTPException):
            return


def decided(desk: Desk) -> list[str]:
    """Return the numbers of the articles that history says were rejected, one for each decision."""
    status, _, body = desk.request("GET", "/history.csv")
    assert status == 200
    rows = list(csv.DictReader(StringIO(body.removeprefix("\ufeff"))))
    return [row["article"] for row in rows]


def kill_in_a_chunk(desk: Desk, address: str, form: dict[str, str]) -> None:
    """Run the batch, and kill the server in the middle of a later chunk, as far as one can tell."""
    running = Running(desk, address, form)
    with ThreadPoolExecutor(1) as threads:
        ended = threads.submit(running)
        try:
            assert running.has_answered.wait(PATIENCE)
            wait([ended], running.seconds / 2)
        finally:
            desk.kill()
        ended.result(PATIENCE)


def test_a_batch_goes_on_after_the_server_was_killed_in_it(tmp_path: Path) -> None:
    folder = str(tmp_path / "documents")
    with database() as variables:
        desk = Desk(tmp_path / "data", NEWSROOM_PASSWORD_EDITOR="Trusted-Quarto-72", **variables)
        with desk.started():
            made = desk.manage("make_demo", folder, "--documents", str(DOCUMENTS))
            assert made.returncode == 0, made.stderr
            assert "invalid" in desk.manage("import_articles", folder).stdout
            desk.sign_in("editor")
            chosen = {"verb": "reject", "all": "1", "query": "", "place": "queue"}
            _, headers, _ = desk.request("POST", "/batches/", {**chosen, "token": "a" * 32})
            address = headers["Location"]
            page = desk.request("GET", address)[2]
            planned = re.search(r'name="shown" value="(\d+)"', page)
            assert planned, page
            form = {"shown": planned[1], "typed": planned[1]}
            kill_in_a_chunk(desk, address, form)
        with desk.started():
            numbers = decided(desk)
            assert 0 < len(numbers) < int(planned[1])
            # Each chunk is whole or hasn't been.
            assert len(numbers) % CHUNK == 0
            for _ in range(int(planned[1]) // CHUNK + 1):
                assert desk.request("POST", f"{address}run/", form)[0] == 302
            assert f"Rejected {planned[1]}" in desk.request("GET", address)[2]
            numbers = decided(desk)
            assert len(numbers) == len(set(numbers)) == int(planned[1])
            checked = desk.manage("check_history")
            assert checked.returncode == 0, checked.stdout
