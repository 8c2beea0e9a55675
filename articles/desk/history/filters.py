"""The filters of history. An invalid value shows its error, and no rows."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

import django_filters
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone

from articles import formatting
from articles.desk.filters import Chip, DayFilter, PlainForm, form_chips
from articles.desk.pagination import CURSOR_PARAMETERS
from articles.desk.request import parse_id
from articles.models import Act, Article, Collection, Decision
from articles.moderation.reasons import reason_choices
from articles.search.names import order_of_names

#: The choice for acts of an import, which have no user. No username can contain a space.
IMPORT: Final = "the import"
#: The longest value of the article filter, in characters: an id, or a page's address.
ARTICLE_LENGTH: Final = 300
#: The length of a title on a chip, in characters.
CHIP_LENGTH: Final = 40


def _no_such(what: str) -> dict[str, str]:
    return {"invalid_choice": f"No {what} is named “%(value)s”."}


def _people(request: HttpRequest | None) -> QuerySet[User]:
    """Return all users, sorted by username as people sort names (`order_of_names`)."""
    users = User.objects.all()
    return users.order_by(order_of_names(users, "username"))


class HistoryForm(PlainForm):
    """The form of the filters; it finds the article, and refuses a first day after the last day."""

    def clean_article(self) -> Article | None:
        """Return the article with the given id, or the path or URL of its page; None for ''.

        A URL may have any host. Raise ValidationError for any other text, and where there is no
        such article.
        """
        text: str = self.cleaned_data["article"].strip()
        if not text:
            return None
        pk = parse_id(text)
        if pk is None:
            pk = _id_from_url(text)
        article = None if pk is None else Article.objects.filter(pk=pk).first()
        if article is None:
            raise ValidationError(f"No article here has the number or address “{text}”.")
        return article

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        low, high = cleaned.get("date_from"), cleaned.get("date_to")
        if low and high and low > high:
            self.add_error("date_to", f"Nothing lies from {low} to {high}. Swap the two.")
        return cleaned


class HistoryFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """The filters of acts: person, days, and kind, reason, collection, article of a decision.

    One decision of an act has to meet all conditions on decisions. The person IMPORT selects the
    acts of imports, which have no user. `acts` returns none where any value is invalid.
    """

    person = django_filters.ModelChoiceFilter(
        queryset=_people,
        to_field_name="username",
        label="Person",
        empty_label="Anybody",
        null_label=IMPORT,
        null_value=IMPORT,
        error_messages=_no_such("person"),
    )
    kind = django_filters.ChoiceFilter(
        choices=formatting.kind_choices(),
        label="What was done",
        empty_label="Anything",
        error_messages=_no_such("kind of decision"),
    )
    reason = django_filters.ChoiceFilter(
        choices=reason_choices, label="Reason", empty_label="Any", error_messages=_no_such("reason")
    )
    collection = django_filters.ModelChoiceFilter(
        queryset=Collection.objects.all(),
        to_field_name="name",
        label="Collection",
        empty_label="Any",
        error_messages=_no_such("collection"),
    )
    article = django_filters.CharFilter(label="Article’s number or page", max_length=ARTICLE_LENGTH)
    date_from = DayFilter(label="From")
    date_to = DayFilter(label="To")

    class Meta:
        model = Act
        form = HistoryForm
        fields: list[str] = []

    @property
    def requested_article(self) -> Article | None:
        """The article that the filters ask for; None without one, or with any invalid filter."""
        article: Article | None = self.form.cleaned_data["article"] if self.is_valid() else None
        return article

    def filter_queryset(self, acts: QuerySet[Act]) -> QuerySet[Act]:
        """Return the acts of the person, in the days, with a decision that meets all conditions.

        A filter without a value is no condition. The first and the last day are included, in the
        reader's time zone. The form must be valid.
        """
        cleaned = self.form.cleaned_data
        if cleaned["person"]:
            acts = acts.filter(by=None if cleaned["person"] == IMPORT else cleaned["person"])
        if cleaned["date_from"]:
            acts = acts.filter(at__gte=_moment(cleaned["date_from"], time.min))
        if cleaned["date_to"]:
            acts = acts.filter(at__lte=_moment(cleaned["date_to"], time.max))
        conditions = self.decision_conditions()
        if not conditions:
            return acts
        decisions = Decision.objects.order_by().filter(**conditions)
        if self.requested_article:  # few decisions, which an index finds: begin with them
            return acts.filter(pk__in=decisions.values("act"))
        return acts.filter(Exists(decisions.filter(act=OuterRef("pk"))))

    def decision_conditions(self) -> dict[str, Any]:
        """Return the valid form's conditions on a decision as keywords of a query; {} for none."""
        cleaned = self.form.cleaned_data
        conditions = {
            "kind": cleaned["kind"],
            "reason": cleaned["reason"],
            "article": cleaned["article"],
            "article__collection": cleaned["collection"],
        }
        return {name: value for name, value in conditions.items() if value}

    def acts(self) -> QuerySet[Act]:
        """Return the matching acts; none where any filter has an error."""
        rows: QuerySet[Act] = self.qs if self.is_valid() else self.queryset.none()
        return rows

    def chips(self) -> Iterator[Chip]:
        """Yield a chip for each active filter, in the form's order, once `is_valid` was called.

        The chip of the article has the label `Article` and the article's headline, shortened.
        """
        for chip in form_chips(self.form):
            title = formatting.shortened(chip.value, CHIP_LENGTH)
            yield chip._replace(label="Article", value=title) if chip.name == "article" else chip


def unknown_parameters(query: Any) -> list[str]:
    """Return the query's parameters that are neither filters of history nor its cursors, sorted."""
    return sorted(set(query) - set(HistoryFilter.base_filters) - set(CURSOR_PARAMETERS))


def _id_from_url(address: str) -> int | None:
    """Return the article's id from its page's path or URL on any host; None for other addresses."""
    path = re.sub(r"^https?://[^/]*|[?#].*$", "", address)
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return parse_id(str(match.kwargs.get("pk", ""))) if match.url_name == "article" else None


def _moment(day: date, at: time) -> datetime:
    """Return the moment at which the clock shows `at` on that day, in the reader's time zone."""
    return datetime.combine(day, at, tzinfo=timezone.get_current_timezone())
