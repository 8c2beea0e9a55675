"""Fixtures: desks with most kinds of rows, their exports, backups, and databases of their own."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission

from articles.models import Preferences, SavedView, SignInEvent, Skip
from tests.desk_world import world
from tests.transfer.kit import Databases, run

__all__ = ["world"]


@pytest.fixture(scope="package")
def databases(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Databases]:
    """Return the maker of databases beside the suite's own."""
    folder: Path = tmp_path_factory.mktemp("databases")
    made = Databases(folder)
    yield made
    with django_db_blocker.unblock():
        made.drop_templates()


@pytest.fixture
def desk(world: SimpleNamespace, users: SimpleNamespace) -> SimpleNamespace:
    """Return the world, with rows of people: views, preferences, sign-ins, permissions, skips."""
    SavedView.objects.create(name="Mine", query="q=in", by=users.reviewer)
    SavedView.objects.create(name="Ours", query="order=date", by=users.editor, is_for_all=True)
    Preferences.objects.create(user=users.reader, theme="dark", time_zone="Europe/Vienna")
    SignInEvent.objects.create(
        kind="in", at=world.approved.arrived_at, user=users.reader, name="reader", address="::1"
    )
    users.reader.user_permissions.add(Permission.objects.get(codename="change_topic"))
    Group.objects.get(name="Readers").delete()
    Group.objects.create(name="Guests").permissions.add(Permission.objects.first())
    Skip.objects.create(
        by=users.reviewer, article=world.untouched, scope="all", day="2026-11-01",
        at=world.untouched.arrived_at,
    )  # fmt: skip
    return world


@pytest.fixture
def export(desk: SimpleNamespace, tmp_path: Path) -> Path:
    """Return the file of an export of the desk."""
    path = tmp_path / "history.jsonl"
    run("export_history", path)
    return path


@pytest.fixture
def data(db: None, tmp_path: Path, settings: Any) -> Path:
    """Return a data folder of the desk, with a secret key."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    (settings.DATA_DIR / "secret-key").write_text("the key of the old desk")
    return Path(settings.DATA_DIR)


@pytest.fixture
def exported(world: Any, tmp_path: Path) -> Path:
    """Return an export of a desk with rows."""
    path = tmp_path / "history.jsonl"
    run("export_history", path)
    return path


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder
