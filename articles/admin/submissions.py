"""Handling of posted change lists and change forms: decide all changes as one act, or show errors.

Unlike Django's own views, nothing is saved through the forms; their requests go to `moderation`.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Final, cast

from django.contrib.admin import helpers
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html

from articles import formatting, moderation
from articles.accounts.refusals import note_refusal
from articles.admin.deciding_form import DecidingForm
from articles.admin.forms import ArticleForm, RowFormSet
from articles.admin.hidden_fields import INCOMPLETE, posted_snapshots, posted_token
from articles.models import Act, Article
from articles.moderation.decision_requests import (
    DecisionRequest,
    Outcome,
    Seen,
    SkippedRequest,
    Stale,
)
from articles.moderation.decisions import note_fault

#: The name of the note that goes with saved rows; the actions of the list have one of their own.
SAVE_NOTE: Final = "Note for saving rows"
#: How many skipped articles a message names.
NAMED_SKIPS: Final = 5


@dataclass(slots=True)
class Refusal:
    """Reasons why nothing was saved: `faults`, as sentences, and `of_article`.

    The latter has the blocked requests by the article's primary key. `is_stale` is True where
    `moderation` raised Stale: an article has another text, or another decision on a changed field,
    than the form showed, or needs a note or the permission to override.
    """

    faults: list[str] = field(default_factory=list)
    of_article: dict[int, SkippedRequest] = field(default_factory=dict)
    is_stale: bool = False


def decide(
    requests: Sequence[DecisionRequest],
    posted: QueryDict,
    request: HttpRequest,
    *,
    all_or_nothing: bool,
) -> Outcome | Refusal:
    """Decide the requests as one act with the posted idempotency token; return the outcome.

    Without requests, return an empty outcome. Return a refusal, with nothing recorded, where the
    token is invalid, two requests are on one article, or `moderation.decide` raises
    ValidationError, PermissionDenied or, with `all_or_nothing`, Stale. A token that has served
    gives the act and decisions recorded then, if they can be the result of these requests of this
    user; else it is refused.
    """
    if not requests:
        return Outcome(None, [], [])
    if len({each.article_id for each in requests}) < len(requests):
        return Refusal([INCOMPLETE])
    try:
        return moderation.decide(
            requests,
            by=cast(User, request.user),
            token=posted_token(posted),
            place=Act.Place.ADMIN,
            all_or_nothing=all_or_nothing,
        )
    except Stale as error:
        blocked = {skip.article.pk: skip for skip in error.outcome.blocked}
        return Refusal(of_article=blocked, is_stale=True)
    except ValidationError as error:
        return Refusal(error.messages)
    except PermissionDenied as error:
        note_refusal(request, error)
        return Refusal([str(error)])


def outcome_messages(outcome: Outcome) -> tuple[str, list[str]]:
    """Return the message on what was recorded, and one for each reason of skipped requests.

    The first is '' where nothing was recorded; each other one names the first NAMED_SKIPS articles
    and counts the rest.
    """
    recorded = formatting.recorded(outcome.decisions) if outcome.act else ""
    by_reason: dict[str, list[SkippedRequest]] = {}
    for skip in outcome.skips:
        by_reason.setdefault(skip.why, []).append(skip)
    return recorded, [_skipped_message(skips) for skips in by_reason.values()]


def _skipped_message(skips: Sequence[SkippedRequest]) -> str:
    named = [
        f"“{formatting.shortened(skip.article.headline)}”: {formatting.skipped(skip)}"
        for skip in skips[:NAMED_SKIPS]
    ]
    more = len(skips) - NAMED_SKIPS
    count = f"{len(skips)} article{'s' if len(skips) > 1 else ''}"
    return f"Skipped {count}. {' '.join(named)}" + (f" And {more} more." if more > 0 else "")


def as_get_request(request: HttpRequest) -> HttpRequest:
    """Return a copy of a POST request with the method GET, to show the page again.

    The copy shares session, user, messages and META (so cookies are still set), and gets the
    resolver match, which Django leaves out of copies.
    """
    get_request = copy(request)
    get_request.method = "GET"
    get_request.resolver_match = request.resolver_match
    return get_request


class ChangeListSubmission:
    """A posted list of articles, whose changed rows are decided together or not at all."""

    def __init__(
        self, request: HttpRequest, formset_class: type[RowFormSet], rows: QuerySet[Article]
    ) -> None:
        self.posted = request.POST.copy()
        self.request = request
        self.formset = formset_class(self.posted, queryset=rows)
        self.refusal = Refusal()

    @property
    def note(self) -> str:
        return self.posted.get("save_note", "")

    @property
    def forms(self) -> list[DecidingForm]:
        forms: list[Any] = self.formset.forms
        return forms

    @property
    def is_note_at_fault(self) -> bool:
        """Whether `save` failed by a missing or wrong note alone, which gets the focus then."""
        if not self.refusal.of_article:
            has_faults = any(form.errors for form in self.forms)
            return note_fault(self.note) is not None and not has_faults
        return all(skip.why == "note" for skip in self.refusal.of_article.values())

    def save(self) -> Outcome | None:
        """Decide all changed rows as one act; return the outcome, or None where they were refused.

        One refused row, or a wrong note, stops all; one that would change nothing is only among the
        outcome's skips. In a valid form without changed rows the outcome is empty. The reasons are
        kept in the forms and in `refusal`, for `show_errors_in`. Raises BadRequest for a posted row
        whose article doesn't exist.
        """
        is_valid = self.formset.is_valid()
        if any(form.instance.pk is None for form in self.forms):
            raise BadRequest("A row of this list doesn't exist.")
        fault = note_fault(self.note)
        if fault:
            self.refusal = Refusal([fault])
        if fault or not is_valid:
            return None
        try:
            seen = posted_snapshots(self.posted)
        except ValidationError as error:
            self.refusal = Refusal(error.messages)
            return None
        requests = list(self._decision_requests(seen))
        if not self.formset.is_valid():
            return None
        result = decide(requests, self.posted, self.request, all_or_nothing=True)
        if isinstance(result, Refusal):
            self.refusal = result
            return None
        return result

    def _decision_requests(self, seen: Mapping[int, Seen]) -> Iterable[DecisionRequest]:
        for form in self.forms:
            if not form.has_changed():
                continue
            if form.instance.pk not in seen:
                form.add_error(None, INCOMPLETE)
                continue
            requested = form.decision_request(seen[form.instance.pk], self.note)
            if requested:
                yield requested

    def show_errors_in(self, changelist: ChangeList) -> None:
        """Set the list's rows and formset to the posted ones, with the refusal's reasons as errors.

        Fields that were changed keep what was typed, all others get current values. The first form
        with errors gets the focus (`focus_first_error`), unless `is_note_at_fault`. Django pairs
        rows and forms by position, so these can't be the rows that the filters find now.
        """
        for form in self.forms:
            skip = self.refusal.of_article.get(form.instance.pk)
            if skip:
                message = skip_message(skip, form)
                if skip.why == "note":
                    message = format_html('{} <a href="#save-note">{}</a>', message, SAVE_NOTE)
                form.add_error(None, message)
            form.update_initial()
        self.formset.non_form_errors().extend(self.refusal.faults)
        first = next((form for form in self.forms if form.errors), None)
        if first and not self.is_note_at_fault:
            first.focus_first_error()
        rows: Any = [form.instance for form in self.forms]
        changelist.formset, changelist.result_list = self.formset, rows


def skip_message(skip: SkippedRequest, form: DecidingForm) -> str:
    """Return why the request was skipped, as `formatting.skipped`; at times with what to do.

    Where the reason is that the document has changed, a last sentence says how fields of the form
    differ from what it showed, if any does (`changes_since_shown`).
    """
    changes = form.changes_since_shown() if skip.why == "text" else ""
    return formatting.skipped(skip) + (f" It was: {changes}." if changes else "")


class ChangeFormSubmission:
    """A posted page of one article, whose changed fields are decided together or not at all."""

    def __init__(
        self, request: HttpRequest, form_class: type[ArticleForm], article: Article
    ) -> None:
        self.posted = request.POST.copy()
        self.request = request
        self.form = form_class(self.posted, instance=article)
        self.is_stale = False

    def save(self) -> Outcome | None:
        """Record one decision on all changed fields; return the outcome, or None if it was refused.

        In a valid form without changed fields, a note alone included, the outcome is empty; one
        that would change nothing has no decision, and the reason among its skips. The reasons of a
        refusal become errors of the form; `is_stale` is set as in Refusal.
        """
        if not self.form.is_valid():
            return None
        try:
            seen = posted_snapshots(self.posted).get(self.form.instance.pk)
            if seen is None:
                raise ValidationError(INCOMPLETE)
        except ValidationError as error:
            self.form.add_error(None, error)
            return None
        requested = self.form.decision_request(seen, self.form.cleaned_data["note"])
        result = decide(
            [requested] if requested else [], self.posted, self.request, all_or_nothing=True
        )
        if isinstance(result, Outcome):
            return result
        self.is_stale = result.is_stale
        for skip in result.of_article.values():
            field = "note" if skip.why == "note" else None
            self.form.add_error(field, skip_message(skip, self.form))
        for message in result.faults:
            self.form.add_error(None, message)
        return None

    def show_errors_in(self, context: dict[str, Any]) -> None:
        """Set the context's form and errors to those of the posted form.

        Fields that were changed keep what was typed, all other decidable ones get current values.
        A field gets the focus by `focus_first_error`.
        """
        self.form.update_initial()
        self.form.focus_first_error()
        unbound: helpers.AdminForm = context["adminform"]
        context["adminform"] = helpers.AdminForm(
            self.form,
            list(unbound.fieldsets),
            {},
            unbound.readonly_fields,
            model_admin=unbound.model_admin,
        )
        errors: Any = helpers.AdminErrorList(self.form, [])
        context["errors"] = errors
