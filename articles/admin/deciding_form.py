"""The form that makes a request for `moderation` of changed fields; it never saves an article.

Every decidable field has a hidden copy of the value that the page showed (Django's hidden initial),
and counts as changed where it differs from that copy. Compared with the current database, a row
that somebody else decided meanwhile would look edited, and saving would revert their decision.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from articles import moderation
from articles.documents.decidable import DECIDABLE, EDITABLE, FIELDS, Value
from articles.formatting import fields
from articles.models import Article
from articles.moderation.decision_requests import DecisionRequest, Seen
from articles.moderation.verbs import VERBS
from articles.rules import Kind

if TYPE_CHECKING:

    class _ModelForm(forms.ModelForm[Article]): ...

else:
    _ModelForm = forms.ModelForm

#: The kind of decision that sets `published` to a value.
PUBLISHED_KINDS: Final[Mapping[bool, Kind]] = {True: Kind.APPROVE, False: Kind.UNPUBLISH}
PUBLISHED_HELP: Final = (
    f"Tick = {VERBS[PUBLISHED_KINDS[True]].label.lower()}, "
    f"untick = {VERBS[PUBLISHED_KINDS[False]].label.lower()}; "
    "rejecting is an action of the list."
)
EMPTIED: Final = "Quality can't be emptied."
#: Follows EMPTIED where a person set the quality.
RELEASABLE: Final = "To follow upstream again, release it on the desk."
#: The decidable field of each form field that has another name: `topics` is no column.
_DECIDABLE_NAMES: Final = {"topic_names": "topics"}
_FORM_NAMES: Final = {field: name for name, field in _DECIDABLE_NAMES.items()}
#: The form fields that take the permission to edit.
EDITABLE_NAMES: Final = tuple(_FORM_NAMES.get(field, field) for field in EDITABLE)


def decidable_name(name: str) -> str:
    """Return a form field's name in decisions: `topics` for `topic_names`, else unchanged."""
    return _DECIDABLE_NAMES.get(name, name)


class TopicsField(forms.CharField):
    """A form field for a list of topics, one on each line, in their order.

    Its value is a list of texts without white space around them; empty lines are left out.
    """

    widget = AdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]


class DecidingForm(_ModelForm):
    """A form on decidable fields of one article, for the user `by`, which a subclass sets.

    Decidable fields that the user may not decide are disabled; `published` is enabled for all who
    may approve or take down. Validation leaves the article unchanged. It checks each decidable
    field that differs from what the page showed by the table of decidable fields, whose sentences
    are the errors (an emptied quality has its own). Texts of these fields get newlines for the
    CRLF of browsers.
    """

    by: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.decidable_fields:
            field = self.fields[name]
            field.show_hidden_initial = True
            field.disabled = not self._may_decide(name)
            # `clean` checks lengths and ranges. What Django refuses by itself is missing or no
            # number, and gets the sentence of an empty text.
            field.validators = []
            fault = DECIDABLE[decidable_name(name)].fault("")
            field.error_messages |= dict.fromkeys(("required", "invalid"), fault or "")
        if "published" in self.fields:
            self.fields["published"].help_text = PUBLISHED_HELP

    @property
    def decidable_fields(self) -> list[str]:
        """The names of the form's fields for decidable fields, disabled ones included."""
        return [name for name in self.fields if decidable_name(name) in FIELDS]

    @property
    def changed_decidable_fields(self) -> list[str]:
        """The names of those of `decidable_fields` whose posted value isn't the one shown.

        White space around a text makes no difference. Disabled ones are never among them.
        """
        return [name for name in self.changed_data if name in self.decidable_fields]

    def focus_first_error(self) -> None:
        """Give the first field with an error the HTML attribute `autofocus`.

        Where only the form as a whole has errors, the first of `changed_decidable_fields` gets it,
        if any; the note is none of them.
        """
        names = [name for name in self.fields if self.errors.get(name)]
        if not names and self.non_field_errors():
            names = self.changed_decidable_fields
        if names:
            self.fields[names[0]].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in [each for each in self.changed_decidable_fields if each in cleaned]:
            cleaned[name] = _with_newlines(cleaned[name])
            fault = self._fault(name, cleaned[name])
            if fault:
                self.add_error(name, fault)
        return cleaned

    def _fault(self, name: str, value: Any) -> str | None:
        """Return a sentence on why a changed field can't hold a value, or None."""
        if name == "quality" and value is None:
            return f"{EMPTIED} {RELEASABLE}" if "quality" in self.instance.standing else EMPTIED
        return DECIDABLE[decidable_name(name)].fault(value)

    def _post_clean(self) -> None:
        """Leave the article unchanged: `moderation` checks and assigns the values."""

    def decision_request(self, seen: Seen, note: str) -> DecisionRequest | None:
        """Return a request for one decision on all changed decidable fields; None without any.

        The kind is approve or unpublish where `published` changed, else edit where a text, the type
        or topics did, else set-quality. `seen` is the snapshot that the page showed. To be called
        on a valid form.
        """
        names = self.changed_decidable_fields
        values: dict[str, Value] = {decidable_name(n): self.cleaned_data[n] for n in names}
        if not values:
            return None
        if "published" in values:
            kind = PUBLISHED_KINDS[bool(values.pop("published"))]
        elif values.keys() & set(EDITABLE):
            kind = Kind.EDIT
        else:
            kind = Kind.SET_QUALITY
        return moderation.make_decision_request(kind, self.instance, seen, values, note=note)

    def changes_since_shown(self) -> str:
        """Return how the article's values of `decidable_fields` differ from what the page showed.

        From the value shown to the one that the article had when the form was made: `quality 38 →
        41`. What was typed doesn't count. Several are separated by commas; '' where none differs.
        """
        changes = []
        for name in self.decidable_fields:
            field = decidable_name(name)
            shown, current = self._shown_value(name), self._current_value(name)
            if shown != current:
                changes.append(fields.change(field, shown, current))
        return ", ".join(changes)

    def update_initial(self) -> None:
        """Set hidden initials and unchanged decidable fields of the data to current values.

        What the user typed stays; posted again, it is compared with the current values. These are
        the values that the article had when the form was made. To be called after validation, on a
        form whose data is mutable.
        """
        data: Any = self.data
        changed = self.changed_data
        for name in self.decidable_fields:
            bound = self[name]
            value = bound.field.prepare_value(self._current_value(name))
            data[bound.html_initial_name] = "" if value is None else str(value)
            if name not in changed:
                data[bound.html_name] = data[bound.html_initial_name]

    def _may_decide(self, name: str) -> bool:
        field = decidable_name(name)
        if field == "published":
            return any(moderation.may(self.by, kind) for kind in PUBLISHED_KINDS.values())
        return moderation.may(self.by, Kind.EDIT if field in EDITABLE else Kind.SET_QUALITY)

    def _current_value(self, name: str) -> Any:
        return _with_newlines(self.fields[name].to_python(self.initial.get(name)))

    def _shown_value(self, name: str) -> Any:
        """Return the value that the page showed, or None where the posted copy of it is invalid."""
        shown = self.data.get(self[name].html_initial_name)
        try:
            return _with_newlines(self.fields[name].to_python(shown))
        except ValidationError:
            return None


def _with_newlines(value: Any) -> Any:
    """Return a text with newlines for the CRLF that browsers send; other values unchanged."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
