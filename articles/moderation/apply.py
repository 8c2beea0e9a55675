"""Apply effective states to articles: the only code that assigns the decidable fields.

Moderation, imports, changes of a collection's setting and repairs call `apply_states`; no other
code assigns these columns, which a test checks.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, cast

from django.db import connection

from articles.documents.decidable import DECIDABLE
from articles.documents.identity import title_key
from articles.models.article import Article
from articles.models.article_rows import ArticleTopic
from articles.models.provider import Topic
from articles.rules import EffectiveState
from articles.search.index import update_search_texts

#: The columns that `apply_states` assigns; topics have a table of their own.
APPLIED_COLUMNS: Final = (
    *(name for name, field in DECIDABLE.items() if field.is_column),
    "title_key",
    "standing",
    "status",
    "status_since",
    "public_since",
    "changed_at",
    "decided_by",
    "conflicts",
    "conflict_count",
    "returns",
    "unseen_since",
    "withdrawn_since",
)
#: Columns that an import sets and whose texts (of the provider, the name) are searched.
SEARCHED_COLUMNS: Final = frozenset({"original_url", "web_url", "provider"})


def apply_states(
    results: Sequence[tuple[Article, EffectiveState]],
    *,
    at: datetime,
    also: Sequence[str] = (),
    unchanged: Collection[int] = (),
    status_times: Mapping[int, datetime] = MappingProxyType({}),
) -> None:
    """Assign the effective state to each article, and store it with the columns named in `also`.

    The columns `also` are stored with the values that the articles have in memory. Articles without
    a primary key are created, with all columns. Topics are stored too, and the search texts of
    articles that are new, get another title or excerpt, or all if one of SEARCHED_COLUMNS is in
    `also`. `changed_at` becomes `at`, the time of the change (UTC), except for articles whose
    primary keys are in `unchanged`. Where the status changes, or the person who decided it,
    `status_since` becomes the time that `status_times` has for the primary key, else `at`. Runs
    inside the caller's transaction.
    """
    to_index = [article for article, state in results if _changes_search(article, state, also)]
    for article, state in results:
        assign_state(article, state, at, status_times.get(article.pk, at))
        if article.pk is None or article.pk not in unchanged:
            article.changed_at = at
    new = [article for article, _ in results if article.pk is None]
    existing = [article for article, _ in results if article.pk is not None]
    Article.objects.bulk_create(new)
    _store(existing, [*APPLIED_COLUMNS, *also])
    _store_topics({a.pk: cast("list[str]", state.values["topics"]) for a, state in results})
    update_search_texts(to_index)


def _changes_search(article: Article, state: EffectiveState, also: Sequence[str]) -> bool:
    """Tell whether the article's search text has to be stored; to be called before `assign_state`.

    True for a new article, where title or excerpt are not the state's, and where `also` names one
    of SEARCHED_COLUMNS.
    """
    new = state.values["title"], state.values["excerpt"]
    return (
        article.pk is None
        or not SEARCHED_COLUMNS.isdisjoint(also)
        or (article.title, article.excerpt) != new
    )


def assign_state(
    article: Article, state: EffectiveState, at: datetime, status_since: datetime
) -> None:
    """Set the article's columns of APPLIED_COLUMNS, except `changed_at`, in memory; save nothing.

    `status_since` is assigned only where the status or the person who decided it changes,
    `public_since` (`at`) where a published article has none; unpublished, it becomes None.
    `returns` loses the fields whose standing decision changes or ends. `unseen_since` and
    `withdrawn_since` keep their time, or get `at`, where a person published the article and its
    `changed_version` (or `withdrawn_version`) is newer than the version last decided on, else None.
    """
    for name, field in DECIDABLE.items():
        if field.is_column:
            setattr(article, name, state.values[name])
    article.title_key = title_key(article.title)
    article.returns = {
        name: count
        for name, count in article.returns.items()
        if name in state.numbers and state.numbers[name] == article.standing.get(name)
    }
    article.standing = state.numbers
    if (article.status, article.decided_by_id) != (state.status, state.decided_by):
        article.status_since = status_since
    if not article.published:
        article.public_since = None
    elif article.public_since is None:
        article.public_since = at
    article.status = state.status
    article.decided_by_id = state.decided_by
    article.conflicts = {
        name: {"seen": conflict.seen, "now": conflict.now}
        for name, conflict in state.conflicts.items()
    }
    article.conflict_count = len(state.conflicts)
    _assign_unseen(article, state, at)


def _assign_unseen(article: Article, state: EffectiveState, at: datetime) -> None:
    """Set `unseen_since` and `withdrawn_since` of the article in memory.

    Where a person published the article, and `changed_version` (or `withdrawn_version`) is newer
    than the latest version that a person decided on, the column keeps its time, or gets `at` if it
    has none. In all other cases it becomes None.
    """
    kept_by_person = article.published and state.decided_by is not None
    is_changed = kept_by_person and article.changed_version > state.version_seen
    is_withdrawn = kept_by_person and article.withdrawn_version > state.version_seen
    article.unseen_since = (article.unseen_since or at) if is_changed else None
    article.withdrawn_since = (article.withdrawn_since or at) if is_withdrawn else None


def _store(articles: Sequence[Article], names: Sequence[str]) -> None:
    """Store the named columns of existing articles as they are in memory, an UPDATE an article.

    `bulk_update` builds an expression for every value, which took nine tenths of the time of an act
    on thousands of articles.
    """
    if not articles:
        return
    fields: list[Any] = [Article._meta.get_field(name) for name in names]
    quoted = connection.ops.quote_name
    assigned = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    table = quoted(Article._meta.db_table)
    rows = [
        [
            *(field.get_db_prep_save(getattr(each, field.attname), connection) for field in fields),
            each.pk,
        ]
        for each in articles
    ]
    with connection.cursor() as cursor:
        # The statement holds no value from outside: the names are those of the model.
        cursor.executemany(f"UPDATE {table} SET {assigned} WHERE id = %s", rows)  # noqa: S608


def _store_topics(topics_by_article: Mapping[int, Sequence[str]]) -> None:
    """Store the topics of articles: names in order, each once, by primary key of the article.

    Creates topics that don't exist, deletes the articles' rows of other topics (not the topics),
    and writes no row that is right already.
    """
    topics = _topic_keys({name for names in topics_by_article.values() for name in names})
    existing: dict[tuple[int, int], ArticleTopic] = {
        (row.article_id, row.topic_id): row
        for row in ArticleTopic.objects.filter(article_id__in=topics_by_article)
    }
    new, moved = [], []
    for article, names in topics_by_article.items():
        for position, name in enumerate(names):
            row = existing.pop((article, topics[name]), None)
            if row is None:
                new.append(
                    ArticleTopic(article_id=article, topic_id=topics[name], position=position)
                )
            elif row.position != position:
                row.position = position
                moved.append(row)
    ArticleTopic.objects.filter(pk__in=[row.pk for row in existing.values()]).delete()
    ArticleTopic.objects.bulk_create(new)
    ArticleTopic.objects.bulk_update(moved, ["position"])


def _topic_keys(names: Iterable[str]) -> dict[str, int]:
    """Return the primary keys of topics by name, creating the topics that don't exist."""
    keys = dict(Topic.objects.filter(name__in=names).values_list("name", "pk"))
    new = sorted(set(names) - set(keys))
    if new:
        # Another import may create the same topic at the same moment; either row will do.
        Topic.objects.bulk_create([Topic(name=name) for name in new], ignore_conflicts=True)
        keys |= dict(Topic.objects.filter(name__in=new).values_list("name", "pk"))
    return keys
