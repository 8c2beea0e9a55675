"""Reads that see the database as it was at one moment, while people go on working."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def consistent_reads() -> Iterator[None]:
    """Let all queries of the block see one state of the database, and keep nobody from writing.

    Inside a transaction, the block is a part of that one: on PostgreSQL a query may then see what
    was stored since the one before it. Nothing may be written in the block: it would be refused, or
    taken back at the end.
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
