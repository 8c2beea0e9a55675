"""The one place that assigns what people may decide: published, quality and the editable fields.

Moderation and the importer's store call `keep`; nothing else assigns these (a test reads the code
to be sure).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from articles.documents.identity import title_key
from articles.models.article import Article, ArticleTopic
from articles.models.coverage import Topic
from articles.standing import Standing

#: The columns that `keep` assigns (the topics have a table of their own).
KEPT: Final = (
    "published", "quality", "title", "title_key", "excerpt", "type",
    "standing", "status", "status_since", "changed_at", "decided_by", "conflicts", "conflict_count",
)  # fmt: skip


def keep(
    results: Sequence[tuple[Article, Standing]], *, at: datetime, also: Sequence[str] = ()
) -> None:
    """Assign and store what stands on each article, and the columns `also` that the caller set.

    Articles without a primary key are created. Runs inside the caller's transaction.
    """
    for article, standing in results:
        _assign(article, standing, at)
    new = [article for article, _ in results if article.pk is None]
    known = [article for article, _ in results if article.pk is not None]
    Article.objects.bulk_create(new)
    Article.objects.bulk_update(known, [*KEPT, *also], batch_size=100)
    _file({a.pk: cast("list[str]", standing.values["topics"]) for a, standing in results})


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
    article.status = standing.status
    article.decided_by_id = standing.decided_by
    article.conflicts = {
        name: {"seen": conflict.seen, "now": conflict.now}
        for name, conflict in standing.conflicts.items()
    }
    article.conflict_count = len(standing.conflicts)
    article.changed_at = at


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
