"""The filters of history. A value that makes no sense shows its error, and no rows."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

import django_filters
from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone

from articles import formatting
from articles.desk.filters import Chip, DayFilter, chips_of
from articles.models import Act, Article, Collection, Decision
from articles.moderation.verbs import VERBS
from articles.rules import Kind

#: Parameters of history's address that are no filters.
PLACES: Final = ("after", "before")
#: What an import recorded is nobody's; no account's name can hold a space.
IMPORT: Final = "the import"
ARTICLE_LENGTH: Final = 300
#: As much of a title as a chip bears.
CHIP_LENGTH: Final = 40
_NUMBER: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


def _reasons() -> list[tuple[str, str]]:
    return list(settings.NEWSROOM_REASONS.items())


def _no_such(what: str) -> dict[str, str]:
    return {"invalid_choice": f"No {what} is named “%(value)s”."}


class HistoryForm(forms.Form):
    """What the filters can't say of themselves: the article's number, the order of the dates."""

    def clean_article(self) -> Article | None:
        """Return the article by its number here, or by the address of its page."""
        text: str = self.cleaned_data["article"].strip()
        if not text:
            return None
        number = text if _NUMBER.fullmatch(text) else _number_in(text)
        found = Article.objects.filter(pk=int(number)).first() if number else None
        if found is None:
            raise ValidationError(f"No article here has the number or address “{text}”.")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        low, high = cleaned.get("date_from"), cleaned.get("date_to")
        if low and high and low > high:
            self.add_error("date_to", f"Nothing lies from {low} to {high}. Swap the two.")
        return cleaned


class HistoryFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    person = django_filters.ModelChoiceFilter(
        queryset=User.objects.order_by("username"), to_field_name="username", label="Person",
        empty_label="Anybody", null_label=IMPORT, null_value=IMPORT,
        error_messages=_no_such("person"),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        choices=[(kind, VERBS[kind].past.capitalize()) for kind in Kind], label="What was done",
        empty_label="Anything", error_messages=_no_such("kind of decision"),
    )  # fmt: skip
    reason = django_filters.ChoiceFilter(
        choices=_reasons, label="Reason", empty_label="Any", error_messages=_no_such("reason")
    )
    collection = django_filters.ModelChoiceFilter(
        queryset=Collection.objects.all(), to_field_name="name", label="Collection",
        empty_label="Any", error_messages=_no_such("collection"),
    )  # fmt: skip
    article = django_filters.CharFilter(label="Article’s number or page", max_length=ARTICLE_LENGTH)
    date_from = DayFilter(label="From")
    date_to = DayFilter(label="To")

    class Meta:
        model = Act
        form = HistoryForm
        fields: list[str] = []

    @property
    def about(self) -> Article | None:
        """The one article that is asked about."""
        found: Article | None = self.form.cleaned_data["article"] if self.is_valid() else None
        return found

    def filter_queryset(self, acts: QuerySet[Act]) -> QuerySet[Act]:
        """Choose the acts of which a decision matches; the same decision in everything."""
        chosen = self.form.cleaned_data
        if chosen["person"]:
            acts = acts.filter(by=None if chosen["person"] == IMPORT else chosen["person"])
        if chosen["date_from"]:
            acts = acts.filter(at__gte=_moment(chosen["date_from"], time.min))
        if chosen["date_to"]:
            acts = acts.filter(at__lte=_moment(chosen["date_to"], time.max))
        wanted = self.of_decisions()
        if not wanted:
            return acts
        decisions = Decision.objects.order_by().filter(**wanted)
        if self.about:  # few decisions, which an index finds: begin with them
            return acts.filter(pk__in=decisions.values("act"))
        return acts.filter(Exists(decisions.filter(act=OuterRef("pk"))))

    def of_decisions(self) -> dict[str, Any]:
        """Return the conditions on an act's decisions, for the valid form."""
        chosen = self.form.cleaned_data
        wanted = {
            "kind": chosen["kind"],
            "reason": chosen["reason"],
            "article": chosen["article"],
            "article__collection": chosen["collection"],
        }
        return {name: value for name, value in wanted.items() if value}

    def acts(self) -> QuerySet[Act]:
        """Return what matches; nothing when any filter has an error."""
        found: QuerySet[Act] = self.qs if self.is_valid() else self.queryset.none()
        return found

    def chips(self) -> Iterator[Chip]:
        """Yield the active filters in words."""
        for chip in chips_of(self.form):
            title = formatting.shortened(chip.value, CHIP_LENGTH)
            yield chip._replace(label="Article", value=title) if chip.name == "article" else chip


def unknown_parameters(query: Any) -> list[str]:
    """Return the parameters of an address that history doesn't know."""
    return sorted(set(query) - set(HistoryFilter.base_filters) - set(PLACES))


def _number_in(address: str) -> str:
    """Return the number in the address of an article's page here, or ''."""
    path = re.sub(r"^https?://[^/]*|[?#].*$", "", address)
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    number = str(found.kwargs.get("pk", "")) if found.url_name == "article" else ""
    return number if _NUMBER.fullmatch(number) else ""


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_current_timezone())
