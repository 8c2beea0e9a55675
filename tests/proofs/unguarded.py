"""The controls: manage.py without what keeps a killed run whole, so that a proof can fail.

`python -m tests.proofs.unguarded import_articles …` stores a chunk without a transaction around
it; `… export_articles …` writes documents without saying so first. Nothing of it in the desk.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any


@contextmanager
def no_transaction() -> Iterator[None]:
    yield


def disarm() -> None:
    """Take the guards away, in this process alone."""
    import django
    from django.db import connection

    django.setup()
    from articles.sync import exporter, importer

    importer.transaction = SimpleNamespace(atomic=no_transaction)
    # PostgreSQL refuses to lock rows outside of a transaction.
    connection.features.has_select_for_update = False
    connection.features.has_select_for_update_of = False

    def announce_nothing(*_: Any) -> None:
        pass

    exporter._announce = announce_nothing


if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    disarm()
    execute_from_command_line(["manage.py", *sys.argv[1:]])
