"""How long the long tests are: whole on SQLite, shorter on PostgreSQL, so that both fit into CI."""

import os
from typing import TypeVar

Length = TypeVar("Length")


def by_database(whole: Length, short: Length) -> Length:
    """Return the length for the database that this run of the suite is on."""
    return short if os.environ.get("DATABASE_URL", "").startswith("postgres") else whole
