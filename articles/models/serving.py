"""For processes that serve pages: limit the time of a query, and create no database.

Commands, such as imports and migrations, have no limit. PostgreSQL keeps the limit itself
(`statement_timeout`). SQLite calls back from time to time while it works, and is told to stop. Both
then raise an OperationalError that `database_faults.is_too_slow` recognises.
"""

from pathlib import Path
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

#: How many instructions of its virtual machine SQLite executes between two calls: a few ms.
INSTRUCTIONS: Final = 50_000
#: A longer time between two calls, in seconds, is not SQLite's: rows are read on while a client
#: takes what was sent before.
LONGEST_STEP: Final = 0.25


def limit_queries() -> None:
    """Let each query of this process take QUERY_SECONDS at most, on connections made from now on.

    A longer one raises OperationalError. On SQLite only the time that it works on a query counts,
    roughly, not that of waiting for a lock. With QUERY_SECONDS of 0 this does nothing.
    """
    if settings.QUERY_SECONDS:
        connection_created.connect(_limit_connection, dispatch_uid="query limit")


def create_no_database() -> None:
    """Make new connections fail where SQLite's file is gone, instead of creating an empty one.

    Changes the settings of the default database in memory, where its NAME is an absolute Path;
    where it is a text, as on PostgreSQL, it does nothing.
    """
    database = connections.settings["default"]
    if isinstance(database["NAME"], Path):  # PostgreSQL's is a text
        database["NAME"] = f"{database['NAME'].as_uri()}?mode=rw"


def unlimit_queries() -> None:
    """Undo `limit_queries`, for connections made from now on."""
    connection_created.disconnect(dispatch_uid="query limit")


def _limit_connection(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            milliseconds = str(int(settings.QUERY_SECONDS * 1000))
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [milliseconds])
        return
    stopwatch = _Stopwatch(settings.QUERY_SECONDS)
    others = [each for each in connection.execute_wrappers if not isinstance(each, _Stopwatch)]
    # The first: code that adds another for a while removes the last one.
    connection.execute_wrappers[:] = [stopwatch, *others]
    connection.connection.set_progress_handler(stopwatch.is_over, INSTRUCTIONS)


class _Stopwatch:
    """The time that SQLite has worked on the current query; a wrapper of `execute` restarts it."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.spent, self.called_at = 0.0, monotonic()

    def __call__(self, execute: Any, *query: Any) -> Any:
        self.spent, self.called_at = 0.0, monotonic()
        return execute(*query)

    def is_over(self) -> bool:
        """Tell SQLite whether to stop; it calls this while it works on the query."""
        now = monotonic()
        self.spent += min(now - self.called_at, LONGEST_STEP)
        self.called_at = now
        return self.spent > self.limit
