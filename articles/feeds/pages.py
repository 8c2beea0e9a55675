"""Pages of a feed by keyset pagination: no article is left out or repeated when others change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from django.db.models import Q

from articles.documents import limits
from articles.models import Article, ArticleQuerySet

#: How many items a page of a feed has; the first page has the newest ones.
PAGE_SIZE: Final = 50
#: A cursor: when the article was published here, in microseconds since 1970, and its primary key.
_CURSOR: Final = re.compile(rf"([0-9]{{1,16}})-([0-9]{{1,{limits.ID_DIGITS}}})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: Later than any act of a desk, and a date that both databases can hold.
_LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Position:
    """The place in a feed, by publication here (UTC), which a page begins after or ends before."""

    public_since: datetime
    pk: int
    #: Whether it is the page of newer articles, which ends before it.
    is_before: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The articles of a page, the last published first, with the cursors of the pages next to it.

    `after` is the cursor of the next page (older publications), `before` that of the previous one,
    or an empty text; both are empty where this page has no articles.
    """

    articles: Sequence[Article]
    after: str
    before: str


def parse_cursor(text: str, *, is_before: bool) -> Position | None:
    """Return the position that a cursor names, or None; no article has to be there.

    None for a malformed cursor and for a time from the year 2200 on.
    """
    match = _CURSOR.fullmatch(text)
    if not match:
        return None
    moment = _EPOCH + timedelta(microseconds=int(match[1]))
    return Position(moment, int(match[2]), is_before) if moment < _LATEST else None


def paginate(articles: ArticleQuerySet, position: Position | None) -> Page:
    """Return the page at the position, or the first page for None; one query, and prefetches.

    It has the PAGE_SIZE articles published here next before the position's or, with `is_before`,
    next after it; fewer where there are no more. The last published comes first, and of equal times
    the one with the higher primary key. Where the page has articles, one on the side of the
    position is assumed to exist, without a check. `articles` must be published ones.
    """
    is_before = position is not None and position.is_before
    sign, lookup = ("", "gt") if is_before else ("-", "lt")
    if position:
        # The first condition follows from the second, but an index can use it.
        articles = articles.filter(**{f"public_since__{lookup}e": position.public_since}).filter(
            Q(**{f"public_since__{lookup}": position.public_since})
            | Q(**{f"id__{lookup}": position.pk})
        )
    fetched = list(articles.order_by(f"{sign}public_since", f"{sign}id")[: PAGE_SIZE + 1])
    has_more, shown = len(fetched) > PAGE_SIZE, fetched[:PAGE_SIZE]
    if is_before:
        shown.reverse()
    has_newer = has_more if is_before else position is not None
    has_older = is_before or has_more
    return Page(
        shown,
        after=_cursor(shown[-1]) if shown and has_older else "",
        before=_cursor(shown[0]) if shown and has_newer else "",
    )


def _cursor(article: Article) -> str:
    since = cast("datetime", article.public_since) - _EPOCH
    return f"{since // timedelta(microseconds=1)}-{article.pk}"
