"""Databases of earlier releases, migrated; each test gets a copy of its own."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk_kit import text_of
from tests.upgrades.kit import (
    VERSIONS,
    Upgraded,
    copy_of,
    is_migrated,
    migrate,
    record,
    restore,
)
from tests.upgrades.templates import Templates


@pytest.fixture(scope="session")
def templates(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Templates]:
    """The databases to copy."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    made = Templates(shared / "databases-to-upgrade")
    yield made
    with django_db_blocker.unblock():
        made.drop()


@pytest.fixture
def new_desk(templates: Templates) -> str:
    """The name of a new database, migrated."""
    return templates.get("new", migrate)[0]


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Path]:
    """A folder for databases; tests that use it may query them."""
    with django_db_blocker.unblock():
        yield tmp_path_factory.mktemp("upgrade")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder as slow and of the database: most migrate one."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("slow")
            item.add_marker("database")


@pytest.fixture(scope="module", params=VERSIONS)
def upgraded(request: pytest.FixtureRequest, templates: Templates, folder: Path) -> Upgraded:
    """A database of an earlier release, or of this one, migrated."""

    def fill() -> tuple[bool, Any]:
        restore(request.param)
        needed_migration, before = not is_migrated(), record()
        migrate()
        return needed_migration, before

    name, filled = templates.get(f"release {request.param}", fill)
    return Upgraded(request.param, name, *filled)


@pytest.fixture
def desk(upgraded: Upgraded, folder: Path) -> Iterator[Upgraded]:
    """A copy of the migrated database, for one test to change."""
    with copy_of(upgraded.name, folder):
        yield upgraded


@pytest.fixture
def sign_in(desk: Upgraded) -> Any:
    """Return a function that signs in through the page with the password of before."""

    def signed_in(name: str) -> Client:
        client = Client()
        response = client.post(reverse("sign-in"), {"username": name, "password": name})
        assert response.status_code == 302, text_of(response)
        return client

    return signed_in
