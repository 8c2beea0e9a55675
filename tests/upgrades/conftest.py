"""Databases of earlier releases, migrated; each test gets a copy of its own."""

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
    connected_to,
    copy_of,
    create,
    drop,
    is_migrated,
    migrate,
    record,
    restore,
)


@pytest.fixture(scope="session")
def new_desk(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """The name of a new database, migrated."""
    with django_db_blocker.unblock():
        name = create(tmp_path_factory.mktemp("new-desk"))
        with connected_to(name):
            migrate()
    yield name
    with django_db_blocker.unblock():
        drop(name)


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
def upgraded(request: pytest.FixtureRequest, folder: Path) -> Iterator[Upgraded]:
    """A database of an earlier release, or of this one, migrated."""
    name = create(folder)
    with connected_to(name):
        restore(request.param)
        before, needed_migration = record(), not is_migrated()
        migrate()
    yield Upgraded(request.param, name, needed_migration, before)
    drop(name)


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
