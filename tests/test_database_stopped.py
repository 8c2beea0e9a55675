"""A database that stops while the desk serves: every page answers 503, and resumes by itself."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest

from tests.postgres_kit import own_cluster
from tests.server_kit import PATIENCE, Desk

pytestmark = pytest.mark.slow

PAGES = ("/", "/queue/", "/review/", "/articles/1/", "/history/", "/sign-in/", "/nowhere/")
FEEDS = ("/feeds/published.atom", "/feeds/published.json")
READY = '{"ready": true, "missing": []}'
DATABASE_MISSING = '{"ready": false, "missing": ["database"]}'
FORM = {"verb": "reject", "note": 'kept "words"', "place": "queue"}


def assert_all_answer(desk: Desk) -> None:
    """Check that pages and feeds are there again, for a session that began before."""
    for path in ("/", "/queue/", *FEEDS, "/healthz"):
        assert desk.request("GET", path)[0] == 200, path


def assert_readiness(desk: Desk, status: int, body: str) -> None:
    """Check that the desk soon reports this; a result counts for some seconds."""
    ends_at = monotonic() + PATIENCE
    while (found := desk.request("GET", "/readyz")[::2]) != (status, body):
        assert monotonic() < ends_at, found


def assert_all_unavailable(desk: Desk) -> None:
    """Check that each page says that the desk is busy, and that only the health check is well."""
    for path in PAGES:
        status, headers, body = desk.request("GET", path)
        assert (path, status) == (path, 503)
        assert int(headers["Retry-After"]) > 0
        assert "The desk is busy" in body
        assert "articles/desk.css" in body
    status, headers, body = desk.request("POST", "/articles/1/decide/", FORM)
    assert status == 503
    assert "kept &quot;words&quot;" in body
    for path in FEEDS:
        status, headers, body = desk.request("GET", path)
        assert (status, headers["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert int(headers["Retry-After"]) > 0
    assert desk.request("GET", "/healthz")[0] == 200


def test_postgresql_stopped_and_started_again(tmp_path: Path) -> None:
    with own_cluster() as cluster:
        desk = Desk(tmp_path / "data", DATABASE_URL=cluster.url)
        with desk.started():
            desk.sign_in()
            assert_all_answer(desk)
            cluster.stop()
            assert_all_unavailable(desk)
            assert_readiness(desk, 503, DATABASE_MISSING)
            cluster.start()
            assert_all_answer(desk)
            assert_readiness(desk, 200, READY)
    assert "Traceback" not in desk.printed


def test_a_file_of_sqlite_that_is_gone_or_locked_and_comes_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", NEWSROOM_DATABASE_WAIT="0")
    with desk.started():
        desk.sign_in()
        assert_all_answer(desk)
        file = desk.folder / "newsroom.sqlite3"
        moved = file.rename(desk.folder / "moved.sqlite3")
        assert_all_unavailable(desk)
        assert_readiness(desk, 503, DATABASE_MISSING)
        assert not file.exists()
        moved.rename(file)
        assert_all_answer(desk)
        file.rename(moved)
        file.mkdir()
        assert_all_unavailable(desk)
        file.rmdir()
        moved.rename(file)
        assert_all_answer(desk)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
            assert_all_unavailable(desk)
        assert_all_answer(desk)
        assert_readiness(desk, 200, READY)
    assert "Traceback" not in desk.printed
