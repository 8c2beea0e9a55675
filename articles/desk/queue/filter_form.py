"""The form of the queue's filters: its fields, and the errors of their values."""

from typing import Any, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse_lazy

from articles.desk.filters import PlainForm
from articles.documents import limits
from articles.models import Provider, Topic
from articles.search.names import providers_named, topics_named

_QUALITY_FAULT: Final = (
    f"Quality is a whole number from {limits.QUALITY[0]} to {limits.QUALITY[1]:,}."
)


class PointsFilter(django_filters.NumberFilter):  # type: ignore[misc]  # ships no types
    """A filter by quality: a whole number of points within `limits.QUALITY`, else a form error.

    Both limits are included. An empty text is no filter.
    """

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), _QUALITY_FAULT)
        least, most = limits.QUALITY
        super().__init__(
            field_name="quality", min_value=least, max_value=most, error_messages=messages, **kwargs
        )


class SuggestingInput(forms.TextInput):
    """A text field; while one types, htmx loads suggestions into the datalist with the given id."""

    def __init__(self, datalist: str) -> None:
        super().__init__(
            {
                "list": datalist,
                "autocomplete": "off",
                "hx-get": reverse_lazy("suggestions"),
                "hx-trigger": "input changed delay:150ms",
                "hx-target": f"#{datalist}",
                "hx-sync": "this:replace",
            }
        )


class FilterForm(PlainForm):
    """The form of the filters; an unknown provider or topic, and a reversed range, are errors.

    The ranges are those of quality and of the day on which the article appeared. For an unknown
    name, an empty list without an error would suggest that the name is right.
    """

    def clean_provider(self) -> str:
        text: str = self.cleaned_data["provider"]
        if text and not provider_keys(text).exists():
            raise ValidationError(f"No provider has the name or domain “{text}”.")
        return text

    def clean_topic(self) -> str:
        text: str = self.cleaned_data["topic"]
        if text and not topic_keys(text).exists():
            raise ValidationError(f"No topic has the name “{text}”.")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for least, most in (("quality_min", "quality_max"), ("date_from", "date_to")):
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(most, f"Nothing lies from {low} to {high}. Swap the two.")
        return cleaned


def provider_keys(text: str) -> QuerySet[Provider, int]:
    """Return the primary keys of `providers_named(text)`, in no order."""
    return providers_named(text).order_by().values_list("pk", flat=True)


def topic_keys(text: str) -> QuerySet[Topic, int]:
    """Return the primary keys of `topics_named(text)`, in no order."""
    return topics_named(text).order_by().values_list("pk", flat=True)
