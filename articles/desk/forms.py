"""The form behind every decision on the desk."""

from typing import Any

from django import forms
from django.conf import settings

from articles import moderation
from articles.models import Act, Article
from articles.orders import NOTE_LENGTH, Order, Seen
from articles.standing import FIELDS, Kind, Value

DECIDABLE = (
    Kind.APPROVE, Kind.REJECT, Kind.UNPUBLISH, Kind.REOPEN, Kind.SET_QUALITY, Kind.RELEASE,
)  # fmt: skip


def _reasons() -> list[tuple[str, str]]:
    return [("", "No reason"), *settings.NEWSROOM_REASONS.items()]


class TokenForm(forms.Form):
    """What every form that acts carries: its one-time token, and the kind of page it stood on."""

    token = forms.RegexField(r"^[0-9a-f]{32}$")
    place = forms.ChoiceField(choices=[(p, p) for p in (Act.Place.QUEUE, Act.Place.ARTICLE)])
    note = forms.CharField(required=False, max_length=NOTE_LENGTH, label="Note")


class UndoForm(TokenForm):
    """Withdraw an act."""


class DecisionForm(TokenForm):
    """A verb on one article, with what was seen of it and the one-time token."""

    verb = forms.ChoiceField(choices=[(kind, kind) for kind in DECIDABLE])
    field = forms.ChoiceField(choices=[(name, name) for name in FIELDS], required=False)
    quality = forms.IntegerField(required=False, label="Quality")
    quality_was = forms.IntegerField(required=False)
    reason = forms.ChoiceField(required=False, label="Reason", choices=_reasons)
    seen = forms.CharField(max_length=400)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        verb = cleaned.get("verb")
        if verb == Kind.SET_QUALITY and cleaned.get("quality") is None and not self.errors:
            self.add_error("quality", "Type a quality, a whole number of points.")
        if verb == Kind.RELEASE and not cleaned.get("field"):
            self.add_error("field", "Say which field is to follow upstream.")
        return cleaned

    def clean_seen(self) -> Seen:
        return Seen.parse(self.cleaned_data["seen"])

    def order(self, article: Article) -> Order:
        """Return the order that the valid form means."""
        cleaned = self.cleaned_data
        kind = Kind(cleaned["verb"])
        values: dict[str, Value] = {}
        if kind == Kind.RELEASE:
            values[cleaned["field"]] = None
        elif kind == Kind.SET_QUALITY or self._quality_was_changed():
            values["quality"] = cleaned["quality"]
        return moderation.order(
            kind, article, cleaned["seen"], values, reason=cleaned["reason"], note=cleaned["note"]
        )

    def _quality_was_changed(self) -> bool:
        """A quality typed beside the verb belongs to the decision; one left as it was doesn't."""
        quality = self.cleaned_data["quality"]
        return quality is not None and quality != self.cleaned_data["quality_was"]
