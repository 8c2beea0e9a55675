"""Tell which errors of the default database are temporary, and which are a time limit's."""

from typing import Final

from django.db import Error, InterfaceError, OperationalError, connection

#: SQLite gives no codes through Django, only sentences: another process holds the lock, or the
#: file can't be opened at this moment.
_SQLITE_SENTENCES: Final = ("locked", "busy", "unable to open database file")
#: PostgreSQL's classes of SQLSTATE: connection lost, transaction rolled back (deadlock, failed
#: serialisation), too many connections or no memory, lock not available, operator's intervention.
_POSTGRES_CLASSES: Final = frozenset({"08", "40", "53", "55", "57"})
_DISK_FULL: Final = "53100"
_QUERY_CANCELLED: Final = "57014"


def is_temporary(error: Error) -> bool:
    """Tell whether a retry may succeed: the database is busy or unreachable, or was too slow.

    On SQLite: locked, busy, or the file can't be opened. On PostgreSQL: any error without SQLSTATE
    (no connection), and the classes of lost connection, rolled back transaction (such as deadlock),
    resources (but not a full disk), lock not available and operator's intervention. On both, a
    query that was ended (`is_too_slow`). False unless it is an OperationalError or InterfaceError.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    if connection.vendor == "sqlite":
        return is_too_slow(error) or any(part in str(error) for part in _SQLITE_SENTENCES)
    state = _sqlstate(error)
    # Without SQLSTATE there was no connection.
    return state is None or (state[:2] in _POSTGRES_CLASSES and state != _DISK_FULL)


def is_too_slow(error: Error) -> bool:
    """Tell whether an error is that of a query that the time limit of `models.serving` ended.

    The error is the same where somebody cancelled the query.
    """
    if connection.vendor == "sqlite":
        return isinstance(error, OperationalError) and str(error) == "interrupted"
    return _sqlstate(error) == _QUERY_CANCELLED


def _sqlstate(error: Error) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)
