"""The trigram index of search texts: pg_trgm on PostgreSQL, FTS5 on SQLite.

It finds any part of a text from MIN_LENGTH characters on. It is created where it is missing after
every migrate, not by a migration, because not every server has it: on PostgreSQL it needs the
extension pg_trgm, which the database's owner may create, or its administrator beforehand. Without
the index searches find the same articles by reading search texts, and `articles.W002` warns.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.documents.folding import search_text
from articles.models import Article, Provider, SearchText

TABLE: Final = "articles_articlewords"
INDEX: Final = "articles_words_by_trigram"
#: Shorter parts of a word, in characters, are in no trigram.
MIN_LENGTH: Final = 3

# The names are constants, so no value from outside gets into these statements (S608).
_DELETE_ROW: Final = (
    f"INSERT INTO {INDEX}({INDEX}, rowid, text) VALUES ('delete', OLD.article_id, OLD.text)"  # noqa: S608
)
_INSERT_ROW: Final = f"INSERT INTO {INDEX}(rowid, text) VALUES (NEW.article_id, NEW.text)"  # noqa: S608
_TRIGGERS: Final = {
    f"{INDEX}_insert": f"AFTER INSERT ON {TABLE} BEGIN {_INSERT_ROW}; END",
    f"{INDEX}_update": f"AFTER UPDATE ON {TABLE} BEGIN {_DELETE_ROW}; {_INSERT_ROW}; END",
    f"{INDEX}_delete": f"AFTER DELETE ON {TABLE} BEGIN {_DELETE_ROW}; END",
}
#: The index and its triggers, as each kind of database lists them in its catalogue.
_CATALOGUE_NAMES: Final = {"sqlite": (INDEX, *_TRIGGERS), "postgresql": (INDEX,)}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the search index, on SQLite with its triggers, where any is missing, and fill it.

    On a DatabaseError, as without pg_trgm or FTS5, rolls back and raises nothing. Where all exist,
    changes nothing.
    """
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            for statement in [] if is_installed(connection) else _statements(connection.vendor):
                cursor.execute(statement)
    except DatabaseError:
        return


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the index, and on SQLite all its triggers, exist; one short query."""
    catalogue = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE name IN (%s, %s, %s, %s)",
        "postgresql": "SELECT count(to_regclass(%s))",
    }[connection.vendor]
    parts = _CATALOGUE_NAMES[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue, parts)
        return bool(cursor.fetchone()[0] == len(parts))


def trigger_statements() -> dict[tuple[str, str], str]:
    """Return the statement that creates each of the index's triggers, by (table, trigger's name).

    Only SQLite has them.
    """
    return {(TABLE, name): f"CREATE TRIGGER {name} {event}" for name, event in _TRIGGERS.items()}


def articles_containing(connection: BaseDatabaseWrapper, part: str, most: int) -> list[int]:
    """Return primary keys of articles whose search text contains `part`, at most `most` of them.

    They are any of these, in no order. `part` must be folded (`fold`) and have MIN_LENGTH or more
    characters, which are all literal. Needs the index (`is_installed`); one query.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            pattern = connection.ops.prep_for_like_query(part)
            query = f"SELECT article_id FROM {TABLE} WHERE text LIKE %s LIMIT %s"  # noqa: S608
            cursor.execute(query, [f"%{pattern}%", most])
        else:
            pattern = re.sub(r"[*?[]", r"[\g<0>]", part)
            query = f"SELECT rowid FROM {INDEX} WHERE text GLOB %s LIMIT %s"  # noqa: S608
            cursor.execute(query, [f"*{pattern}*", most])
        return [row[0] for row in cursor.fetchall()]


def check_trigrams(*, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning (articles.W002) for each database that lacks the search index.

    `databases` are aliases, None for none; databases without the table of search texts are passed
    over.
    """
    return [
        Warning(
            f"Database {alias!r} has no index for searches: each one reads all articles.",
            hint="On PostgreSQL its administrator runs CREATE EXTENSION pg_trgm; then run "
            f"{settings.PROGRAM} migrate, which makes the index. "
            "SQLite needs FTS5, from version 3.34.",
            id="articles.W002",
        )
        for alias in databases or []
        if TABLE in connections[alias].introspection.table_names()
        and not is_installed(connections[alias])
    ]


def _statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            f"CREATE INDEX {INDEX} ON {TABLE} USING gin (text gin_trgm_ops)",
        ]
    # A migration that rebuilds the table drops its triggers, and rows may have been added since.
    statements = [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(text, content='{TABLE}', "
        # Stores which trigrams a row holds, not their positions: a third of the size; GLOB checks
        # each match.
        "content_rowid='article_id', tokenize='trigram case_sensitive 1', "
        "detail=none, columnsize=0)"
    ]
    for (_, name), create in trigger_statements().items():
        statements += [f"DROP TRIGGER IF EXISTS {name}", create]
    return [*statements, f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')"]  # noqa: S608


def update_search_texts(articles: Iterable[Article]) -> None:
    """Store the current search text of each saved article, whether or not it has a row.

    Writes only rows that are missing or differ. Title, excerpt and URLs are those in memory, the
    providers' names are read from the database.
    """
    by_pk = {article.pk: article for article in articles}
    if not by_pk:
        return
    names = dict(
        Provider.objects.filter(pk__in={article.provider_id for article in by_pk.values()})
        .order_by()
        .values_list("pk", "name")
    )
    texts = {pk: search_text_of(each, names[each.provider_id]) for pk, each in by_pk.items()}
    existing = dict(SearchText.objects.filter(article__in=by_pk).values_list("article_id", "text"))
    rows = [SearchText(article_id=pk, text=text) for pk, text in texts.items()]
    SearchText.objects.bulk_create([row for row in rows if row.article_id not in existing])
    SearchText.objects.bulk_update(
        [row for row in rows if existing.get(row.article_id, row.text) != row.text],
        ["text"],
        batch_size=100,
    )


def search_text_of(article: Article, provider: str) -> str:
    """Return the text that a search of an article looks through, folded by `search_text`.

    It has title, excerpt, the `provider` given, which is a name, and URLs, one a line.
    """
    return search_text(
        article.title,
        article.excerpt,
        provider,
        article.original_url,
        article.web_url,
        article.amp_web_url,
        article.cdn_amp_web_url,
    )
