"""The cast, articles to moderate, and what keeps the record's guard out of a test's clean-up."""

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
from articles.moderation.orders import Seen
from articles.permissions import grant_defaults
from articles.sync.importer import import_target
from articles.sync.targets import targets

# A slow machine is no fault of the code.
hypothesis.settings.register_profile("desk", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("desk")

SEEDS = Path(__file__).parent.parent / "seeds"
Roles = SimpleNamespace


def pytest_configure(config: pytest.Config) -> None:
    # Playwright's own loop runs in this thread; Django would take any query for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session", autouse=True)
def _let_the_flush_lift_the_guard(django_db_setup: None) -> Iterator[None]:
    """A test's flush lifts the triggers, which post_migrate then puts back."""
    operations = type(connection.ops)
    original = operations.execute_sql_flush

    def flush(self: Any, sql_list: Any) -> None:
        triggers.lift(self.connection)
        original(self, sql_list)

    operations.execute_sql_flush = flush
    yield
    operations.execute_sql_flush = original


@pytest.fixture
def groups(db: None) -> None:
    """The groups that a migration makes: a transactional test may have emptied the tables."""
    if not Group.objects.filter(name="Editors").exists():
        grant_defaults(apps, "default")


@pytest.fixture
def cast(groups: None) -> Roles:
    """One of each role; the stranger is nobody, and the deactivated one was an editor."""
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
    # Most tests have them, so they are made by few queries.
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
def sign_in(cast: Roles) -> Callable[[str], Client]:
    """Return a client signed in as the role."""

    def signed_in(role: str) -> Client:
        client = Client()
        user = getattr(cast, role)
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
    """Return a function that writes a document into a folder of the test's own."""
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
        # Written again, a document is about the same story unless a test says otherwise.
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
    """Return a function that imports one document, with these fields, and returns its article."""

    def make(**fields: Any) -> Article:
        path = write_document(**fields)
        (target,) = targets([str(path.parent)])
        target = type(target)(target.collection, path.name)
        import_target(target, now=datetime.now(UTC))
        return Article.objects.get(collection=target.collection, path=path.name)

    return make


@pytest.fixture
def seeds(db: None) -> Roles:
    """The project's two documents, imported."""
    (target,) = targets([str(SEEDS)])
    import_target(target)
    return Roles(
        waiting=Article.objects.get(title__startswith="Myanmar Expanding"),
        published=Article.objects.get(title__startswith="Explained"),
    )


@pytest.fixture
def act_words() -> Callable[..., dict[str, Any]]:
    """Return what an act says besides what it does: who, a fresh token, what is seen now."""

    def words(by: User, *articles: Article, **more: Any) -> dict[str, Any]:
        seen = {each.pk: Seen.of(Article.objects.get(pk=each.pk)) for each in articles}
        return {"by": by, "token": new_token(), "place": "queue", "seen": seen, **more}

    return words


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shared documents; a test that reads them skips where they are not."""
    folder = os.environ.get("NEWSROOM_CORPUS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("needs the shared documents: set NEWSROOM_CORPUS to their folder")
    return Path(folder).resolve()


@pytest.fixture
def approved(
    make_article: Callable[..., Article], cast: SimpleNamespace, act_words: Any
) -> Article:
    """An article of quality 38 that the reviewer approved; its document doesn't know yet."""
    article = make_article(quality=38)
    moderation.approve([article], **act_words(cast.reviewer, article))
    return article


@pytest.fixture
def database_for_threads(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """SQLite in memory serves one connection; threads get a copy of it in a file, as in use."""
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
