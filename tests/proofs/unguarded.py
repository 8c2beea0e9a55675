"""Controls: manage.py without the guards against kills, so that a proof must find a violation.

`python -m tests.proofs.unguarded import_articles …` stores a chunk without a transaction around
it; `… export_articles …` writes documents without recording the pending values first. The app
itself never does so.
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
    """Remove the guards, in this process alone."""
    import django
    from django.db import connection

    django.setup()
    from articles.sync import chunk_importer, exporter, importer

    for module in (chunk_importer, importer):
        module.transaction = SimpleNamespace(atomic=no_transaction)
    # PostgreSQL refuses to lock rows outside of a transaction.
    connection.features.has_select_for_update = False
    connection.features.has_select_for_update_of = False

    def announce_nothing(*_: Any) -> None:
        pass

    exporter._record_pending = announce_nothing


if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    disarm()
    execute_from_command_line(["manage.py", *sys.argv[1:]])
