"""The articles that a batch would decide or has decided, and duplicates among the former."""

from dataclasses import dataclass
from functools import cached_property

from articles.hints import Repeat, repeats
from articles.models import Article, Batch
from articles.moderation.batches import DONE
from articles.rules import Kind

#: How many articles that would be decided are listed, how many decided ones and duplicates.
LISTED_CHOSEN, LISTED_DECIDED, LISTED_DUPLICATES = 20, 50, 5


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article of a batch, and another one (`twin`) with the same headline or address."""

    article: Article
    twin: Article
    #: Whether the twin is published; else it is of the batch too.
    is_published: bool


def repeats_of(batch: Batch) -> dict[int, Repeat]:
    """Return which articles still to decide would repeat another if all of them were approved.

    By primary key, in the batch's order, each has its `Repeat`: an article with the same headline
    or address that is published and not gone, or comes earlier among those still to decide.
    Published articles repeat none. {} for a batch of any kind but approving.
    """
    if batch.kind != Kind.APPROVE:
        return {}
    to_do = batch.items.filter(outcome="").order_by("position")
    return repeats(to_do.values_list("article", flat=True))


def first_articles(batch: Batch, outcome: str, size: int) -> list[Article]:
    """Return the first `size` articles of the batch with this outcome, in its order; one query.

    The outcome is '' for those still to decide, else DONE or a SkipReason.
    """
    items = batch.items.filter(outcome=outcome).order_by("position")
    items = items.select_related("article__provider", "article__decided_by")
    return [item.article for item in items[:size]]


def decided_articles(batch: Batch) -> list[Article]:
    """Return the first LISTED_DECIDED articles that the batch decided, in its order; one query.

    Those whose decision was undone since are included.
    """
    return first_articles(batch, DONE, LISTED_DECIDED)


class Chosen:
    """The articles that a batch has still to decide, for its page; they are read when asked for."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch

    @cached_property
    def articles(self) -> list[Article]:
        """The first LISTED_CHOSEN articles still to decide, in the batch's order."""
        return first_articles(self.batch, "", LISTED_CHOSEN)

    @property
    def more(self) -> int:
        """The number of articles to decide beyond `articles`; right until the batch begins."""
        return self.batch.planned - len(self.articles)

    @cached_property
    def _repeats(self) -> dict[int, Repeat]:
        return repeats_of(self.batch)

    @property
    def duplicate_count(self) -> int:
        return len(self._repeats)

    @property
    def more_duplicates(self) -> int:
        """The number of duplicates that are not listed."""
        return max(0, self.duplicate_count - LISTED_DUPLICATES)

    @property
    def warning(self) -> str:
        """The sentence on how many are duplicates, and of what; '' without any.

        `2 have the headline or address of a published article; 1 has the headline or address of
        another one chosen.`, or either part alone.
        """
        published = sum(each.is_published for each in self._repeats.values())
        among = self.duplicate_count - published
        parts = [f"{_have(published)} a published article"] if published else []
        parts += [f"{_have(among)} another one chosen"] if among else []
        return f"{'; '.join(parts)}." if parts else ""

    def duplicates(self) -> list[Duplicate]:
        """Return the first LISTED_DUPLICATES duplicates, in the batch's order.

        Each call makes a query if there are any; those that find them are made only once.
        """
        listed = dict(list(self._repeats.items())[:LISTED_DUPLICATES])
        keys = {*listed, *(each.article for each in listed.values())}
        rows = Article.objects.select_related("provider", "decided_by").in_bulk(keys)
        return [
            Duplicate(rows[pk], rows[each.article], each.is_published)
            for pk, each in listed.items()
        ]


def _have(count: int) -> str:
    return f"{count:,} {'has' if count == 1 else 'have'} the headline or address of"
