"""Compare the numbers that were given to decisions with the decisions that are there."""

from django.db import connection

from articles.models import Decision

_LAST = {
    "sqlite": "SELECT max(seq) FROM sqlite_sequence WHERE name = 'articles_decision'",
    "postgresql": "SELECT pg_sequence_last_value("
    "pg_get_serial_sequence('articles_decision', 'id')::regclass)",
}


def last_given() -> int:
    """Return the highest primary key that the database has given to a decision, 0 for none.

    On PostgreSQL also to one that was rolled back.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST[connection.vendor])
        return int(cursor.fetchone()[0] or 0)


def lost(given: int) -> int:
    """Return how many of the primary keys from 1 to `given` no decision has."""
    return given - Decision.objects.filter(pk__lte=given).count()
