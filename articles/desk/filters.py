"""Parts that the filters of queue and history share."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from articles.desk.pagination import YEARS

DAYS: Final = (date(YEARS[0], 1, 1), date(YEARS[1], 12, 31))
_YEARS: Final = f"Choose a day from {YEARS[0]} to {YEARS[1]}."


class Chip(NamedTuple):
    """An active filter, in words, and the parameter that removes it."""

    name: str
    label: str
    value: str


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]  # ships no types
    """A day that, as a moment in any zone, every database can hold."""

    def __init__(self, **kwargs: Any) -> None:
        least, most = DAYS
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date", "min": least, "max": most}),
            validators=[MinValueValidator(least, _YEARS), MaxValueValidator(most, _YEARS)],
            **kwargs,
        )


def chips_of(form: forms.Form) -> Iterator[Chip]:
    """Yield in words what a valid form of filters chooses."""
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name) if form.is_bound else None
        if value in (None, ""):
            continue
        choices = dict(getattr(field, "choices", ())) if not hasattr(field, "queryset") else {}
        yield Chip(name, str(field.label), str(choices.get(value, value)))
