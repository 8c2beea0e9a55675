"""Fixtures of all tests: users of each role, clients, documents, articles and act parameters."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client

from articles import moderation
from articles.models import Article, triggers
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from articles.permissions import grant_defaults
from articles.sync import importer
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests import migrated
from tests.marks import pytest_collection_modifyitems, pytest_long_tests_first
from tests.no_network import network_guard
from tests.story_placing_kit import import_story_of_four

# Pytest finds hooks of `marks.py` here.
__all__ = ["pytest_collection_modifyitems", "pytest_long_tests_first"]

# Without a deadline, because a slow machine is no fault of the code.
hypothesis.settings.register_profile("desk", hypothesis.settings.default, deadline=None)
hypothesis.settings.register_profile("quick", deadline=None, max_examples=25)
hypothesis.settings.load_profile("desk")

SEEDS = Path(__file__).parent.parent / "seeds"
Roles = SimpleNamespace


def pytest_configure(config: pytest.Config) -> None:
    network_guard.install()
    migrated.begin_run(config)
    # Playwright's event loop runs in this thread; Django would refuse all queries in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Tests import some thousand times; the pause between chunks would add up to many seconds.
    importer.PAUSE = 0
    if config.getoption("markexpr") == "not slow":
        hypothesis.settings.load_profile("quick")


@pytest.fixture(autouse=True)
def _no_connection_was_refused() -> Iterator[None]:
    """Fail a test whose code began a connection to another machine, also where that was caught."""
    yield
    refused = network_guard.take_refused()
    assert not refused, f"connections to {refused} were refused"


@pytest.fixture(scope="session", autouse=True)
def _drop_triggers_before_flush(django_db_setup: None) -> Iterator[None]:
    """Drop the audit log's triggers before a test's flush; post_migrate creates them again."""
    operations = type(connection.ops)
    original = operations.execute_sql_flush

    def flush(self: Any, sql_list: Any) -> None:
        triggers.drop(self.connection)
        original(self, sql_list)

    operations.execute_sql_flush = flush
    yield
    operations.execute_sql_flush = original


@pytest.fixture(scope="session", autouse=True)
def _end_other_sessions(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """End what sessions of threads are left on PostgreSQL, which drops no database in use."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def groups(db: None) -> None:
    """Create the groups of the migration again, where a transactional test emptied the tables."""
    if not Group.objects.filter(name="Editors").exists():
        grant_defaults(apps, "default")


@pytest.fixture
def story_folder(db: None, tmp_path: Path) -> Path:
    """An imported folder with a story of four waiting copies: see `import_story_of_four`."""
    folder = tmp_path / "news"
    import_story_of_four(folder)
    return folder


@pytest.fixture
def users(groups: None) -> Roles:
    """Return a user of each role. The stranger is None; the deactivated user is an editor."""
    member_of: dict[str, str] = {}

    def person(name: str, group: str = "", **flags: bool) -> User:
        member_of[name] = group
        return User(username=name, password=make_password(name), **flags)

    roles = {
        "reader": person("reader", "Readers"),
        "reviewer": person("reviewer", "Reviewers"),
        "second_reviewer": person("second-reviewer", "Reviewers"),
        "editor": person("editor", "Editors", is_staff=True),
        "superuser": person("superuser", is_staff=True, is_superuser=True),
        "deactivated": person("deactivated", "Editors", is_staff=True, is_active=False),
    }
    # Most tests need them, so they are created by few queries.
    User.objects.bulk_create(roles.values())
    numbers = dict(Group.objects.values_list("name", "pk"))
    memberships = User.groups.through
    memberships.objects.bulk_create(
        memberships(user=user, group_id=numbers[member_of[user.username]])
        for user in roles.values()
        if member_of[user.username]
    )
    return Roles(**roles, stranger=None)


@pytest.fixture
def sign_in(users: Roles) -> Callable[[str], Client]:
    """Return a function that returns a client, signed in as the user of a role."""

    def signed_in(role: str) -> Client:
        client = Client()
        user = getattr(users, role)
        if user:
            client.force_login(user)
        return client

    return signed_in


DOCUMENT = """---
category: news
title: {title}
excerpt: {excerpt}
publishedDateTime: {published_at}
originalUrl: {url}
webUrl: {url}
type: {type}
{score}
provider:
  name: {provider}
  domain: {domain}

topics:
{topics}

{rest}secured: "{secured}"
---
"""


@pytest.fixture
def write_document(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a document into a folder of the test, and returns its path."""
    numbers = count(1)
    numbers_by_name: dict[str, int] = {}

    def write(
        name: str = "",
        *,
        folder: str = "documents",
        title: str = "",
        quality: int | None = 38,
        published: bool | None = None,
        heat: int | None = 12,
        topics: tuple[str, ...] = ("AI",),
        **fields: str,
    ) -> Path:
        # A document that is written again keeps its story, unless the test gives other fields.
        number = numbers_by_name.setdefault(f"{folder}/{name}", 0) if name else 0
        number = numbers_by_name[f"{folder}/{name}"] = number or next(numbers)
        score = []
        if quality is not None:
            score = [f"quality: {quality}", f"heat: {heat}"]
            score += [
                f"published: {str(quality >= 70 if published is None else published).lower()}"
            ]
        values = {
            "title": title or f"Story number {number}",
            "excerpt": f"What story number {number} says.",
            "published_at": "2022-07-12T10:24:00Z",
            "url": f"https://provider.example/{number}",
            "type": "article",
            "provider": "Provider",
            "domain": "provider.example",
            "secured": f"opaque{number}",
            "rest": "",
            **fields,
        }
        quoted = {key: f'"{values[key]}"' for key in ("title", "excerpt", "url")}
        path = tmp_path / folder / (name or f"{number:04}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        text = DOCUMENT.format(
            **{**values, **quoted},
            score="\n".join(score),
            topics="\n".join(f"  - {topic}" for topic in topics),
        )
        path.write_bytes(text.encode())
        return path

    return write


@pytest.fixture
def make_article(db: None, write_document: Callable[..., Path]) -> Callable[..., Article]:
    """Return a function that imports a document with the given fields, and returns its article."""

    def make(**fields: Any) -> Article:
        path = write_document(**fields)
        (target,) = targets([str(path.parent)])
        target = type(target)(target.collection, path.name)
        import_target(target, now=datetime.now(UTC))
        return Article.objects.get(collection=target.collection, path=path.name)

    return make


@pytest.fixture
def seeds(db: None) -> Roles:
    """Import the project's two seed documents, and return their articles."""
    (target,) = targets([str(SEEDS)])
    import_target(target)
    return Roles(
        waiting=Article.objects.get(title__startswith="Myanmar Expanding"),
        published=Article.objects.get(title__startswith="Explained"),
    )


@pytest.fixture
def act_parameters() -> Callable[..., dict[str, Any]]:
    """Return a function that returns an act's parameters, with current snapshots and a new token.

    They are those of `articles.moderation.by_kind.ActParameters`.
    """

    def parameters(by: User, *articles: Article, **more: Any) -> dict[str, Any]:
        seen = {each.pk: Seen.of(Article.objects.get(pk=each.pk)) for each in articles}
        return {"by": by, "token": new_token(), "place": "queue", "seen": seen, **more}

    return parameters


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of the shared documents; skip the test where it is not set."""
    folder = os.environ.get("NEWSROOM_CORPUS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("needs the shared documents: set NEWSROOM_CORPUS to their folder")
    return Path(folder).resolve()


@pytest.fixture
def approved(
    make_article: Callable[..., Article], users: SimpleNamespace, act_parameters: Any
) -> Article:
    """Return an article of quality 38 that the reviewer approved, before any export."""
    article = make_article(quality=38)
    moderation.approve([article], **act_parameters(users.reviewer, article))
    return article


@pytest.fixture
def database_for_threads(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Copy an in-memory SQLite database, which serves one connection, to a file for threads."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    copy = tmp_path / "threads.sqlite3"
    with closing(sqlite3.connect(copy)) as file:
        in_memory.backup(file)
    connection.connection, connection.settings_dict["NAME"] = None, str(copy)
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = in_memory, name
