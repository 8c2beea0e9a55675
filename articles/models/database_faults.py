"""Tell which errors of the database are temporary, and which are a time limit's."""

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
    """Tell whether an error means that the database is busy or unreachable: a retry may succeed.

    On SQLite: locked, busy, or the file can't be opened. On PostgreSQL: no connection, deadlock or
    failed serialisation, lock not available, no resources (but not a full disk), or an operator's
    intervention, such as a shutdown. On both, a query that took too long. False unless it is an
    OperationalError or InterfaceError.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    if connection.vendor == "sqlite":
        return is_too_slow(error) or any(part in str(error) for part in _SQLITE_SENTENCES)
    state = _sqlstate(error)
    # Without SQLSTATE there was no connection.
    return state is None or (state[:2] in _POSTGRES_CLASSES and state != _DISK_FULL)


def is_too_slow(error: Error) -> bool:
    """Tell whether an error means that a query was ended by the time limit of `models.serving`.

    On PostgreSQL True too for one that somebody cancelled.
    """
    if connection.vendor == "sqlite":
        return isinstance(error, OperationalError) and str(error) == "interrupted"
    return _sqlstate(error) == _QUERY_CANCELLED


def _sqlstate(error: Error) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)
