"""Forms of the admin's pages of articles: a row of the list, an article's page, an action."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import formatting
from articles.admin import display
from articles.admin.deciding_form import DecidingForm, TopicsField, decidable_name
from articles.documents.decidable import FIELDS
from articles.formatting import doubts, exact, fields
from articles.models import Article
from articles.moderation.decisions import note_fault
from articles.moderation.reasons import reason_choices
from articles.moderation.verbs import KINDS_WITH_REASON, VERBS

if TYPE_CHECKING:

    class _ModelFormSet(forms.BaseModelFormSet[Article, forms.ModelForm[Article]]): ...

else:
    _ModelFormSet = forms.BaseModelFormSet

NOTE_HELP: Final = "Needed where you decide against somebody else's decision."
_VERBS_WITH_REASON: Final = " or ".join(VERBS[kind].label.lower() for kind in KINDS_WITH_REASON)
REASON_LABEL: Final = f"Reason (to {_VERBS_WITH_REASON}):"


class RowForm(DecidingForm):
    """The form of a row of the list; labels for screen readers name field and article."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.decidable_fields:
            label = f"{name.capitalize()}: {self.instance.headline}"
            self.fields[name].widget.attrs["aria-label"] = label


class RowFormSet(_ModelFormSet):
    """The forms of the list's rows; their `id` fields are numbers, which need no queries."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        # Django's own field would query the database for each row's id once more.
        form.fields["id"] = forms.IntegerField(
            initial=form.instance.pk, required=False, widget=forms.HiddenInput
        )


class ArticleForm(DecidingForm):
    """The form of an article's page, with a note.

    The help text of each decidable field says where the article's value comes from.
    """

    topic_names = TopicsField(label="Topics", required=False)
    note = forms.CharField(
        required=False, widget=AdminTextInputWidget(attrs={"size": 60}), help_text=NOTE_HELP
    )

    class Meta:
        # Titles may be several lines long on the page.
        widgets: ClassVar = {"title": AdminTextareaWidget(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return
        self.initial["topic_names"] = self.instance.topic_names
        sources = value_sources(self.instance)
        for name in self.decidable_fields:
            field = self.fields[name]
            source = sources[decidable_name(name)]
            field.help_text = format_html("{} {}", field.help_text, source).strip()
            field.help_text += display.hidden_characters_of(self.initial.get(name))
        self.fields["topic_names"].help_text += " One on each line."

    def clean_note(self) -> str:
        """Return the note. Raises ValidationError for one that can't be stored."""
        note = str(self.cleaned_data["note"])
        fault = note_fault(note)
        if fault:
            raise ValidationError(fault)
        return note

    def clean_title(self) -> str:
        """Return the title in one line, with a space for each line break."""
        return " ".join(self.cleaned_data["title"].splitlines())


class DecidingActionForm(ActionForm):
    """Django's form to choose an action, with an optional reason and note for the decisions."""

    reason = forms.ChoiceField(label=REASON_LABEL, required=False, choices=[])
    note = forms.CharField(
        label="Note for the action:", required=False, widget=forms.TextInput(attrs={"size": 24})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        reason.choices = reason_choices("none")


def value_sources(article: Article) -> Mapping[str, SafeString]:
    """Return, by decidable field, HTML that says where the article's effective value comes from.

    Without a standing decision on the field it is `From upstream.`; else it tells who set the value
    here and when, the value, the upstream value, and why the latter is in doubt, if it is. Queries
    the article's standing decisions and topics.
    """
    standing = article.decisions.filter(number__in=list(article.standing.values()))
    decisions = {each.number: each for each in standing.select_related("act__by")}
    sources = dict.fromkeys(FIELDS, SafeString("From upstream."))
    values: Mapping[str, Any] = article.values
    for field, number in article.standing.items():
        act = decisions[number].act
        sources[field] = format_html(
            "Set here by {}, {}: {}. Upstream says: {}. {}",
            display.isolated(formatting.person(act.by)),
            exact(act.at),
            display.isolated(fields.stated(field, values[field])),
            display.isolated(formatting.value(field, article.upstream.get(field))),
            doubts.why_in_doubt(field, article),
        )
    return sources
