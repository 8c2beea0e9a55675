"""The queue's filters. A value that makes no sense shows its error, and no rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.desk.filters import Chip, DayFilter, chips_of
from articles.documents import limits
from articles.models import (
    Article,
    ArticleQuerySet,
    ArticleTopic,
    Collection,
    Image,
    Provider,
    Topic,
)
from articles.models.ordering import SORTINGS
from articles.rules import Status
from articles.search.query import search


class Tab(NamedTuple):
    """A list of the queue."""

    label: str
    articles: Callable[[], ArticleQuerySet]


def _kept(status: Status) -> Callable[[], ArticleQuerySet]:
    """Articles whose document is gone stand among all of them alone."""
    return lambda: Article.objects.filter(status=status, gone_at=None)


#: By the word in the address.
TABS: Final[Mapping[str, Tab]] = {
    "waiting": Tab("Waiting", Article.objects.waiting),
    "rejected": Tab("Rejected", _kept(Status.REJECTED)),
    "published": Tab("Published", Article.objects.published),
    "taken-down": Tab("Taken down", _kept(Status.TAKEN_DOWN)),
    "all": Tab("All", Article.objects.all),
}
TYPES: Final = (("article", "Article"), ("video", "Video"), ("other", "Other"))
#: Parameters of the queue's address that are no filters.
PLACES: Final = ("status", "order", "after", "before")
#: A pasted address may be as long as a document's.
TEXT_LENGTH: Final = limits.ADDRESS[1]
_POINTS: Final = f"Quality is a whole number from {limits.QUALITY[0]} to {limits.QUALITY[1]:,}."


class PointsFilter(django_filters.NumberFilter):  # type: ignore[misc]  # ships no types
    """A whole number of points."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        faults = dict.fromkeys(("invalid", "min_value", "max_value"), _POINTS)
        least, most = limits.QUALITY
        super().__init__(
            field_name="quality", min_value=least, max_value=most, error_messages=faults, **kwargs
        )


class FilterForm(forms.Form):
    """Names that nothing has are errors: an empty list would say that the name is right."""

    def clean_provider(self) -> str:
        text: str = self.cleaned_data["provider"]
        if text and not _providers(text).exists():
            raise ValidationError(f"No provider has the name or domain “{text}”.")
        return text

    def clean_topic(self) -> str:
        text: str = self.cleaned_data["topic"]
        if text and not _topics(text).exists():
            raise ValidationError(f"No topic has the name “{text}”.")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for least, most in (("quality_min", "quality_max"), ("date_from", "date_to")):
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(most, f"Nothing lies from {low} to {high}. Swap the two.")
        return cleaned


class ArticleFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    q = django_filters.CharFilter(method="by_text", label="Text", max_length=TEXT_LENGTH)
    collection = django_filters.ModelChoiceFilter(
        queryset=Collection.objects.all(), to_field_name="name", label="Collection",
        empty_label="Any",
    )  # fmt: skip
    provider = django_filters.CharFilter(
        method="by_provider", label="Provider", max_length=limits.DOMAIN[1]
    )
    topic = django_filters.CharFilter(
        method="by_topic", label="Topic", max_length=limits.TOPIC[1],
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
    )  # fmt: skip
    type = django_filters.ChoiceFilter(
        choices=TYPES, method="by_type", label="Type", empty_label="Any"
    )
    quality_min = PointsFilter(lookup_expr="gte", label="Quality from")
    quality_max = PointsFilter(method="up_to_quality", label="Quality to")
    date_from = DayFilter(method="from_date", label="Appeared from")
    date_to = DayFilter(method="to_date", label="Appeared to")
    image = django_filters.ChoiceFilter(
        choices=[("yes", "With image"), ("no", "Without image")], method="by_image",
        label="Image", empty_label="Any",
    )  # fmt: skip
    decided = django_filters.ChoiceFilter(
        choices=[("people", "People"), ("upstream", "Upstream")], method="by_decider",
        label="Decided by", empty_label="Anybody, or nobody",
    )  # fmt: skip

    class Meta:
        model = Article
        form = FilterForm
        fields: list[str] = []

    def by_text(self, articles: ArticleQuerySet, name: str, text: str) -> ArticleQuerySet:
        return search(articles, text)

    def by_provider(self, articles: ArticleQuerySet, name: str, text: str) -> ArticleQuerySet:
        return articles.filter(provider__in=list(_providers(text)))

    def by_topic(self, articles: ArticleQuerySet, name: str, text: str) -> ArticleQuerySet:
        filed = ArticleTopic.objects.filter(topic__in=list(_topics(text)))
        return articles.filter(pk__in=filed.values("article"))

    def by_type(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        if value == "other":
            return articles.exclude(type__in=["article", "video"])
        return articles.filter(type=value)

    def by_image(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        has_image = Exists(Image.objects.filter(article=OuterRef("pk")))
        return articles.filter(has_image if value == "yes" else ~has_image)

    def up_to_quality(self, articles: ArticleQuerySet, name: str, points: int) -> ArticleQuerySet:
        # No rank lies above its quality, so the second says no more; but an index can use it.
        return articles.filter(quality__lte=points, rank__lte=points)

    def by_decider(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        by_people = articles.filter(decided_by__isnull=False)
        upstream = articles.filter(status=Status.PUBLISHED, decided_by=None)
        return by_people if value == "people" else upstream

    def from_date(self, articles: ArticleQuerySet, name: str, day: date) -> ArticleQuerySet:
        return articles.filter(published_at__gte=_moment(day, time.min))

    def to_date(self, articles: ArticleQuerySet, name: str, day: date) -> ArticleQuerySet:
        return articles.filter(published_at__lte=_moment(day, time.max))

    def articles(self) -> ArticleQuerySet:
        """Return what matches; nothing when any filter has an error."""
        found: ArticleQuerySet = self.qs if self.is_valid() else self.queryset.none()
        return found

    def chips(self) -> Iterator[Chip]:
        """Yield the active filters in words."""
        yield from chips_of(self.form)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an address chooses of some articles, in which order, and what makes no sense in it."""

    filters: ArticleFilter
    order: str
    problems: list[str]


def choice(query: Any, articles: ArticleQuerySet, *, places: Iterable[str] = PLACES) -> Choice:
    """Read an address's query; `places` are its parameters that are no filters."""
    problems = [f"Unknown filter: “{name}”." for name in unknown_parameters(query, places)]
    # What is looked for by its words is mostly news.
    order = query.get("order", "date" if query.get("q") else "quality")
    if order not in SORTINGS:
        problems.append(f"Unknown order: “{order}”.")
        articles, order = articles.none(), "quality"
    return Choice(ArticleFilter(query, queryset=articles), order, problems)


def unknown_parameters(query: Any, places: Iterable[str] = PLACES) -> list[str]:
    """Return the parameters of an address that are neither filters nor `places`."""
    return sorted(set(query) - set(ArticleFilter.base_filters) - set(places))


def _providers(text: str) -> QuerySet[Provider, int]:
    found = Provider.objects.filter(Q(name__iexact=text) | Q(domain__iexact=text))
    return found.order_by().values_list("pk", flat=True)[:100]


def _topics(text: str) -> QuerySet[Topic, int]:
    return Topic.objects.filter(name__iexact=text).order_by().values_list("pk", flat=True)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_current_timezone())
