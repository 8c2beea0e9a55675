"""The one place that assigns what people may decide: published, quality and the editable fields.

Moderation and the importer's store call `keep`; nothing else assigns these (a test reads the code
to be sure).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from django.db import connection

from articles.documents.identity import title_key
from articles.models.article import Article, ArticleTopic
from articles.models.coverage import Topic
from articles.models.words import keep_words
from articles.standing import Standing

#: The columns that `keep` assigns (the topics have a table of their own).
KEPT: Final = (
    "published", "quality", "title", "title_key", "excerpt", "type",
    "standing", "status", "status_since", "public_since", "changed_at", "decided_by", "conflicts",
    "conflict_count",
)  # fmt: skip
#: Other columns that a search looks through: an import sets them.
SEARCHED: Final = frozenset({"original_url", "web_url", "provider"})


def keep(
    results: Sequence[tuple[Article, Standing]], *, at: datetime, also: Sequence[str] = ()
) -> None:
    """Assign and store what stands on each article, and the columns `also` that the caller set.

    Articles without a primary key are created. Runs inside the caller's transaction.
    """
    fresh = [article for article, standing in results if _reads_anew(article, standing, also)]
    for article, standing in results:
        _assign(article, standing, at)
    new = [article for article, _ in results if article.pk is None]
    known = [article for article, _ in results if article.pk is not None]
    Article.objects.bulk_create(new)
    _store(known, [*KEPT, *also])
    _file({a.pk: cast("list[str]", standing.values["topics"]) for a, standing in results})
    keep_words(fresh)


def _reads_anew(article: Article, standing: Standing, also: Sequence[str]) -> bool:
    """Whether a search is to find the article by other words than before."""
    said = standing.values["title"], standing.values["excerpt"]
    return (
        article.pk is None
        or not SEARCHED.isdisjoint(also)
        or (article.title, article.excerpt) != said
    )


def _assign(article: Article, standing: Standing, at: datetime) -> None:
    values: Mapping[str, Any] = standing.values
    article.published = values["published"]
    article.quality = values["quality"]
    article.title = values["title"]
    article.title_key = title_key(values["title"])
    article.excerpt = values["excerpt"]
    article.type = values["type"]
    article.standing = standing.numbers
    if (article.status, article.decided_by_id) != (standing.status, standing.decided_by):
        article.status_since = at
    if not article.published:
        article.public_since = None
    elif article.public_since is None:
        article.public_since = at
    article.status = standing.status
    article.decided_by_id = standing.decided_by
    article.conflicts = {
        name: {"seen": conflict.seen, "now": conflict.now}
        for name, conflict in standing.conflicts.items()
    }
    article.conflict_count = len(standing.conflicts)
    article.changed_at = at


def _store(articles: Sequence[Article], names: Sequence[str]) -> None:
    """Write these columns of each article: one statement, sent with the values of every row.

    `bulk_update` builds an expression for every single value, and that was nine tenths of the
    time that an act on thousands took.
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
        # No value from outside is in it: the names are those of the model.
        cursor.executemany(f"UPDATE {table} SET {assigned} WHERE id = %s", rows)  # noqa: S608


def _file(wanted: Mapping[int, Sequence[str]]) -> None:
    """Make the articles' topics those `wanted`, touching no row that is right already."""
    topics = _topics({name for names in wanted.values() for name in names})
    filed: dict[tuple[int, int], ArticleTopic] = {
        (row.article_id, row.topic_id): row
        for row in ArticleTopic.objects.filter(article_id__in=wanted)
    }
    new, moved = [], []
    for article, names in wanted.items():
        for position, name in enumerate(names):
            row = filed.pop((article, topics[name]), None)
            if row is None:
                new.append(
                    ArticleTopic(article_id=article, topic_id=topics[name], position=position)
                )
            elif row.position != position:
                row.position = position
                moved.append(row)
    ArticleTopic.objects.filter(pk__in=[row.pk for row in filed.values()]).delete()
    ArticleTopic.objects.bulk_create(new)
    ArticleTopic.objects.bulk_update(moved, ["position"])


def _topics(names: Iterable[str]) -> dict[str, int]:
    """Return the primary key of each topic, made where it is new."""
    known = dict(Topic.objects.filter(name__in=names).values_list("name", "pk"))
    new = sorted(set(names) - set(known))
    if new:
        # Another import may create the same topic at the same moment; either row will do.
        Topic.objects.bulk_create([Topic(name=name) for name in new], ignore_conflicts=True)
        known |= dict(Topic.objects.filter(name__in=new).values_list("name", "pk"))
    return known
