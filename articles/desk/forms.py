"""The base of forms that record an act, the field of a snapshot, and the form of undo."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms

from articles.documents import limits
from articles.models import Act
from articles.moderation.decision_requests import Seen

#: The kinds of page that have forms which record an act.
PLACES: Final = (
    Act.Place.QUEUE,
    Act.Place.ARTICLE,
    Act.Place.REVIEW,
    Act.Place.CONFLICTS,
    Act.Place.HISTORY,
    Act.Place.DESK,
)
INCOMPLETE: Final = "The form is incomplete. Reload the page."
#: The fields that a person fills in; an error in another field is corrected by a reload only.
TYPED_FIELDS: Final = ("quality", "reason", "note")


#: The longest snapshot in a form, in characters; the longest real one has about 100.
SNAPSHOT_LENGTH: Final = 400


class SnapshotField(forms.CharField):
    """A required field with the snapshot of an article as text; its cleaned value is a `Seen`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=SNAPSHOT_LENGTH, **kwargs)

    def clean(self, value: Any) -> Seen:
        """Return the snapshot. Raise ValidationError where it is missing, too long or malformed."""
        return Seen.parse(super().clean(value))


class TokenForm(forms.Form):
    """The base of forms for an act: idempotency token, kind of page (`place`), optional note.

    A token is 32 lower-case hexadecimal digits, a place one of PLACES.
    """

    token = forms.RegexField(r"^[0-9a-f]{32}\Z")
    place = forms.ChoiceField(choices=[(place, place) for place in PLACES])
    note = forms.CharField(required=False, max_length=limits.NOTE[1], label="Note")

    def faults(self) -> Iterator[str]:
        """Yield the form's distinct error messages, in the order of its errors; none if valid.

        A message on one of TYPED_FIELDS begins with the field's label. An error of any other field
        with the code `required` gives INCOMPLETE. Other messages, also those on the whole form, are
        unchanged.
        """
        seen: dict[str, None] = {}
        for name, errors in self.errors.as_data().items():
            for error in errors:
                if name in TYPED_FIELDS:
                    texts = [f"{self.fields[name].label}: {text}" for text in error.messages]
                else:
                    texts = [INCOMPLETE] if error.code == "required" else error.messages
                seen |= dict.fromkeys(texts)
        yield from seen


class UndoForm(TokenForm):
    """The form that undoes an act: token, kind of page and note, nothing else."""
