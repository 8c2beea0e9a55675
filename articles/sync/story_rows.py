"""Convert between copies of stories and their rows."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from articles.models import Article, StoryCopy
from articles.stories import Copy, Reach, provider_key
from articles.stories.copies import PreparedCopy
from articles.stories.series import Marks

#: The columns of StoryCopy, and of its article, that a copy is restored from.
RESTORED: Final = (
    "article__path",
    "article_id",
    "story_id",
    "published_at",
    "provider_key",
    "headline_key",
    "address_key",
    "other_address_key",
    "compared",
)


def copy_of(article: Article) -> Copy:
    """Return an article's document as a copy; its key is the path. Needs the provider's row.

    Headline and excerpt are upstream's own, whatever people made of them.
    """
    upstream = article.upstream
    return Copy(
        article.path,
        str(upstream["title"]),
        str(upstream["excerpt"]),
        tuple(dict.fromkeys(filter(None, (article.url, article.web_url)))),
        provider_key(article.provider.name, article.provider.domain),
        article.published_at,
    )


def new_row(
    article: Article, copy: PreparedCopy, reached: Reach | None, like: int | None
) -> StoryCopy:
    """Return the row of a copy that was placed, without its story; saves nothing.

    `reached` is the strongest evidence, `like` the primary key of the article that it names.
    """
    addresses = [*copy.addresses, ("", ""), ("", "")][:2]
    row = StoryCopy(
        article=article,
        collection_id=article.collection_id,
        published_at=copy.published_at,
        provider_key=copy.provider,
        headline_key=copy.headline,
        address_key=addresses[0][0],
        other_address_key=addresses[1][0],
        compared={
            "fragments": [fragment for _, fragment in addresses],
            "months": sorted(copy.marks.months),
            "years": sorted(copy.marks.years),
            "numbers": sorted(copy.marks.numbers),
            "weights": dict(copy.vector),
        },
    )
    if reached:
        reason = reached.reason
        row.kind, row.likeness, row.likeness_of = reason.kind, reason.likeness, reason.copies
        row.like_id = like
    return row


def restored(values: Iterable[dict[str, Any]]) -> Iterator[tuple[int, int | None, PreparedCopy]]:
    """Yield the article and the story (primary keys) and the copy of each row of RESTORED."""
    for row in values:
        compared = row["compared"]
        keys = (row["address_key"], row["other_address_key"])
        copy = PreparedCopy(
            row["article__path"],
            row["provider_key"],
            row["published_at"],
            row["headline_key"],
            tuple(pair for pair in zip(keys, compared["fragments"], strict=True) if pair[0]),
            Marks(*(frozenset(compared[kind]) for kind in ("months", "years", "numbers"))),
            compared["weights"],
        )
        yield row["article_id"], row["story_id"], copy
