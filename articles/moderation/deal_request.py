"""What a reviewer asks to be dealt: the articles, what the page shows, and what was skipped."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.models import ArticleQuerySet, Skip, StoryCopy
from articles.models.sort_orders import Sorting
from articles.models.story import one_a_story


@dataclass(frozen=True, slots=True)
class DealRequest:
    """The parameters of `deal`, and the reviewer's skips of today that concern it.

    `excluded_stories` are the primary keys of the stories of `exclude`; none with `each_copy`.
    """

    user: User
    articles: ArticleQuerySet
    sorting: Sorting
    scope: str
    exclude: Collection[int]
    excluded_stories: Collection[int]
    each_copy: bool
    with_skipped: bool
    page: str

    def skips(self) -> QuerySet[Skip]:
        """Return the reviewer's skips of today (current zone) in this scope, not undone."""
        skips = Skip.objects.filter(by=self.user, scope=self.scope, undo_token="")
        return skips.filter(day=timezone.localdate()).order_by()

    def dealt_again(self) -> QuerySet[Skip]:
        """Return the first skip of each article that is dealt again, after all others.

        These are the articles skipped once today; with `with_skipped`, however often.
        """
        first = self.skips().filter(times=1)
        return first.exclude(article__in=self.left_out().values("article"))

    def left_out(self) -> QuerySet[Skip]:
        """Return the second and later skips of today, whose articles are not dealt.

        With `with_skipped` the result is empty.
        """
        return self.skips().none() if self.with_skipped else self.skips().filter(times__gt=1)

    def in_order(self) -> ArticleQuerySet:
        """Return the articles that are dealt in order, held and skipped ones too.

        They are without `exclude`; unless `each_copy`, one a story.
        """
        articles = self.articles if self.each_copy else one_a_story(self.articles)
        return self.without_excluded(articles)

    def without_excluded(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Return the articles without `exclude`, and without the other copies of their stories."""
        articles = articles.exclude(pk__in=self.exclude)
        if not self.excluded_stories:
            return articles
        copies = StoryCopy.objects.filter(article=OuterRef("pk"), story__in=self.excluded_stories)
        return articles.filter(~Exists(copies))

    def is_skipped(self, skips: QuerySet[Skip]) -> Q:
        """Return whether any of the skips is of the article, or, unless `each_copy`, its story.

        Of the story's skips count those of copies that are still among `articles`: such a copy is
        dealt again by itself.
        """
        own = Q(Exists(skips.filter(article=OuterRef("pk"))))
        if self.each_copy:
            return own
        skipped = self.articles.order_by().filter(pk=OuterRef("article"))
        return own | Q(of_story(skips.filter(Exists(skipped))))


def of_story(rows: QuerySet[Any]) -> Exists:
    """Return whether any of the rows (leases, skips) is of a copy of the article's story."""
    return Exists(rows.filter(article__story_copy__story=OuterRef("story_copy__story")))


def stories_of(articles: Collection[int]) -> frozenset[int]:
    """Return the primary keys of the stories of these articles; no query without articles."""
    if not articles:
        return frozenset()
    copies = StoryCopy.objects.filter(article__in=articles, story__isnull=False)
    return frozenset(copies.values_list("story", flat=True))
