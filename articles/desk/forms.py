"""The base of every form that records an act."""

from collections.abc import Iterator
from typing import Final

from django import forms

from articles.documents import limits
from articles.models import Act

#: The kinds of page that the desk's forms stand on.
PLACES: Final = (
    Act.Place.QUEUE, Act.Place.ARTICLE, Act.Place.REVIEW, Act.Place.CONFLICTS, Act.Place.HISTORY,
    Act.Place.DESK,
)  # fmt: skip
INCOMPLETE: Final = "The form is incomplete. Reload the page."
#: The fields that a person fills in; what the others lack, only a fresh page can mend.
TYPED: Final = ("quality", "reason", "note")


class TokenForm(forms.Form):
    """What every form that acts carries: its one-time token, and the kind of page it stood on."""

    token = forms.RegexField(r"^[0-9a-f]{32}$")
    place = forms.ChoiceField(choices=[(place, place) for place in PLACES])
    note = forms.CharField(required=False, max_length=limits.NOTE[1], label="Note")

    def faults(self) -> Iterator[str]:
        """Yield what is wrong, once each, with the label of the field a person can mend."""
        found: dict[str, None] = {}
        for name, errors in self.errors.as_data().items():
            for error in errors:
                if name in TYPED:
                    texts = [f"{self.fields[name].label}: {text}" for text in error.messages]
                else:
                    texts = [INCOMPLETE] if error.code == "required" else error.messages
                found |= dict.fromkeys(texts)
        yield from found


class UndoForm(TokenForm):
    """Withdraw an act."""
