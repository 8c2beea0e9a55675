"""The filters and orders of the queue, read from an address's query.

An invalid value of a filter and an unknown order are errors, and match no article. An unknown
parameter is an error that doesn't filter.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple

import django_filters
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.desk.filters import Chip, DayFilter, form_chips
from articles.desk.queue.filter_form import (
    FilterForm,
    PointsFilter,
    SuggestingInput,
    provider_keys,
    topic_keys,
)
from articles.documents import limits
from articles.models import Article, ArticleQuerySet, ArticleTopic, Collection, Image
from articles.models.sort_orders import SORTINGS
from articles.models.story import one_a_story
from articles.rules import Status
from articles.search.query import search


class Tab(NamedTuple):
    """A tab of the queue: its label, and a function that returns its articles."""

    label: str
    articles: Callable[[], ArticleQuerySet]


def _with_status(status: Status) -> Callable[[], ArticleQuerySet]:
    """Return a function that returns the articles of a status, without those that are gone.

    Only the tab All lists articles whose document is gone.
    """
    return lambda: Article.objects.filter(status=status, gone_at=None)


#: The tabs, by the value of the address's parameter `status`.
TABS: Final[Mapping[str, Tab]] = {
    "waiting": Tab("Waiting", Article.objects.waiting),
    "rejected": Tab("Rejected", _with_status(Status.REJECTED)),
    "published": Tab("Published", Article.objects.published),
    "taken-down": Tab("Taken down", _with_status(Status.TAKEN_DOWN)),
    "all": Tab("All", Article.objects.all),
}
#: The value of the filter `copies` by which each copy of a story has a row of its own.
EACH_COPY: Final = "each"
TYPES: Final = (("article", "Article"), ("video", "Video"), ("other", "Other"))
#: Parameters of the queue's address that don't filter.
NON_FILTERS: Final = ("status", "order", "after", "before")
#: The longest text to search for, in characters: as long as a URL in a document.
MAX_TEXT_LENGTH: Final = limits.URL[1]


class ArticleFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """The filters of the queue, each read from the parameter of the address with its name.

    An empty value is no filter, an unknown parameter is ignored. Bounds of quality and days are
    included; days are those of the current time zone (on a page, the reader's). An article without
    a quality matches no bound of it. `decided=people` finds articles whose status stands by a
    person's decision, `decided=upstream` published ones without such a decision.
    """

    q = django_filters.CharFilter(method="by_text", label="Text", max_length=MAX_TEXT_LENGTH)
    collection = django_filters.ModelChoiceFilter(
        queryset=Collection.objects.all(),
        to_field_name="name",
        label="Collection",
        empty_label="Any",
    )
    provider = django_filters.CharFilter(
        method="by_provider",
        label="Provider",
        max_length=limits.DOMAIN[1],
        widget=SuggestingInput("providers"),
    )
    topic = django_filters.CharFilter(
        method="by_topic",
        label="Topic",
        max_length=limits.TOPIC[1],
        widget=SuggestingInput("topics"),
    )
    type = django_filters.ChoiceFilter(
        choices=TYPES, method="by_type", label="Type", empty_label="Any"
    )
    quality_min = PointsFilter(lookup_expr="gte", label="Quality from")
    quality_max = PointsFilter(method="up_to_quality", label="Quality to")
    date_from = DayFilter(method="from_date", label="Appeared from")
    date_to = DayFilter(method="to_date", label="Appeared to")
    arrived_from = DayFilter(method="from_arrival", label="Arrived from")
    image = django_filters.ChoiceFilter(
        choices=[("yes", "With image"), ("no", "Without image")],
        method="by_image",
        label="Image",
        empty_label="Any",
    )
    decided = django_filters.ChoiceFilter(
        choices=[("people", "People"), ("upstream", "The site’s bot")],
        method="by_decider",
        label="Decided by",
        empty_label="Anybody, or nobody",
    )

    changed = django_filters.ChoiceFilter(
        choices=[
            ("since", "Since a person decided (published)"),
            ("withdrawn", "Withdrawn upstream (published)"),
        ],
        method="by_change",
        label="Changed",
        empty_label="Any",
    )
    copies = django_filters.ChoiceFilter(
        choices=[(EACH_COPY, "Each in a row of its own")],
        method="by_copies",
        label="Copies of a story",
        empty_label="In the row of the best",
    )

    class Meta:
        model = Article
        form = FilterForm
        fields: list[str] = []

    def by_text(self, articles: ArticleQuerySet, name: str, text: str) -> ArticleQuerySet:
        return search(articles, text)

    def by_provider(self, articles: ArticleQuerySet, name: str, text: str) -> ArticleQuerySet:
        return articles.filter(provider__in=provider_keys(text))

    def by_topic(self, articles: ArticleQuerySet, name: str, text: str) -> ArticleQuerySet:
        rows = ArticleTopic.objects.filter(topic__in=list(topic_keys(text)))
        return articles.filter(pk__in=rows.values("article"))

    def by_type(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        if value == "other":
            return articles.exclude(type__in=["article", "video"])
        return articles.filter(type=value)

    def by_image(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        has_image = Exists(Image.objects.filter(article=OuterRef("pk")))
        return articles.filter(has_image if value == "yes" else ~has_image)

    def up_to_quality(self, articles: ArticleQuerySet, name: str, points: int) -> ArticleQuerySet:
        # `rank` never exceeds `quality`, so its condition is redundant; but an index can use it.
        return articles.filter(quality__lte=points, rank__lte=points)

    def by_decider(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        by_people = articles.filter(decided_by__isnull=False)
        upstream = articles.filter(status=Status.PUBLISHED, decided_by=None)
        return by_people if value == "people" else upstream

    def by_change(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        if value == "withdrawn":
            return articles.filter(withdrawn_since__isnull=False)
        return articles.filter(unseen_since__isnull=False)

    def by_copies(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        return articles  # `rows` applies it, after all others

    def from_date(self, articles: ArticleQuerySet, name: str, day: date) -> ArticleQuerySet:
        return articles.filter(published_at__gte=_local_datetime(day, time.min))

    def to_date(self, articles: ArticleQuerySet, name: str, day: date) -> ArticleQuerySet:
        return articles.filter(published_at__lte=_local_datetime(day, time.max))

    def from_arrival(self, articles: ArticleQuerySet, name: str, day: date) -> ArticleQuerySet:
        return articles.filter(arrived_at__gte=_local_datetime(day, time.min))

    def articles(self) -> ArticleQuerySet:
        """Return the articles that match all filters; none where any filter has an error.

        May run queries when called, before the result is read.
        """
        matching: ArticleQuerySet = self.qs if self.is_valid() else self.queryset.none()
        return matching

    @property
    def has_row_of_each(self) -> bool:
        """Whether each copy of a story has a row of its own; call `is_valid` first."""
        return bool(self.form.cleaned_data.get("copies") == EACH_COPY)

    def rows(self) -> ArticleQuerySet:
        """Return the articles that have a row: of each story the best that matches all filters.

        With `copies=each` these are all that match. The best is that of `one_a_story`.
        """
        matching = self.articles()
        is_each = not self.is_valid() or self.has_row_of_each
        return matching if is_each else one_a_story(matching)

    def chips(self) -> Iterator[Chip]:
        """Yield a chip of each filled, valid filter, in the form's order; call `is_valid` first."""
        yield from form_chips(self.form)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The filters and the order of an address's query, and sentences on unknown names in it.

    `order` is a key of SORTINGS. `problems` are about unknown parameters and an unknown order.
    Errors in the values of filters are in `filters`, not in `problems`.
    """

    filters: ArticleFilter
    order: str
    problems: list[str]


def parse_list_query(
    query: Any, articles: ArticleQuerySet, *, non_filters: Iterable[str] = NON_FILTERS
) -> ListQuery:
    """Return the filters of `articles`, and the order, that an address's query has.

    Neither the order nor the parameter `status` is applied. Without `order`, it is that of
    `default_order`. An unknown or empty order is a problem: no article matches, and the order is
    `quality`. A parameter neither a filter nor in `non_filters` is a problem, but doesn't filter.
    """
    problems = [f"Unknown filter: “{name}”." for name in unknown_parameters(query, non_filters)]
    order = query.get("order", default_order(query))
    if order not in SORTINGS:
        problems.append(f"Unknown order: “{order}”.")
        articles, order = articles.none(), "quality"
    return ListQuery(ArticleFilter(query, queryset=articles), order, problems)


def default_order(query: Any) -> str:
    """Return the order of a query without `order`: `date` if `q` isn't blank, else `quality`."""
    return "date" if query.get("q", "").strip() else "quality"


def unknown_parameters(query: Any, non_filters: Iterable[str] = NON_FILTERS) -> list[str]:
    """Return the names of parameters that are neither filters nor `non_filters`, sorted."""
    return sorted(set(query) - set(ArticleFilter.base_filters) - set(non_filters))


def _local_datetime(day: date, at: time) -> datetime:
    """Return the moment at which the clock shows `at` on a day, in the reader's time zone."""
    return datetime.combine(day, at, tzinfo=timezone.get_current_timezone())
