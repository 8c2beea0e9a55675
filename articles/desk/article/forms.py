"""The form behind every decision on the desk."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from articles import moderation
from articles.desk.forms import TokenForm
from articles.documents.decidable import FIELDS, Value
from articles.models import Article
from articles.moderation.orders import Order, Seen
from articles.rules import Kind

DECIDABLE = (
    Kind.APPROVE, Kind.REJECT, Kind.UNPUBLISH, Kind.REOPEN, Kind.SET_QUALITY, Kind.RELEASE,
)  # fmt: skip
#: The button that approves and sets the quality to the threshold.
AT_THRESHOLD: Final = "approve-at-threshold"


def _reasons() -> list[tuple[str, str]]:
    return [("", "No reason"), *settings.NEWSROOM_REASONS.items()]


def _meant(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Spell out a button that says a value with its verb, so that a form shown again shows it."""
    if data.get("verb") == AT_THRESHOLD:
        data = dict(data.items()) | {
            "verb": Kind.APPROVE,
            "quality": str(settings.PUBLISH_THRESHOLD),
        }
    if data.get("because"):
        data = dict(data.items()) | {"verb": Kind.REJECT, "reason": data["because"]}
    return data


class DecisionForm(TokenForm):
    """A verb on one article, with what was seen of it and the one-time token.

    A button sends one name and value, and some mean more than a verb: see `_meant`.
    """

    verb = forms.ChoiceField(choices=[(kind, kind) for kind in DECIDABLE])
    field = forms.ChoiceField(choices=[(name, name) for name in FIELDS], required=False)
    quality = forms.IntegerField(required=False, label="Quality")
    quality_was = forms.IntegerField(required=False)
    reason = forms.ChoiceField(required=False, label="Reason", choices=_reasons)
    seen = forms.CharField(max_length=400)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data and _meant(data))

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

    def refuse(self, error: ValidationError) -> None:
        """Take up what moderation says is wrong, at the field it is about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, faults in error.error_dict.items():
            self.add_error(name if name in self.fields else None, faults)

    def follow(self, article: Article) -> None:
        """Let a quality that nobody typed over be the article's of now.

        Else a form shown again would set back what somebody else has set in the meantime.
        """
        if self.data.get("quality", "") == self.data.get("quality_was", ""):
            now = "" if article.quality is None else str(article.quality)
            self.data = dict(self.data.items()) | {"quality": now}

    def order(self, article: Article) -> Order:
        """Return the order that the valid form means."""
        cleaned = self.cleaned_data
        kind = Kind(cleaned["verb"])
        values: dict[str, Value] = {}
        if kind == Kind.RELEASE:
            values[cleaned["field"]] = None
        elif kind == Kind.SET_QUALITY or self._quality_was_changed():
            values["quality"] = cleaned["quality"]
        return moderation.make_order(
            kind, article, cleaned["seen"], values, reason=cleaned["reason"], note=cleaned["note"]
        )

    def _quality_was_changed(self) -> bool:
        """A quality typed beside the verb belongs to the decision; one left as it was doesn't."""
        quality = self.cleaned_data["quality"]
        return quality is not None and quality != self.cleaned_data["quality_was"]
