"""The fixtures of a desk with most kinds of rows, and of databases beside the suite's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk_world import world
from tests.transfer.kit import Databases

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
