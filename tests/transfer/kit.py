"""Databases beside the suite's own, of either kind, their rows, and commands that move them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from django.db.utils import load_backend

from articles.transfer.tables import LEFT_OUT
from newsroom import environment

_numbers = count(1)
#: The kinds of databases that this run of the suite can make.
VENDORS = ["sqlite", *(["postgresql"] if connection.vendor == "postgresql" else [])]
Rows = dict[str, list[tuple[Any, ...]]]
#: Searches read it, so that it must be right, though no export has it.
COMPARED_TOO = {"articles.searchtext"}


class Databases:
    """Makes databases beside the suite's own; the migrated ones are copies of one of each kind.

    SQLite's are files in the folder, PostgreSQL's are on the server of DATABASE_URL.
    """

    def __init__(self, folder: Path, server: str = "") -> None:
        self.folder = folder
        self.server = server or os.environ.get("DATABASE_URL", "")
        self.templates: dict[str, str] = {}

    @contextmanager
    def another(self, vendor: str, *, migrated: bool = True) -> Iterator[Any]:
        """Let Django use a new database as its default one for the block, then drop it."""
        if migrated and vendor not in self.templates:
            name = self._create(vendor)
            with self._connected(vendor, name):
                call_command("migrate", verbosity=0)
            self.templates[vendor] = name
        name = self._create(vendor, self.templates[vendor] if migrated else "")
        try:
            with self._connected(vendor, name) as wrapper:
                yield wrapper
        finally:
            self._drop(vendor, name)

    def drop_templates(self) -> None:
        """Drop the databases that others were copied from."""
        for vendor, name in self.templates.items():
            self._drop(vendor, name)

    @contextmanager
    def _connected(self, vendor: str, name: str) -> Iterator[Any]:
        suites = connections["default"]
        settings = {**suites.settings_dict, **self._settings(vendor), "NAME": name}
        wrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
        connections["default"] = wrapper
        ContentType.objects.clear_cache()
        try:
            yield wrapper
        finally:
            wrapper.close()
            connections["default"] = suites
            ContentType.objects.clear_cache()

    def _create(self, vendor: str, template: str = "") -> str:
        name = f"test_transfer_{os.getpid()}_{next(_numbers)}"
        if vendor == "postgresql":
            self._on_server(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
            return name
        path = self.folder / f"{name}.sqlite3"
        if template:
            shutil.copyfile(template, path)
        return str(path)

    def _drop(self, vendor: str, name: str) -> None:
        if vendor == "postgresql":
            self._on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _settings(self, vendor: str) -> dict[str, Any]:
        if vendor == "postgresql":
            return environment.postgres(self.server)
        options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;"}
        return {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}


def all_rows() -> Rows:
    """Return all rows of every table by the table's name, as Python has them.

    Left out are tables that come with the migrations or end by themselves, passwords, and what a
    database notes about its own triggers. Permissions and content types are named by words.
    """
    names: dict[Any, dict[Any, Any]] = {
        Permission: {each.pk: each.natural_key() for each in Permission.objects.all()},
        ContentType: {each.pk: each.natural_key() for each in ContentType.objects.all()},
    }
    result: Rows = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if label in LEFT_OUT.keys() - COMPARED_TOO:
            continue
        fields = [each for each in model._meta.local_concrete_fields if each.name != "password"]
        rows = model._default_manager.order_by("pk")
        if label == "articles.triggerevent":
            fields = [each for each in fields if not each.primary_key]
            rows = rows.exclude(kind="installed")
        result[label] = [
            tuple(
                bytes(value)
                if isinstance(value, memoryview)
                else names[field.related_model].get(value)
                if field.related_model in names
                else value
                for field, value in zip(fields, row, strict=True)
            )
            for row in rows.values_list(*(field.attname for field in fields))
        ]
    return result


def run(name: str, *words: object) -> str:
    """Run a command of the desk; return what it printed."""
    output = StringIO()
    call_command(name, *map(str, words), stdout=output, stderr=output)
    return output.getvalue()
