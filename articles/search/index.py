"""The index by which a search finds any part of a word: pg_trgm, or FTS5's trigrams on SQLite.

It is put in place after every migrate, because it is what neither Django's models nor every
server has: PostgreSQL's needs the extension pg_trgm, which a database's owner may make, or its
administrator beforehand. Without it searches find the same by reading all articles, newest first;
`articles.W002` says so.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.documents.folding import searched
from articles.models import Article, Provider, SearchText

TABLE: Final = "articles_articlewords"
NAME: Final = "articles_words_by_trigram"
#: Shorter parts of a word stand in no trigram.
LEAST: Final = 3

# The names are constants, so no value from outside is in what these hold (S608).
_OUT: Final = f"INSERT INTO {NAME}({NAME}, rowid, text) VALUES ('delete', OLD.article_id, OLD.text)"  # noqa: S608
_IN: Final = f"INSERT INTO {NAME}(rowid, text) VALUES (NEW.article_id, NEW.text)"  # noqa: S608
_TRIGGERS: Final = {
    f"{NAME}_insert": f"AFTER INSERT ON {TABLE} BEGIN {_IN}; END",
    f"{NAME}_update": f"AFTER UPDATE ON {TABLE} BEGIN {_OUT}; {_IN}; END",
    f"{NAME}_delete": f"AFTER DELETE ON {TABLE} BEGIN {_OUT}; END",
}
#: What has to be in the catalogue of each database.
_PARTS: Final = {"sqlite": (NAME, *_TRIGGERS), "postgresql": (NAME,)}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the index in place where the server can have it and it isn't there."""
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            for statement in [] if is_there(connection) else _statements(connection.vendor):
                cursor.execute(statement)
    except DatabaseError:
        return


def is_there(connection: BaseDatabaseWrapper) -> bool:
    """Whether searches have the index; one short query."""
    catalogue = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE name IN (%s, %s, %s, %s)",
        "postgresql": "SELECT count(to_regclass(%s))",
    }[connection.vendor]
    parts = _PARTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue, parts)
        return bool(cursor.fetchone()[0] == len(parts))


def holding(connection: BaseDatabaseWrapper, part: str, most: int) -> list[int]:
    """Return the primary keys of at most so many articles whose words hold the part.

    The part has LEAST characters or more, all of them literal. Needs the index.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            pattern = connection.ops.prep_for_like_query(part)
            query = f"SELECT article_id FROM {TABLE} WHERE text LIKE %s LIMIT %s"  # noqa: S608
            cursor.execute(query, [f"%{pattern}%", most])
        else:
            pattern = re.sub(r"[*?[]", r"[\g<0>]", part)
            query = f"SELECT rowid FROM {NAME} WHERE text GLOB %s LIMIT %s"  # noqa: S608
            cursor.execute(query, [f"*{pattern}*", most])
        return [row[0] for row in cursor.fetchall()]


def check_trigrams(*, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """System check articles.W002: searches have their index."""
    return [
        Warning(
            f"Database {alias!r} has no index for searches: each one reads all articles.",
            hint="On PostgreSQL its administrator runs CREATE EXTENSION pg_trgm; then run "
            "manage.py migrate, which makes the index. SQLite needs FTS5, from version 3.34.",
            id="articles.W002",
        )
        for alias in databases or []
        if TABLE in connections[alias].introspection.table_names()
        and not is_there(connections[alias])
    ]


def _statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            f"CREATE INDEX {NAME} ON {TABLE} USING gin (text gin_trgm_ops)",
        ]
    # A migration that rebuilds the table drops its triggers, and rows may have come since.
    statements = [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {NAME} USING fts5(text, content='{TABLE}', "
        # Only which trigrams a row holds, not where: a third of the size, and GLOB looks again.
        "content_rowid='article_id', tokenize='trigram case_sensitive 1', "
        "detail=none, columnsize=0)"
    ]
    for name, event in _TRIGGERS.items():
        statements += [f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {event}"]
    return [*statements, f"INSERT INTO {NAME}({NAME}) VALUES ('rebuild')"]  # noqa: S608


def update_search_texts(articles: Iterable[Article]) -> None:
    """Store what a search is to find the articles by, writing no row that is right already."""
    by_pk = {article.pk: article for article in articles}
    if not by_pk:
        return
    names = dict(
        Provider.objects.filter(pk__in={article.provider_id for article in by_pk.values()})
        .order_by()
        .values_list("pk", "name")
    )
    wanted = {pk: _words_of(each, names[each.provider_id]) for pk, each in by_pk.items()}
    there = dict(SearchText.objects.filter(article__in=by_pk).values_list("article_id", "text"))
    rows = [SearchText(article_id=pk, text=text) for pk, text in wanted.items()]
    SearchText.objects.bulk_create([row for row in rows if row.article_id not in there])
    SearchText.objects.bulk_update(
        [row for row in rows if there.get(row.article_id, row.text) != row.text],
        ["text"],
        batch_size=100,
    )


def _words_of(article: Article, provider: str) -> str:
    return searched(
        article.title, article.excerpt, provider,
        article.original_url, article.web_url, article.amp_web_url, article.cdn_amp_web_url,
    )  # fmt: skip
