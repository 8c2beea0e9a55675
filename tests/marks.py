"""Hooks that mark tests as slow or of the database, and order them."""

from pathlib import Path

import pytest

# Modules whose tests import and render much: about a fifth of a second each, or hundreds of them.
# They are half of the time, so the quick loop leaves them out (`pytest --durations=0` measures).
SLOW_MODULES = {*(Path(__file__).parent / "slow_modules.txt").read_text().split()}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what uses a browser or much time, and as `database` what uses a database."""
    for item in items:
        fixtures = {*getattr(item, "fixturenames", ())}
        module = item.path.relative_to(Path(__file__).parent).as_posix()
        if module in SLOW_MODULES or {"browser", "corpus"} & fixtures:
            item.add_marker("slow")
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & fixtures:
            item.add_marker("database")


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def pytest_long_tests_first(items: list[pytest.Item]) -> None:
    """Move slow tests that run commands in processes of their own to the front.

    Some take half a minute: begun last, one would go on while all other workers are done.
    """
    items.sort(
        key=lambda item: (
            item.get_closest_marker("slow") is None
            or item.get_closest_marker("django_db") is not None
            or bool({"db", "transactional_db"} & {*getattr(item, "fixturenames", ())})
        )
    )
