"""The forms that decide. Their articles are never saved: an order comes out of each.

Every field carries a hidden copy of what the page showed. A field counts as changed when it was
changed *there*; compared with the database of now, a row that somebody else decided meanwhile
would look edited, and saving the page would take their decision back.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import formatting, moderation
from articles.documents.decidable import FIELDS, Value
from articles.formatting import exact
from articles.models import Article
from articles.moderation.decisions import check_values
from articles.moderation.orders import Order, Seen
from articles.rules import Kind

if TYPE_CHECKING:

    class _ModelForm(forms.ModelForm[Article]): ...

    class _ModelFormSet(forms.BaseModelFormSet[Article, forms.ModelForm[Article]]): ...

else:
    _ModelForm, _ModelFormSet = forms.ModelForm, forms.BaseModelFormSet

NOTE_HELP: Final = "Needed where you decide against somebody else's decision."
PUBLISHED_HELP: Final = "Tick = approve, untick = take down; rejecting is an action of the list."
EMPTIED: Final = "Quality can't be emptied; release it on the article's page to follow upstream."
INCOMPLETE: Final = "The form is incomplete. Reload the page and try again."
#: Form fields that have another name than the article's: the model's `topics` is no plain field.
RENAMED: Final = {"topic_names": "topics"}


def seen_text(articles: Iterable[Article]) -> str:
    """Write what a page shows of its articles, for a hidden field."""
    return json.dumps({str(article.pk): str(Seen.of(article)) for article in articles})


def seen_in(posted: QueryDict) -> dict[int, Seen]:
    """Read what `seen_text` wrote. Raises ValidationError for anything else."""
    try:
        found = json.loads(posted.get("seen", ""))
        # Longer numbers are nobody's id, and more than a database takes.
        return {int(pk): Seen.parse(text) for pk, text in found.items() if len(pk) < 19}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ValidationError(INCOMPLETE) from None


def token_in(posted: QueryDict) -> str:
    """Return the form's one-time token. Raises ValidationError where there is none."""
    token = posted.get("token", "")
    if not (0 < len(token) <= 64 and token.isascii() and token.isalnum()):
        raise ValidationError(INCOMPLETE)
    return token


class TopicsField(forms.CharField):
    """Topics, one on each line, in the article's order."""

    widget = AdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]


class DecidingForm(_ModelForm):
    """A form on fields that people may decide, for one article; `by` is whoever fills it in."""

    by: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.decidable:
            self.fields[name].show_hidden_initial = True
            self.fields[name].disabled = not self._may(name)
        if "published" in self.fields:
            self.fields["published"].help_text = PUBLISHED_HELP

    @property
    def decidable(self) -> list[str]:
        """The form's fields that hold what people may decide."""
        return [name for name in self.fields if RENAMED.get(name, name) in FIELDS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "quality" in self.changed_data and cleaned.get("quality", 0) is None:
            self.add_error("quality", EMPTIED)
        return cleaned

    def _post_clean(self) -> None:
        """Leave the article as it is; `moderation` checks and assigns."""

    def order(self, seen: Seen, note: str) -> Order | None:
        """Return what the changes mean, or None without any; what it can't hold is an error."""
        names = [name for name in self.changed_data if name in self.decidable]
        values: dict[str, Value] = {RENAMED.get(n, n): self.cleaned_data[n] for n in names}
        if not values:
            return None
        if "published" in values:
            kind = Kind.APPROVE if values.pop("published") else Kind.UNPUBLISH
        elif values.keys() - {"quality"}:
            kind = Kind.EDIT
        else:
            kind = Kind.SET_QUALITY
        order = moderation.make_order(kind, self.instance, seen, values, note=note)
        try:
            check_values(order)
        except ValidationError as error:
            field_of = {field: name for name, field in RENAMED.items()}
            for field, faults in error.message_dict.items():
                name = field_of.get(field, field)
                self.add_error(name if name in self.fields else None, faults)
        return order

    def moved(self) -> str:
        """Return how the article differs from what the page showed: `quality 38 → 41, …`."""
        told = []
        for name in self.decidable:
            field = RENAMED.get(name, name)
            shown, now = self._shown(name), self._now(name)
            if shown != now:
                told.append(
                    f"{field} {formatting.value(field, shown)} → {formatting.value(field, now)}"
                )
        return ", ".join(told)

    def rebase(self) -> None:
        """Show the article of now, but keep what was typed; all of it counts from now.

        Called after validation, on data that may be changed.
        """
        data: Any = self.data
        changed = self.changed_data
        for name in self.decidable:
            bound = self[name]
            now = bound.field.prepare_value(self._now(name))
            data[bound.html_initial_name] = "" if now is None else str(now)
            if name not in changed:
                data[bound.html_name] = data[bound.html_initial_name]

    def _may(self, name: str) -> bool:
        kinds = {
            "published": (Kind.APPROVE, Kind.UNPUBLISH),
            "quality": (Kind.SET_QUALITY,),
        }.get(name, (Kind.EDIT,))
        return any(moderation.may(self.by, kind) for kind in kinds)

    def _now(self, name: str) -> Any:
        return _plain(self.fields[name].to_python(self.initial.get(name)))

    def _shown(self, name: str) -> Any:
        try:
            return _plain(self.fields[name].to_python(self.data.get(self[name].html_initial_name)))
        except ValidationError:
            return None


def _plain(value: Any) -> Any:
    """Return a value with the line ends that browsers give to texts taken back."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class RowForm(DecidingForm):
    """A row of the list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.decidable:
            label = f"{name.capitalize()}: {self.instance.title}"
            self.fields[name].widget.attrs["aria-label"] = label


class RowFormSet(_ModelFormSet):
    """The rows of the list."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        # Django's own field would ask the database for each row's id once more.
        form.fields["id"] = forms.IntegerField(
            initial=form.instance.pk, required=False, widget=forms.HiddenInput
        )


class ArticleForm(DecidingForm):
    """The article's page."""

    topic_names = TopicsField(label="Topics", required=False)
    note = forms.CharField(
        required=False, widget=AdminTextInputWidget(attrs={"size": 60}), help_text=NOTE_HELP
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return
        self.initial["topic_names"] = self.instance.topic_names
        told = provenance(self.instance)
        for name in self.decidable:
            field = self.fields[name]
            field.help_text = format_html(
                "{} {}", field.help_text, told[RENAMED.get(name, name)]
            ).strip()
        self.fields["topic_names"].help_text += " One on each line."

    def clean_excerpt(self) -> str:
        return str(_plain(self.cleaned_data["excerpt"]))


class DecidingActionForm(ActionForm):
    """Django's choice of an action, with what a decision may say besides."""

    reason = forms.ChoiceField(label="Reason (to reject or take down):", required=False, choices=[])
    note = forms.CharField(
        label="Note:", required=False, widget=forms.TextInput(attrs={"size": 24})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        reason.choices = [("", "none"), *settings.NEWSROOM_REASONS.items()]


def provenance(article: Article) -> Mapping[str, SafeString]:
    """Return, for each field that people may decide, where its value comes from; one query."""
    standing = article.decisions.filter(number__in=list(article.standing.values()))
    decisions = {each.number: each for each in standing.select_related("act__by")}
    told = dict.fromkeys(FIELDS, SafeString("From upstream."))
    for field, number in article.standing.items():
        act = decisions[number].act
        upstream = formatting.value(field, article.upstream.get(field))
        told[field] = format_html(
            "Set here by {}, {}. Upstream says: {}.",
            formatting.person(act.by),
            exact(act.at),
            upstream,
        )
    return told
