"""Lengths of the long tests: shorter on PostgreSQL, so that `.ci/run` ends in time."""

import os
from typing import TypeVar

Length = TypeVar("Length")


def by_database(full: Length, short: Length) -> Length:
    """Return the length for the database of this test run."""
    return short if os.environ.get("DATABASE_URL", "").startswith("postgres") else full
