"""Reads that see the default database as it was at one moment, while people go on working."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def consistent_reads() -> Iterator[None]:
    """Let all queries of the block see one state of the database, and keep nobody from writing.

    Not inside a transaction: there the block is only a part of that one, which on SQLite keeps
    others from writing, and on PostgreSQL lets a query see what was stored since the one before.
    Outside of one, nothing may be written in the block: PostgreSQL refuses it, and SQLite rolls it
    back at the end. On SQLite `transaction.atomic` in the block raises OperationalError.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        connection.ensure_connection()
        # Django's own transactions are IMMEDIATE here: they would keep writers waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
