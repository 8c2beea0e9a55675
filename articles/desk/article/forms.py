"""The form of a decision on one article."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from articles import moderation
from articles.desk.forms import SnapshotField, TokenForm
from articles.documents.decidable import FIELDS, Value
from articles.models import Article
from articles.moderation.decision_requests import DecisionRequest
from articles.moderation.publish_threshold import publish_threshold
from articles.moderation.reasons import reason_choices
from articles.rules import Kind

#: The kinds of decision that the form can ask for.
FORM_KINDS: Final = (
    Kind.APPROVE,
    Kind.REJECT,
    Kind.UNPUBLISH,
    Kind.REOPEN,
    Kind.SET_QUALITY,
    Kind.RELEASE,
    Kind.CONFIRM,
)
#: The button that approves and sets the quality to the threshold.
AT_THRESHOLD: Final = "approve-at-threshold"


def _expand_button(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the data with a combined button replaced by the fields that it stands for.

    “Approve at 70” stands for approving and the threshold as quality; a reason's button (`because`)
    stands for rejecting and the reason, and counts if both are sent. They become ordinary fields,
    so that a form that is shown again has their values. Other data is returned unchanged.
    """
    if data.get("verb") == AT_THRESHOLD:
        data = dict(data.items()) | {
            "verb": Kind.APPROVE,
            "quality": str(publish_threshold()),
        }
    if data.get("because"):
        data = dict(data.items()) | {"verb": Kind.REJECT, "reason": data["because"]}
    return data


class DecisionForm(TokenForm):
    """The form of a decision on one article, with its snapshot and the idempotency token.

    `verb` is one of FORM_KINDS; AT_THRESHOLD becomes approve with the publish threshold in
    `quality`, and a posted `because` reject with that reason, whatever `verb` is. To set the
    quality requires `quality`, to release a field requires `field`; where two upstream values are
    possible for that field, `word` is the chosen one, as JSON. `quality_was` is the quality that
    the page showed first. Moderation checks the rest: permissions, the range of the quality, and
    whether a word has to be chosen.
    """

    verb = forms.ChoiceField(choices=[(kind, kind) for kind in FORM_KINDS])
    field = forms.ChoiceField(choices=[(name, name) for name in FIELDS], required=False)
    word = forms.CharField(required=False, strip=False)
    quality = forms.IntegerField(required=False, label="Quality")
    quality_was = forms.IntegerField(required=False)
    reason = forms.ChoiceField(
        required=False, label="Reason", choices=partial(reason_choices, "No reason")
    )
    seen = SnapshotField()

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        #: Whether the button was the one that approves and raises the quality to the threshold.
        self.is_at_threshold = (data or {}).get("verb") == AT_THRESHOLD
        super().__init__(data and _expand_button(data))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        verb = cleaned.get("verb")
        if verb == Kind.SET_QUALITY and cleaned.get("quality") is None and not self.errors:
            self.add_error("quality", "Type a quality, a whole number of points.")
        if verb == Kind.RELEASE and not cleaned.get("field"):
            self.add_error("field", "Say which field is to follow upstream.")
        return cleaned

    def clean_word(self) -> dict[str, Value]:
        """Return {"word": the value}, or {} for ''; raise ValidationError where it isn't JSON."""
        text = self.cleaned_data["word"]
        try:
            return {"word": json.loads(text)} if text else {}
        except (ValueError, RecursionError) as error:
            message = "The form is not one of this desk's. Reload the page."
            raise ValidationError(message) from error

    def add_validation_error(self, error: ValidationError) -> None:
        """Add moderation's messages to the fields that they name, if the form has these.

        Others, and an error that names no field, are added to the form as a whole.
        """
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, faults in error.error_dict.items():
            self.add_error(name if name in self.fields else None, faults)

    def refresh_quality(self, article: Article) -> None:
        """Give the form new data with the article's current `quality` ('' without any).

        Do nothing where `quality` and `quality_was` differ in its data: the person typed another
        one, or pressed the button AT_THRESHOLD. So a form that is shown again doesn't undo what
        another user set in the meantime.
        """
        if self.data.get("quality", "") == self.data.get("quality_was", ""):
            current = "" if article.quality is None else str(article.quality)
            self.data = dict(self.data.items()) | {"quality": current}

    def decision_request(self, article: Article) -> DecisionRequest:
        """Return the request for a decision on the article that the valid form asks for.

        A quality that is empty or equals `quality_was` is left out, unless the decision is to set
        it; so is that of AT_THRESHOLD where it would lower the article's. The values of a release
        are the one field, without a quality. `published` is added as by `make_decision_request`.
        """
        cleaned = self.cleaned_data
        kind = Kind(cleaned["verb"])
        values: dict[str, Value] = {}
        chosen: dict[str, Value] = {}
        if kind == Kind.RELEASE:
            values[cleaned["field"]] = None
            if "word" in cleaned["word"]:
                chosen[cleaned["field"]] = cleaned["word"]["word"]
        elif kind == Kind.SET_QUALITY or (
            self._quality_was_changed() and not self._would_lower(article)
        ):
            values["quality"] = cleaned["quality"]
        return moderation.make_decision_request(
            kind,
            article,
            cleaned["seen"],
            values,
            reason=cleaned["reason"],
            note=cleaned["note"],
            chosen=chosen,
        )

    def _would_lower(self, article: Article) -> bool:
        """Tell whether the button at the threshold was pressed on an article that is above it."""
        return self.is_at_threshold and (article.quality or 0) > publish_threshold()

    def _quality_was_changed(self) -> bool:
        """Tell whether a quality is filled in that differs from `quality_was`, the one first shown.

        True also where there was none first.
        """
        quality = self.cleaned_data["quality"]
        return quality is not None and quality != self.cleaned_data["quality_was"]
