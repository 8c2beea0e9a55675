"""What the filters of queue and history share: day filters, the base of their forms, chips."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

import django_filters
from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator

from articles.desk.request import YEARS

DAY_RANGE: Final = (date(YEARS[0], 1, 1), date(YEARS[1], 12, 31))
OUT_OF_RANGE: Final = f"Choose a day from {YEARS[0]} to {YEARS[1]}."


class Chip(NamedTuple):
    """An active filter for display: the name of its parameter, its label, and its value as text."""

    name: str
    label: str
    value: str


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]  # ships no types
    """A filter by a date from DAY_RANGE, both ends included; any other text is an error.

    A date is written as 2026-11-30. An empty text is no filter. Every database can hold the dates
    of this range in any time zone.
    """

    def __init__(self, **kwargs: Any) -> None:
        first, last = DAY_RANGE
        super().__init__(
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date", "min": first, "max": last}),
            validators=[
                MinValueValidator(first, OUT_OF_RANGE),
                MaxValueValidator(last, OUT_OF_RANGE),
            ],
            **kwargs,
        )


class PlainForm(forms.Form):
    """A form of filters with messages of its own for three kinds of error.

    These are a text that is no day, an unknown choice, and a text that is too long. The messages
    name the field and say in plain words what it takes. A field for days or choices keeps a message
    that it was given. Other errors are unchanged.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            messages, label = field.error_messages, field.label
            given = type(field).default_error_messages
            for code, text in _expected(field, str(label)).items():
                if messages.get(code) in (given.get(code), None):
                    messages[code] = text
            for validator in field.validators:
                if isinstance(validator, MaxLengthValidator):
                    validator.message = (
                        f"“{label}” takes at most %(limit_value)d characters, not %(show_value)d."
                    )


def _expected(field: forms.Field, label: str) -> dict[str, str]:
    """Return messages on what a field takes, by the error's code: for choices and for days."""
    if isinstance(field, forms.DateField):
        return {"invalid": f"“{label}” takes a day, written year-month-day, such as 2026-11-29."}
    if isinstance(field, forms.ChoiceField):
        return {"invalid_choice": f"“{label}” has no choice “%(value)s”. Choose one from its list."}
    return {}


def has_too_long_value(form: forms.Form) -> bool:
    """Tell whether any field of the form has more characters than it takes; validates the form."""
    faults = [fault for each in form.errors.as_data().values() for fault in each]
    return any(fault.code == "max_length" for fault in faults)


def form_chips(form: forms.Form) -> Iterator[Chip]:
    """Yield a chip for each field of a validated form that has a value, in the form's order.

    A chip shows the label of a choice from a fixed list, else the value (also a database row) as
    text. None and '' are no values, and an invalid field has none. A form that is not bound yields
    nothing.
    """
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name) if form.is_bound else None
        if value in (None, ""):
            continue
        choices = dict(getattr(field, "choices", ())) if not hasattr(field, "queryset") else {}
        yield Chip(name, str(field.label), str(choices.get(value, value)))
