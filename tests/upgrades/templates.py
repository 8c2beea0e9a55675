"""Databases that are made once and then copied, for tests that each change one."""

import fcntl
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from tests.upgrades.kit import connected_to, create, drop


class Templates:
    """Makes databases by name: on SQLite once for all workers of a run, else once for each worker.

    `folder` is for SQLite's files; workers that name the same one share them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, tuple[str, Any]] = {}

    def get(self, key: str, fill: Callable[[], Any]) -> tuple[str, Any]:
        """Return the name of the database `key` and what `fill` returned when it was made.

        `fill` is called where it isn't there yet, with Django connected to it while it is empty.
        What it returns must be one that pickle takes.
        """
        if key not in self.made:
            is_shared = connection.vendor == "sqlite"
            self.made[key] = self._shared(key, fill) if is_shared else _filled(self.folder, fill)
        return self.made[key]

    def drop(self) -> None:
        """Drop the databases; SQLite's go with the folder."""
        for name, _ in self.made.values():
            drop(name)

    def _shared(self, key: str, fill: Callable[[], Any]) -> tuple[str, Any]:
        self.folder.mkdir(exist_ok=True)
        stored = self.folder / f"{key}.pickle"
        with (self.folder / f"{key}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not stored.exists():
                place = self.folder / key
                place.mkdir()
                stored.write_bytes(pickle.dumps(_filled(place, fill)))
        name, result = pickle.loads(stored.read_bytes())
        return name, result


def _filled(folder: Path, fill: Callable[[], Any]) -> tuple[str, Any]:
    name = create(folder)
    with connected_to(name):
        result = fill()
    return name, result
